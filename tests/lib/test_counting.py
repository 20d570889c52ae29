"""Which rows counted at a moment, asked of the database and told by hand."""

from __future__ import annotations

import itertools

from django.db.models import Exists, OuterRef

from lately.lib.counting import Live
from lately.lib.moments import at_seconds
from lately.profiles.models import Customer, Note

_WHEN = {
    f"{recorded}-{voided}-{happened}": (recorded, voided, happened)
    for recorded, voided, happened in itertools.product((5, 10, 15), (None, 10, 15, 25), (5, 10, 15))
}


def _counted(key: str, known: int, at: int | None) -> bool:
    recorded, voided, happened = _WHEN[key]
    return recorded <= known and (voided is None or voided > known) and (at is None or happened <= at)


def test_a_note_on_a_customer_counts_from_when_we_knew_of_it_until_it_was_taken_back(db):
    eve = Customer.objects.create(recorded_at=at_seconds(0))
    for key, (recorded, voided, happened) in _WHEN.items():
        Note.objects.create(
            customer=eve, text="Called", source_key=key, source="by hand", recorded_at=at_seconds(recorded),
            voided_at=None if voided is None else at_seconds(voided), happened_at=at_seconds(happened),
        )  # fmt: skip

    for known, at in itertools.product((4, 5, 10, 14, 20), (None, 4, 5, 10, 20)):
        wanted = {key for key in _WHEN if _counted(key, known, at)}
        assert set(Note.objects.filter(Live(known, at)).values_list("source_key", flat=True)) == wanted
        other = Note.objects.filter(Live(known, at), customer=OuterRef("customer"), source_key=OuterRef("source_key"))
        assert set(Note.objects.filter(Exists(other)).values_list("source_key", flat=True)) == wanted
