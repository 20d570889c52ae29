"""How is a question about customers asked in a form: a fact, how it is compared, and with what?"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lately.decisioning.catalogue import fact_kinds
from lately.decisioning.derived import derived_facts
from lately.decisioning.phrases import fact_words
from lately.decisioning.questions import parse
from lately.decisioning.segments import expanded
from lately.decisioning.wanting import reading
from lately.lib.refusal import Refusal
from lately.lib.saying import again, worded
from lately.profiles.own_facts import OWN, own_facts
from lately.segments.selectors import questions_known

Row = tuple[str, str, str]
"""A fact, one of HOW, and what was typed."""
SEGMENT = "segment"
CHOSEN_SEGMENT = "segment."  # and its key: it was chosen from a list instead of typed
_REACHED = ("address.email", "address.phone", "address.post")
_AGREED = tuple(f"consent.{channel}.{purpose}" for channel in ("email", "sms") for purpose in ("news", "sale"))
HOW = ("is", "not", "at_least", "at_most")
OF_WORDS = ("likes", "owns")  # facts that are asked for by a word
MOST_ROWS = 12
_YES, _NO = frozenset({"yes", "true", "y", "1"}), frozenset({"no", "false", "n", "0"})
_NOT_ASKED = frozenset({
    "given_name", "family_name", "full_name", "company_name", "address_as", "form_of_address", "formality", "email",
    "phone", "postal_address", "note", "deceased", "wish_days", "mailing_hour", "child_birth_date",
})  # fmt: skip
_WORKED_OUT = (
    "days_since_purchase", "days_since_first_purchase", "days_to_anniversary", "days_to_birthday", "days_to_renewal",
    "days_silent", "days_since_complaint", "purchases", "age_years", "open_complaint", "promise_overdue",
    "untold_deeds", "untold_answers", "unanswered", "days_since_ask", "days_since_word", "waits_for_answer",
    "has_owner",
)  # fmt: skip


@functools.cache
def askable() -> Mapping[str, tuple[str, str]]:
    """What may be asked in a form, by fact: its words and its type (text, flag, number, day, word, agreed, segment).

    The words are of whoever asked first; `again` says them to others.
    """
    derived = {name: str(derived_facts()[name]["type"]) for name in _WORKED_OUT if name in derived_facts()}
    stored = {
        name: kind.type
        for name, kind in fact_kinds().items()
        if "*" not in name and name not in {*_NOT_ASKED, *OF_WORDS}
    }
    found = {**derived, **{name: kind for name, kind in stored.items() if name != "dislikes"}}
    told = {name: (fact_words(name), kind) for name, kind in found.items()}
    told |= {name: (fact_words(name), "flag") for name in _REACHED}
    told |= {name: (fact_words(name), "agreed") for name in _AGREED}
    words = {"likes": (worded("likes (a topic)"), "word"), "owns": (worded("has of us (a product)"), "word")}
    return {**words, **told, SEGMENT: (worded("belongs to a segment"), SEGMENT)}


def offered() -> list[tuple[str, str, str]]:
    """What a form offers to ask: fact, its words and its type; facts of the organisation's own as well."""
    own = [(name, fact_words(name), "text") for name in own_facts()]
    return [*((name, again(words), kind) for name, (words, kind) in askable().items() if name != SEGMENT), *own]


def _asked_of(fact: str) -> tuple[str, str] | None:
    """A fact's words and type, if rows can ask for it."""
    own = fact.startswith(OWN) and len(fact) > len(OWN)
    if own:
        return fact_words(fact), "text"
    words, kind = askable().get(fact, ("", ""))
    return (again(words), kind) if kind else None


def row_chosen(fact: str, how: str, value: str) -> Row:
    """A row as it was filled in; a segment that was chosen is one that is named."""
    return (SEGMENT, how, fact.removeprefix(CHOSEN_SEGMENT)) if fact.startswith(CHOSEN_SEGMENT) else (fact, how, value)


def rows_of(question: object) -> list[Row] | None:
    """A question as rows that all must hold; None if it asks more than rows can say."""
    if question is None:
        return []
    if not isinstance(question, Mapping):
        return None
    parts = question["all"] if set(question) == {"all"} else [question]
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        return None
    listed = [rows_of_part(part) for part in parts]
    if any(rows is None for rows in listed):
        return None
    return [row for rows in listed for row in rows or ()]


