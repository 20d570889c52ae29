"""Which numbers does this organisation go by, what does each do, since when and by whose word?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.decisioning.policy import checked, policy_entries
from lately.decisioning.policy_forms import hint, in_words, may_grow, parts_of
from lately.interactions.known import known_at
from lately.lib.moments import seconds
from lately.policies.models import PolicyValue
from lately.policies.selectors import told
from lately.policies.services import newest

# By the first word of their names; the rest comes last.
GROUPS = {
    _("How much one customer hears of us"): ("pressure", "spacing", "decision"),
    _("When we may ask"): ("asks", "earned", "balance", "answers"),
    _("When we may speak at all"): ("consent", "hours", "channels", "approval"),
    _("Whom we call neglected, and when they have left"): ("neglect", "left"),
    _("What we may say of them, and how long we believe it"): ("claims", "facts", "kinds", "words"),
}
REST = _("What else we count by")
_SAID = {"title", "meaning", "unit"}


def see_numbers(*, at: int, now: int) -> list[dict[str, Any]]:
    """Return every number in groups, as it stands at the moment; `title` and `rows` of each group."""
    by_name: dict[str, list[PolicyValue]] = {}
    for row in told(known=known_at(at=at, now=now)):
        by_name.setdefault(row.name, []).append(row)
    found: dict[str, list[dict[str, Any]]] = {title: [] for title in (*GROUPS, REST)}
    for name in policy_entries():
        found[_group(name)].append(_one(name, by_name.get(name, []), at))
    return [{"title": gettext(title), "rows": rows} for title, rows in found.items() if rows]


def see_number(*, name: str, at: int, now: int) -> dict[str, Any]:
    """Return one number with its history, newest first, and the lines to type it in; raises Refusal if there is none.

    `seen` tells later whether somebody else set it meanwhile.
    """
    if name not in policy_entries():
        checked(name, None)  # which refuses it, and says what is near
    entry, rows = policy_entries()[name], told(known=known_at(at=at, now=now), name=name)
    found = _one(name, rows, at)
    return found | {
        "source": "" if entry["source"].startswith("the same") else entry["source"],
        "parts": parts_of(name, found["value"]),
        "hint": hint(name),
        "may_grow": may_grow(name),
        "choices": entry.get("one_of", []),
        "history": [_told(name, row) for row in reversed(rows)],
        "seen": newest(name),
    }


def _group(name: str) -> str:
    first = name.split(".", maxsplit=1)[0]
    return next((title for title, words in GROUPS.items() if first in words), REST)


def _one(name: str, rows: Sequence[PolicyValue], at: int) -> dict[str, Any]:
    """A number as it stands at a moment, and what is set for later."""
    entry: Mapping[str, Any] = policy_entries()[name]
    holding = [row for row in rows if seconds(row.valid_from) <= at]
    value = holding[-1].value if holding else entry["default"]
    return {
        "name": name,
        **{line: gettext(str(said)) for line, said in entry.items() if line in _SAID},
        "value": value,
        "words": in_words(name, value),
        "starts_as": in_words(name, entry["default"]),
        "own": bool(holding) and value != entry["default"],
        "holds": _told(name, holding[-1]) if holding else None,
        "later": [_told(name, row) for row in rows if seconds(row.valid_from) > at],
    }


def _told(name: str, row: PolicyValue) -> dict[str, Any]:
    return {
        "words": in_words(name, row.value),
        "since": seconds(row.valid_from),
        "set_at": seconds(row.recorded_at),
        "by": row.by,
    }
