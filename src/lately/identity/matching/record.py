"""What of a customer's record can be compared, in a form that spelling does not change?

Letters lose their case and marks, other scripts stay as they are; a name is its words, an address the bag of its words.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lately.identity.matching.mailed import mailed
from lately.words.addressing.data import key_of, titles, words
from lately.words.addressing.name import PersonName
from lately.words.addressing.parse import parse

_WORD = re.compile(r"[^\W_]+")
_FOLDED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "þ": "th", "ð": "d"}
)
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "iii": "3", "iv": "4"}
_SHORT = {
    "st": "street", "str": "street", "strasse": "street", "rd": "road", "ave": "avenue", "av": "avenue",
    "ct": "court", "crt": "court", "dr": "drive", "pl": "place", "ln": "lane", "cres": "crescent", "cct": "circuit",
}  # fmt: skip
_LEAST_DIGITS = 6
_COMPARED_DIGITS = 9
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Record:
    """One customer's record as it is compared; what is not known is empty.

    `given` and `family` are words of a name; `generation` is jr, sr, 2, 3 or 4; `born` is yyyymmdd; `phones` are
    the last digits of numbers; `address` are the words of the postal address; `firm` those of a company's name;
    `mailed` are the names that its e-mail addresses are made of, if no other name is known.
    """

    customer: int
    company: bool = False
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    generation: str = ""
    born: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    address: tuple[str, ...] = ()
    firm: tuple[str, ...] = ()
    mailed: frozenset[str] = frozenset()

    @property
    def name(self) -> tuple[str, ...]:
        """The words it is called by, whether as a person or as a firm, without GmbH and the like."""
        return tuple(word for word in (*self.given, *self.family, *self.firm) if word not in _forms())


def record_of(customer: int, told: Mapping[str, Sequence[str]], *, company: bool = False) -> Record:
    """Bring what is told of a customer to its compared form: facts by name (facts.yaml), each with its values."""
    given, family, generation = _name(told)
    firm = folded(" ".join(told.get("company_name", ())))
    if company and not firm:
        firm, given, family = (*given, *family), (), ()
    emails = frozenset(mail.strip().casefold() for mail in told.get("email", ()) if "@" in mail)
    return Record(
        customer=customer,
        company=company,
        given=given,
        family=family,
        generation=generation,
        born=next((re.sub(r"\D", "", day)[:8] for day in told.get("birth_date", ())), ""),
        emails=emails,
        phones=frozenset(filter(None, map(_phone, told.get("phone", ())))),
        address=_address(" ".join(told.get("postal_address", ()))),
        firm=tuple(word for word in firm if word not in _forms()),
        mailed=frozenset() if given or family or company else mailed(emails),
    )


@functools.lru_cache(maxsize=65_536)
def folded(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters without marks: "Ørsted, Zoë" is orsted and zoe."""
    plain = text[:_LONGEST].casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.translate(_FOLDED))
        plain = unicodedata.normalize("NFC", "".join(sign for sign in apart if not _is_latin_mark(sign)))
    return tuple(_WORD.findall(plain.replace("'", "").replace("\u2019", "")))


def _is_latin_mark(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"


def _name(told: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    given, family = " ".join(told.get("given_name", ())), " ".join(told.get("family_name", ()))
    if not given and not family:
        given, family = _parted(" ".join(told.get("full_name", ())))
    first, last = folded(given), folded(family)
    generation = next((_GENERATIONS[word] for word in reversed((*first, *last)) if word in _GENERATIONS), "")
    return _bare(first), _bare(last), generation


@functools.lru_cache(maxsize=65_536)
def _parted(whole: str) -> tuple[str, str]:
    """Given and family name of a whole one; the last word is the family's where the reader is not sure."""
    found = parse(whole) if whole.strip() else None
    if isinstance(found, PersonName):
        return (
            f"{found.given} {found.given2}",
            f"{found.surname_prefix} {found.surname} {found.surname2} {found.generation}",
        )
    *first, last = whole.split() or [""]
    return " ".join(first), last


def _bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """Without titles and generations, unless nothing else is there."""
    kept = tuple(word for word in name if word not in _titles() and word not in _GENERATIONS)
    return kept or tuple(word for word in name if word not in _GENERATIONS)


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset(key_of(word) for word in titles())


@functools.cache
def _forms() -> frozenset[str]:
    return words("nobody", "companies")


def _phone(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return digits[-_COMPARED_DIGITS:] if len(digits) >= _LEAST_DIGITS else ""


def _address(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SHORT.get(word, word) for word in folded(text)))
