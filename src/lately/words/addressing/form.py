"""What stands after "Dear", by the rules of Unicode CLDR?

Usage "addressing", length "short". The patterns are data: tables/patterns.yaml.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, Literal

from lately.words.addressing.data import listing
from lately.words.addressing.name import PersonName

Formality = Literal["formal", "informal"]
_FIELD = re.compile(r"\{([a-z0-9]+)((?:-[a-zA-Z]+)*)\}")
_NATIVE = {"ja": {"ja"}, "zh": {"zh", "yue"}, "ko": {"ko"}}


def addressed(name: PersonName, *, formality: Formality, locale: str) -> str:
    """Return the name as it follows a greeting in the locale's language ("Dr. von Fischer", "Pauli")."""
    own = _own_locale(name, locale)
    pattern = _pattern(own, name.locale, formality)
    person = _bearing(name, pattern)
    text = _FIELD.sub(lambda found: _field(person, found[1], found[2].split("-")[1:]), pattern)
    plain = re.sub(r"^[\s,]+|[\s,]+$|\s+(?=[\s,])", "", text)
    return plain.replace(" ", _space(own, name.locale))


def locale_chain(locale: str) -> list[str]:
    """The locale and what it falls back on: de-CH, de, und."""
    parts = locale.replace("_", "-").split("-")
    return ["-".join(parts[:size]) for size in range(len(parts), 0, -1) if parts[0]] + ["und"]


def _own_locale(name: PersonName, locale: str) -> str:
    """A name in another script than the locale's is written by the rules of its own language."""
    foreign = bool(name.locale) and not (name.surname + name.given).isascii() and name.locale in _NATIVE
    return (
        name.locale if foreign and _cjk(name) and locale_chain(locale)[-2:][0] not in _NATIVE[name.locale] else locale
    )


def _cjk(name: PersonName) -> bool:
    return any(sign >= "\u1100" and not "\u1e00" <= sign < "\u2000" for sign in name.surname + name.given)


@functools.cache
def _shapes() -> Mapping[str, Mapping[str, Any]]:
    return {locale: shape for shape in listing("patterns")["shapes"] for locale in shape["locales"].split()}


def _pattern(locale: str, name_locale: str, formality: Formality) -> str:
    shapes, first = _shapes(), listing("patterns")["family_first"]
    chain = locale_chain(locale)
    shape = next(shapes[one] for one in chain if one in shapes)
    families = next(first[one] for one in chain if one in first).split()
    order = "surname_first" if locale_chain(name_locale or locale)[-2:][0] in families else "given_first"
    return str(shape[order][formality])


def _bearing(name: PersonName, pattern: str) -> PersonName:
    """A single name takes the family name's place where the pattern has no other."""
    if name.surname or "{given" in pattern:
        return name
    return PersonName(title=name.title, surname=name.given_informal or name.given, locale=name.locale)


def _field(name: PersonName, field: str, modifiers: list[str]) -> str:
    value = _value(name, field, modifiers)
    if "initialCap" in modifiers:
        return value[:1].upper() + value[1:]
    return " ".join(f"{part[0]}." for part in value.split()) if "initial" in modifiers else value


def _value(name: PersonName, field: str, modifiers: list[str]) -> str:
    if field == "surname":
        whole = "core" not in modifiers
        return " ".join(part for part in (name.surname_prefix if whole else "", name.surname) if part)
    if field == "given" and "informal" in modifiers:
        return name.given_informal or name.given
    return str(getattr(name, field))


def _space(locale: str, name_locale: str) -> str:
    spaces = listing("patterns")["spaces"]
    found = next((spaces[one] for one in locale_chain(locale) if one in spaces), {"native": " ", "foreign": " "})
    native = not name_locale or name_locale.partition("-")[0] == locale.partition("-")[0]
    return str(found["native" if native else "foreign"])
