"""Has a second person approved what goes out, and who still may?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lately.content.definition import content_from, with_segments
from lately.content.models import Approval, Content
from lately.decisioning.offers import WANTING, needs_approval
from lately.decisioning.policy import Policy
from lately.lib.counting import Live
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.segments.selectors import questions_known


@dataclass(frozen=True)
class Standing:
    """How a content stands: whether it needs another's word, who gave it, who wrote it, whether the user may."""

    needed: bool
    by: str
    at: dt.datetime | None
    written_by: str
    may_by_them: bool
    version: int


def approved_by(*, known: int) -> dict[int, str]:
    """By version of a content (row id), who had approved it by `known`, in seconds since 1970 UTC."""
    rows = Approval.objects.filter(Live(known))
    return dict(rows.values_list("content_id", "name"))


def approval_of(content: str, *, policy: Policy, user_id: int) -> Standing:
    """How the version that counts stands with the second person; raises Refusal if there is no such content."""
    row = _counting(content)
    found = Approval.objects.filter(content=row, voided_at=None).first()
    return Standing(
        needed=needs_approval(policy, wanting=_wants(row)),
        by=found.name if found else "",
        at=found.recorded_at if found else None,
        written_by=row.by.name if row.by else "",
        may_by_them=row.by_id != user_id,
        version=row.pk,
    )


def approve(content: str, *, version: int, user: Any, now: dt.datetime) -> None:
    """Note that a person approves the version they saw; raises Refusal for their own, and for one that was changed."""
    with write_transaction():
        row = _counting(content)
        if row.pk != version:
            raise Refusal(
                _("It was changed after you opened it."),
                _("An approval is for the words that were read."),
                _("Read it again."),
            )
        if row.by_id == user.pk:
            raise Refusal(
                _("You wrote this version yourself."),
                _("A second pair of eyes is somebody else's."),
                _("Ask a colleague."),
            )
        Approval.objects.get_or_create(
            content=row,
            voided_at=None,
            defaults={"by_id": user.pk, "name": user.name or user.email, "recorded_at": now},
        )


def take_back(content: str, *, now: dt.datetime) -> None:
    """Take the approval of a content back."""
    with write_transaction():
        Approval.objects.filter(content=_counting(content), voided_at=None).update(voided_at=now)


def _counting(content: str) -> Content:
    row = Content.objects.select_related("by").filter(key=content, voided_at=None).first()
    if row is None:
        raise Refusal(
            _("There is no content %(content)r.") % {"content": content},
            _("It was never in the book, or it was taken off."),
            _("Choose one under Say."),
        )
    return row


def _wants(row: Content) -> bool:
    """Whether any wording of it wants something; of one that cannot be read we do not know, and say yes."""
    try:
        meant = content_from(with_segments(row.definition, questions_known()), zone="UTC", read=row.read)
    except Refusal:
        return True
    return any(wording.classed in WANTING for wording in meant.wordings)
