"""Which address leads to which screen?"""

from __future__ import annotations

from django.urls import path

from lately.web.views import health, heard, how_we_do, people, say, sign_in, today

app_name = "web"
urlpatterns = [
    path("", today.show, name="today"),
    path("people/", people.show, name="people"),
    path("say/", say.show, name="say"),
    path("heard/", heard.show, name="heard"),
    path("how-we-do/", how_we_do.show, name="how_we_do"),
    path("sign-in/", sign_in.ask, name="ask_for_a_link"),
    path("sign-in/<str:token>", sign_in.use, name="sign_in"),
    path("sign-out", sign_in.leave, name="sign_out"),
    path("health", health.show, name="health"),
]
