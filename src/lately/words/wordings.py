"""How does a wording read when it is filled, and can it be filled at all?

Wordings are written in a small part of the Jinja language, run by minijinja: fields in double braces, filters, and
{% if %}. Nothing that repeats or multiplies is let in, so a wording is never much longer than what fills it.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import minijinja

FUEL = 20_000
LONGEST = 100_000  # characters of a wording as written
LONGEST_FILLED = 400_000
FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "default", "first"})
_TAG = re.compile(r"\{%-?\s*(\w+)")
_OPENS, _CLOSES = re.compile(r"\{[{%]"), re.compile(r"[}%]\}")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_STATEMENTS = frozenset({"if", "elif", "else", "endif"})
_STRETCHES = re.compile(r"\*|~|\brange\b|\(\s*\)|__|\[|\.\s*\w+\s*\(")
_FILTER = re.compile(r"\|\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a wording as written, and what to do. `line` counts from 1, 0 if it is not one line's."""

    says: str
    todo: str
    line: int = 0


def problems(text: str, fields: Mapping[str, str]) -> list[Problem]:
    """What keeps a wording from being filled; `fields` are the names that may stand in it, with their meaning."""
    if len(text) > LONGEST:
        return [Problem(f"It is {len(text)} characters long.", f"Cut it to {LONGEST} or fewer.")]
    forbidden = _forbidden(text)
    if forbidden:
        return forbidden
    try:
        named = _environment().undeclared_variables_in_str(text, nested=True)
    except minijinja.TemplateError as error:
        says = str(getattr(error, "detail", None) or error).splitlines()[0]
        return [Problem(f"It cannot be read: {says}.", "Mend the braces on that line.", getattr(error, "line", 0) or 0)]
    return [_unknown(name, text, fields) for name in sorted(named) if name not in fields]


def fields_in(text: str) -> frozenset[str]:
    """The fields that stand in a wording; raises Unfillable for one that cannot be read."""
    if len(text) > LONGEST or _forbidden(text):
        raise Unfillable("", "The wording holds what no wording may hold.")
    try:
        return frozenset(_environment().undeclared_variables_in_str(text, nested=True))
    except minijinja.TemplateError as error:
        raise Unfillable("", str(getattr(error, "detail", None) or error).splitlines()[0]) from None


def fill(text: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """Fill a wording from plain values by dotted name; raises Unfillable for what is missing. `html` escapes them.

    The wording must have passed `problems`; one that has not is still bounded by fuel and length.
    """
    try:
        filled: str = _ready(text).render_template("it.html" if html else "it.txt", **_nested(values))
    except (minijinja.TemplateError, AttributeError, TypeError, ValueError) as error:
        raise Unfillable(_missing(error), str(getattr(error, "detail", None) or error).splitlines()[0]) from None
    if len(filled) > LONGEST_FILLED:
        raise Unfillable("", f"Filled, it is {len(filled)} characters long.")
    return filled


class Unfillable(Exception):  # noqa: N818 - it is no mistake, it is a reason
    """A wording cannot be filled for somebody; `field` is what is missing of them, if that is why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


@functools.lru_cache(maxsize=512)
def _ready(text: str) -> minijinja.Environment:
    """A wording made ready to be filled many times; raises Unfillable for one that no wording may be."""
    if len(text) > LONGEST or _forbidden(text):
        raise Unfillable("", "The wording holds what no wording may hold.")
    made = _environment()
    for name in ("it.txt", "it.html"):
        made.add_template(name, text)
    return made


def _environment() -> minijinja.Environment:
    """Strict, with little fuel and no functions; what is not known may only be asked for: {% if customer.first %}."""
    made: minijinja.Environment = minijinja.Environment(undefined_behavior="semi_strict")  # type: ignore[call-overload]  # its stubs do not know it yet
    made.fuel = FUEL
    made.keep_trailing_newline = True
    for name in ("range", "dict", "debug", "namespace"):
        made.remove_global(name)
    return made


def _forbidden(text: str) -> list[Problem]:
    found = []
    for tag in _TAG.finditer(text):
        if tag.group(1) not in _STATEMENTS:
            todo = "Only {% if … %}, {% elif … %}, {% else %} and {% endif %} may stand in a wording."
            found.append(Problem(f"{{% {tag.group(1)} %}} is not for wordings.", todo, _line(text, tag.start())))
    for start, end in _codes(text):
        plain = _STRING.sub("''", text[start + 2 : end - 2])
        strange = next((name for name in _FILTER.findall(plain) if name not in FILTERS), None)
        if strange is not None:
            near = difflib.get_close_matches(strange, FILTERS, n=1)
            todo = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(FILTERS))}."
            found.append(Problem(f"There is no filter {strange}.", todo, _line(text, start)))
        elif _STRETCHES.search(plain):
            says = f"{text[start:end][:60]} works something out."
            found.append(Problem(says, "Between braces stands the name of a field, and filters.", _line(text, start)))
    return found


def _codes(text: str) -> Iterator[tuple[int, int]]:
    """Where code begins and ends; what opens and never closes is left to the parser. Linear."""
    at = 0
    while (opens := _OPENS.search(text, at)) and (closes := _CLOSES.search(text, opens.end())):
        at = closes.end()
        yield opens.start(), at


def _unknown(name: str, text: str, fields: Mapping[str, str]) -> Problem:
    near = difflib.get_close_matches(name, fields, n=1, cutoff=0.5)
    todo = f"Did you mean {near[0]}?" if near else f"There are {', '.join(fields)}."
    return Problem(f"Unknown field {name}.", todo, _line(text, max(0, text.find(name))))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _missing(error: Exception) -> str:
    found = re.search(r"`([\w.]+)` is undefined", str(error))
    return found.group(1) if found else ""


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """{"customer.first": "Ann"} as {"customer": {"first": "Ann"}}: what is not known is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        at = found
        *path, last = name.split(".")
        for step in path:
            at = at.setdefault(step, {})
        if value is not None and value != "":
            at[last] = value
    return found
