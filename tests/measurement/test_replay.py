import numpy as np

from lately.decisioning.contacts import DAY
from lately.decisioning.policy import Policy
from lately.decisioning.weights import weights_of
from lately.measurement.replay.figures import Mailing, bought, kept
from lately.measurement.replay.past import Events
from lately.measurement.replay.spoken import Spoken
from lately.measurement.replay.words import sentences

ANN, BEN, CARA = 0, 1, 2


def spoken(*told):
    found = Spoken(3, weights_of(Policy({})))
    for owner, day, klass in told:
        found.add(np.array([owner]), np.array([day * DAY]), channel="post", klass=klass, content=f"{klass}-{day}")
    return found


def mailing():
    return Mailing(
        key="campaign-1",
        title="Coupons",
        day="2017-03-03",
        kind="baby",
        start=10 * DAY,
        end=20 * DAY,
        mailed=np.array([True, True, False]),
        redeemed=np.array([2, 1, 0]),
    )


def test_four_mails_in_thirty_days_are_more_than_three():
    crowded = spoken(*((ANN, day, "ask") for day in (1, 10, 20, 30)), *((BEN, day, "ask") for day in (1, 11, 21, 31)))
    assert crowded.ever_more_than(3, 30).tolist() == [True, False, False]
    assert crowded.within(30 * DAY, 30).tolist() == [4, 3, 0]


def test_nobody_is_crowded_by_silence():
    assert not spoken().ever_more_than(3, 30).any()
    assert spoken().homes() == 0


def test_a_ledger_in_memory_knows_the_last_give_and_ask():
    ledger = spoken((ANN, 3, "give"), (ANN, 5, "ask"), (BEN, 9, "give")).kept(7 * DAY)
    assert ledger.last_give.tolist() == [3 * DAY, -1, -1]
    assert ledger.last_ask.tolist() == [5 * DAY, -1, -1]
    assert ledger.asked.tolist()[ANN] > 980
    assert ledger.given.tolist()[BEN] == 0
    assert ledger.contacts.owner.tolist() == [ANN, ANN, BEN]


def test_what_is_spared_and_kept_is_counted_of_the_mailed_only():
    assert kept(mailing(), np.array([True, False, True])) == {"mailed": 1, "spared": 1, "redemptions_kept": 2}


def test_only_what_was_bought_while_it_ran_counts():
    lines = Events(np.array([ANN, ANN, BEN, CARA]), np.array([9, 10, 19, 20]) * DAY)
    groups = bought(mailing(), np.array([True, False, True]), lines, np.array([100, 250, 75, 999]))
    assert groups["inside_mailed"] == {"homes": 1, "buyers": 1, "dollars_per_home": 2.5}
    assert groups["outside_mailed"] == {"homes": 1, "buyers": 1, "dollars_per_home": 0.75}
    assert groups["inside_not_mailed"] == {"homes": 1, "buyers": 0, "dollars_per_home": 0.0}
    assert groups["outside_not_mailed"] == {"homes": 0, "buyers": 0, "dollars_per_home": None}


def test_rules_that_hold_back_who_redeems_are_said_to_cost_something():
    totals = {
        "mailed": 10,
        "redemptions": 6,
        "by_all_rules": {"mailed": 8, "spared": 2, "redemptions_kept": 2},
        "held": {"objected": {"mailings": 1, "redemptions": 0}},
        "said": {"give": 3, "ask": 8},
        "homes_ever_mailed": {"before": 5, "after": 5},
        "ever_more_than_three_in_30_days": {"before": 1, "after": 0},
    }
    assert any("the rules cost something" in text for text in sentences([], totals))
    totals["by_all_rules"] = {"mailed": 8, "spared": 2, "redemptions_kept": 6}
    assert not any("the rules cost something" in text for text in sentences([], totals))
