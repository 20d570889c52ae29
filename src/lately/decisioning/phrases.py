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
# The same of many: how somebody likes to be reached.
CHANNELS_WORDS = {
    "email": "e-mail",
    "sms": "text messages",
    "phone": "the phone",
    "voice": "automatic calls",
    "post": "letters",
    "visit": "visits",
}


def called(records: Records, index: int) -> str:
    """What a sentence calls them: their given name, else whole name or company, else 'this customer'."""
    for name in ("given_name", "full_name", "company_name", "family_name"):
        found = records.facts.get(name)
        if found is not None and isinstance(found.values, Named):
            said = [word.strip() for word in found.values[found.owner == index].tolist()]
            if said and said[-1]:
                return said[-1]
    return "this customer"


def days_words(days: int) -> str:
    """A number of days as people say it: '12 days', '5 weeks', '8 months', '2 years'."""
    return counted(*days_in(days))


def days_in(days: int) -> tuple[int, str]:
    """A number of days in the unit in which people would say it: day, week, month or year."""
    for size, word in ((730, "year"), (60, "month"), (21, "week")):
        if abs(days) >= size:
            return round(days / {"year": 365.25, "month": 30.44, "week": 7}[word]), word
    return days, "day"


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
        return _unknown_words(records, fact, index)
    value, stem = column.at(index), fact_stem(fact)
    if not is_derived(fact) and fact_kind(fact).type == "text":
        return records.once("said", fact, work=lambda: texts(records, fact, "")).at(index)
    if stem in _SAID_BY_RECORD:
        return _SAID_BY_RECORD[stem](records, index)
    return plain(fact, value, records.calendar.zone)


def plain(fact: str, value: Any, zone: str) -> str:
    """One value of a fact, as people say it: 'given', '3 days', '16 November 2026' (days are those of the zone)."""
    stem = fact_stem(fact)
    if isinstance(value, str):
        return str(_entry(fact).get("values", {}).get(value, value.replace("_", " ")))
    if stem in MOMENTS:
        return day_words(int(value), zone)
    if isinstance(value, bool):
        return _yes_no(value)
    said = _SAID.get(stem) or next((said for ending, said in _SAID_BY_FORM if ending in f".{stem}."), str)
    return said(value)


def _entry(fact: str) -> dict[str, Any]:
    """What derived.yaml says of a fact; nothing of a stored one."""
    return derived_facts()[fact_stem(fact)] if is_derived(fact) else {}


def _unknown_words(records: Records, fact: str, index: int) -> str:
    """What is said where a fact has no value: why, if the fact says so itself."""
    first = int(records.history.first_purchase[index])
    if fact == "days_to_anniversary" and first != NEVER:
        return f"the first one comes in {days_words(max(1, 365 - (records.at - first) // DAY))}"
    return str(_entry(fact).get("unknown", "not known"))


def needs_words(fact: str, *, so: bool = True) -> str:
    """What would have to be, where something else is wanted of a fact than its value; blank if it has no such words.

    `so` is no if a yes is what must not be.
    """
    said = str(_entry(fact).get("needs" if so else "needs_not", ""))
    return said.format_map(_named(fact)) if said else ""


def _yes_no(value: int) -> str:
    return "yes" if value else "no"


def _wait_words(stem: str, value: int) -> str:
    return _WAITS[stem].get(value) or seconds_words(value)


def _place_words(value: int) -> str:
    return f"{value / 10:g} of a hundred bought for more" if value else "nobody bought for more"


def _date_words(days: int) -> str:
    day = EPOCH + dt.timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


_WAITS: dict[str, dict[int, str]] = {
    "gap": {LONG: "no contact lately"},
    "wish_wait": {0: "nothing"},
    "open_wait": {0: "open now"},
}
MOMENTS = {"moment", "open_at"}
FLAGS = {
    "objected",
    "address",
    "open_complaint",
    "waits_for_answer",
    "promise_overdue",
    "child_months",
    "likes",
    "dislikes",
    "owns",
    "prefers",
    "has_owner",
    "greets",
    "bought",
    "has_children",
    "left",
    "deceased",
}


def balance_words(records: Records, index: int) -> str:
    """How we left each other: 'we last gave something 8 months ago, and last wanted something 3 weeks ago'."""
    gave, wanted = (
        "" if last == NEVER else f"something {days_words((records.at - last) // DAY)} ago"
        for last in (int(records.kept.last_give[index]), int(records.kept.last_ask[index]))
    )
    given = f"we last gave {gave}" if gave else "we have given nothing yet"
    return f"{given}, and {f'last wanted {wanted}' if wanted else 'wanted nothing yet'}"


def _promised(records: Records, index: int) -> str:
    mine = (records.promises.owner == index) & ~records.promises.refrains.says("")
    due = records.promises.due[mine].tolist()
    return day_words(max(due), records.calendar.zone) if due else "nothing promised"


def fact_words(fact: str) -> str:
    """A fact's name as people say it: 'days since they bought', 'bought for a baby'."""
    if is_derived(fact):
        said: str = _entry(fact)["words"].format_map(_named(fact))
        return said
    stem, arguments = parted(fact)
    if stem == "own":
        return ".".join(arguments).replace("_", " ")
    return f"bought for a {arguments[0]}" if stem == "bought" else fact.replace("_", " ").replace(".", " ")


def _named(fact: str) -> dict[str, str]:
    """A derived fact's arguments by name, as people say them."""
    stem, arguments = parted(fact)
    words = [word.replace("_", " ") for word in arguments]
    named = dict(zip(derived_facts()[stem]["arguments"], words, strict=True))
    if "channel" in named:
        named["channel"] = CHANNEL_WORDS.get(named["channel"], named["channel"])
    if "window" in named:
        named["window"] = counted(int(named["window"]), "day")
    return named


def fact_stem(fact: str) -> str:
    """The first word of a fact's name."""
    return fact.split(".", maxsplit=1)[0]


_SAID: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(FLAGS, _yes_no),
    "pressure": lambda value: counted(value, "contact"),
    "value_place": _place_words,
    "rhythms_away": lambda value: f"{value / 10:g} times their own rhythm",
    "credit": lambda value: f"{value / 1000:g} gives ahead",
    **{stem: functools.partial(_wait_words, stem) for stem in _WAITS},
}
_SAID_BY_FORM: tuple[tuple[str, Callable[[Any], str]], ...] = ((".days_", days_words), ("_date.", _date_words))
_SAID_BY_RECORD: dict[str, Callable[[Records, int], str]] = {
    "earned": balance_words,
    "credit": balance_words,
    "refrains": _promised,
}
