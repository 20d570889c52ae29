import datetime as dt
import json

from django.db import connection

from lately.cli.main import main
from lately.interactions.models import KnownSince
from lately.interactions.services import merge, record, withdraw
from lately.lib.moments import seconds
from lately.usecases.find_neglected import find_neglected

YEARS_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def known(at, channel="email", since=YEARS_AGO):
    KnownSince.objects.create(channel=channel, since=since, recorded_at=YEARS_AGO)


def found(at, **more):
    return find_neglected(at=seconds(at), now=seconds(at), **more)


def names(answer, listed):
    return [each.customer for each in answer.lists[listed].customers]


def test_dov_is_silent_since_his_purchase_until_he_hears_from_us(small_book, at):
    known(at)
    assert names(found(at), "silent_since_purchase") == ["dov@example.com"]

    small_book.heard("Dov", 1)
    assert names(found(at), "silent_since_purchase") == []
    assert found(at).cared_for.count == 1


def test_before_the_channel_is_known_dovs_silence_is_unknown(small_book, at):
    assert found(at).note
    known(at, since=small_book.ago(91))
    assert names(found(at), "silent_since_purchase") == []
    assert found(at).unknown == 1


def test_a_shop_is_no_channel_on_which_we_speak(small_book, at):
    known(at, channel="shop")
    assert found(at).note


def test_ben_heard_only_asks_until_he_is_given_something(small_book, at):
    small_book.heard("Ben", 20, "ask", wanted="sale")
    assert names(found(at), "only_asked") == ["ben@example.com"]

    small_book.heard("Ben", 2, "give")
    assert names(found(at), "only_asked") == []


def test_what_the_reader_found_wins_over_what_was_declared(small_book, at):
    small_book.heard("Ben", 20, "give", found="disguised")
    assert names(found(at), "only_asked") == ["ben@example.com"]


def test_what_was_taken_back_does_not_count(small_book, at):
    known(at)
    row = record(
        customer=small_book.ids["Dov"], direction="out", channel="email", happened_at=small_book.ago(9),
        now=small_book.ago(9), source="test",
    )  # fmt: skip
    assert names(found(at), "silent_since_purchase") == []
    withdraw(row, now=small_book.ago(1))
    assert names(found(at), "silent_since_purchase") == ["dov@example.com"]


def test_bounced_and_reserved_messages_were_not_heard(small_book, at):
    known(at)
    small_book.heard("Dov", 9, status="bounced")
    small_book.heard("Dov", 8, status="reserved")
    assert names(found(at), "silent_since_purchase") == ["dov@example.com"]


def test_a_merged_customer_is_one_with_whom_they_were_merged_into(small_book, at):
    known(at)
    small_book.heard("Dov", 50)
    before = found(at)
    small_book.bought("Ann", 100)
    assert names(found(at), "silent_since_purchase") == ["ann@example.com"]
    merge(customer=small_book.ids["Dov"], into=small_book.ids["Ann"], now=small_book.ago(1), source="test")

    assert names(found(at), "silent_since_purchase") == []
    assert found(at).customers == before.customers - 1


def test_the_answer_at_a_moment_is_what_was_known_then(small_book, at):
    known(at)
    then = small_book.ago(10)
    record(
        customer=small_book.ids["Dov"], direction="out", channel="email", happened_at=small_book.ago(20), now=at,
        source="learnt late",
    )  # fmt: skip
    assert names(found(then), "silent_since_purchase") == ["dov@example.com"]
    assert names(found(at), "silent_since_purchase") == []


def test_who_said_that_they_left_has_left(small_book, at):
    known(at)
    assert found(at).lists["silent_since_purchase"].left_share == 0.0
    small_book.fact("Dov", "left", value=True)
    assert found(at).lists["silent_since_purchase"].left_share == 1.0
    small_book.fact("Dov", "left", value=False)
    assert found(at).lists["silent_since_purchase"].left_share == 0.0


def test_the_counts_agree_with_plain_sql_over_the_ledger(small_book, at):
    known(at)
    for place, name in enumerate(("Ann", "Ben", "Cara")):
        small_book.bought(name, 50 - 10 * place)
    small_book.heard("Ann", 51, "ask")
    small_book.heard("Ben", 3, "ask")
    answer = found(at)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM (
                SELECT customer_id, min(happened_at) AS first FROM interactions_interaction
                WHERE kind = 'purchase' GROUP BY customer_id
            ) p WHERE NOT EXISTS (
                SELECT 1 FROM interactions_interaction i
                WHERE i.customer_id = p.customer_id AND i.direction = 'out' AND i.happened_at >= p.first
            )
            """
        )
        (silent,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM profiles_customer c WHERE NOT EXISTS (SELECT 1 FROM interactions_interaction i"
            " WHERE i.customer_id = c.id AND i.direction = 'out')"
        )
        (never,) = cursor.fetchone()

    assert silent == answer.lists["silent_since_purchase"].count == 3
    assert never == answer.never_contacted == 1


def test_the_command_tells_it_in_words_and_as_json(small_book, at, capsys):
    known(at)
    moment = at.isoformat()
    assert main(["neglected", "--at", moment]) == 0
    page = capsys.readouterr().out
    assert "SILENT SINCE THEIR FIRST PURCHASE: 1 (20%)" in page
    assert "dov@example.com, Dov (£50)" in page
    assert max(map(len, page.splitlines())) <= 80

    assert main(["neglected", "--at", moment, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["customers"] == 5
    assert told["lists"]["silent_since_purchase"]["customers"] == [
        {
            "customer": "dov@example.com",
            "because": "Bought once, in August 2026; heard nothing from us since.",
            "worth_at_risk": {"GBP": "50.00"},
        }
    ]
