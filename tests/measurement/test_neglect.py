import datetime as dt
import itertools
import statistics
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lately.decisioning.policy import Policy
from lately.measurement.lives import life_of, terms_of
from lately.measurement.neglect import neglect
from lately.measurement.records import Contact, Person

UTC = ZoneInfo("UTC")
TERMS = terms_of(Policy({}))
DAY = 86_400
ASKS = ("ask", "mixed", "disguised")


def day(text, hour=12):
    return int(dt.datetime.fromisoformat(f"{text}T{hour:02}:00+00:00").timestamp())


AT = day("2026-11-16")
LONG_AGO = {"email": day("2020-01-01")}


def bought(*days, amount=1000, currency="EUR"):
    return [(day(each), amount, currency) for each in days]


def said(when, classed="give", wanted="", **more):
    return Contact(day(when), "out", "email", classed, wanted, 1, **more)


def found(*people, at=AT, known_since=None, currency="EUR"):
    known = LONG_AGO if known_since is None else known_since
    return neglect(people, at=at, known_since=known, terms=TERMS, zone=UTC, currency=currency)


def names(neglected):
    return [listed.customer for listed in neglected.customers]


DOV = Person("Dov", bought("2026-01-05"))
ANN = Person("Ann", bought("2026-01-05"), [said("2026-02-01")])


def test_dov_is_silent_since_the_sale_and_ann_is_not():
    answer = found(DOV, ANN)

    assert names(answer.lists["silent_since_purchase"]) == ["Dov"]
    assert answer.lists["silent_since_purchase"].share == 0.5
    assert (answer.customers, answer.never_contacted, answer.cared_for.count) == (2, 1, 1)


def test_the_sentence_is_plain_and_full_of_facts():
    often = Person("Dov", bought("2025-03-03", *[f"2025-{month:02}-01" for month in range(4, 13)]))
    assert found(DOV).lists["silent_since_purchase"].customers[0].because == (
        "Bought once, in January 2026; heard nothing from us since."
    )
    assert found(often).lists["silent_since_purchase"].customers[0].because == (
        "Bought 10 times, first in March 2025; heard nothing from us since the first purchase."
    )


def test_who_heard_from_us_before_the_first_purchase_only_is_silent_since():
    early = Person("Dov", bought("2026-01-05"), [said("2025-12-24")])
    answer = found(early)

    assert names(answer.lists["silent_since_purchase"]) == ["Dov"]
    assert answer.never_contacted == 0
    assert "before that, in December 2025" in answer.lists["silent_since_purchase"].customers[0].because


def test_what_they_wrote_to_us_is_not_hearing_from_us():
    wrote = Person("Dov", bought("2026-01-05"), [Contact(day("2026-02-01"), "in", "email")])
    assert found(wrote).never_contacted == 1


def test_before_anything_is_known_silence_is_unknown():
    answer = found(DOV, ANN, known_since={"email": day("2026-01-06")})

    assert answer.unknown == 1
    assert answer.lists["silent_since_purchase"].count == 0
    assert answer.never_contacted == 0
    assert found(DOV, ANN, known_since={"email": day("2026-01-06"), "post": day("2026-01-04")}).unknown == 0


def test_where_no_channel_is_known_nobody_is_neglected_and_we_say_what_to_add():
    answer = found(DOV, known_since={})

    assert not any(each.count for each in answer.lists.values())
    assert "import mail" in answer.note
    assert found(DOV).note == ""


def test_what_comes_after_the_moment_is_not_looked_at():
    assert found(ANN, at=day("2026-01-31")).lists["silent_since_purchase"].count == 1
    assert found(ANN, at=day("2026-02-01")).lists["silent_since_purchase"].count == 0
    assert found(ANN, at=day("2026-01-04")).lists["silent_since_purchase"].count == 0


@pytest.mark.parametrize(
    ("last", "at", "left"),
    [
        ("2026-01-21", "2026-02-20", False),  # 10 days' rhythm, 30 days ago
        ("2026-01-21", "2026-02-21", True),
    ],
)
def test_who_has_a_rhythm_has_left_after_three_of_them(last, at, left):
    person = Person("Ann", bought("2025-11-20", "2026-01-01", "2026-01-11", last))
    assert life_of(person, at=day(at), terms=TERMS, zone=UTC).left is left


def test_who_has_no_rhythm_has_left_after_a_year():
    assert life_of(DOV, at=day("2027-01-05"), terms=TERMS, zone=UTC).left is False
    assert life_of(DOV, at=day("2027-01-06"), terms=TERMS, zone=UTC).left is True


