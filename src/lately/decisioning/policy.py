"""Which numbers hold at this moment?"""

from __future__ import annotations

import difflib
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from lately.lib.refusal import Refusal


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
    }


def checked(name: str, value: Any) -> Any:
    """Return the value if the policy may have it; raises Refusal (unknown name, negative, wrong form)."""
    entries = _entries()
    if name not in entries:
        near = difflib.get_close_matches(name, entries, n=1)
        raise Refusal(
            f"There is no policy named {name!r}.",
            "Only declared numbers are used.",
            f"Did you mean {near[0]!r}?" if near else "See docs/policies.md.",
        )
    default = entries[name]["default"]
    if not _same_form(value, default):
        raise Refusal(
            f"{name} cannot be {value!r}.", f"It must look like {default!r}.", "See docs/policies.md for its form."
        )
    if entries[name].get("keys") == "days" and not all(key.isdigit() and int(key) for key in value):
        raise Refusal(
            f"{name} cannot be {value!r}.", "Its names are numbers of days, from 1 on.", f"Write it like {default!r}."
        )
    least = entries[name].get("least", 0 if _has_numbers(default) else None)
    low = [number for number in _numbers(value) if least is not None and not number >= least]
    if low:
        raise Refusal(
            f"{name} cannot hold {low[0]}.",
            f"Its numbers are {entries[name]['unit']}, at least {least}.",
            "Give a number that is not smaller.",
        )
    return value


def _same_form(value: object, default: object) -> bool:
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(key, str) for key in value)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, int | float):
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, type(default))


def _numbers(value: object) -> list[float]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [value]
    if isinstance(value, dict):
        return [number for part in value.values() for number in _numbers(part)]
    if isinstance(value, list):
        return [number for part in value for number in _numbers(part)]
    return []


def _has_numbers(value: object) -> bool:
    return bool(_numbers(value))
