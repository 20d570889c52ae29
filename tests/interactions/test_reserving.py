"""Taking room in a customer's budget: nobody is pestered, however many want to speak to them at once."""

from __future__ import annotations

import collections
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from lately.decisioning.policy import Policy
from lately.decisioning.pressure import worst
from lately.interactions import reserving, services
from lately.interactions.models import CustomerState, Interaction
from lately.interactions.services import Held, Reserved
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from tests.interactions.book import DEFAULTS, NOW, added_up, customer, customers, days, looked_at, said, same

BUDGETS = DEFAULTS["pressure.budgets"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ann(db: None) -> int:
    return customer("ann")


def reserved(of: int, *, ahead: float = 0, policy: Policy = DEFAULTS, **what: Any) -> Reserved | Held:
    given: dict[str, Any] = {"channel": "email", "classed": "give", "content": "tip", "now": NOW}
    return services.reserve(customer=of, not_before=NOW + days(ahead), policy=policy, **given | what)


def test_a_reservation_is_a_row_of_the_ledger_and_of_the_state(ann):
    found = reserved(ann, ahead=2, channel="phone", classed="ask")
    assert isinstance(found, Reserved)
    row = Interaction.objects.get(pk=found.row)
    assert (row.status, row.channel, row.classed, row.content) == ("reserved", "phone", "ask", "tip")
    assert (row.happened_at, row.recorded_at) == (NOW + days(2), NOW)
    assert CustomerState.objects.get(customer_id=ann).version == found.version
    for look in (looked_at, added_up):
        _, ledger = look()
        assert (ledger.contacts.at.tolist(), ledger.contacts.weight.tolist()) == ([seconds(NOW + days(2))], [2])


def test_it_is_refused_with_the_window_that_has_no_room(ann):
    for ago in (6, 5, 4):
        said(ann, ago=ago)
    assert reserved(ann) == Held("too_much", used=3, weight=1, budget=3, days=7)
    assert isinstance(reserved(ann, ahead=1.01), Reserved)
    assert reserved(ann, ahead=2, channel="phone", classed="disguised") == Held(
        "too_much", used=1, weight=4, budget=2, days=1
    )
    assert Interaction.objects.filter(status="reserved").count() == 1


def test_a_later_reservation_takes_room_from_an_earlier_one(ann):
    assert isinstance(reserved(ann, ahead=2, channel="phone"), Reserved)
    assert reserved(ann, ahead=0, channel="phone") == Held("too_much", used=2, weight=2, budget=3, days=7)
    assert isinstance(reserved(ann, ahead=0), Reserved)
    assert reserved(ann, ahead=1) == Held("too_much", used=3, weight=1, budget=3, days=7)


def test_what_is_exempt_is_not_blocked_but_counts(ann):
    for _ in range(3):
        said(ann, ago=0.1)
    assert reserved(ann) == Held("too_much", used=3, weight=1, budget=2, days=1)
    assert isinstance(reserved(ann, exempt=True), Reserved)
    assert reserved(ann) == Held("too_much", used=4, weight=1, budget=2, days=1)


def test_a_moment_that_has_passed_becomes_now(ann):
    found = reserved(ann, ahead=-3)
    assert isinstance(found, Reserved)
    assert Interaction.objects.get(pk=found.row).happened_at == NOW


def test_for_a_merged_customer_the_room_of_both_counts(ann):
    annie = customer("annie")
    said(ann, ago=0.5)
    said(annie, ago=0.5)
    assert isinstance(reserved(annie), Reserved)
    services.merge(customer=annie, into=ann, now=NOW, source="same")
    assert reserved(annie) == Held("too_much", used=3, weight=1, budget=2, days=1)
    found = reserved(annie, ahead=8)
    assert isinstance(found, Reserved)
    assert Interaction.objects.get(pk=found.row).customer_id == annie
    assert same(looked_at(), added_up())


def test_a_stale_state_is_made_fresh_before_it_is_asked(ann):
    said(ann, ago=0.5)
    said(ann, ago=0.4)
    CustomerState.objects.all().delete()
    assert reserved(ann) == Held("too_much", used=2, weight=1, budget=2, days=1)
    own = Policy({"pressure.budgets": {"60": 2}})
    assert reserved(ann, policy=own) == Held("too_much", used=2, weight=1, budget=2, days=60)


def test_a_stranger_is_refused(db):
    with pytest.raises(Refusal, match="no customer"):
        reserved(10**9)


def test_who_is_outrun_decides_again_by_what_the_others_left(ann, monkeypatch):
    """Somebody takes the last room between our look and our write."""
    said(ann, ago=0.5)
    look = reserving._current
    outrun: list[Interaction] = []

    def slow(*arguments: Any) -> Any:
        found = look(*arguments)
        if not outrun:
            outrun.append(said(ann, ago=0))
        return found

    monkeypatch.setattr(reserving, "_current", slow)
    assert reserved(ann) == Held("too_much", used=2, weight=1, budget=2, days=1)
    assert Interaction.objects.filter(status="reserved").count() == 0


def test_who_is_outrun_every_time_gives_up_with_a_reason(ann, monkeypatch):
    look = reserving._current

    def slow(*arguments: Any) -> Any:
        found = look(*arguments)
        CustomerState.objects.update(version=found.version[0] + 1)
        return found

    reserved(ann, ahead=9)
    monkeypatch.setattr(reserving, "_current", slow)
    assert reserved(ann) == Held("busy", weight=1)
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize("seed", range(5))
def test_random_reservations_over_a_random_past_break_no_budget(db, seed):
    """A past over budget is possible too: then no window with one of ours in it is."""
    ann, ben = customers(2)
    chance = random.Random(seed)
    for _ in range(chance.randrange(12)):
        said(ann, ago=chance.uniform(0, 40), channel=chance.choice(("email", "phone", "visit")), now=NOW)
    answers = [
        reserved(each, ahead=chance.uniform(0, 40), channel=chance.choice(("email", "sms", "phone")))
        for each in (ann, ben) * 25
    ]
    assert any(isinstance(each, Held) for each in answers)
    _, ledger = looked_at()
    weighed = ledger.contacts
    ours = {
        (place, at) for place, at in zip(weighed.owner.tolist(), weighed.at.tolist(), strict=True) if at >= seconds(NOW)
    }
    for days_long, budget in BUDGETS.items():
        length = int(days_long) * 86_400
        assert worst(weighed, 2, int(days_long))[1] <= budget
        for place, end in zip(weighed.owner.tolist(), weighed.at.tolist(), strict=True):
            inside = (weighed.owner == place) & (weighed.at > end - length) & (weighed.at <= end)
            if any((place, at) in ours for at in weighed.at[inside].tolist()):
                assert weighed.weight[inside].sum() <= budget


EIGHT = 8


def at_the_same_time(attempts: list[tuple[int, float, str]]) -> dict[int, collections.Counter[str]]:
    """Eight processes that all try all of it, started together; what became of the attempts with each customer."""
    told = {
        "database": connection.settings_dict, "home": settings.HOME, "now": seconds(NOW),
        "attempts": json.dumps(attempts),
    }  # fmt: skip
    command = [sys.executable, str(ROOT / "tests/interactions/reserver.py"), json.dumps(told, default=str)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "LATELY_HOME": str(settings.HOME)}
    processes = [
        subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(EIGHT)
    ]
    try:
        said_by_them = [line for each in started(processes) for line in each.splitlines()]
        assert [each.returncode for each in processes] == [0] * EIGHT
    finally:
        for each in processes:
            each.kill()
            each.wait()
    answers: dict[int, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for line in said_by_them:
        of, _, answer = line.partition(" ")
        answers[int(of)][answer] += 1
    return answers


def started(processes: list[subprocess.Popen[str]]) -> list[str]:
    """Let them go once all are ready; return what they said."""
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    return [each.communicate(timeout=120)[0] for each in processes]


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_take_as_much_as_fits_and_no_more():
    """Of eight that want the same three moments of Ann's week, one each gets through; three mails are her limit.

    Ben has room for all of them (the web weighs nothing): nothing is lost by two writing at once, nobody is refused.
    """
    ann, ben = customer("ann"), customer("ben")
    tight = [(ann, ahead, "email") for ahead in (0.0, 2.0, 4.0)]
    roomy = [(ben, float(ahead), "web") for ahead in range(10)]
    answers = at_the_same_time([*tight, *roomy])
    assert answers[ann]["reserved"] == 3
    assert set(answers[ann]) == {"reserved", "too_much"}
    assert answers[ben] == {"reserved": EIGHT * 10}
    assert same(looked_at(), added_up())
    _, ledger = looked_at()
    assert len(ledger.contacts) == 3 + EIGHT * 10
    for length, budget in BUDGETS.items():
        assert worst(ledger.contacts, 2, int(length))[0] <= budget
    assert CustomerState.objects.get(customer_id=ann).version >= 3
    assert CustomerState.objects.get(customer_id=ben).version >= EIGHT * 10
