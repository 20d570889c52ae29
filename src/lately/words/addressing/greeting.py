"""How does a message greet its reader, so that the words are right and nothing is guessed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lately.words.addressing.data import key_of, listing, title_forms, words
from lately.words.addressing.form import Formality
from lately.words.addressing.name import PersonName, Unclear, is_initial

FORMS = ("mr", "mrs", "ms", "miss", "mx")


@dataclass(frozen=True, slots=True)
class Greeting:
    """The greeting without its mark, the mark, and why it is this one. Without text the customer is held back."""

    text: str
    why: str
    ends: str = ""

    @property
    def line(self) -> str:
        """The greeting as the first line of a message."""
        return self.text + self.ends if self.text else ""


def greeting(
    name: PersonName | Unclear,
    *,
    language: str,
    formality: Formality,
    form_of_address: str | None = None,
    instead: str = "",
) -> Greeting:
    """Return how the reader is greeted.

    `form_of_address` is what the customer told (mr, mrs, ms, miss, mx); it is never inferred from a first name.
    `instead` is the wording's own beginning for those whose name is not known.
    Raises ValueError for another form of address.
    """
    if form_of_address is not None and form_of_address not in FORMS:
        raise ValueError(f"form_of_address is one of {', '.join(FORMS)}, not {form_of_address!r}")
    known = listing("greetings").get(language.replace("_", "-").partition("-")[0].lower())
    if isinstance(name, Unclear):
        return _as_written(name, known) if name.whole else _nobody(name.why, known, instead)
    if known is None:
        return _elsewhere(name, language, instead)
    if name.locale in {"ko", "ja", "zh"} and name.given:
        return Greeting(_whole(known, name.whole), "The whole name, as its language has it.", known["ends"])
    form, whence = _form(name, form_of_address, language)
    said = _formal(name, known, form) if formality == "formal" else _informal(name, known, form)
    if said is None:
        return _nobody(_too_little(name), known, instead)
    return Greeting(said[0], f"{said[1]}{whence if said[2] else ''}.", known["ends"])


def _nobody(why: str, known: Mapping[str, Any] | None, instead: str) -> Greeting:
    if instead:
        return Greeting(instead.rstrip(" ,:"), f"{why} So the wording's own beginning is used.", _mark(instead))
    if known is None:
        return Greeting("", f"{why} In this language we know no greeting for that, so nothing is said.")
    return Greeting(known["nobody"], f"{why} So nobody is named.", known["ends"])


def _as_written(name: Unclear, known: Mapping[str, Any] | None) -> Greeting:
    """Greet by the name as it is written; that is right whatever its order."""
    if known is None:
        return Greeting(name.whole, f"The whole name as written. {name.why}", ",")
    return Greeting(_whole(known, name.whole), f"The whole name as written. {name.why}", known["ends"])


def _whole(known: Mapping[str, Any], name: str) -> str:
    return " ".join(str(known["formal"]["unknown"]).format(rank="", whole=name).split())


def _mark(text: str) -> str:
    return text.strip()[-1:] if text.strip()[-1:] in {",", ":"} else ""


def _elsewhere(name: PersonName, language: str, instead: str) -> Greeting:
    """In a language without tables only the whole name is sure to be right."""
    if not name.given or not name.whole:
        return _nobody(_too_little(name), None, instead)
    return Greeting(name.whole, f"The whole name: we cannot vouch for greetings in this language ({language}).", ",")


def _form(name: PersonName, told: str | None, language: str) -> tuple[str, str]:
    """Return the form of address and where it is from; "unknown" if nobody told."""
    if told is not None:
        return told, "; the form of address is what they told us"
    for word in name.title.split():
        key = key_of(word)
        form = title_forms().get(key)
        if form is not None and language.startswith(listing("titles")["only_in"].get(key, "")):
            exact = key if key in FORMS else form
            return exact, f"; {word} stands with their name"
    return "unknown", "; no form of address is known, and none is guessed"


def _formal(name: PersonName, known: Mapping[str, Any], form: str) -> tuple[str, str, bool] | None:
    rank, office = _rank(name), _has_office(name)
    if not name.surname:
        return _alone(name, known)
    if rank and "ranked" in known and not office and form in {"unknown", "mr", "mrs", "ms", "miss", "mx"}:
        return _filled(known["ranked"], name, rank), "Formal, by title and family name", False
    forms = known["formal"]
    pattern = forms.get(form) or forms.get("mrs" if form in {"ms", "miss"} else "unknown")
    if office or ("{whole}" in pattern and not name.given):
        return _by_whole(name, known) if name.given else None
    return _filled(pattern, name, rank), "Formal", True


def _by_whole(name: PersonName, known: Mapping[str, Any]) -> tuple[str, str, bool]:
    said = _filled(known["formal"]["unknown"], name, "")
    return said, "Formal, by the whole name: the title is not ours to shorten", False


def _informal(name: PersonName, known: Mapping[str, Any], form: str) -> tuple[str, str, bool] | None:
    if not name.calling:
        return _formal(name, known, form)
    patterns = known["informal"]
    pattern = patterns.get(form) or patterns.get("mrs" if form in {"ms", "miss"} else "unknown", patterns["unknown"])
    return _filled(pattern, name, ""), "Informal, by the first name", len(patterns) > 1


def _alone(name: PersonName, known: Mapping[str, Any]) -> tuple[str, str, bool] | None:
    """Greet somebody of whom only the first name is known."""
    return (_filled(known["alone"], name, ""), "Only a first name is known", False) if name.calling else None


def _filled(pattern: str, name: PersonName, rank: str) -> str:
    surname = " ".join(part for part in (name.surname_prefix, name.surname, name.surname2) if part)
    said = pattern.format(surname=surname, rank=rank, calling=name.calling, whole=name.whole)
    return " ".join(said.split())


def _rank(name: PersonName) -> str:
    """The academic part of a title; "Herr" and "Frau" stand in the pattern."""
    return " ".join(word for word in name.title.split() if key_of(word) in words("titles", "ranks"))


def _has_office(name: PersonName) -> bool:
    known = words("titles", "ranks", "faculties") | frozenset(title_forms())
    return any(key_of(word) not in known for word in name.title.split())


def _too_little(name: PersonName) -> str:
    if is_initial(name.given) or not name.given:
        return "Only the family name is known, and not how they are addressed."
    return "Too little of the name is known."
