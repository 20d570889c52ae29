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
from typing import TypeVar, cast

import numpy as np

from lately.decisioning.contacts import Ints

BITS = 16
BUCKET = 16  # half-lives between two epochs
_FAR = 62  # shifting a 64-bit number further than this is undefined; it is zero by then

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
    return cast("Number", day // span * span)


def added(weight: Number, day: Number, epoch: Number, half_life: int) -> Number:
    """Return what an event of `weight` thousandths on `day` adds to a sum kept against `epoch`; `day` is not later
    than 16 half-lives after it. Days are whole UTC days since 1970.
    """
    halves, rest = (day - epoch) // half_life, (day - epoch) % half_life
    full = weight * _power(rest, half_life)
    if isinstance(full, int):
        return cast("Number", _shifted(full, int(halves)))
    return cast("Number", _all_shifted(full, cast("Ints", halves)))


def read(total: Number, epoch: Number, day: Number | int, half_life: int) -> Number:
    """Return a sum's worth on `day`, in thousandths, to the nearest; `day` is not before its last event."""
    halves, rest = (day - epoch) // half_life, (day - epoch) % half_life
    power = _power(rest, half_life)
    if isinstance(total, int):
        return cast("Number", ((total >> max(0, int(halves))) + power // 2) // power)
    return cast("Number", ((total >> np.clip(halves, 0, _FAR)) + power // 2) // power)


def _power(rest: Number, half_life: int) -> Number:
    found = powers(half_life)[rest]
    return cast("Number", int(found) if isinstance(rest, int) else found)


def _shifted(full: int, halves: int) -> int:
    if halves < -BUCKET:
        return 0
    return full << halves if halves >= 0 else full >> -halves


def _all_shifted(full: Ints, halves: Ints) -> Ints:
    up, down = np.clip(halves, 0, BUCKET), np.clip(-halves, 0, BUCKET)
    found: Ints = np.where(halves < -BUCKET, 0, (full << up) >> down)
    return found
