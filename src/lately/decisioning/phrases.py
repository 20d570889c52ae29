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
from lately.lib.saying import Saying, ngettext_noop, places, several, worded
from lately.lib.saying import gettext_noop as _

HOUR, DAY = 3600, 86_400
CHANNEL_WORDS = {
    "email": _("e-mail"),
    "sms": _("text message"),
    "phone": _("phone"),
    "voice": _("automatic call"),
    "post": _("letter"),
    "visit": _("visit"),
}
# The same of many: how somebody likes to be reached.
CHANNELS_WORDS = {
    "email": _("e-mail"),
    "sms": _("text messages"),
    "phone": _("the phone"),
    "voice": _("automatic calls"),
    "post": _("letters"),
    "visit": _("visits"),
}
PURPOSE_WORDS = {
    "sale": _("sale"),
    "renewal": _("renewal"),
    "favour": _("favour"),
    "invoice": _("invoice"),
    "news": _("news"),
    "thanks": _("thanks"),
    "care": _("care"),
    "feedback": _("feedback"),
    "service": _("service"),
    "legal": _("legal"),
}
_COUNTED = {
    "minute": ngettext_noop("{n} minute", "{n} minutes"),
    "hour": ngettext_noop("{n} hour", "{n} hours"),
    "day": ngettext_noop("{n} day", "{n} days"),
    "week": ngettext_noop("{n} week", "{n} weeks"),
    "month": ngettext_noop("{n} month", "{n} months"),
    "year": ngettext_noop("{n} year", "{n} years"),
    "contact": ngettext_noop("{n} contact", "{n} contacts"),
    "time": ngettext_noop("{n} time", "{n} times"),
    "thing": ngettext_noop("{n} thing", "{n} things"),
    "word": ngettext_noop("{n} word", "{n} words"),
}
_THIS_CUSTOMER = _("this customer")
# Arguments of facts that are words of ours: the class of what is sent, and what a greeting is made of.
_ARGUMENTS = (
    _("give"), _("ask"), _("mixed"), _("disguised"), _("greeting"), _("salutation"), _("first name"), _("family name"),
    _("whole name"),
)  # fmt: skip


def channel_words(channel: str) -> Saying:
    """A channel as a sentence says it: 'by text message'."""
    return worded(CHANNEL_WORDS.get(channel, channel))


def channels_words(channel: str) -> Saying:
    """A channel as somebody likes it: 'text messages'."""
    return worded(CHANNELS_WORDS.get(channel, channel))


def called(records: Records, index: int) -> str:
    """What a sentence calls them: their given name, else whole name or company, else 'this customer'."""
    for name in ("given_name", "full_name", "company_name", "family_name"):
        found = records.facts.get(name)
        if found is not None and isinstance(found.values, Named):
            said = [word.strip() for word in found.values[found.owner == index].tolist()]
            if said and said[-1]:
                return said[-1]
    return worded(_THIS_CUSTOMER)


def days_words(days: int) -> Saying:
    """A number of days as people say it: '12 days', '5 weeks', '8 months', '2 years'."""
    return counted(*days_in(days))


def days_in(days: int) -> tuple[int, str]:
    """A number of days in the unit in which people would say it: day, week, month or year."""
    for size, word in ((730, "year"), (60, "month"), (21, "week")):
        if abs(days) >= size:
            return round(days / {"year": 365.25, "month": 30.44, "week": 7}[word]), word
    return days, "day"


