"""What would we call this customer, and from what do we know it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lately.words.addressing.casing import unshouted
from lately.words.addressing.clean import clean
from lately.words.addressing.data import key_of, words
from lately.words.addressing.name import PersonName, Unclear
from lately.words.addressing.parse import parse

_LOCAL = re.compile(r"([^\W\d_]{2,20})[._-]([^\W\d_]{2,20})(?:\+.*)?")
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")
_SHOUTED = len("JOHN")  # letters from which on capitals are a name, and no initials
_SOME_FAMILY = "Lindner"  # a family name that can be nothing else


@dataclass(frozen=True, slots=True)
class Proposal:
    """What we would call somebody: the words, the parts of the name, the fact they come from, and the reason.

    `to_confirm` marks what a person must confirm before it is used.
    """

    address_as: str
    name: PersonName
    source: str
    why: str
    to_confirm: bool = False


def proposed(
    *,
    given_name: str = "",
    family_name: str = "",
    full_name: str = "",
    company_name: str = "",
    email: str = "",
    language: str = "",
) -> Proposal | Unclear:
    """Return what a customer may be called, by the best fact there is, or why none says it."""
    found: list[Proposal | Unclear] = []
    if given_name.strip():
        found.append(_from_fields(given_name, family_name))
    if full_name.strip():
        found.append(_from_full(full_name, company_name, language))
    if email.strip():
        found.append(_from_address(email))
    if company_name.strip():
        found.append(Unclear("company"))
    sure = next((one for one in found if isinstance(one, Proposal)), None)
    return sure or next(iter(found), Unclear("one_word" if family_name.strip() else "empty"))


def _from_fields(given_name: str, family_name: str) -> Proposal | Unclear:
    """Take what stands in the fields for first and family name, unless something else was typed there."""
    given, family = clean(given_name), clean(family_name) if family_name.strip() else ""
    if isinstance(given, Unclear):
        return given
    if isinstance(family, Unclear):
        family = ""
    shouted = family.isupper() and len(family) >= _SHOUTED and _VOWEL.search(given) is not None
    given, family = _in_its_case(given, least=_SHOUTED - 1 if shouted else _SHOUTED), _in_its_case(family)
    if "," in given or len(given.split()) > len("ab") + 1:
        return Unclear("order")
    whole = parse(f"{family or _SOME_FAMILY}, {given}")
    if isinstance(whole, Unclear) and family:
        family, whole = "", parse(f"{_SOME_FAMILY}, {given}")
    if isinstance(whole, Unclear):
        return whole
    name = replace(whole, given=_joined(whole), given2="", surname=whole.surname if family else "")
    return _made(name, "given_name", "From the first name on the card.")


def _in_its_case(field: str, *, least: int = _SHOUTED) -> str:
    """Short capitals stay: they may be initials ("JJ"). Beside a family name in capitals, "ANN" is none."""
    return field if field.isupper() and len(field) < least else unshouted(field)


def _joined(name: PersonName) -> str:
    """Of a field for the first name, all of it is the first name ("Mary Sue"), but for initials ("Ann M.")."""
    middle = [word for word in name.given2.split() if len(key_of(word)) > 1]
    return " ".join([name.given, *middle])


def _from_full(full_name: str, company_name: str, language: str) -> Proposal | Unclear:
    if company_name and key_of(company_name).split() == key_of(full_name).split():
        return Unclear("company")
    name = parse(full_name, language=language)
    return name if isinstance(name, Unclear) else _made(name, "full_name", "From the full name on the card.")


def _made(name: PersonName, source: str, why: str) -> Proposal:
    formal = " ".join(part for part in (name.title, name.family) if part)
    return Proposal(name.calling or (formal if name.title else name.whole), name, source, why)


def _from_address(email: str) -> Proposal | Unclear:
    """Read "jo.smith@" as Jo Smith, for a person to confirm; "info@" is nobody, "jsmith@" is not readable."""
    local = email.strip().partition("@")[0][:100].lower()
    pieces = frozenset(re.split(r"[._+-]", local))
    if local in words("nobody", "mailboxes") or pieces & words("nobody", "mailboxes"):
        return Unclear("mailbox")
    found = _LOCAL.fullmatch(local)
    if found is None:
        return Unclear("not_a_name")
    name = parse(f"{found[1]} {found[2]}")
    if isinstance(name, Unclear):
        return name
    return Proposal(name.calling, name, "email", f"Read from the address {local}@; please confirm it.", to_confirm=True)
