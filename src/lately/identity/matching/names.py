"""What do two names say of whether they are one person's?"""

from __future__ import annotations

from lately.identity.matching import spelling
from lately.identity.matching.evidence import ALIKE, DIFFERS, INITIAL, SAME, SHORT, Evidence, unknown
from lately.identity.matching.familiar import Familiar
from lately.identity.matching.record import Record

_MOST = 12.0  # bits that a word can say: rarer is not surer
_SLIP = 2.5  # bits lost by a slip of the pen
_LITTLE = 2.0  # bits of a first letter
_OTHER_GIVEN = -4.0
_OTHER_FAMILY = -3.0  # people marry
_TOO_SHORT = 3  # letters in which nothing is a slip
_ORDER = (DIFFERS, INITIAL, SHORT, ALIKE, SAME)


def given(one: Record, other: Record, familiar: Familiar) -> Evidence:
    """Compare given names: the best of the words, since people leave some out."""
    if not one.given or not other.given:
        return unknown("given_name")
    found = [_given(mine, theirs, familiar) for mine in one.given[:3] for theirs in other.given[:3]]
    best = max(found, key=lambda each: _ORDER.index(each.level))
    if best.level == DIFFERS and joined(one.given, other.given):
        return best._replace(level=SAME, strangers=_MOST / 2)
    return best


def _given(one: str, other: str, familiar: Familiar) -> Evidence:
    bits = min(_MOST, familiar.bits("given", one), familiar.bits("given", other))
    if spelling.initial(one, other) or (one == other and len(one) == 1):
        return Evidence("given_name", INITIAL, _LITTLE)
    if one == other or spelling.written_out(one, other):
        return Evidence("given_name", SAME, bits)
    if spelling.short_for(one, other):
        return Evidence("given_name", SHORT, max(_LITTLE, bits - _SLIP))
    if _slipped(one, other, familiar):
        return Evidence("given_name", ALIKE, max(_LITTLE, bits - _SLIP))
    return Evidence("given_name", DIFFERS, _OTHER_GIVEN)


def _slipped(one: str, other: str, familiar: Familiar) -> bool:
    """Whether one is a slip of the pen for the other, and not the name of somebody else that looks like it."""
    if spelling.slips(one, other) is None:
        return False
    known = familiar.known("given", one) + familiar.known("given", other)
    if min(len(one), len(other)) <= spelling.SHORT or spelling.siblings(one, other):
        return known == 1 and max(len(one), len(other)) > _TOO_SHORT
    return known <= 1


def family(one: Record, other: Record, familiar: Familiar) -> Evidence:
    """Compare family names: the best of the words, since people marry, and hyphenate."""
    if not one.family or not other.family:
        return unknown("family_name")
    if one.family == other.family or joined(one.family, other.family) or _written_out(one.family, other.family):
        return Evidence("family_name", SAME, min(_MOST, sum(familiar.bits("family", word) for word in one.family)))
    found = [_family(mine, theirs, familiar) for mine in one.family[:4] for theirs in other.family[:4]]
    return max(found, key=lambda each: each.strangers)


def _family(one: str, other: str, familiar: Familiar) -> Evidence:
    bits = min(_MOST, familiar.bits("family", one), familiar.bits("family", other))
    if spelling.initial(one, other):
        return Evidence("family_name", INITIAL, _LITTLE)
    if one == other:
        return Evidence("family_name", ALIKE, bits)
    if spelling.slips(one, other) is not None and max(len(one), len(other)) > _TOO_SHORT:
        return Evidence("family_name", ALIKE, max(0.0, bits - _SLIP))
    return Evidence("family_name", DIFFERS, _OTHER_FAMILY)


def swapped(one: Record, other: Record, familiar: Familiar) -> tuple[Evidence, Evidence] | None:
    """What it says if given and family name of one stand in each other's place; None if they do not fit so."""
    if not (one.given and one.family and other.given and other.family):
        return None
    turned = Record(other.customer, given=other.family, family=other.given)
    first, last = given(one, turned, familiar), family(one, turned, familiar)
    if not {first.level, last.level} <= {SAME, ALIKE}:
        return None
    return first._replace(level=ALIKE), last._replace(level=ALIKE)


def _written_out(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return spelling.written_out(" ".join(one), " ".join(other))


def joined(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether they are the same letters, parted otherwise: Anne Marie, Annemarie."""
    return "".join(one) == "".join(other)