def rows_of_part(part: Mapping[str, Any]) -> list[Row] | None:
    """One comparison as a row for each of its bounds; None if rows cannot say it."""
    inner = part["not"] if set(part) == {"not"} else part
    if isinstance(inner, Mapping) and set(inner) == {SEGMENT}:
        return [(SEGMENT, "is" if inner is part else "not", str(inner[SEGMENT]))]
    fact = str(part.get("fact", ""))
    if fact in _AGREED:
        return _agreed(part)
    if fact in _REACHED:
        return [(fact, "is", _said(part["is"]))] if set(part) == {"fact", "is"} else None
    return _rows(part)


def _agreed(leaf: Mapping[str, Any]) -> list[Row] | None:
    fact = str(leaf["fact"])
    if leaf == {"fact": fact, "is": "granted"}:
        return [(fact, "is", "yes")]
    return [(fact, "is", "no")] if leaf == {"fact": fact, "not_in": ["granted"]} else None


def _rows(leaf: Mapping[str, Any]) -> list[Row] | None:
    fact, word = str(leaf.get("fact", "")), list[str]()
    if not fact.startswith(OWN):
        fact, *word = fact.split(".", maxsplit=1)
    asked = _asked_of(fact)
    if asked is None or bool(word) != (asked[1] == "word"):
        return None
    if word:
        told = leaf.get("is")
        return [(fact, "is" if told else "not", word[0])] if set(leaf) == {"fact", "is"} else None
    found: list[Row] = []
    for name, value in leaf.items():
        if name == "fact":
            continue
        if name == "not_in" and isinstance(value, list) and len(value) == 1:
            found.append((fact, "not", str(value[0])))
        elif name in {"is", "at_least", "at_most"}:
            found.append((fact, name, _said(value)))
        else:
            return None
    return found


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def question_of(rows: Iterable[Sequence[str]], *, where: str) -> dict[str, Any] | None:
    """The question that rows ask; blank rows are none. Raises Refusal for one that cannot be asked."""
    parts = parts_of(rows, where=where)
    question = None if not parts else parts[0] if len(parts) == 1 else {"all": parts}
    if question is not None:
        parse(expanded(question, questions_known(), where=where), where=where)
    return question


def parts_of(rows: Iterable[Sequence[str]], *, where: str) -> list[dict[str, Any]]:
    """What each row asks; blank rows are none. Raises Refusal for one that is not clear."""
    asked = [tuple(part.strip() for part in row) for row in rows]
    parts = [_leaf(fact, how, value, where) for fact, how, value in asked if fact or value]
    if len(parts) > MOST_ROWS:
        raise Refusal(
            _("%(where)s asks too much at once.") % {"where": where},
            _("It is asked in at most %(most)s rows.") % {"most": MOST_ROWS},
            _("Ask less."),
        )
    return parts


def _leaf(fact: str, how: str, value: str, where: str) -> dict[str, Any]:
    asked = _asked_of(fact)
    if asked is None or how not in HOW:
        raise Refusal(
            _("%(where)s: it is not clear what %(value)r is asked of.") % {"where": where, "value": value[:80]},
            _("A row is a fact and a value."),
            _("Choose a fact."),
        )
    words, kind = asked
    if not value:
        raise Refusal(
            _("%(where)s: nothing is said of “%(words)s”.") % {"where": where, "words": words},
            _("A row is a fact and a value."),
            _("Fill it, or clear it."),
        )
    if kind == SEGMENT:
        return {"not": {SEGMENT: value}} if how == "not" else {SEGMENT: value}
    if kind == "word":
        return {"fact": f"{fact}.{value.casefold()}", "is": how != "not"}
    read = _typed("flag" if kind == "agreed" else kind, value, f"{where}: “{words}”")
    if kind == "agreed":
        return {"fact": fact, "is": "granted"} if read == (how != "not") else {"fact": fact, "not_in": ["granted"]}
    if how == "not":
        return {"fact": fact, "is": not read} if kind == "flag" else {"fact": fact, "not_in": [read]}
    return {"fact": fact, how: read}


def _typed(kind: str, value: str, where: str) -> Any:
    told = {"where": where, "value": value[:80]}
    if kind == "flag":
        if value.casefold() not in _YES | _NO:
            raise Refusal(_("%(where)s is %(value)r.") % told, _("It is so or not."), _("Type yes or no."))
        return value.casefold() in _YES
    if kind == "number":
        if not value.removeprefix("-").isdecimal() or len(value) > 9:  # noqa: PLR2004 - more than any count
            raise Refusal(_("%(where)s is %(value)r.") % told, _("It is a whole number."), _("Type a number, like 80."))
        return int(value)
    return value


def question_words(question: object, *, zone: str) -> str:
    """A question in plain words, blank if nothing is asked or it cannot be read."""
    if question is None:
        return ""
    try:
        return reading(parse(expanded(question, questions_known(), where="It"), where="It"), zone)
    except Refusal:
        return ""
