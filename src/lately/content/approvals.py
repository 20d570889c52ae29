"""Has a second person approved what goes out, and who still may?

What is approved is who it is for as well as what it says: a word holds of one version of a content, and only while the
segments that it names ask what they asked when the word was given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lately.content.definition import content_from, segments_of, with_segments
from lately.content.models import Approval, Content
from lately.decisioning.offers import WANTING, needs_approval
from lately.decisioning.policy import Policy
from lately.lib.counting import Live
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.segments.selectors import asked_otherwise, questions_known, rows_known


@dataclass(frozen=True)
class Standing:
    """How a content stands: whether it needs another's word, who gave it, who wrote it, whether the user may.

    `changed` are the titles of the segments that were changed after `before` had given a word, which holds no longer;
    `version` says which content and segments the user sees.
    """

    needed: bool
    by: str
    at: dt.datetime | None
    written_by: str
    may_by_them: bool
    version: str
    before: str = ""
    changed: Sequence[str] = ()


def approvals_known(*, known: int) -> dict[int, Approval]:
    """By version of a content (row id), the word given for it by `known`, in seconds since 1970 UTC."""
    return {row.content_id: row for row in Approval.objects.filter(Live(known))}


def changed_since(word: Approval, row: Content, *, known: int | None = None) -> list[str]:
    """The titles of the segments that ask something else at `known` (None: by now) than when the word was given."""
    return asked_otherwise(segments_of(row.definition), since=word.recorded_at, known=known)


def approval_of(content: str, *, policy: Policy, user_id: int) -> Standing:
    """How the version that counts stands with the second person; raises Refusal if there is no such content."""
    row = _counting(content)
    found = _word(row)
    changed = changed_since(found, row) if found else []
    holding = None if changed else found
    return Standing(
        needed=needs_approval(policy, wanting=_wants(row)),
        by=holding.name if holding else "",
        at=holding.recorded_at if holding else None,
        written_by=row.by.name if row.by else "",
        may_by_them=row.by_id != user_id,
        version=_version(row),
        before=found.name if found and changed else "",
        changed=changed,
    )


def approve(content: str, *, version: str, user: Any, now: dt.datetime) -> None:
    """Note that a person approves the version they saw; raises Refusal for their own, and for one that was changed."""
    with write_transaction():
        row = _counting(content)
        if _version(row) != version:
            raise Refusal(
                _("It was changed after you opened it, or the segment that it is for."),
                _("An approval is for the words that were read, and for whom they were read for."),
                _("Read it again."),
            )
        if row.by_id == user.pk:
            raise Refusal(
                _("You wrote this version yourself."),
                _("A second pair of eyes is somebody else's."),
                _("Ask a colleague."),
            )
        found = _word(row)
        if found and not changed_since(found, row):
            return
        Approval.objects.filter(content=row, voided_at=None).update(voided_at=now)
        Approval.objects.create(content=row, by_id=user.pk, name=user.name or user.email, recorded_at=now)


def take_back(content: str, *, now: dt.datetime) -> None:
    """Take the approval of a content back."""
    with write_transaction():
        Approval.objects.filter(content=_counting(content), voided_at=None).update(voided_at=now)


def _word(row: Content) -> Approval | None:
    return Approval.objects.filter(content=row, voided_at=None).first()


def _version(row: Content) -> str:
    """Which version of the content it is, and of each segment that it names."""
    keys = segments_of(row.definition)
    segments = [one for one in rows_known() if one.key in keys] if keys else []
    return "-".join(str(each) for each in [row.pk, *sorted(one.pk for one in segments)])


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
