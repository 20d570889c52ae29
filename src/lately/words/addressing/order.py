"""In which order do the words of a name stand, once titles and degrees are off?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lately.words.addressing.data import key_of, words
from lately.words.addressing.edges import is_doubtful, is_sure, is_title
from lately.words.addressing.name import Unclear, is_initial

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'.\u00b7\u2019\u02bb-\u02bf\u2018\u0300-\u036f])*|['\u2019]t")
_DEGREE = re.compile(r"[A-Z]{2,}[a-z]")
_FEWEST = 2
_MOST = 6


@dataclass(frozen=True, slots=True)
class Ordered:
    """The words of a name, put in their places."""

    given: list[str]
    middle: list[str]
    prefix: list[str]
    surname: list[str]
    second: str = ""
    locale: str = ""


def plain_order(titled: list[str], names: list[str], language: str, *, flat: bool) -> Ordered | Unclear:
    """Order the words of a name without a comma."""
    refused = _unfit(names) or _oddly_written(names, flat=flat)
    if refused is not None:
        return refused
    if len(names) == 1:
        return _single(titled, names)
    return _special(titled, names, language, flat=flat) or _given_first(names, language, flat=flat)


def _special(titled: list[str], names: list[str], language: str, *, flat: bool) -> Ordered | Unclear | None:
    """Order a name whose first word is not, or not surely, a first name; None for all others."""
    first = key_of(names[0])
    if first in words("particles", "surely"):
        return _only_family(titled, names, flat=flat)
    hungarian = language.partition("-")[0] == "hu"
    if not titled and hungarian and first in words("orders", "hungarian"):
        return Ordered(names[1:2], names[2:], [], names[:1], locale="hu")
    if not titled and (hungarian or first in words("orders", "often_first", "hungarian")):
        return Unclear("order")
    alone = not titled and len(names) == _FEWEST and first in words("titles", "names_rather")
    if first in words("titles", "also_names") and not alone:
        return Unclear("title_or_name")
    return Unclear("particle") if names[0].startswith("d'") and not flat else None


def _given_first(names: list[str], language: str, *, flat: bool) -> Ordered | Unclear:
    """Order "Ann Lee", "Abdul Rahman Lee"."""
    given = 2 if key_of(names[0]) in words("particles", "bound") else 1
    if (
        given >= len(names)
        or key_of(names[given - 1]) in words("particles", "surely")
        or any(key_of(name) in words("particles", "bound") - {"abu"} for name in names[given:])
    ):
        return Unclear("order")
    return _after_given(names, given, language, flat=flat)


def comma_order(family: list[str], names: list[str], *, flat: bool) -> Ordered | Unclear:
    """Order the words before and after the comma of "Lee, Ann"."""
    refused = _unfit(family) or _unfit(names) or _oddly_written([*family, *names], flat=flat)
    if refused is not None:
        return refused
    if (
        len(family) > len("abcd")
        or len(names) > _MOST
        or (len(family) == 1 and is_doubtful(family[0]) and (flat or not family[0].istitle() or len(family[0]) == 1))
    ):
        return Unclear("commas")
    moved = _trailing_particles(names, flat=flat) if len(names) > 1 else []
    return Unclear("particle") if moved is None else _family_known(family, names, moved, flat=flat)


def _family_known(family: list[str], names: list[str], moved: list[str], *, flat: bool) -> Ordered | Unclear:
    rest = names[: len(names) - len(moved)]
    given = 2 if key_of(rest[0]) in words("particles", "bound") else 1
    if given > len(rest):
        return Unclear("order")
    prefix, surname = _prefixed(family)
    if not surname or any(_is_prefix(name, flat=flat) for name in rest[1:]):
        return Unclear("particle")
    if not rest[0][:1].isupper() and not flat and key_of(rest[0]) in words("particles", "surely"):
        return Unclear("particle")
    return Ordered(rest[:given], rest[given:], moved + prefix, surname)


def _unfit(names: list[str]) -> Unclear | None:
    """Return why the words cannot be put in order, whatever it is."""
    if len(names) > _MOST + 2:
        return Unclear("many_words")
    if any(key_of(name) in words("particles", "unsure") and name.islower() for name in names[1:]):
        return Unclear("particle")
    return next((Unclear(code) for name in names if (code := _unfit_word(name))), None)


def _unfit_word(name: str) -> str:
    key = key_of(name)
    if not _WORD.fullmatch(name):
        return "signs"
    if is_title(name) or key in words("titles", "lead") or (is_sure(name) and name != "Md"):
        return "title_or_name"
    if key in {"mc", "of"}:
        return "particle"
    if name.endswith(".") and not is_initial(name) and key not in words("particles", "surely"):
        return "abbreviation"
    return ""


def _oddly_written(names: list[str], *, flat: bool) -> Unclear | None:
    """Return why if a word among others with capitals has none, or looks like a degree ("LAc")."""
    known = words("particles", "surely", "joins", "bound")
    if not flat and any(name[0].islower() and key_of(name) not in known and "'" not in name for name in names):
        return Unclear("small_letters")
    degree = not flat and any(
        name.isupper() and key_of(name) in words("credentials", "words_too") for name in names[:-1]
    )
    return Unclear("credential_or_name") if degree or any(_DEGREE.match(name) for name in names) else None


def _single(titled: list[str], names: list[str]) -> Ordered | Unclear:
    """Order "Dr. Lee" (the family's) and "Sir Dov" (the first name); a word alone is either."""
    if is_initial(names[0]):
        return Unclear("initials_only")
    before_given = bool(titled) and key_of(titled[-1]) in words("titles", "before_given")
    if not titled or (before_given and len(titled) > 1) or key_of(names[0]) in words("particles", "surely"):
        return Unclear("one_word" if not titled else "title_or_name")
    return Ordered(names, [], [], []) if before_given else Ordered([], [], [], names)


def _only_family(titled: list[str], names: list[str], *, flat: bool) -> Ordered | Unclear:
    """Order "Freiherr von Berg": a title, then a family name with its prefix in small letters."""
    prefix, surname = _prefixed(names)
    if not titled or flat or len(surname) != 1 or not all(word.islower() for word in prefix):
        return Unclear("particle")
    return Ordered([], [], prefix, surname)


def _after_given(names: list[str], given: int, language: str, *, flat: bool) -> Ordered | Unclear:
    rest = names[given:]
    at = next((number for number, name in enumerate(rest) if _may_begin(name)), None)
    if at is not None:
        return _with_particle(names[:given], rest, at, flat=flat)
    if any(_joins(name, flat=flat) for name in rest):
        return _joined(names[:given], rest, flat=flat)
    return _plainly(names[:given], rest, language, flat=flat)


def _plainly(given: list[str], rest: list[str], language: str, *, flat: bool) -> Ordered | Unclear:
    """Order what follows the first name and has neither prefix nor "y"."""
    if len(key_of(rest[-1])) == 1 or is_initial(rest[-1]):
        return Unclear("letter_or_number")
    if rest[-1].isupper() and not flat and len(rest[-1]) <= len("abcd") and len(rest) > 1:
        return Unclear("credential_or_name")
    spanish = words("orders", "spanish")
    if "Y" in rest and any(key_of(name) in spanish for name in rest):
        return Unclear("two_surnames")
    if len(rest) > 1 and (key_of(rest[-2]) in spanish or language.partition("-")[0] == "es"):
        return _two_surnames(given, rest)
    return Ordered(given, rest[:-1], [], rest[-1:])


def _two_surnames(given: list[str], rest: list[str]) -> Ordered | Unclear:
    """Order "Lucía García Pérez": both must be known as family names."""
    if not all(key_of(name) in words("orders", "spanish") for name in rest[-2:]):
        return Unclear("two_surnames")
    return Ordered(given, rest[:-2], [], rest[-2:-1], second=rest[-1])


def _with_particle(given: list[str], rest: list[str], at: int, *, flat: bool) -> Ordered | Unclear:
    """Order "Ann Marie van der Lee Smith": the family name begins at its prefix, and has one only."""
    prefix, surname = _prefixed(rest[at:])
    if not surname or len(surname) > _FEWEST:
        return Unclear("particle")
    strange = any(
        key_of(name) in words("particles", "surely") or _joins(name, flat=flat) or is_initial(name) for name in surname
    )
    before = any(_joins(name, flat=flat) for name in rest[:at])
    if strange or before or (is_doubtful(surname[-1]) and len(surname) > 1 and (flat or not surname[-1].istitle())):
        return Unclear("particle")
    return Ordered(given, rest[:at], prefix, surname)


def _joined(given: list[str], rest: list[str], *, flat: bool) -> Ordered | Unclear:
    """Order "Pablo Núñez y Rojas"; "Pablo y Rojas" may be two people."""
    at = next(number for number, name in enumerate(rest) if _joins(name, flat=flat))
    joined = at >= 1 and at == len(rest) - 2 and (rest[at].lower() == "y" or (rest[at] == "i" and not flat))
    if not joined or is_initial(rest[at - 1]) or len(key_of(rest[-1])) == 1:
        return Unclear("two_surnames")
    return Ordered(given, rest[: at - 1], [], rest[at - 1 :])


def _prefixed(family: list[str]) -> tuple[list[str], list[str]]:
    """Split a family name into its prefix and the rest."""
    at = 0
    while at < len(family) and key_of(family[at]) in words("particles", "surely"):
        at += 1
    return family[:at], family[at:]


def _trailing_particles(names: list[str], *, flat: bool) -> list[str] | None:
    """Return the prefix that "Haan, Eve de" leaves behind the first name; None if it is not sure to be one."""
    at = len(names)
    while at > 0 and key_of(names[at - 1]) in words("particles", "surely"):
        at -= 1
    moved = names[at:]
    sure = at > 0 and (not moved or (not flat and all(name[:1].islower() or name[:1] in "'\u2019" for name in moved)))
    return moved if sure else None


def _joins(name: str, *, flat: bool) -> bool:
    """Whether it is the "y" of "García y López", and no initial."""
    return name.lower() in words("particles", "joins") and (name.islower() or (flat and name == "Y"))


def is_family(names: list[str]) -> bool:
    """Whether a degree after a comma leaves a family name only: "Lee, MD"."""
    prefix, surname = _prefixed(names)
    return not prefix and len(surname) == 1 and not is_initial(surname[0]) and not is_doubtful(surname[0])


def family_only(names: list[str]) -> Ordered | Unclear:
    """Order a family name that stands alone."""
    prefix, surname = _prefixed(names)
    return _unfit(names) or Ordered([], [], prefix, surname)


def _is_prefix(name: str, *, flat: bool) -> bool:
    """Whether a word among first names is the prefix of a family name, and not a degree in capitals."""
    return key_of(name) in words("particles", "surely") and (flat or not name.isupper())


def _may_begin(name: str) -> bool:
    """Whether a word begins a family name: a prefix, and no initial ("D.")."""
    return key_of(name) in words("particles", "surely") and not (name.endswith(".") and is_initial(name))