def test_who_said_that_they_left_has_left_and_who_never_bought_has_neither():
    gone = Person("Eve", bought("2026-11-01"), left_at=day("2026-11-10"))
    stranger = Person("Ben", left_at=day("2026-11-10"))
    assert life_of(gone, at=AT, terms=TERMS, zone=UTC).left is True
    assert life_of(gone, at=day("2026-11-09"), terms=TERMS, zone=UTC).left is False
    assert life_of(stranger, at=AT, terms=TERMS, zone=UTC).left is None


def test_how_many_left_is_counted_among_those_who_bought():
    gone = Person("Eve", bought("2024-01-05"))
    answer = found(DOV, gone, Person("Ben"))

    assert answer.lists["silent_since_purchase"].count == 2
    assert answer.lists["silent_since_purchase"].left_share == 0.5
    assert found(Person("Ben")).lists["only_asked"].left_share is None


def test_two_purchases_on_one_day_are_one_purchase_day():
    zone = ZoneInfo("America/New_York")
    night = [(day("2026-01-01", 23), 1, "EUR"), (day("2026-01-02", 1), 1, "EUR"), (day("2026-03-11"), 1, "EUR")]

    assert life_of(Person("Ann", night), at=AT, terms=TERMS, zone=zone).rhythm is None
    assert life_of(Person("Ann", night), at=AT, terms=TERMS, zone=UTC).rhythm == 34.5


def test_three_visits_within_two_months_are_no_rhythm_and_who_made_them_has_not_left():
    ann = life_of(Person("Ann", bought("2026-01-01", "2026-01-06", "2026-01-11")), at=AT, terms=TERMS, zone=UTC)
    assert (ann.rhythm, ann.left) == (None, False)
    ann = life_of(Person("Ann", bought("2026-01-01", "2026-02-01", "2026-03-02")), at=AT, terms=TERMS, zone=UTC)
    assert (ann.rhythm, ann.left) == (30.0, True)


def test_silence_is_long_by_ones_own_rhythm_and_never_a_matter_of_days():
    weekly = bought("2026-07-20", "2026-09-07", "2026-09-14", "2026-09-21")
    quiet = Person("Ann", weekly, [said("2026-10-01")])
    quick = Person("Ben", bought("2026-08-24", "2026-10-20", "2026-10-22", "2026-10-24"), [said("2026-10-24")])
    answer = found(quiet, quick)

    assert names(answer.lists["silent_longest"]) == ["Ann"]
    assert answer.lists["silent_longest"].customers[0].because == (
        "Buys about every 7 days, but has heard nothing from us for 46 days (last in October 2026)."
    )
    assert found(quick, at=AT + 8 * DAY).lists["silent_longest"].count == 1


def test_silence_before_anything_was_known_does_not_count():
    weekly = Person("Ann", bought("2026-07-20", "2026-09-07", "2026-09-14", "2026-09-21"))

    assert found(weekly, known_since={"email": AT - 30 * DAY}).lists["silent_longest"].count == 0
    assert found(weekly, known_since={"email": AT - 31 * DAY}).lists["silent_longest"].count == 1


@pytest.mark.parametrize(
    ("classes", "only"),
    [
        (["ask"], True),
        (["ask", "mixed", "disguised"], True),
        (["ask", "service"], True),
        (["service"], False),
        (["ask", "give"], False),
        (["ask", "feedback"], False),
        (["ask", ""], False),
        ([], False),
    ],
)
def test_heard_from_only_when_something_was_wanted(classes, only):
    person = Person("Ben", (), [said("2026-02-01", classed, "sale") for classed in classes])
    assert bool(found(person).lists["only_asked"].count) is only


def test_who_was_answered_by_one_of_us_since_the_last_ask_heard_more_than_our_wishes():
    asked, later = said("2026-02-01", "ask", "sale"), said("2026-04-01", "ask", "sale")
    answered = said("2026-03-01", "service", human=True)
    assert found(Person("Ben", (), [asked, said("2026-03-01", "service")])).lists["only_asked"].count == 1
    assert found(Person("Ben", (), [asked, answered])).lists["only_asked"].count == 0
    assert found(Person("Ben", (), [asked, answered, later])).lists["only_asked"].count == 1


def test_what_was_wanted_is_told():
    person = Person("Ben", (), [said("2026-02-01", "ask", "sale"), said("2026-03-01", "ask", "invoice"),
                                said("2026-04-01", "ask", "sale")])  # fmt: skip
    assert found(person).lists["only_asked"].customers[0].because == (
        "Heard from us 3 times since February 2026, each time because we wanted a sale (2), an invoice paid (1)."
    )


