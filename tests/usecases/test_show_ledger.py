"""What have you done for me lately? The ledger of one customer, and how it stands, in words."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from lately.accounts.models import User
from lately.cli.verbs import ledger as verb
from lately.interactions import services
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.usecases.show_ledger import Ledger, show_ledger
from tests.interactions.book import NOW, customer, days, done, heard, said


@pytest.fixture
def ann(db: None) -> int:
    return customer("ann")


def shown(name: str = "ann", *, ago: float = 0) -> Ledger:
    return show_ledger(customer=name, at=seconds(NOW - days(ago)), now=seconds(NOW))


def test_of_a_new_customer_there_is_nothing_to_say(ann):
    assert shown().balance == "we wanted nothing and gave nothing; nothing that we know of was done for them"
    assert shown().as_json["entries"] == []


def test_the_balance_is_said_in_words(ann):
    said(ann, ago=245, found="give")
    for ago in (200, 100, 50, 20, 3):
        said(ann, ago=ago, found="ask")
    done(ann, ago=5, what="mended the gate")
    assert shown().balance == (
        "we wanted something 5 times and gave something once, last gave something 8 months ago; "
        "the last thing done for them was “mended the gate” 5 days ago, not told yet"
    )


def test_a_deed_told_is_a_give(ann):
    said(ann, found="service", ago=2, tells=done(ann, ago=9, what="mended the gate"))
    said(ann, ago=0)
    assert shown().balance == (
        "we wanted nothing and gave something once, last gave something 2 days ago, "
        "one message was not read yet for what it wanted; "
        "the last thing done for them was “mended the gate” 9 days ago, told 2 days ago"
    )


def test_every_entry_says_what_it_was(ann, owner: User):
    deed = done(ann, ago=9, what="mended the gate", by="Rita", worth_milli=2000)
    said(ann, ago=8, found="service", tells=deed, subject="Your gate", by_id=owner.pk)
    complaint = heard(ann, ago=7, kind="complaint", channel="phone", subject="It squeaks")
    promise = services.record_promise(
        customer=ann, what="oil it", due_at=NOW - days(1), happened_at=NOW - days(7), now=NOW - days(7), source="call"
    )
    said(ann, ago=6, found="service", closes=complaint, keeps=promise)
    said(ann, ago=5, found="ask", kind="invoice", wanted="invoice", amount_minor=12_50, currency="EUR", channel="post")
    heard(ann, ago=4, kind="purchase", channel="shop", amount_minor=300, currency="EUR")
    said(ann, ago=3)
    said(ann, ago=-2, now=NOW, status="reserved", found="give", content="tip")
    entries = shown().as_json["entries"]
    told = [(each["entry"], each.get("class"), each["what"]) for each in entries]
    assert told == [
        ("deed", None, "mended the gate"), ("contact", "service", "Your gate"), ("contact", None, "It squeaks"),
        ("promise", None, "oil it"), ("contact", "service", ""), ("contact", "ask", ""), ("contact", None, ""),
        ("contact", "unread", ""), ("contact", "give", ""),
    ]  # fmt: skip
    assert entries[0]["told"] == (NOW - days(8)).isoformat()
    assert (entries[0]["by"], entries[0]["worth_milli"]) == ("Rita", 2000)
    assert (entries[1]["by"], entries[1]["tells"]) == ("Olga Owner", "mended the gate")
    assert (entries[2]["direction"], entries[2]["kind"], entries[2]["channel"]) == ("in", "complaint", "phone")
    assert (entries[3]["kept"], entries[3]["due"]) == ((NOW - days(6)).isoformat(), (NOW - days(1)).isoformat())
    assert (entries[5]["wanted"], entries[5]["amount_minor"], entries[5]["currency"]) == ("invoice", 1250, "EUR")
    assert (entries[8]["status"], entries[8]["content"]) == ("reserved", "tip")


def test_the_ledger_of_a_moment_is_as_it_was_known_then(ann):
    deed = done(ann, ago=9)
    row = said(ann, ago=8, found="give")
    said(ann, ago=7, found="service", tells=deed)
    services.correct(row, now=NOW - days(2), found="ask")
    then = shown(ago=7.5).as_json["entries"]
    assert [(each["entry"], each.get("class"), each.get("told")) for each in then] == [
        ("deed", None, None), ("contact", "give", None)
    ]  # fmt: skip
    assert [each.get("class") for each in shown().as_json["entries"]] == [None, "ask", "service"]
    assert shown(ago=7.5).balance.startswith("we wanted nothing and gave something once")


def test_merged_records_are_shown_as_one(ann):
    annie = customer("annie")
    said(annie, ago=3, found="ask")
    said(ann, ago=2, found="give")
    services.merge(customer=annie, into=ann, now=NOW - days(1), source="same")
    assert shown("annie").as_json["customer"] == "ann"
    assert [each["class"] for each in shown("annie@example.org").as_json["entries"]] == ["ask", "give"]
    assert [each["class"] for each in shown(ago=1.5).as_json["entries"]] == ["give"]


def test_the_decayed_balance_is_there_for_machines(ann):
    said(ann, ago=180, found="mixed")
    assert shown().as_json["balance"]["given_milli"] == shown().as_json["balance"]["asked_milli"] == 250


def test_a_stranger_is_refused_with_near_matches(ann):
    with pytest.raises(Refusal, match="Did you mean ann"):
        shown("anne")


def test_the_command_prints_it(ann, capsys, monkeypatch):
    deed = done(ann, ago=9, what="mended the gate")
    said(ann, ago=8, found="give", subject="Your gate", tells=deed)
    done(ann, ago=2, what="oiled it")
    heard(ann, ago=1, kind="reply", channel="phone")
    said(ann, ago=-1, status="reserved", found="ask", now=NOW, content="renewal")
    monkeypatch.setattr(verb, "now", lambda: NOW)
    options = argparse.Namespace(customer="ann", at=None, json=False)
    assert verb.run(options) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith(
        "ann: we wanted nothing and gave something once, last gave something 8 days ago; "
        "the last thing done for them was “oiled it”"
    )
    assert lines == [
        "2026-11-07  deed      “mended the gate”  told 2026-11-08",
        "2026-11-08  give      to them by email  “Your gate”  tells “mended the gate”",
        "2026-11-14  deed      “oiled it”  untold",
        "2026-11-15  reply     from them by phone",
        "2026-11-17  ask       to them by email  reserved  renewal",
    ]
    options.json = True
    assert verb.run(options) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(found) == {"customer", "at", "known", "balance", "entries"}
