"""How is a segment built in a form: groups of rows, joined by and or or?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lately.content.asking import Row, parts_of, rows_of_part
from lately.lib.refusal import Refusal

MOST_GROUPS = 6
JOINTS = ("all", "any")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of which all or any must hold; turned: of which that must not be so."""

    joined: str
    turned: bool
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Built:
    """Groups of which all or any must hold."""

    joined: str
    groups: Sequence[Group]


EMPTY = Built("all", ())


def question_of(built: Built) -> dict[str, Any]:
    """The question that the form asks; raises Refusal if it asks nothing, or what cannot be asked."""
    if built.joined not in JOINTS or any(group.joined not in JOINTS for group in built.groups):
        raise Refusal(
            _("It is not clear how the rows belong together."), _("All or any of them hold."), _("Choose again.")
        )
    parts = []
    for number, group in enumerate(built.groups[:MOST_GROUPS], 1):
        asked = parts_of(group.rows, where=_("Part %(number)s") % {"number": number})
        if asked:
            whole = asked[0] if len(asked) == 1 else {group.joined: asked}
            parts.append({"not": whole} if group.turned else whole)
    if not parts:
        raise Refusal(
            _("It asks nothing yet."), _("A segment is a question about your customers."), _("Fill in a row.")
        )
    return parts[0] if len(parts) == 1 else {built.joined: parts}


def built_of(question: object) -> Built | None:
    """A question as the form shows it; None if it asks more than the form can say."""
    whole = _group(question)
    if whole is not None:
        return Built("all", [whole])
    if not isinstance(question, Mapping) or len(question) != 1:
        return None
    joined, parts = next(iter(question.items()))
    if joined not in JOINTS or not isinstance(parts, list) or len(parts) > MOST_GROUPS:
        return None
    groups = [_group(part) for part in parts]
    return None if None in groups else Built(joined, [group for group in groups if group is not None])


def _group(part: object, *, turned: bool = False) -> Group | None:
    if not isinstance(part, Mapping):
        return None
    if set(part) == {"not"} and not turned:
        return _group(part["not"], turned=True)
    joined = next((name for name in JOINTS if set(part) == {name}), "all")
    parts = part.get(joined, [part])
    if not isinstance(parts, list):
        return None
    listed = [rows_of_part(one) if isinstance(one, Mapping) else None for one in parts]
    if any(rows is None or (joined == "any" and len(rows) != 1) for rows in listed):
        return None
    return Group(joined, turned, [row for rows in listed for row in rows or ()])
