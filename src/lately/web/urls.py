"""Which address leads to which screen?"""

from __future__ import annotations

from django.urls import path

from lately.web.views import (
    audit,
    done,
    filtering,
    health,
    heard,
    how_we_do,
    people,
    person,
    say,
    sign_in,
    texts,
    today,
    why,
)

app_name = "web"
urlpatterns = [
    path("", today.show, name="today"),
    path("people/", people.show, name="people"),
    path("people/<path:who>", person.show, name="person"),
    path("greet/<path:who>", person.greet, name="greet"),
    path("ledger/<path:who>", person.ledger, name="ledger"),
    path("why/<path:who>", why.show, name="why"),
    path("done/<path:who>", done.note, name="done"),
    path("take-back", done.take_back, name="take_back"),
    path("say/", say.show, name="say"),
    path("say/make", say.make, name="make_plan"),
    path("say/filter", filtering.show, name="filter"),
    path("say/texts/", texts.show, name="texts"),
    path("say/texts/<path:content>/<str:channel>/read", texts.read, name="text_read"),
    path("say/texts/<path:content>/<str:channel>/preview", texts.preview, name="text_preview"),
    path("say/texts/<path:content>/<str:channel>/save", texts.save, name="text_save"),
    path("say/texts/<path:content>/<str:channel>", texts.edit, name="text"),
    path("say/<str:plan>/<str:content>", say.content, name="say_content"),
    path("say/<str:plan>/<str:content>/<str:code>", say.reason, name="say_reason"),
    path("heard/", heard.show, name="heard"),
    path("how-we-do/", how_we_do.show, name="how_we_do"),
    path("how-we-do/audit", audit.show, name="audit"),
    path("sign-in/", sign_in.ask, name="ask_for_a_link"),
    path("sign-in/<str:token>", sign_in.use, name="sign_in"),
    path("sign-out", sign_in.leave, name="sign_out"),
    path("health", health.show, name="health"),
]
