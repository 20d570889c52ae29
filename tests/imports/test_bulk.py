import datetime as dt

import pytest

from lately.imports import bulk
from lately.imports.models import Import
from lately.imports.services import Nth, digest_of, stable_key
from lately.imports.spool import Spool
from lately.interactions.intake import Event
from lately.profiles.models import Customer, Fact, Identifier
from lately.profiles.services import Clash, Person, Statement, describe, find_or_make, set_facts

NAMES = ["customer_id", "kind", "value"]


def test_many_customers_come_in_with_ids_that_nobody_has(db, at):
    Customer.objects.create(recorded_at=at)
    ids = bulk.new_ids(Customer, 3)
    assert bulk.insert(Customer, ["id"], [(new,) for new in ids], always={"recorded_at": at}) == 3
    later = Customer.objects.create(recorded_at=at)
    assert len({*ids, later.pk}) == 4
    assert {customer.kind for customer in Customer.objects.all()} == {"person"}


def test_an_identifier_that_stands_is_left_and_only_new_ones_are_counted(db, at):
    ann, ben = (Customer.objects.create(recorded_at=at) for _ in range(2))
    always = {"recorded_at": at}
    assert bulk.insert(Identifier, NAMES, [(ann.pk, "key", "7")], always=always, once=["kind", "value"]) == 1
    both = [(ben.pk, "key", "7"), (ben.pk, "key", "8")]
    assert bulk.insert(Identifier, NAMES, both, always=always, once=["kind", "value"]) == 1
    assert Identifier.objects.get(value="7").customer == ann


def test_one_that_was_taken_back_stands_in_nobodys_way(db, at):
    ann = Customer.objects.create(recorded_at=at)
    Identifier.objects.create(customer=ann, kind="key", value="7", recorded_at=at, voided_at=at)
    rows = [(ann.pk, "key", "7")]
    assert bulk.insert(Identifier, NAMES, rows, always={"recorded_at": at}, once=["kind", "value"]) == 1


def test_moments_texts_and_values_come_back_as_they_went_in(db, at):
    ann = Customer.objects.create(recorded_at=at)
    values = ["Zoë\t\\N\n\"'", True, 14, "2011-03-02"]
    moment = dt.datetime(1999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    rows = [(ann.pk, "note", value, moment) for value in values]
    columns = ["customer_id", "name", "value", "happened_at"]
    assert bulk.insert(Fact, columns, rows, always={"recorded_at": at, "source": "test"}) == 4
    found = Fact.objects.order_by("pk")
    assert [fact.value for fact in found] == values
    assert {(fact.happened_at, fact.recorded_at, fact.until, fact.imported_id) for fact in found} == {
        (moment, at, None, None)
    }


def test_nothing_to_insert_is_nothing(db):
    assert bulk.insert(Import, ["kind"], []) == 0


def test_rows_wait_in_order_and_come_in_batches():
    events = [Event(number, "", "ann@example.org", 0, str(number), "out", "email", "message") for number in range(7)]
    with Spool(Event, batch=3) as spool:
        for event in events:
            spool.add(event)
        assert [len(batch) for batch in spool.batches()] == [3, 3, 1]
        assert [event for batch in spool.batches() for event in batch] == events


def test_a_key_is_the_same_tomorrow_and_never_too_long():
    assert stable_key("deed", "ref", "D-1") == "deed:ref:D-1"
    long = stable_key("deed", "x" * 500)
    assert long == stable_key("deed", "x" * 500) != stable_key("deed", "x" * 501)
    assert len(long) <= 200
    nth = Nth()
    assert [nth.key("a", 1), nth.key("a", 1), nth.key("a", 2)] == ["a:1:1", "a:1:2", "a:2:1"]


def test_a_folder_with_another_name_of_a_file_is_another_folder(tmp_path):
    (tmp_path / "a").write_text("x")
    first = digest_of(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest_of(tmp_path) != first


def test_ann_named_twice_in_one_breath_is_one_customer(db, at):
    people = [Person(key="7", email="ann@example.org"), Person(email="ann@example.org"), Person(key="7")]
    found = find_or_make(people=people, now=at)
    assert len(set(found.customers)) == len(found.made) == Customer.objects.count() == 1


def test_a_merged_customer_is_found_as_the_one_they_were_merged_into(db, at):
    first, second, third = find_or_make(people=[Person(key=key) for key in "123"], now=at).customers
    for merged, into in ((first, second), (second, third)):
        assert isinstance(merged, int)
        assert isinstance(into, int)
        Customer.objects.get(pk=merged).redirects.create(into_id=into, recorded_at=at, source="test")
    assert find_or_make(people=[Person(key="1")], now=at).customers == [third]


def test_two_ids_of_two_customers_on_one_line_clash(db, at):
    find_or_make(people=[Person(key="7"), Person(email="ann@example.org")], now=at)
    (clash,) = find_or_make(people=[Person(key="7", email="ann@example.org")], now=at).customers
    assert isinstance(clash, Clash)
    assert "two customers" in clash.what


def test_what_stands_is_no_news_and_what_was_true_before_is(db, at):
    (ann,) = find_or_make(people=[Person(key="7")], now=at).customers
    assert isinstance(ann, int)

    def told(value: str, days: int) -> set[int]:
        happened = at - dt.timedelta(days=days)
        return set_facts(statements=[Statement(ann, "role", value, happened)], now=at, source="test")

    assert told("nurse", 10) == {ann}
    assert told("nurse", 5) == set()
    assert told("pupil", 20) == {ann}
    assert told("pupil", 15) == set()
    assert told("doctor", 1) == {ann}
    assert told("nurse", 0) == {ann}


def test_who_looks_after_ann_changes_once(db, at, owner):
    (ann,) = find_or_make(people=[Person(key="7")], now=at).customers
    assert isinstance(ann, int)
    assert describe(kinds={ann: "company"}, owners={ann: owner.pk}, now=at) == {ann}
    assert describe(kinds={}, owners={ann: owner.pk}, now=at) == set()
    assert Customer.objects.get(pk=ann).kind == "company"


@pytest.mark.parametrize("blank", ["  ", "\t", "\u200b"])
def test_a_customer_is_not_made_of_blanks(db, at, blank):
    (clash,) = find_or_make(people=[Person(key=blank)], now=at).customers
    assert isinstance(clash, Clash)
    assert not Customer.objects.exists()


def test_a_key_is_kept_without_the_blanks_around_it(db, at):
    first, second = find_or_make(people=[Person(key=" A-17 "), Person(key="A-17")], now=at).customers
    assert first == second
    assert Identifier.objects.get().value == "A-17"
