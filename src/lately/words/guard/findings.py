"""What can the guard find, how grave is it, and what should one do about it?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

import yaml

from lately.lib.saying import gettext, places, worded

SEVERITIES = ("note", "hold", "refuse")
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding, as findings.yaml says it."""

    code: str
    severity: str
    says: str
    why: str
    fix: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `where` is subject, text, html or headers; `start` and `end` are places in subject or text."""

    code: str
    severity: str
    where: str
    text: str
    why: str
    fix: str
    says: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a check reports: a code, where it stands, the words, and what fills the sentences."""

    code: str
    where: str = "text"
    start: int = 0
    end: int = 0
    text: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)


@functools.cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of finding, by its code."""
    listed = yaml.safe_load(resources.files(__package__).joinpath("findings.yaml").read_text("utf-8"))
    return {code: Kind(code, **entry) for code, entry in listed.items()}


def finding(found: Found, severities: Mapping[str, str] = _NOTHING) -> Finding:
    """Put what was found into words; `severities` are the organisation's own, by code."""
    kind = kinds()[found.code]
    says = worded(kind.says, **{name: found.fills[name] for name in places(kind.says)})
    fix = _filled(gettext(kind.fix), found.fills)
    severity = severities.get(found.code, kind.severity)
    return Finding(found.code, severity, found.where, found.text, gettext(kind.why), fix, says, found.start, found.end)


def _filled(sentence: str, fills: Mapping[str, str]) -> str:
    for name, value in fills.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
