"""Say as a second person that a content may go out as it is; or take that word back."""

from __future__ import annotations

from lately.content.approvals import approve, take_back
from lately.lib.moments import at_seconds
from lately.profiles.books import Reader


def approve_content(*, user: Reader, content: str, version: str, now: int) -> None:
    """Approve the version the user saw; raises Refusal if they wrote it, or if it was changed since.

    A segment that it names is part of what they saw.
    """
    approve(content, version=version, user=user, now=at_seconds(now))


def take_approval_back(*, content: str, now: int) -> None:
    """Take the approval of a content back; raises Refusal if there is no such content."""
    take_back(content, now=at_seconds(now))
