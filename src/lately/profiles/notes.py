"""What did we write down of a customer, in our own words?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError

from lately.lib.counting import Live
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds
from lately.profiles.models import Note
from lately.profiles.search_index import refind

MOST = 200


def add_note(*, customer: int, text: str, by: int, at: int, now: int, source: str, source_key: str) -> Note:
    """Write a note down; `source_key` says again what was said before: the row that counts under it is returned."""
    there = Note.objects.filter(source_key=source_key, voided_at=None)
    try:
        with write_transaction():
            note = there.first() or Note.objects.create(
                customer_id=customer, text=text, by_id=by, happened_at=at_seconds(at), recorded_at=at_seconds(now),
                source=source, source_key=source_key,
            )  # fmt: skip
            refind([customer])
            return note
    except IntegrityError:
        return there.get()


def note_named(key: str) -> Note | None:
    """The note that counts under this key."""
    return Note.objects.filter(source_key=key, voided_at=None).first()


def void_note(note: Note, *, now: int) -> bool:
    """Take a note back; False if somebody did so before."""
    with write_transaction():
        taken = bool(Note.objects.filter(pk=note.pk, voided_at=None).update(voided_at=at_seconds(now)))
        refind([note.customer_id])
    return taken


def notes_of(ids: Sequence[int], *, at: int, known: int) -> list[dict[str, Any]]:
    """The notes of a customer (`ids` are theirs and those merged into them) at the moment, newest first."""
    rows = Note.objects.filter(Live(known, at), customer_id__in=ids)
    return [
        {
            "key": row.source_key,
            "text": row.text,
            "at": seconds(row.happened_at),
            "by": row.by.name if row.by else "",
            "source": row.source,
        }
        for row in rows.select_related("by").order_by("-happened_at", "-pk")[:MOST]
    ]