def seconds_words(seconds: int) -> Saying:
    """A stretch of time as people say it."""
    if seconds >= 2 * DAY:
        return days_words(seconds // DAY)
    return counted(max(1, seconds // HOUR), "hour") if seconds >= HOUR else counted(max(1, seconds // 60), "minute")


def counted(number: int, word: str) -> Saying:
    """'1 day', '3 days'."""
    one, many = _COUNTED[word]
    return several(one, many, number)


def day_words(moment: int, zone: str) -> Saying:
    """The day of a moment where the organisation is: '16 November 2026'."""
    return worded("{day}", day=dt.datetime.fromtimestamp(moment, ZoneInfo(zone)).date())


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
        named = _entry(fact).get("values", {})
        return worded(named[value]) if value in named else _spaced(value)
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
        days = days_words(max(1, 365 - (records.at - first) // DAY))
        return worded("the first one comes in {days}", days=days)
    return worded(_entry(fact).get("unknown", _("not known")))


def needs_words(fact: str, *, so: bool = True) -> str:
    """What would have to be, where something else is wanted of a fact than its value; blank if it has no such words.

    `so` is no if a yes is what must not be.
    """
    return _of_fact(str(_entry(fact).get("needs" if so else "needs_not", "")), fact)


def _of_fact(text: str, fact: str) -> Saying:
    """A text about a derived fact, filled with its arguments."""
    named = _named(fact) if text else {}
    return worded(text, **{name: named[name] for name in places(text)})


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _yes_no(value: int) -> str:
    return worded(_("yes") if value else _("no"))


def _wait_words(stem: str, value: int) -> str:
    return worded(_WAITS[stem][value]) if value in _WAITS[stem] else seconds_words(value)


def _place_words(value: int) -> str:
    if not value:
        return worded("nobody bought for more")
    return worded("{share} of a hundred bought for more", share=value / 10)


def _date_words(days: int) -> str:
    return worded("{day}", day=EPOCH + dt.timedelta(days=days))


_WAITS: dict[str, dict[int, str]] = {
    "gap": {LONG: _("no contact lately")},
    "wish_wait": {0: _("nothing")},
    "open_wait": {0: _("open now")},
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
        None if last == NEVER else days_words((records.at - last) // DAY)
        for last in (int(records.kept.last_give[index]), int(records.kept.last_ask[index]))
    )
    if gave and wanted:
        text = _("we last gave something {gave} ago, and last wanted something {wanted} ago")
        return worded(text, gave=gave, wanted=wanted)
    if gave:
        return worded("we last gave something {gave} ago, and wanted nothing yet", gave=gave)
    if wanted:
        return worded("we have given nothing yet, and last wanted something {wanted} ago", wanted=wanted)
    return worded("we have given nothing yet, and wanted nothing yet")


def _promised(records: Records, index: int) -> str:
    mine = (records.promises.owner == index) & ~records.promises.refrains.says("")
    due = records.promises.due[mine].tolist()
    return day_words(max(due), records.calendar.zone) if due else worded("nothing promised")


def fact_words(fact: str) -> str:
    """A fact's name as people say it: 'days since they bought', 'bought for a baby'."""
    if is_derived(fact):
        return _of_fact(_entry(fact)["words"], fact)
    stem, arguments = parted(fact)
    if stem == "own":
        return _spaced(".".join(arguments))
    if stem == "bought":
        return worded("bought for a {kind}", kind=arguments[0])
    return worded(_spaced(fact).replace(".", " "))


def _named(fact: str) -> dict[str, str]:
    """A derived fact's arguments by name, as people say them."""
    stem, arguments = parted(fact)
    words = list(map(_spaced, arguments))
    named: dict[str, str] = dict(zip(derived_facts()[stem]["arguments"], words, strict=True))
    if "channel" in named:
        named["channel"] = channel_words(named["channel"])
    if "purpose" in named:
        named["purpose"] = worded(PURPOSE_WORDS.get(named["purpose"], named["purpose"]))
    named |= {name: worded(words) for name, words in named.items() if words in _ARGUMENTS}
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
    "rhythms_away": lambda value: worded("{times} times their own rhythm", times=value / 10),
    "credit": lambda value: worded("{gives} gives ahead", gives=value / 1000),
    **{stem: functools.partial(_wait_words, stem) for stem in _WAITS},
}
_SAID_BY_FORM: tuple[tuple[str, Callable[[Any], str]], ...] = ((".days_", days_words), ("_date.", _date_words))
_SAID_BY_RECORD: dict[str, Callable[[Records, int], str]] = {
    "earned": balance_words,
    "credit": balance_words,
    "refrains": _promised,
}
