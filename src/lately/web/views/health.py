"""Is this installation up? For load balancers and start scripts; says nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def show(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Answer ok."""
    return HttpResponse("ok", content_type="text/plain")
