"""Writing the ledger: nothing is overwritten, nothing is doubled, nothing impossible gets in."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from lately.interactions import services
from lately.interactions.models import Deed, Interaction, Promise
from lately.lib.refusal import Refusal
from tests.interactions.book import NOW, customer, days, done, heard, looked_at, said


@pytest.fixture
def ann(db: None) -> int:
    return customer("ann")


def test_what_is_said_again_is_not_doubled(ann):
    once = said(ann, source_key="mail-1", found="give")
    again = said(ann, source_key="mail-1", found="ask")
    assert once.pk == again.pk
    assert Interaction.objects.count() == 1
    said(ann, source_key="mail-2")
    assert Interaction.objects.count() == 2
    assert done(ann, source_key="fix-1").pk == done(ann, source_key="fix-1").pk
    assert Deed.objects.count() == 1


def test_of_two_who_say_the_same_at_once_one_writes_it_down(ann, monkeypatch):
    """Our look came too early to see the other's row."""
    first = said(ann, source_key="mail-1", found="give")
    look = QuerySet.first
    looks = iter([None])
    monkeypatch.setattr(QuerySet, "first", lambda rows: next(looks, look(rows)))
    assert said(ann, source_key="mail-1", found="give").pk == first.pk
    assert next(looks, "looked") == "looked"
    assert Interaction.objects.count() == len(looked_at()[1].contacts) == 1


def test_a_promise_is_written_down_once(ann):
    for _ in range(2):
        services.record_promise(
            customer=ann, what="call back", due_at=NOW, happened_at=NOW, now=NOW, source="call", source_key="c1"
        )
    assert Promise.objects.get().due_at == NOW


def test_a_correction_leaves_what_was_known_before(ann):
    wrong = said(ann, found="give", subject="Hello")
    right = services.correct(wrong, now=NOW, found="ask")
    wrong.refresh_from_db()
    assert (wrong.found, wrong.voided_at) == ("give", NOW)
    assert (right.found, right.subject, right.recorded_at, right.voided_at) == ("ask", "Hello", NOW, None)
    assert right.source_key == wrong.source_key


def test_what_referred_to_a_corrected_row_refers_to_the_new_one(ann):
    survey = said(ann, ago=3, found="feedback")
    answer = heard(ann, ago=2, kind="feedback", closes=survey)
    deed = done(ann, ago=1, answers=answer)
    closing = said(ann, ago=0, found="service", closes=answer, tells=deed)
    assert looked_at()[1].asked.tolist() == [0]
    survey = services.correct(survey, now=NOW, subject="How was it?")
    assert looked_at()[1].asked.tolist() == [0]
    answer = Interaction.objects.get(closes=survey, voided_at=None)
    deed = Deed.objects.get(voided_at=None)
    closing = Interaction.objects.get(source_key=closing.source_key, voided_at=None)
    assert (deed.answers_id, closing.closes_id, closing.tells_id) == (answer.pk, answer.pk, deed.pk)
    assert Interaction.objects.filter(voided_at=None).count() == 3


def test_a_reservation_is_handed_over_or_given_up(ann):
    row = said(ann, ago=-1, status="reserved", now=NOW)
    over = services.correct(row, now=NOW + days(1), status="done", happened_at=NOW + days(1))
    assert looked_at(at=NOW + days(1))[1].last_contact.tolist() == [int((NOW + days(1)).timestamp())]
    services.correct(over, now=NOW + days(2), status="bounced")
    assert len(looked_at(at=NOW + days(2))[1].contacts) == 0


def test_what_does_not_count_any_more_cannot_be_changed(ann):
    row, deed = said(ann), done(ann)
    services.withdraw(row, now=NOW)
    services.withdraw(deed, now=NOW)
    for change in (lambda: services.withdraw(row, now=NOW), lambda: services.correct(deed, now=NOW, what="x")):
        with pytest.raises(Refusal, match="before"):
            change()
    assert Deed.objects.count() == 1


def test_a_correction_that_cannot_be_changes_nothing(ann):
    row = said(ann, found="give")
    with pytest.raises(Refusal, match="one of"):
        services.correct(row, now=NOW, found="gift")
    with pytest.raises(Refusal, match="has not come"):
        services.correct(row, now=NOW, happened_at=NOW + days(1))
    assert Interaction.objects.get().voided_at is None
    assert looked_at()[1].given.tolist() == [996]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"customer": 10**9}, "no customer"),
        ({"direction": "up"}, "one of out, in"),
        ({"kind": "fax"}, "one of message"),
        ({"found": "gift"}, "one of give"),
        ({"status": "sent"}, "one of reserved"),
        ({"ago": -1, "now": NOW}, "has not come yet"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(ann, wrong, told):
    with pytest.raises(Refusal, match=told):
        said(**{"to": wrong.pop("customer", ann)} | wrong)
    assert Interaction.objects.count() == 0


def test_a_deed_of_tomorrow_and_one_of_a_stranger_are_refused(ann):
    ben = customer("ben")
    with pytest.raises(Refusal, match="has not come"):
        done(ann, ago=-1, now=NOW)
    with pytest.raises(Refusal, match="another customer"):
        done(ann, answers=heard(ben))
    with pytest.raises(Refusal, match="another customer"):
        said(ann, tells=done(ben))
    with pytest.raises(Refusal, match="another customer"):
        said(ann, closes=heard(ben))


def test_moments_are_whole_seconds(ann):
    row = said(ann, happened_at=NOW.replace(microsecond=123), now=NOW.replace(microsecond=999_999))
    row.refresh_from_db()
    assert (row.happened_at, row.recorded_at) == (NOW, NOW)
    assert looked_at()[1].last_contact.tolist() == [int(NOW.timestamp())]
