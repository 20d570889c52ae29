"""Do we give more than we ask, and does it do any good?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the screen."""
    return render(request, "web/how_we_do.html")
