"""How are facts said to people? Never a bare score."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from lately.decisioning.encode import Column
from lately.decisioning.expression import Expression, Leaf
from lately.decisioning.facts_of.stated import EPOCH
from lately.decisioning.records import NEVER, Records

CHANNEL_WORDS = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "phone",
    "voice": "automatic call",
    "post": "letter",
    "visit": "visit",
}
_COMPARED = {
    "is": "", "in": "one of ", "not_in": "none of ", "at_least": "at least ", "at_most": "at most ",
    "above": "more than ", "below": "less than ",
}  # fmt: skip


def called(records: Records, index: int) -> str:
    """What a sentence about the customer calls them: their given name, else whole name or company, else 'This customer'."""
    for name in ("given_name", "full_name", "company_name", "family_name"):
        found = records.facts.get(name)
        places = [] if found is None else (found.owner == index).nonzero()[0].tolist()
        if found is not None and places and str(found.values[places[-1]]).strip():
            return str(found.values[places[-1]]).strip()
    return "This customer"


def days_words(days: int) -> str:
    """A number of days as people say it: '12 days', '5 weeks', '8 months', '2 years'."""
    for size, word in ((730, "year"), (60, "month"), (21, "week")):
        if abs(days) >= size:
            return counted(round(days / {"year": 365.25, "month": 30.44, "week": 7}[word]), word)
    return counted(days, "day")


def seconds_words(seconds: int) -> str:
    """A stretch of time as people say it."""
    if seconds >= 172_800:
        return days_words(seconds // 86_400)
    return counted(max(1, seconds // 3600), "hour") if seconds >= 3600 else counted(max(1, seconds // 60), "minute")


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
    value = column.values[index].item()
    stem = fact.split(".")[0]
    if stem in {"moment", "open_at"}:
        return day_words(value, records.calendar.zone)
    if stem in {"gap", "wish_wait", "open_wait"}:
        return seconds_words(value)
    if stem.startswith("days_"):
        return days_words(value)
    if stem in {"earned", "credit"}:
        return balance_words(records, index)
    if stem == "refrains":
        return _promised(records, index)
    if stem == "pressure":
        return counted(value, "contact")
    if stem.endswith("_date"):
        day = EPOCH + dt.timedelta(days=value)
        return f"{day.day} {day:%B %Y}"
    return {0: "no", 1: "yes"}.get(value, str(value)) if stem in _FLAGS else str(value)


_FLAGS = {
    "objected", "address", "open_complaint", "promise_overdue", "child_months", "likes", "dislikes", "owns",
    "prefers", "has_owner", "bought", "has_children", "left", "deceased",
}  # fmt: skip


def balance_words(records: Records, index: int) -> str:
    """How we left each other: 'the last give was 8 months ago, the last ask 3 weeks ago'."""
    parts = []
    for word, moments in (("give", records.kept.last_give), ("ask", records.kept.last_ask)):
        last = int(moments[index])
        parts.append(f"no {word} yet" if last == NEVER else f"last {word} {days_words((records.at - last) // 86_400)} ago")
    return ", ".join(parts)


def _promised(records: Records, index: int) -> str:
    due = [int(when) for owner, when in zip(records.promises.owner, records.promises.due, strict=True) if owner == index]
    return day_words(max(due, default=records.at), records.calendar.zone)


def fact_words(fact: str) -> str:
    """A fact's name as people say it: 'days since purchase', 'bought baby'."""
    return fact.replace("_", " ").replace(".", " ")


def reading(question: Expression) -> str:
    """A question in plain words."""
    if isinstance(question, Leaf):
        operand = question.operand
        listed = " or ".join(str(part) for part in operand) if isinstance(operand, tuple) else str(operand)
        if fact_stem(question.fact) in _FLAGS and question.comparison == "is":
            listed = "yes" if operand else "no"
        return f"{fact_words(question.fact)}: {_COMPARED.get(question.comparison, '')}{listed}"
    joint = {"all": " and ", "any": " or ", "not": ""}[question.joined]
    said = joint.join(reading(part) for part in question.parts)
    return f"not ({said})" if question.joined == "not" else said


def fact_stem(fact: str) -> str:
    """The first word of a fact's name."""
    return fact.split(".")[0]
