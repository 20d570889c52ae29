"""Which numbers hold at this moment?"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

import yaml

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop

MOST = 1_000_000
LONGEST = 3_650  # days of a window
FORMS = {
    "whole": gettext_noop("whole numbers"),
    "number": gettext_noop("numbers"),
    "text": gettext_noop("a word"),
    "words": gettext_noop("lists of words"),
    "pair": gettext_noop("pairs of whole numbers"),
    "weekdays": gettext_noop("lists of days from 0, Monday, to 6"),
    "opening": gettext_noop("pairs of times like 09:00, the earlier first"),
}
# The units of policies.yaml that have numbers, for the catalogue of translations.
UNITS = (
    gettext_noop("customers"),
    gettext_noop("days"),
    gettext_noop("factor on the channel's weight"),
    gettext_noop("gives"),
    gettext_noop("hours"),
    gettext_noop("percent of the customers who ever bought"),
    gettext_noop("points, or the organisation's currency"),
    gettext_noop("purchases"),
    gettext_noop("thousandths of a give, of an ask"),
    gettext_noop("times a customer's own rhythm"),
    gettext_noop("weight"),
    gettext_noop("weight within any last n x 24 hours"),
    gettext_noop("worth"),
)


@functools.cache
def _entries() -> dict[str, dict[str, Any]]:
    text = resources.files(__package__).joinpath("policies.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found


def policy_entries() -> Mapping[str, Mapping[str, Any]]:
    """Every policy by name: default, unit, meaning, source."""
    return _entries()


@dataclass(frozen=True)
class Policy:
    """The numbers that hold at one moment: the organisation's own over the defaults."""

    own: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return a policy's value; raises KeyError for a name that is not in policies.yaml."""
        if name in self.own:
            return self.own[name]
        return _entries()[name]["default"]


def named_numbers(policy: Policy) -> dict[str, int]:
    """The numbers that rules name as `policy.x`, in the units of the facts."""
    return {
        "spacing_seconds": int(policy["spacing.hours"] * 3600),
        "life_seconds": int(policy["decision.life_hours"] * 3600),
        "claims_most_valuable": round(policy["claims.most_valuable_percent"] * 10),
        "claims_loyal_purchases": int(policy["claims.loyal_purchases"]),
        "claims_loyal_days": int(policy["claims.loyal_days"]),
        "claims_missed": round(policy["claims.missed_rhythms"] * 10),
        "earned_credit": round(policy["earned.credit"] * 1000),
        "earned_unasked_days": int(policy["earned.unasked_days"]),
    }


def checked(name: str, value: Any) -> Any:
    """Return the value if the policy may have it; raises Refusal (unknown name, negative, wrong form)."""
    entries = _entries()
    if name not in entries:
        near = difflib.get_close_matches(name, entries, n=1)
        raise Refusal(
            _("There is no policy named %(name)r.") % {"name": name},
            _("Only declared numbers are used."),
            _("Did you mean %(near)r?") % {"near": near[0]} if near else _("See docs/policies.md."),
        )
    entry = entries[name]
    form, unit = FORMS[entry["form"]], entry["unit"]
    if not _has_form(value, entry):
        raise Refusal(
            _("%(name)s cannot be %(value)s.") % {"name": name, "value": str(value)[:200]},
            _("It must look like %(example)r, with %(form)s.") % {"example": entry["default"], "form": _(form)},
            _("See docs/policies.md for its form."),
        )
    if value not in entry.get("one_of", [value]):
        raise Refusal(
            _("%(name)s cannot be %(value)r.") % {"name": name, "value": str(value)[:200]},
            _("It is one of %(choices)s.") % {"choices": ", ".join(entry["one_of"])},
            _("Choose one of them."),
        )
    least, most = entry.get("least", 0), entry.get("most", MOST)
    wrong = [number for number in _numbers(value) if not least <= number <= most]
    if wrong:
        raise Refusal(
            _("%(name)s cannot hold %(number)s.") % {"name": name, "number": wrong[0]},
            _("Its numbers are %(unit)s, from %(least)s to %(most)s.")
            % {"unit": _(unit), "least": least, "most": most},
            _("Give a number between these."),
        )
    return value


def _has_form(value: object, entry: Mapping[str, Any]) -> bool:
    fits, default = _FITS[entry["form"]], entry["default"]
    if not isinstance(default, dict):
        return fits(value)
    if not isinstance(value, dict) or not all(fits(part) for part in value.values()):
        return False
    if entry.get("keys") == "days":
        return bool(value) and all(
            isinstance(key, str) and key.isdecimal() and 1 <= int(key) <= LONGEST for key in value
        )
    return all(isinstance(key, str) for key in value) and (entry.get("keys") != "all" or set(value) == set(default))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_opening(value: object) -> bool:
    """Whether it is a pair of clock times, the later one second; 24:00 is the end of the day."""
    if not isinstance(value, list) or len(value) != 2 or not all(map(_is_text, value)):  # noqa: PLR2004 - a pair
        return False
    clock = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
    return all(map(clock.fullmatch, value)) and value[0] < value[1]


def _list_of(fits: Callable[[object], bool], count: int | None = None) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and count in {None, len(value)} and all(map(fits, value))


_FITS: dict[str, Callable[[object], bool]] = {
    "whole": _is_whole,
    "number": _is_number,
    "text": _is_text,
    "words": _list_of(_is_text),
    "pair": _list_of(_is_whole, 2),
    "weekdays": _list_of(lambda value: _is_whole(value) and value in range(7)),
    "opening": _is_opening,
}


def _numbers(value: object) -> list[float]:
    if _is_number(value):
        return [cast("float", value)]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [number for part in parts for number in _numbers(part)]
