import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lately.books.grocery.invented import SOURCE as INVENTED
from lately.books.grocery.kinds import kinds
from lately.books.grocery.published import SOURCE as PUBLISHED
from lately.books.grocery.published import ZONE, day_of, published
from lately.content.models import Content
from lately.decisioning.decide import SILENT, decide, unpacked
from lately.imports import bulk
from lately.interactions.models import Interaction
from lately.lib.moments import at_seconds, moment, seconds
from lately.profiles.models import Customer, Identifier
from lately.usecases.explain import explain
from lately.usecases.find_neglected import find_neglected
from lately.usecases.pass_over import pass_over
from lately.usecases.replay import made_ready, replay

pytestmark = pytest.mark.usefixtures("grocery_book")

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
ASKED = seconds(NOW) + 3600
STARTS = [("2017-04-03", 5, "baby"), ("2017-06-28", 10, "baby"), ("2017-09-20", 15, "cat"), ("2017-11-15", 19, "baby")]
FOUR_WEEKS = 28 * 86_400


@pytest.fixture(scope="module")
def found():
    return published(kinds())


def day(text):
    return seconds(moment(text, zone=ZONE))


def counted(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def keys():
    return dict(Identifier.objects.filter(kind="key").values_list("customer_id", "value"))


def asks_are_earned(before):
    """Two gives for every home in the weeks before each of these moments, the last one four weeks before."""
    rows = [
        (customer, at_seconds(at - FOUR_WEEKS - 3 * 86_400 * place), f"test:{at}:{customer}:{place}")
        for customer in Customer.objects.values_list("id", flat=True)
        for at in before
        for place in range(2)
    ]
    shared = {"direction": "out", "channel": "email", "declared": "give", "source": "test", "recorded_at": NOW}
    bulk.insert(Interaction, ["customer_id", "happened_at", "source_key"], rows, always=shared)


def test_everything_published_stands_in_the_book_once(found):
    assert counted("SELECT count(*) FROM profiles_customer WHERE kind = 'household'") == 2469
    assert found.line_count == 1_469_307
    bought = "FROM interactions_interaction WHERE direction = 'in' AND kind = 'purchase' AND channel = 'shop'"
    assert counted(f"SELECT count(*) {bought}") == 155_848
    assert counted(f"SELECT sum(amount_minor) {bought} AND currency = 'USD'") == 459_603_958
    mailed = "direction = 'out' AND channel = 'post' AND declared = 'ask' AND wanted = 'sale'"
    assert counted(f"SELECT count(*) FROM interactions_interaction WHERE {mailed}") == 6589  # noqa: S608 - no value stands in the text
    assert counted("SELECT count(*) FROM interactions_interaction WHERE kind = 'reply' AND channel = 'shop'") == 2102
    assert counted("SELECT count(*) FROM content_content WHERE key LIKE 'campaign-%%'") == 27
    assert counted("SELECT count(DISTINCT customer_id) FROM profiles_fact WHERE name = 'age_range'") == 801


def test_every_redemption_falls_on_a_day_with_a_basket_of_that_home(found):
    """So the package's moments are UTC, and its days are days in New York."""
    own = found.baskets
    shopped = {(household, day_of(at)) for household, at in zip(own.household, own.at, strict=True)}
    assert all((one.household, one.day) in shopped for one in found.redemptions)


def test_plain_sql_finds_whom_the_retailer_neglected():
    at = at_seconds(day("2017-12-31"))
    ours = "SELECT 1 FROM interactions_interaction o WHERE o.customer_id = c.id AND o.direction = 'out'"
    never = f"SELECT count(*) FROM profiles_customer c WHERE NOT EXISTS ({ours} AND o.happened_at <= %s)"  # noqa: S608 - the same
    assert counted(never, at) == 910
    real = f"{ours} AND o.source NOT LIKE 'invented%%' AND o.happened_at <= %s"
    first = """SELECT min(p.happened_at) FROM interactions_interaction p
               WHERE p.customer_id = c.id AND p.kind = 'purchase'"""
    silent = f"SELECT count(*) FROM profiles_customer c WHERE NOT EXISTS ({real} AND o.happened_at >= ({first}))"  # noqa: S608 - the same
    assert counted(silent, at) == 929
    asked = f"EXISTS ({real}) AND NOT EXISTS ({real} AND o.declared <> 'ask')"
    only = f"SELECT count(*) FROM profiles_customer c WHERE {asked}"  # noqa: S608 - the same
    assert counted(only, at, at) == 1559


def test_the_verb_finds_the_same_without_the_invented_gives():
    Interaction.objects.filter(source=INVENTED).update(voided_at=NOW)
    told = find_neglected(at=day("2017-12-31"), now=ASKED)
    counts = {name: one.count for name, one in told.lists.items()}
    assert told.never_contacted == 910
    assert (counts["silent_since_purchase"], counts["only_asked"]) == (929, 1559)


def test_campaigns_reach_homes_of_their_kind_and_no_others(found):
    asks_are_earned([day(start) for start, _, _ in STARTS])
    shown = keys()
    for start, number, kind in STARTS:
        at, content, lines = day(start), f"campaign-{number}", found.lines[kind]
        _, decided = pass_over(at=at, now=ASKED, only=[content])
        allowed = np.flatnonzero(unpacked(decided.allowed, len(decided.tables.offers)).any(axis=1))
        homes = {int(shown[decided.records.customers[place]]) for place in allowed.tolist()}
        assert len(homes) >= 200, content
        assert homes <= set(lines.household[lines.at < at].tolist()), content

        told = explain(customer=str(min(homes)), content=content, at=at, now=ASKED)
        fact = next(one for one in told["facts"] if one["fact"] == f"bought.{kind}")
        assert (fact["value"], fact["source"]) == ("yes", PUBLISHED)


def test_four_campaigns_are_for_one_kind_of_home():
    entries = Content.objects.filter(key__startswith="campaign-").values_list("key", "definition")
    aimed = {key: entry["audience"]["fact"] for key, entry in entries if "audience" in entry}
    assert aimed == {f"campaign-{number}": f"bought.{kind}" for _, number, kind in STARTS}


def test_every_cell_has_an_outcome_and_both_asks_and_gives_are_said():
    _, decided = pass_over(at=day("2018-01-01"), now=ASKED)
    count = len(decided.tables.offers)
    held = np.zeros((decided.records.size, count), dtype=bool)
    for mask in decided.refused.values():
        held |= unpacked(mask, count)
    said = np.zeros_like(held)
    speaking = np.flatnonzero(decided.chosen != SILENT)
    said[speaking, decided.chosen[speaking]] = True
    assert (held ^ said).all()
    classes = {decided.tables.offers[bit].attributes["class"] for bit in np.unique(decided.chosen[speaking]).tolist()}
    assert {"give", "ask"} <= classes


def test_nothing_invented_is_unmarked():
    made_up = (
        "given_name", "family_name", "postal_address", "email", "zone", "mailing_hour", "preferred_channel",
    )  # fmt: skip
    names = ", ".join(f"'{name}'" for name in made_up)
    unmarked = f"SELECT count(*) FROM profiles_fact WHERE name IN ({names}) AND source NOT LIKE 'invented%%'"  # noqa: S608 - the same
    assert counted(unmarked) == 0
    assert counted("SELECT count(*) FROM consent_consent WHERE source NOT LIKE 'invented%%'") == 0
    assert set(Interaction.objects.values_list("source", flat=True).distinct()) == {PUBLISHED, INVENTED}
    assert (
        counted(
            "SELECT count(*) FROM interactions_interaction WHERE declared = 'give' AND source NOT LIKE 'invented%%'"
        )
        == 0
    )
    assert counted("SELECT count(*) FROM interactions_deed") == 0


@pytest.mark.parametrize(
    ("rows", "mark"),
    [
        ("SELECT customer_id FROM profiles_fact WHERE name = 'given_name'", "name"),
        ("SELECT customer_id FROM profiles_fact WHERE name = 'postal_address'", "address"),
        ("SELECT customer_id FROM profiles_fact WHERE name = 'email'", "email"),
        ("SELECT customer_id FROM profiles_fact WHERE name = 'zone'", "zone"),
        ("SELECT customer_id FROM profiles_fact WHERE name = 'mailing_hour'", "mailing_hour"),
        ("SELECT customer_id FROM profiles_fact WHERE name = 'preferred_channel'", "preferred_channel"),
        ("SELECT customer_id FROM consent_consent", "consent"),
        ("SELECT customer_id FROM interactions_interaction WHERE declared = 'give'", "gives"),
    ],
)
def test_each_home_says_what_of_it_was_invented(rows, mark):
    marked = f"SELECT customer_id FROM profiles_fact WHERE name = 'invented.{mark}'"  # noqa: S608 - the same
    with connection.cursor() as cursor:
        for one, other in ((rows, marked), (marked, rows)):
            cursor.execute(f"{one} EXCEPT {other}")
            assert not cursor.fetchall()


def test_only_homes_that_were_mailed_have_anything_invented():
    strangers = """
        SELECT count(*) FROM profiles_customer c WHERE EXISTS (
            SELECT 1 FROM profiles_fact f WHERE f.customer_id = c.id AND f.source LIKE 'invented%%'
        ) AND NOT EXISTS (
            SELECT 1 FROM interactions_interaction i WHERE i.customer_id = c.id AND i.declared = 'ask'
        )"""
    assert counted(strangers) == 0


def test_how_old_the_children_are_stays_unknown():
    assert counted("SELECT count(*) FROM profiles_fact WHERE name LIKE '%%birth%%'") == 0
    children = "SELECT count(DISTINCT customer_id) FROM profiles_fact WHERE name"
    assert counted(f"{children} = 'has_children'") == counted(
        f"{children} = 'children_count' AND CAST(value AS text) <> '\"0\"'"
    )


def test_a_home_bought_of_a_kind_once_a_day_at_most():
    for kind in kinds():
        twice = """SELECT count(*) FROM (SELECT 1 FROM profiles_fact WHERE name = %s
                   GROUP BY customer_id, happened_at HAVING count(*) > 1) t"""
        assert counted(twice, kind.fact) == 0


def test_a_replay_sees_the_past_as_the_book_does():
    """The ledger in memory, filled with what really went out, gives the decisions of a pass over the book."""
    at, play = day("2017-09-20"), made_ready(NOW)
    places = {customer: place for place, customer in enumerate(play.past.base.customers)}
    went = Interaction.objects.filter(direction="out", happened_at__lte=at_seconds(at))
    for customer, moment_, channel, klass, content in went.values_list(
        "customer_id", "happened_at", "channel", "declared", "content"
    ):
        owner, then = np.array([places[customer]]), np.array([seconds(moment_)])
        play.theirs.add(owner, then, channel=channel, klass=klass, content=content)
    setting, decided = pass_over(at=at, now=ASKED)
    again = decide(play.past.records(at, play.theirs), setting.tables)
    assert (again.allowed == decided.allowed).all()
    assert (again.scores.numbers == decided.scores.numbers).all()
    assert (again.chosen == decided.chosen).all()


def test_a_replay_tells_of_all_campaigns_and_writes_nothing():
    with CaptureQueriesContext(connection) as queries:
        told = replay(now=NOW, progress=lambda _: None)
    assert not [one["sql"] for one in queries if not one["sql"].lstrip().upper().startswith("SELECT")]
    assert len(told["campaigns"]) == 27
    assert (told["totals"]["mailed"], told["totals"]["redemptions"]) == (6589, 2102)
    nineteen = next(one for one in told["campaigns"] if one["campaign"] == "campaign-19")
    assert nineteen["by_audience"] == {"mailed": 130, "spared": 0, "redemptions_kept": 29}
    five = next(one for one in told["campaigns"] if one["campaign"] == "campaign-5")
    assert five["by_audience"] == {"mailed": 126, "spared": 40, "redemptions_kept": 13}
    assert five["bought"]["outside_mailed"] == {"homes": 40, "buyers": 2, "dollars_per_home": 0.74}
