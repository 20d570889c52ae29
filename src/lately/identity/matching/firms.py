"""Are two firms one? Its name is a firm's own, and so is where it sits: a branch is another customer."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from lately.identity.matching.evidence import ALIKE, DIFFERS, SAME, Evidence, unknown
from lately.identity.matching.familiar import Familiar
from lately.identity.matching.record import Record

_MOST = 14.0
_SHORT = 6  # letters of a name in which two slips may be another firm's


def firms(one: Record, other: Record, familiar: Familiar) -> list[Evidence]:
    """Compare the records of two companies: all but the address."""
    return [_name(one, other, familiar), *_reached(one, other)]


def _name(one: Record, other: Record, familiar: Familiar) -> Evidence:
    whole, theirs = "".join(one.firm), "".join(other.firm)
    if not whole or not theirs:
        return unknown("company_name")
    if whole == theirs:
        bits = sum(familiar.bits("firm", word) for word in set(one.firm) | set(other.firm))
        return Evidence("company_name", SAME, min(_MOST, bits), 6.0)
    if min(len(whole), len(theirs)) > _SHORT and OSA.distance(whole, theirs, score_cutoff=2) <= 2:  # noqa: PLR2004 - slips
        return Evidence("company_name", ALIKE, 8.0, 4.0)
    return Evidence("company_name", DIFFERS, -5.0, -8.0)


def _reached(one: Record, other: Record) -> list[Evidence]:
    found = []
    for name, mine, theirs in (("email", one.emails, other.emails), ("phone", one.phones, other.phones)):
        if not mine or not theirs:
            continue
        found.append(Evidence(name, SAME, 12.0, 3.0) if mine & theirs else Evidence(name, DIFFERS, -1.0))
    return found
