"""Which doors does this installation have on the web?"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("lately.web.urls")),
]
