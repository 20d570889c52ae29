"""What is worth saying tonight, to how many, and what is held back?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the screen."""
    return render(request, "web/say.html")
