"""Say one fact of a customer by hand: new, changed, or with an end; what was said before stays as history."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from lately.accounts.acting import tell
from lately.decisioning.catalogue import Value, fact_kind, typed
from lately.decisioning.phrases import fact_words
from lately.imports.reading import phone_number
from lately.lib.moments import at_seconds, zone_named
from lately.lib.refusal import Refusal
from lately.lib.values import address, country_code, language_tag
from lately.profiles.editing import say
from lately.usecases.writing_down import Hand, words

OWN = "own."
BY_THE_BOOK = ("bought.", "invented.")
"""Facts that the book works out or makes up by itself; nobody says them."""
SOURCES = {
    "told": gettext_lazy("They told me"),
    "noticed": gettext_lazy("I noticed it"),
    "elsewhere": gettext_lazy("It stands elsewhere"),
}
CHOICES = {
    "formality": {"formal": gettext_lazy("Formal"), "informal": gettext_lazy("Informal")},
    "preferred_channel": {
        "email": gettext_lazy("E-mail"),
        "phone": gettext_lazy("Phone"),
        "sms": gettext_lazy("Text message"),
        "post": gettext_lazy("Letter"),
        "visit": gettext_lazy("A visit"),
    },
}
_CHOICES_ARE = {
    "formality": gettext_noop("It is formal or informal."),
    "preferred_channel": gettext_noop("It is e-mail or phone or text message or letter or a visit."),
}
_LONGEST_NAME, _LONGEST_VALUE, _LONGEST_SOURCE = 60, 2_000, 120
_WORD = re.compile(r"[^\W_]+(_[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the form: a fact by name, its value, until when (blank is open), how we know, the version seen."""

    name: str
    value: str
    until: str = ""
    source: str = "told"
    where: str = ""
    seen: str = ""


def keep_fact(*, hand: Hand, said: Said) -> int | None:
    """Record it as holding from now on; returns its row, None if it stood like this already.

    Raises Refusal for what cannot be true, and ChangedMeanwhile if somebody else said something of this fact after
    `seen`.
    """
    ids, name = hand.records(), named(said.name)
    until = hand.coming(said.until, whole=False) if said.until.strip() else None
    value = _read(name, said.value, hand)
    row = say(
        ids=ids, name=name, value=value, until=until, seen=said.seen, at=hand.at, now=hand.now,
        source=_source(hand, said),
    )  # fmt: skip
    if row:
        tell(f"wrote down of them: {fact_words(name)}", after=str(value)[:_LONGEST_SOURCE])
    return row


def named(text: str) -> str:
    """Return the fact that is meant: one of the catalogue, or `own.` with the words it was given; raises Refusal."""
    if text.startswith(OWN):
        words_of = "_".join(text[len(OWN) :].casefold().split())
        if not _WORD.fullmatch(words_of) or len(words_of) > _LONGEST_NAME:
            raise Refusal(
                gettext("This fact has no name yet."),
                gettext("A fact of your own is called by a few plain words, up to %(most)s characters.")
                % {"most": _LONGEST_NAME},
                gettext("Call it something like: favourite table, name of the dog, van."),
                field="own",
            )
        return OWN + words_of
    if text.startswith(BY_THE_BOOK):
        raise Refusal(
            gettext("Nobody needs to write this down."),
            gettext("The book works it out from what they bought."),
            gettext("Choose another fact."),
        )
    return fact_kind(text).name


def _read(name: str, text: str, hand: Hand) -> Value:
    told = words(text, gettext("The fact"), most=_LONGEST_VALUE)
    if name in CHECKS:
        told = CHECKS[name](told)
    if name in CHOICES and told not in CHOICES[name]:
        raise Refusal(
            gettext("“%(text)s” is none of the choices.") % {"text": told[:40]},
            gettext(_CHOICES_ARE[name]),
            gettext("Choose one of them."),
            field="value",
        )
    today: dt.date = at_seconds(hand.at).astimezone(ZoneInfo(hand.zone)).date()
    return typed(name, told, today=today)


def _phone(text: str) -> str:
    phone_number(text)
    return " ".join(text.split())


def _zone(text: str) -> str:
    return zone_named(text).key


CHECKS: dict[str, Callable[[str], str]] = {
    "email": address,
    "phone": _phone,
    "zone": _zone,
    "country": country_code,
    "language": language_tag,
}


def _source(hand: Hand, said: Said) -> str:
    where = " ".join(said.where.split())[:_LONGEST_SOURCE]
    if said.source not in SOURCES:
        raise Refusal(
            gettext("It is not clear how you know."),
            gettext("Every fact has a source."),
            gettext("Choose one of the lines."),
        )
    if said.source == "elsewhere":
        return f"{where}, written down by {hand.user.name}" if where else f"written down by {hand.user.name}"
    began = f"they told {hand.user.name}" if said.source == "told" else f"noticed by {hand.user.name}"
    return f"{began}, {where}" if where else began
