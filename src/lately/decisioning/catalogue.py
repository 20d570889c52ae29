"""Which facts may be known, and of what type?"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from lately.lib.moments import EARLIEST
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop

Value = str | int | bool
EPOCH = dt.date(1970, 1, 1)
FARTHEST = 2**53  # no number of a fact is larger; any reader of JSON knows it exactly
# What facts.yaml says that numbers mean, for the catalogue of translations.
MEANINGS = (
    gettext_noop("Hour of the day at which they like mail"),
    gettext_noop("How many work there"),
    gettext_noop("They asked to hear from us at most every n days"),
)
# What a wording may call somebody by, and the field that says it; in a derived fact `a_or_b` is either.
PARTS_OF_NAMES = {
    "greeting": "customer.greeting",
    "salutation": "customer.salutation",
    "first_name": "customer.first",
    "family_name": "customer.last",
    "whole_name": "customer.name",
    "company_name": "customer.company",
}


@dataclass(frozen=True, slots=True)
class FactKind:
    """One entry of facts.yaml. `type` is text, day, flag or number; a number lies between `least` and `most`.

    `ages`: it changes in a life, and is asked for again after a while.
    """

    name: str
    type: str
    meaning: str
    used_for: str
    many: bool = False
    lapses: str = ""
    absent: bool | None = None
    least: int = -FARTHEST
    most: int = FARTHEST
    ages: bool = False


@functools.cache
def fact_kinds() -> dict[str, FactKind]:
    """All kinds of facts by name; names that end in .* take a word after the dot."""
    text = resources.files(__package__).joinpath("facts.yaml").read_text(encoding="utf-8")
    return {name: FactKind(name=name, **entry) for name, entry in yaml.safe_load(text).items()}


def fact_kind(name: str) -> FactKind:
    """Return the kind of a fact; raises Refusal, with the nearest name, if there is none."""
    kinds = fact_kinds()
    stem = name.partition(".")[0] + ".*"
    found = kinds.get(name) or (kinds.get(stem) if "." in name else None)
    if found is None:
        near = difflib.get_close_matches(name, kinds, n=1)
        raise Refusal(
            _("There is no fact named %(name)r.") % {"name": name},
            _("Facts are declared, so that each has a type, a meaning and a use."),
            _("Did you mean %(near)r?") % {"near": near[0]} if near else _("See docs/facts.md for those there are."),
        )
    return found


def fits(kind: FactKind, value: object) -> bool:
    """Whether a stored value is one that the fact may have; `typed` makes no others."""
    if kind.type == "day":
        return isinstance(value, str) and _is_day(value)
    if kind.type == "flag":
        return isinstance(value, bool)
    if kind.type == "number":
        return isinstance(value, int) and not isinstance(value, bool) and kind.least <= value <= kind.most
    return isinstance(value, str)


def all_fit(kind: FactKind, values: Sequence[object]) -> bool:
    """Whether all of them do; what is said many times is looked at once."""
    if not set(map(type, values)) <= {_TYPES.get(kind.type, str)}:
        return False
    return kind.type in {"text", "flag"} or all(fits(kind, value) for value in set(values))


_TYPES = {"flag": bool, "number": int}


@functools.lru_cache(maxsize=65_536)
def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text[:10]).year >= EARLIEST.year
    except ValueError:
        return False


def typed(name: str, text: str, *, today: dt.date) -> Value:
    """Read a fact's value from text; days are ISO text. Raises Refusal if it cannot be true."""
    kind = fact_kind(name)
    cleaned = " ".join(text.split()) if kind.name != "note" else text.strip()
    readers: dict[str, Any] = {"number": _number, "flag": _flag, "day": _day}
    reader = readers.get(kind.type)
    if reader is None:
        return cleaned
    value: Value = reader(name, cleaned)
    if kind.type == "day" and "birth" in name and dt.date.fromisoformat(str(value)) > today:
        raise Refusal(
            _("%(name)s %(value)s lies in the future.") % {"name": name, "value": cleaned},
            _("Nobody is born after today."),
            _("Mend the date or leave it out."),
        )
    return value


def _number(name: str, text: str) -> int:
    kind = fact_kind(name)
    try:
        number = int(text)
    except ValueError:
        raise Refusal(
            _("%(name)s %(value)r is not a whole number.") % {"name": name, "value": text[:40]},
            _("It is counted."),
            _("Write digits only, or leave it out."),
        ) from None
    if not kind.least <= number <= kind.most:
        raise Refusal(
            _("%(name)s %(value)s cannot be true.") % {"name": name, "value": text[:40]},
            _("%(meaning)s: from %(least)s to %(most)s.")
            % {"meaning": _(kind.meaning), "least": kind.least, "most": kind.most},
            _("Mend the number or leave it out."),
        )
    return number


def _flag(name: str, text: str) -> bool:
    known = {"true": True, "yes": True, "1": True, "y": True, "false": False, "no": False, "0": False, "n": False}
    if text.lower() not in known:
        raise Refusal(
            _("%(name)s %(value)r is neither yes nor no.") % {"name": name, "value": text},
            _("It is a yes or no."),
            _("Write yes or no."),
        )
    return known[text.lower()]


def _day(name: str, text: str) -> str:
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Refusal(
            _("%(name)s %(value)r is not a date.") % {"name": name, "value": text},
            _("It is a day."),
            _("Write it as 2019-04-30."),
        ) from None
    if day.year < EARLIEST.year:
        raise Refusal(
            _("%(name)s %(value)s lies before 1900.") % {"name": name, "value": text},
            _("It is most likely a placeholder."),
            _("Leave it out if it is not known."),
        )
    return day.isoformat()
