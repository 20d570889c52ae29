"""How do the three lists of neglected customers read on a terminal of 80 columns?"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from lately.cli.audit_text import in_brackets
from lately.measurement.audit.report import lists_of
from lately.measurement.audit.sentences import customers, percent
from lately.measurement.neglect import Listed, Neglect, Neglected

WIDTH = 78
FIRST = 10


def shown(found: Neglected, *, everybody: bool) -> Sequence[Listed]:
    """Return those of a list who are shown: the first ten, or `everybody`."""
    return found.customers if everybody else found.customers[:FIRST]


def told(found: Neglect, *, everybody: bool, names: Mapping[str, str]) -> str:
    """Return the lists as text, the first ten of each or `everybody`; `names` tells who a customer is."""
    blocks = ["\n".join(_filled(line) for line in _head(found))]
    blocks += ["\n".join(_list(title, each, everybody=everybody, names=names)) for title, each in lists_of(found)]
    return "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in "\n\n".join(blocks))


def _head(found: Neglect) -> Iterable[str]:
    yield f"{customers(found.customers)}; {found.never_contacted:,} never contacted."
    kept, left = found.cared_for, found.cared_for.left_share
    yield f"{kept.count:,} heard from us since their first purchase; {percent(left)} of them have left."
    if found.unknown:
        yield f"Of {found.unknown:,} it cannot be told: they bought before anything was known of what we said."
    if found.note:
        yield found.note


def _list(title: str, found: Neglected, *, everybody: bool, names: Mapping[str, str]) -> Iterable[str]:
    yield f"{title.upper()}: {found.count:,} ({percent(found.share)}), of whom {percent(found.left_share)} have left"
    some = shown(found, everybody=everybody)
    for each in some:
        worth = in_brackets(each.worth_at_risk)
        name = f", {names[each.customer]}" if each.customer in names else ""
        yield f"  {each.customer}{name}{worth}"
        yield _filled(each.because, "     ")
    if len(some) < found.count:
        yield f"  ... and {found.count - len(some):,} more; --all shows them."


def _filled(line: str, indent: str = "") -> str:
    return textwrap.fill(line, WIDTH, initial_indent=indent, subsequent_indent=indent)
