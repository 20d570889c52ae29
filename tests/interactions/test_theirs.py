"""What is owed, and who was told, after two records turned out to be two people (interactions/theirs.py)."""

from __future__ import annotations

import datetime as dt

import pytest

from lately.interactions import services
from lately.interactions.heard import heard_rows
from lately.interactions.history import history
from lately.interactions.history import promises as promised
from lately.interactions.owed import told_lately
from lately.interactions.seen import last_helped, untold_since
from lately.interactions.selectors import entries
from lately.interactions.timeline import When, deeds, promises, timeline
from lately.interactions.waiting import open_complaints, promises_due, untold_deeds
from lately.lib.moments import seconds
from lately.profiles.frames import Places, redirects
from tests.interactions import book

pytestmark = pytest.mark.django_db
NOW = seconds(book.NOW)
EVER = When(NOW, NOW)
THEN = book.NOW - book.days(1)  # the merge; the contact came half a day later


class Two:
    """Ann and Anne: Anne's complaint, the work done for it and a promise to her; and a call to Ann that spoke of it."""

    def __init__(self) -> None:
        self.ann, self.anne = book.customer("ann"), book.customer("anne")
        self.cold = book.heard(self.anne, ago=9, kind="complaint", text="It is cold in here.")
        self.deed = book.done(self.anne, ago=2, what="Mended the heating", answers=self.cold)
        self.promise = services.record_promise(
            customer=self.anne, what="Come again", due_at=THEN, happened_at=book.NOW - book.days(2),
            now=book.NOW - book.days(2), source="test",
        )  # fmt: skip

    def merged(self, at: dt.datetime) -> None:
        """Anne's record is read as Ann's."""
        services.merge(customer=self.anne, into=self.ann, now=at, source="test")

    def called(self) -> None:
        """Ann is called, and told what was done for Anne."""
        book.said(
            self.ann, ago=0.5, channel="phone", kind="call", tells=self.deed, keeps=self.promise, closes=self.cold,
            declared="service",
        )  # fmt: skip


def owed(two: Two, ids: list[int]) -> dict[str, set[bool]]:
    """Whether work for Anne is untold, a promise unkept, a complaint open: by each list, by her page, by the pass."""
    places = Places(ids[:1], redirects(NOW))
    passed = history(places, chosen=True, at=NOW, known=NOW)
    told = {entry.what: entry.told for entry in entries(ids, at=NOW, known=NOW)}
    (row,) = heard_rows([two.cold.pk], EVER)
    return {
        "untold": {
            bool(untold_deeds(EVER, limit=9)), untold_since(ids, EVER) is not None,
            deeds(ids, EVER)[0]["told_at"] is None, row["deeds"][0]["told_at"] is None,
            told["Mended the heating"] is None, bool(passed.untold_answers[0]),
        },
        "unkept": {
            bool(promises_due(EVER, until=NOW, limit=9)), promises(ids, EVER)[0]["kept_at"] is None,
            told["Come again"] is None, bool(len(promised(places, chosen=True, at=NOW, known=NOW).owner)),
        },
        "open": {
            bool(open_complaints(EVER, book=None, limit=9)), row["settled_at"] is None, bool(passed.open_complaint[0]),
        },
    }  # fmt: skip


def told(customer: int, ids: list[int]) -> set[bool]:
    """Whether a customer was told of something done for them: by the lists, by their page, by what is kept of them."""
    (line,) = [each for each in timeline(ids, EVER) if each["channel"] == "phone"]
    _, kept = book.looked_at([customer])
    return {
        bool(told_lately(EVER, since=NOW - 86_400, book=None, limit=9)), last_helped(ids, EVER) is not None,
        bool(line["tells"]), bool(line["keeps"]), bool(line["closes"]),
        any(entry.gives for entry in entries(ids, at=NOW, known=NOW)),
        bool(kept.last_give[0] > 0), bool(kept.given[0] > 0),
    }  # fmt: skip


def test_what_was_done_for_anne_is_untold_where_it_was_ann_who_was_told_of_it():
    two = Two()
    two.merged(THEN)
    two.called()
    both = [two.ann, two.anne]
    assert owed(two, both) == {"untold": {False}, "unkept": {False}, "open": {False}}
    assert told(two.ann, both) == {True}

    services.unmerge(customer=two.anne, now=book.NOW)
    assert owed(two, [two.anne]) == {"untold": {True}, "unkept": {True}, "open": {True}}
    assert told(two.ann, [two.ann]) == {False}

    two.merged(book.NOW)
    assert owed(two, both) == {"untold": {False}, "unkept": {False}, "open": {False}}
    assert told(two.ann, both) == {True}


def test_what_a_third_record_of_hers_was_told_counts_as_told_to_her():
    two, third = Two(), book.customer("annie")
    for record in (two.anne, third):
        services.merge(customer=record, into=two.ann, now=THEN, source="test")
    two.ann, ann = third, two.ann
    two.called()
    assert owed(two, [ann, two.anne, third]) == {"untold": {False}, "unkept": {False}, "open": {False}}
