"""How is this customer greeted, and from what do we know it?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lately.words.addressing.clean import clean
from lately.words.addressing.data import key_of, title_forms, words
from lately.words.addressing.form import Formality
from lately.words.addressing.greeting import FORMS, greeting
from lately.words.addressing.name import PersonName, Unclear, is_initial
from lately.words.addressing.parse import parse
from lately.words.addressing.propose import Proposal, proposed

OF_NAMES = ("given_name", "family_name", "full_name", "company_name")
WISHES = ("address_as", "form_of_address", "formality", "language")
FACTS = (*OF_NAMES, *WISHES)
_NO_WISH = frozenset(["address", "digits", "signs", "too_long", "empty", "placeholder", "mailbox"])
_NOBODY = Unclear("empty")


@dataclass(frozen=True, slots=True)
class Greeted:
    """What may be said to somebody; blank is what is not known.

    `greeting` follows "Dear"; `salutation` is the whole greeting in their language; `form` is mr, mrs, ms, miss or mx.
    `why` says where it is from, or why nothing is known; `perhaps` is what they may be called, for a person to confirm.
    """

    greeting: str = ""
    salutation: str = ""
    first: str = ""
    last: str = ""
    name: str = ""
    why: str = ""
    perhaps: str = ""
    form: str = ""


class _Told(NamedTuple):
    given_name: str
    family_name: str
    full_name: str
    company_name: str
    address_as: str
    form_of_address: str
    formality: str
    language: str
    email: str


def greeted(facts: Mapping[str, str], *, company: bool, language: str, email: str = "") -> Greeted:
    """Work out how somebody of whom these facts are known is greeted; what they wish for comes first.

    `company` says that the customer is one: a whole name is then the company's. `language` is ours, for those of whom
    none is known.
    """
    said = {name: facts.get(name, "") for name in FACTS}
    if company and said["full_name"]:
        said |= {"full_name": "", "company_name": said["company_name"] or said["full_name"]}
    return _greeted(_Told(**{**said, "language": said["language"] or language}, email=email))


def wish(text: str) -> str:
    """What follows "Dear", of what somebody wrote of how they are called; blank if nobody can be called that."""
    wished = " ".join(text.split()).removeprefix("Dear ").rstrip(" ,:")
    found = clean(wished)
    nobody = isinstance(found, Unclear) and found.code in _NO_WISH
    return "" if nobody or wished.casefold() in words("nobody", "placeholders") else wished


def form_named(text: str) -> str:
    """The form of address (mr, mrs, ms, miss, mx) that a word names, also "Mrs." or "Herr"; blank if none."""
    key = key_of(text.strip())
    return key if key in FORMS else title_forms().get(key, "")


@functools.lru_cache(maxsize=65_536)
def _greeted(told: _Told) -> Greeted:
    name, why = _name(told)
    wished = wish(told.address_as) if told.address_as else ""
    form, formality = form_named(told.form_of_address), _formality(told)
    called: PersonName | Unclear = PersonName(given=wished, given_informal=wished) if wished else name
    person = name if isinstance(name, PersonName) else PersonName()
    perhaps, instead = ("", "") if wished or _whole(name) else _perhaps(told.email)
    return Greeted(
        greeting=wished or _after_dear(name, told.language, formality, form),
        salutation=_salutation(called, told.language, formality, form),
        first="" if is_initial(person.given) else person.given,
        last=person.family,
        name=_whole(name),
        why="as they wish" if wished else (why if name is not _NOBODY else instead or why),
        perhaps=perhaps,
        form=form,
    )


def _name(told: _Told) -> tuple[PersonName | Unclear, str]:
    """The name the facts give, and from which of them or why none does."""
    found = proposed(
        given_name=told.given_name,
        family_name=told.family_name,
        full_name=told.full_name,
        company_name=told.company_name,
        language=told.language,
    )
    if isinstance(found, Proposal):
        return found.name, found.why
    known = told.given_name or told.full_name
    if not known and told.family_name and form_named(told.form_of_address):
        family = parse(f"Mr {told.family_name}")
        if isinstance(family, PersonName) and not family.given:
            return PersonName(
                surname_prefix=family.surname_prefix, surname=family.surname
            ), "From the family name on the card."
    nothing = not known and not told.family_name and not told.company_name
    return (_NOBODY if nothing else found), found.why


def _whole(name: PersonName | Unclear) -> str:
    """First and family name; a family name alone is no whole name."""
    return name.whole if isinstance(name, Unclear) or name.given else ""


def _formality(told: _Told) -> Formality:
    """As they wish; else by first name in English, where that is usual, and formal elsewhere: that fits both."""
    wished = told.formality.strip().casefold()
    if wished not in {"formal", "informal"}:
        wished = "informal" if _is_english(told.language) else "formal"
    return "formal" if wished == "formal" else "informal"


def _is_english(language: str) -> bool:
    return language.replace("_", "-").partition("-")[0].casefold() == "en"


def _salutation(name: PersonName | Unclear, language: str, formality: Formality, form: str) -> str:
    """The whole greeting, blank where it would name nobody."""
    said = greeting(name, language=language, formality=formality, form_of_address=form or None).text
    named = (name.whole,) if isinstance(name, Unclear) else (name.given_informal, name.given, name.family)
    return said if any(part and part in said for part in named) else ""


def _after_dear(name: PersonName | Unclear, language: str, formality: Formality, form: str) -> str:
    """What follows "Dear"; in other languages only what is right after any word: a first or a whole name."""
    if isinstance(name, Unclear):
        return name.whole
    if _is_english(language):
        return _salutation(name, "en", formality, form).removeprefix("Dear ")
    return (name.calling if formality == "informal" else "") or _whole(name)


def _perhaps(email: str) -> tuple[str, str]:
    """What an address seems to say, for a person to confirm, and why; or why it says nothing."""
    found = proposed(email=email) if email else _NOBODY
    if isinstance(found, Proposal):
        return found.address_as, found.why
    return "", found.why
