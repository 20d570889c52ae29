"""How is it said how a text reads?"""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_GROUPS = {
    "refuse": "This must change before it goes out",
    "hold": "A person should look at this first",
    "note": "Worth knowing",
}
_MARKS = {"refuse": "must change", "hold": "look at this", "note": "worth knowing", "claim": "claims something of them"}


@register.filter
def reads(counts: Mapping[str, int]) -> str:
    """How a text reads, by how much was found of each severity: one thing must change, two to look at."""
    must, look, know = (counts.get(severity, 0) for severity in ("refuse", "hold", "note"))
    told = [f"{_number(must)} {'thing' if must == 1 else 'things'} must change"] if must else []
    told += [f"{_number(look)} to look at"] if look else []
    told = told or ["reads well"]
    told += [f"{_number(know)} worth knowing"] if know else []
    return ", ".join(told)


@register.filter
def group(severity: str) -> str:
    """A severity as the heading of what was found."""
    return _GROUPS.get(severity, severity)


@register.filter
def mark(why: str) -> str:
    """What a marked stretch of a text is."""
    return _MARKS.get(why, why)


@register.filter
def gravest(counts: Mapping[str, int]) -> str:
    """The pill of the gravest severity found."""
    return "held" if counts.get("refuse") else "ask" if counts.get("hold") else "give"


@register.filter
def place(name: str) -> str:
    """A field as it stands in a wording; a claim as the question around what is said only then."""
    return f"{{% if {name} %}} {{% endif %}}" if name.startswith("claim.") else f"{{{{ {name} }}}}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
