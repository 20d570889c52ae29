"""Which words make a message a give, an ask, feedback or service, in which language?

The rules are data: one YAML file a language in words/languages; docs/words.md says how to write one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from lately.words.phrases import Phrasebook

SAYS = frozenset({"give", "ask", "feedback", "service", "nothing"})
WANTED = frozenset({"renewal", "invoice", "sale", "favour"})
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 6
_SURE_WORDS, _SURE_SHARE = 3, 3  # so many common words of one language, and so many times those of any other


@dataclass(frozen=True, slots=True)
class Rule:
    """What a phrase found counts for. `weight` 2 is enough alone; `pretends` marks what an ask may dress up as."""

    id: str
    says: str
    weight: float
    wanted: str = ""
    pretends: bool = False
    only: str = ""  # "top": counts only in the subject and the opening


@dataclass(frozen=True)
class Language:
    """One language's rules, the words it is known by, its footers and salutations."""

    code: str
    common: frozenset[str]
    rules: Mapping[str, Rule]
    phrases: Phrasebook
    footers: Phrasebook
    salutations: Mapping[str, Any]


@functools.cache
def languages() -> tuple[Language, ...]:
    """Every language that stands in the package, sorted by its code."""
    files = resources.files(__package__).joinpath("languages").iterdir()
    named = sorted((file for file in files if file.name.endswith(".yaml")), key=lambda file: file.name)
    return tuple(_language(file.name.removesuffix(".yaml"), file.read_text(encoding="utf-8")) for file in named)


def _language(code: str, text: str) -> Language:
    entries = yaml.safe_load(text)
    phrases, footers = Phrasebook(), Phrasebook()
    rules: dict[str, Rule] = {}
    for name, entry in entries["rules"].items():
        known = {key: value for key, value in entry.items() if key != "phrases"}
        rules[name] = checked(Rule(id=f"{code}.{name}", **known))
        for phrase in entry["phrases"]:
            phrases.add(name, phrase)
    for phrase in entries["footers"]:
        footers.add("footer", phrase)
    common = frozenset(entries["common"].split())
    return Language(code, common, rules, phrases, footers, entries["salutations"])


def checked(rule: Rule) -> Rule:
    """Return the rule; raises ValueError if it says what no rule may say."""
    wants = rule.wanted in WANTED if rule.says == "ask" else not rule.wanted
    if rule.says not in SAYS or not wants or rule.only not in {"", "top"} or rule.weight < 0:
        msg = f"{rule.id}: says must be one of {sorted(SAYS)}; an ask, and only an ask, has wanted {sorted(WANTED)}"
        raise ValueError(msg)
    return rule


def languages_of(text: str) -> list[Language]:
    """The languages a text may be in, by the share of their commonest words; all of them if it is too short to tell."""
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    known = languages()
    counts = {language.code: sum(word in language.common for word in words) for language in known}
    best = max(counts.values(), default=0)
    if best < _ENOUGH_WORDS:
        return [language for language in known if counts[language.code] * 2 >= best]
    return [language for language in known if counts[language.code] * 2 >= best]


def language_of(text: str) -> str:
    """The code of the one language that a text is surely in; blank if that is not sure."""
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    counts = sorted(((sum(word in one.common for word in words), one.code) for one in languages()), reverse=True)
    (most, code), others = counts[0], counts[1:]
    return code if most >= _SURE_WORDS and all(count * _SURE_SHARE <= most for count, _ in others) else ""
