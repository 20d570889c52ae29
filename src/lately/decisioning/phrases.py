"""How are facts said to people? Never a bare score."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from lately.decisioning.catalogue import EPOCH, fact_kind
from lately.decisioning.derived import derived_facts, is_derived, parted
from lately.decisioning.encode import Column
from lately.decisioning.expression import Expression, Leaf
from lately.decisioning.facts_of.contacts import LONG
from lately.decisioning.facts_of.stated import texts
from lately.decisioning.records import NEVER, Named, Records

HOUR, DAY = 3600, 86_400
CHANNEL_WORDS = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "phone",
    "voice": "automatic call",
    "post": "letter",
    "visit": "visit",
}
_COMPARED = {
    "is": "",
    "in": "one of ",
    "not_in": "none of ",
    "at_least": "at least ",
    "at_most": "at most ",
    "above": "more than ",
    "below": "less than ",
}


def called(records: Records, index: int) -> str:
    """What a sentence calls them: their given name, else whole name or company, else 'This customer'."""
    for name in ("given_name", "full_name", "company_name", "family_name"):
        found = records.facts.get(name)
        if found is not None and isinstance(found.values, Named):
            said = [word.strip() for word in found.values[found.owner == index].tolist()]
            if said and said[-1]:
                return said[-1]
    return "This customer"


def days_words(days: int) -> str:
    """A number of days as people say it: '12 days', '5 weeks', '8 months', '2 years'."""
    for size, word in ((730, "year"), (60, "month"), (21, "week")):
        if abs(days) >= size:
            return counted(round(days / {"year": 365.25, "month": 30.44, "week": 7}[word]), word)
    return counted(days, "day")


def seconds_words(seconds: int) -> str:
    """A stretch of time as people say it."""
    if seconds >= 2 * DAY:
        return days_words(seconds // DAY)
    return counted(max(1, seconds // HOUR), "hour") if seconds >= HOUR else counted(max(1, seconds // 60), "minute")


def counted(number: int, word: str) -> str:
    """'1 day', '3 days'."""
    return f"{number} {word}" if abs(number) == 1 else f"{number} {word}s"


def day_words(moment: int, zone: str) -> str:
    """The day of a moment where the organisation is: '16 November 2026'."""
    local = dt.datetime.fromtimestamp(moment, ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"


def value_words(records: Records, fact: str, column: Column, index: int) -> str:
    """What a fact says of the customer at `index`."""
    if not column.known[index]:
        return "not known"
    value, stem = column.at(index), fact_stem(fact)
    if not is_derived(fact) and fact_kind(fact).type == "text":
        return records.once("said", fact, work=lambda: texts(records, fact, "")).at(index)
    if stem in _SAID_BY_RECORD:
        return _SAID_BY_RECORD[stem](records, index)
    if stem in {"moment", "open_at"}:
        return day_words(int(value), records.calendar.zone)
    said = _SAID.get(stem) or next((said for ending, said in _SAID_BY_FORM if ending in f".{stem}."), str)
    return said(value)


def _yes_no(value: int) -> str:
    return "yes" if value else "no"


def _wait_words(stem: str, value: int) -> str:
    return _WAITS[stem].get(value) or seconds_words(value)


def _date_words(days: int) -> str:
    day = EPOCH + dt.timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


_WAITS: dict[str, dict[int, str]] = {
    "gap": {LONG: "no contact lately"},
    "wish_wait": {0: "nothing"},
    "open_wait": {0: "open now"},
}
_FLAGS = {
    "objected",
    "address",
    "open_complaint",
    "promise_overdue",
    "child_months",
    "likes",
    "dislikes",
    "owns",
    "prefers",
    "has_owner",
    "bought",
    "has_children",
    "left",
    "deceased",
}


def balance_words(records: Records, index: int) -> str:
    """How we left each other: 'the last give was 8 months ago, the last ask 3 weeks ago'."""
    parts = []
    for word, moments in (("give", records.kept.last_give), ("ask", records.kept.last_ask)):
        last = int(moments[index])
        parts.append(
            f"no {word} yet" if last == NEVER else f"last {word} {days_words((records.at - last) // 86_400)} ago"
        )
    return ", ".join(parts)


def _promised(records: Records, index: int) -> str:
    mine = (records.promises.owner == index) & ~records.promises.refrains.says("")
    due = records.promises.due[mine].tolist()
    return day_words(max(due), records.calendar.zone) if due else "nothing promised"


def fact_words(fact: str) -> str:
    """A fact's name as people say it: 'days since they bought', 'bought for a baby'."""
    stem, arguments = parted(fact)
    if is_derived(fact):
        entry = derived_facts()[stem]
        named = dict(zip(entry["arguments"], [word.replace("_", " ") for word in arguments], strict=True))
        if "channel" in named:
            named["channel"] = CHANNEL_WORDS.get(named["channel"], named["channel"])
        if "window" in named:
            named["window"] = counted(int(named["window"]), "day")
        said: str = entry["words"].format_map(named)
        return said
    return f"bought for a {arguments[0]}" if stem == "bought" else fact.replace("_", " ").replace(".", " ")


def reading(question: Expression) -> str:
    """A question in plain words: 'a child of 0 to 36 months', 'days since they bought: at least 80 days'."""
    if isinstance(question, Leaf):
        if is_yes_or_no(question):
            return fact_words(question.fact) if question.operand else f"no {fact_words(question.fact)}"
        return f"{fact_words(question.fact)}: {wanted_words(question)}"
    joint = {"all": " and ", "any": " or ", "not": ""}[question.joined]
    said = joint.join(reading(part) for part in question.parts)
    return f"not ({said})" if question.joined == "not" else said


def is_yes_or_no(leaf: Leaf) -> bool:
    """Whether it only asks whether something is so."""
    return fact_stem(leaf.fact) in _FLAGS and leaf.comparison == "is"


def wanted_words(leaf: Leaf) -> str:
    """What a comparison wants the fact to be: 'at least 3 months', 'plumber or roofer'."""
    operand = leaf.operand
    if fact_stem(leaf.fact).startswith("days_") and isinstance(operand, int):
        operand = days_words(operand)
    listed = " or ".join(str(part) for part in operand) if isinstance(operand, tuple) else str(operand)
    return f"{_COMPARED.get(leaf.comparison, '')}{listed}"


def fact_stem(fact: str) -> str:
    """The first word of a fact's name."""
    return fact.split(".", maxsplit=1)[0]


_SAID: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(_FLAGS, _yes_no),
    "pressure": lambda value: counted(value, "contact"),
    **{stem: functools.partial(_wait_words, stem) for stem in _WAITS},
}
_SAID_BY_FORM: tuple[tuple[str, Callable[[Any], str]], ...] = ((".days_", days_words), ("_date.", _date_words))
_SAID_BY_RECORD: dict[str, Callable[[Records, int], str]] = {
    "earned": balance_words,
    "credit": balance_words,
    "refrains": _promised,
}
