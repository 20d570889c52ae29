"""What does a contact weigh: as pressure, as a give, as an ask?"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass

import numpy as np

from lately.decisioning.contacts import CLASSES, DAY, Ints
from lately.decisioning.offers import weight_of
from lately.decisioning.policy import Policy

MOST = 1_000_000  # a deed counts as at most a thousand gives, so that sums stay within 64 bits
TOLD_BACK = 1000
_FEEDBACK = CLASSES.index("feedback")
_FORM = 1  # of what is kept; another form makes kept state stale


@dataclass(frozen=True)
class Weights:
    """The numbers of one policy that the ledger is weighed with.

    `channels` are those with a weight of their own; the place after them stands for every other channel.
    `pressure` is int64 [channels + 1, classes]; `given` and `asked` are thousandths, int64 [classes].
    `half_life` in days; `horizon` in seconds: the longest time back that any policy looks at single contacts.
    `basis` is a number made of all of these: state kept by another basis is stale.
    """

    channels: tuple[str, ...]
    pressure: Ints
    given: Ints
    asked: Ints
    half_life: int
    horizon: int
    basis: int


def weights_of(policy: Policy) -> Weights:
    """Return the weights of a policy; the table of pressure is weight_of for every channel and class."""
    channels = tuple(sorted(policy["pressure.weights"]))
    pressure = [[weight_of(channel, name, policy) for name in CLASSES] for channel in (*channels, "")]
    pairs = [policy["balance.weights"].get(name, (0, 0)) for name in CLASSES]
    balance = [[min(int(part), MOST) for part in pair] for pair in pairs]
    half_life, horizon = max(1, round(policy["balance.half_life_days"])), _horizon(policy)
    return Weights(
        channels=channels,
        pressure=np.array(pressure, np.int64),
        given=np.array(balance, np.int64)[:, 0],
        asked=np.array(balance, np.int64)[:, 1],
        half_life=half_life,
        horizon=horizon,
        basis=_digest([_FORM, channels, pressure, balance, half_life, horizon]),
    )


def worth(weights: Weights, klass: Ints, told: Ints, told_back: Ints, answered: Ints) -> tuple[Ints, Ints]:
    """Return what contacts gave and asked, in thousandths, int64 [k].

    `told` is the worth of the deed a contact told, -1 if it told none, and stands instead of the class's give.
    `told_back` (0 or 1): it answered the customer's feedback or complaint, so it gave at least 1000.
    `answered` (0 or 1): a survey whose answer was told back; it counts as a give and wants nothing any more.
    """
    given = np.where(told >= 0, np.minimum(told, MOST), weights.given[klass])
    given = np.maximum(given, TOLD_BACK * told_back)
    settled = (klass == _FEEDBACK) & (answered > 0)
    return np.where(settled, np.maximum(given, TOLD_BACK), given), np.where(settled, 0, weights.asked[klass])


def _horizon(policy: Policy) -> int:
    days = [int(days) for days in policy["pressure.budgets"]]
    days += [math.ceil(policy["asks.run_up_days"]), math.ceil(policy["spacing.hours"] / 24), 1]
    return max(days) * DAY


def _digest(numbers: object) -> int:
    text = json.dumps(numbers, sort_keys=True).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1