def test_worth_at_risk_is_the_last_year_up_to_the_last_purchase_in_each_currency():
    person = Person("Dov", [*bought("2024-01-01", amount=9900), *bought("2024-12-31", amount=1205),
                            *bought("2024-06-01", amount=300, currency="USD")])  # fmt: skip
    assert found(person).lists["silent_since_purchase"].customers[0].worth_at_risk == {"EUR": "12.05", "USD": "3.00"}


def test_lists_are_ordered_by_worth_in_our_currency_then_by_key():
    people = [
        Person("Cara", bought("2026-01-05", amount=5)),
        Person("Ben", bought("2026-01-05", amount=900, currency="USD")),
        Person("Ann", bought("2026-01-05", amount=5)),
    ]
    assert names(found(*people).lists["silent_since_purchase"]) == ["Ann", "Cara", "Ben"]
    assert names(found(*people, currency="USD").lists["silent_since_purchase"]) == ["Ben", "Ann", "Cara"]


moments = st.integers(min_value=day("2025-01-01"), max_value=day("2026-12-31"))
purchases = st.lists(st.tuples(moments, st.integers(0, 10_000), st.sampled_from(["EUR", "USD"])), max_size=6)
contacts = st.lists(
    st.builds(
        Contact,
        at=moments,
        direction=st.sampled_from(["out", "in"]),
        channel=st.just("email"),
        classed=st.sampled_from([*ASKS, "give", "feedback", "service", ""]),
        wanted=st.just("sale"),
    ),
    max_size=4,
)
books = st.lists(st.tuples(purchases, contacts, st.none() | moments), max_size=4)


@given(books, moments, st.none() | moments)
def test_the_lists_agree_with_a_slow_reading_of_the_definitions(book, at, begun):
    people = [Person(f"customer {number}", *rows) for number, rows in enumerate(book)]
    known = {} if begun is None else {"email": begun}
    answer = found(*people, at=at, known_since=known)
    slow = [Slowly(person, at, begun) for person in people]

    for name in ("silent_since_purchase", "silent_longest", "only_asked"):
        expected = [each for each in slow if getattr(each, name)]
        expected.sort(key=lambda each: (-each.worth.get("EUR", 0), each.key))
        buyers = [each for each in expected if each.purchases]
        assert names(answer.lists[name]) == [each.key for each in expected]
        assert answer.lists[name].left_share == (
            round(sum(each.left for each in buyers) / len(buyers), 4) if buyers else None
        )
    assert answer.unknown == sum(each.unknown for each in slow)
    assert answer.never_contacted == sum(not each.out and not each.unknown for each in slow)


class Slowly:
    """The definitions of docs/commands.md, one after the other, without a thought for speed."""

    def __init__(self, person, at, begun):
        self.key = person.key
        self.purchases = sorted(row for row in person.purchases if row[0] <= at)
        self.out = [row for row in person.contacts if row.direction == "out" and row.at <= at]
        first = self.purchases[0][0] if self.purchases else None
        last = self.purchases[-1][0] if self.purchases else None
        days = sorted({row[0] // DAY for row in self.purchases})
        gaps = [later - earlier for earlier, later in itertools.pairwise(days)]
        spread = len(days) >= 3 and days[-1] - days[0] >= 60
        rhythm = statistics.median(gaps) if spread else None
        cared = first is not None and any(row.at >= first for row in self.out)
        self.unknown = not cared and (begun is None or (first is not None and first < begun))
        self.silent_since_purchase = first is not None and not cared and not self.unknown
        quiet = max([row.at for row in self.out], default=None)
        if quiet is None and first is not None:
            quiet = max(first, begun if begun is not None else at)
        self.silent_longest = (
            rhythm is not None and quiet is not None and at - quiet > 3 * rhythm * DAY and at - quiet > 30 * DAY
        )
        classes = [row.classed for row in self.out if row.classed != "service"]
        self.only_asked = bool(classes) and all(each in ASKS for each in classes)
        patience = 365 if rhythm is None else 3 * rhythm
        gone = person.left_at is not None and person.left_at <= at
        self.left = last is not None and (gone or at - last > patience * DAY)
        self.worth: dict[str, int] = {}
        for moment, minor, currency in self.purchases:
            if (last or 0) - 365 * DAY < moment:
                self.worth[currency] = self.worth.get(currency, 0) + minor
