"""Is what is kept what the ledger says? Every difference is told, and can be mended."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from lately.cli.verbs import state as verb
from lately.interactions import services
from lately.interactions.models import CustomerState, Interaction
from lately.policies.services import set_policy
from lately.usecases.set_policy import set_one
from lately.usecases.verify_state import verify_state
from tests.interactions.book import NOW, added_up, customer, customers, days, done, looked_at, said, same


def verified(*, repair: bool = False) -> dict[str, Any]:
    return verify_state(now=NOW, repair=repair).as_json


@pytest.fixture
def ann(db: None) -> int:
    made = customer("ann")
    said(made, found="give", ago=3)
    said(made, found="ask", ago=2)
    done(made, ago=1)
    return made


def test_what_the_verbs_keep_is_right(ann):
    said(customer("ben"), found="give")
    assert verified() == {
        "at": NOW.isoformat(), "customers": 2, "stale": 0, "differences": [], "repaired": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "parts"),
    [
        ({"last_give": 5}, ["last_give"]),
        ({"last_contact": None, "last_ask": 7}, ["last_contact", "last_ask"]),
        ({"last_deed": None}, ["last_deed"]),
        ({"last_spoken": 9}, ["last_spoken"]),
        ({"given": 1}, ["given"]),
        ({"asked": 1, "epoch_day": 0}, ["epoch_day", "asked"]),
        ({"recent": b""}, ["contacts"]),
    ],
)
def test_every_difference_is_told_by_customer_and_part_and_mended(ann, wrong, parts):
    CustomerState.objects.update(**wrong)
    found = verified()
    assert [(each["customer"], each["part"]) for each in found["differences"]] == [("ann", part) for part in parts]
    assert all(each["kept"] != each["ledger"] for each in found["differences"])
    assert verified(repair=True)["repaired"]
    assert verified()["differences"] == []
    assert same(looked_at(), added_up())


def test_rows_written_past_the_verbs_are_noticed(ann):
    Interaction.objects.filter(found="give").update(voided_at=NOW)
    assert {each["part"] for each in verified()["differences"]} == {"last_give", "given", "contacts"}
    services.rows_changed([ann], NOW)
    assert verified()["differences"] == []


def test_a_ledger_without_any_state_is_noticed_and_an_empty_one_needs_none(ann):
    customer("ben")
    CustomerState.objects.all().delete()
    assert {each["customer"] for each in verified()["differences"]} == {"ann"}


def test_other_policies_make_states_stale_which_is_no_difference(ann):
    set_policy(name="pressure.weights", value={"email": 5}, valid_from=NOW - days(1), now=NOW - days(1), by="Olga")
    found = verified()
    assert (found["stale"], found["differences"]) == (1, [])
    verified(repair=True)
    assert verified()["stale"] == 0


def test_a_customer_merged_away_is_part_of_the_other(ann):
    (annie,) = customers(1)
    said(annie, found="ask", ago=0)
    services.merge(customer=annie, into=ann, now=NOW, source="same")
    assert verified()["customers"] == 1
    assert verified()["differences"] == []


def test_the_command_says_it_and_its_status(ann, capsys, monkeypatch):
    monkeypatch.setattr(verb, "now", lambda: NOW)
    options = argparse.Namespace(what="verify", repair=False, json=False)
    assert verb.run(options) == 0
    assert capsys.readouterr().out == "What is kept of 1 customers is what the ledger says.\n"
    CustomerState.objects.update(last_give=None)
    assert verb.run(options) == 1
    told = capsys.readouterr().out
    assert "ann: last_give kept as never; the ledger says 2026-11-13 09:00:00" in told
    assert "--repair" in told
    options.repair = options.json = True
    assert verb.run(options) == 0
    assert json.loads(capsys.readouterr().out)["repaired"] is True


@pytest.mark.parametrize(
    ("name", "value"),
    [("pressure.weights", {"email": 5}), ("balance.half_life_days", 30), ("pressure.budgets", {"1": 2, "90": 9})],
)
def test_a_number_set_by_which_the_ledger_is_weighed_leaves_everybodys_state_kept_by_it(ann, name, value):
    (ben,) = customers(1)
    said(ben, found="ask", ago=40)
    told = []
    set_one(name=name, value=value, valid_from=None, now=NOW, by="Olga", progress=lambda *how_far: told.append(how_far))
    assert verified() | {"at": ""} == {
        "at": "", "customers": 2, "stale": 0, "differences": [], "repaired": False
    }  # fmt: skip
    assert told == [("customers added up anew", 2, 2)]


def test_a_number_that_weighs_nothing_keeps_nothing_anew(ann):
    versions = list(CustomerState.objects.values_list("version", flat=True))
    set_one(name="neglect.silent_days", value=40, valid_from=None, now=NOW, by="Olga")
    assert list(CustomerState.objects.values_list("version", flat=True)) == versions
