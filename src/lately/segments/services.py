"""How are segments kept?"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from lately.decisioning.segments import Segment
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.segments.models import Segment as Row


class SavedMeanwhile(Refusal):
    """Somebody else saved the segment after it was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed this segment while you had it open."),
            _("Theirs stands above the form; yours is still in it."),
            _("Look at both, and save again if yours should hold."),
        )


class SameName(Refusal):
    """Another segment has this name."""

    def __init__(self, title: str) -> None:
        super().__init__(
            _("There is a segment “%(title)s” already.") % {"title": title},
            _("Two of one name could not be told apart."),
            _("Give this one another name, or open that one and change it."),
        )


class TakenOffMeanwhile(Refusal):
    """Somebody else took the segment off after it was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else took this segment off while you had it open."),
            _("What you built still stands in the form; nothing of it was kept."),
            _("Save it again if you need it: it becomes a new one."),
        )


def keep_segment(segment: Segment, *, now: dt.datetime, by: str, seen: int | None = None) -> bool:
    """Keep a segment, or its new version; returns whether anything was changed.

    `seen` is the version that its writer saw (0: none was there; None: whichever). Raises SavedMeanwhile for another,
    TakenOffMeanwhile where there is none any more, and SameName where another segment is called so (in small letters or
    capitals).
    """
    with write_transaction():
        stands = Row.objects.filter(key=segment.key, voided_at=None).first()
        if stands and (stands.title, stands.question) == (segment.title, segment.written):
            return False
        if seen is not None and (stands.pk if stands else 0) != seen:
            raise SavedMeanwhile if stands else TakenOffMeanwhile
        others = Row.objects.filter(voided_at=None).exclude(key=segment.key).values_list("title", flat=True)
        if segment.title.casefold() in map(str.casefold, others):
            raise SameName(segment.title)
        Row.objects.filter(key=segment.key, voided_at=None).update(voided_at=now)
        Row.objects.create(
            key=segment.key, title=segment.title, question=segment.written, recorded_at=now, by=by
        )  # fmt: skip
    return True


def take_off(key: str, *, now: dt.datetime) -> bool:
    """Take a segment off from now on; returns whether there was one."""
    with write_transaction():
        return bool(Row.objects.filter(key=key, voided_at=None).update(voided_at=now))
