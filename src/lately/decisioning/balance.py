"""How much did they get of us, and how much was wanted of them, when the old counts for less?

A sum is kept against an epoch: an event of `day` adds weight x 2^((day - epoch) / half-life), so reading it later
only divides, and nothing is ever decayed in place. Everything is a whole number with 16 fractional bits; a sum does
not depend on the order of its events, and Python's integers and int64 arrays give the same. Powers come from one table.

Epochs lie 16 half-lives apart. An event counts 2^16 fold at the most, so 2^20 events of up to 2000 thousandths fit
in 64 bits; what is older than 16 half-lives before the epoch has decayed to nothing and vanishes.
"""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from typing import TypeVar

import numpy as np

from lately.decisioning.contacts import Ints

BITS = 16
BUCKET = 16  # half-lives between two epochs
_FAR = 62

Number = TypeVar("Number", int, Ints)


@functools.cache
def powers(half_life: int) -> Ints:
    """Return 2^(i / half_life) in 16-bit fixed point for i = 0 to half_life - 1, int64; exact on every machine."""
    with localcontext() as context:
        context.prec = 60
        step = Decimal(2) ** (Decimal(1) / half_life)
        found = [int((step**i * (1 << BITS)).to_integral_value()) for i in range(half_life)]
    table = np.array(found, np.int64)
    table.flags.writeable = False
    return table


def epoch_of(day: Number, half_life: int) -> Number:
    """Return the epoch (a day) of a state whose last event is on `day`."""
    span = BUCKET * half_life
    return day // span * span


def added(weight: Number, day: Number, epoch: Number, half_life: int) -> Number:
    """Return what an event of `weight` thousandths on `day` adds to a sum kept against `epoch`.

    Days are whole UTC days since 1970; `day` is less than 16 half-lives after the epoch.
    """
    halves, rest = (day - epoch) // half_life, (day - epoch) % half_life
    return _shifted(weight * _power(rest, half_life), halves)


def read(total: Number, epoch: Number, day: int, half_life: int) -> Number:
    """Return a sum's worth on `day`, in thousandths, to the nearest; `day` is not before its last event."""
    halves, rest = (day - epoch) // half_life, (day - epoch) % half_life
    power = _power(rest, half_life)
    return (_down(total, halves) + power // 2) // power


def _power(rest: Number, half_life: int) -> Number:
    found = powers(half_life)[rest]
    return int(found) if isinstance(rest, int) else found


def _shifted(full: Number, halves: Number) -> Number:
    if isinstance(full, int) and isinstance(halves, int):
        if halves < -BUCKET:
            return 0
        return full << halves if halves >= 0 else full >> -halves
    moved = (full << np.clip(halves, 0, BUCKET)) >> np.clip(-halves, 0, BUCKET)
    return np.where(halves < -BUCKET, 0, moved)


def _down(total: Number, halves: Number) -> Number:
    """Shifting a 64-bit number by more than 63 is undefined; it is zero by then."""
    if isinstance(total, int) and isinstance(halves, int):
        return total >> max(0, halves)
    return total >> np.clip(halves, 0, _FAR)
