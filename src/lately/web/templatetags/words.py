"""How are moments, sums, shares, channels and classes said on a page?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django import template

from lately.decisioning.phrases import CHANNEL_WORDS, days_words, fact_words
from lately.lib.moments import at_seconds
from lately.lib.money import roughly, shown
from lately.usecases.choose_moment import said
from lately.web.reasons import FACTS, LISTS, RULES, STAGES, reason_words

register = template.Library()

_CLASSES = {
    "give": "give", "ask": "ask", "mixed": "give with an ask in it", "disguised": "ask dressed as a give",
    "feedback": "asks what they think", "service": "service", "": "not read yet",
}  # fmt: skip
_KINDS = {
    "message": "", "call": "call", "visit": "visit", "invoice": "invoice", "purchase": "bought", "reply": "reply",
    "complaint": "complaint", "feedback": "feedback",
}  # fmt: skip
_STATES = {"granted": "agreed", "withdrawn": "took it back", "objected": "asked us to stop"}
_MORE_CHANNELS = {"web": "web", "shop": "shop"}
_DAY = 86_400
_GREETING = 3  # words: "Dear Ms Calloway,"
_LONG = 240
_SMALL = 36  # months up to which a child's age is told in months


@register.filter
def day(moment: int | str, zone: str) -> str:
    """A moment (seconds, or ISO) as a day: 16 November 2026."""
    local = _local(moment, zone)
    return f"{local.day} {local:%B %Y}"


@register.filter
def weekday(moment: int | str, zone: str) -> str:
    """A day to come as people say it: Thursday 26 November."""
    local = _local(moment, zone)
    return f"{local:%A} {local.day} {local:%B}"


@register.filter
def isoday(moment: int, zone: str) -> str:
    """A moment as the day that a form sends: 2026-11-16."""
    return _local(moment, zone).date().isoformat()


@register.filter
def month(moment: int | str, zone: str) -> str:
    """A moment as a month: November 2026."""
    return f"{_local(moment, zone):%B %Y}"


@register.filter
def clock(moment: int | str, zone: str) -> str:
    """A moment as day and time: 16 November, 08:00."""
    local = _local(moment, zone)
    return f"{local.day} {local:%B}, {local:%H:%M}"


@register.filter
def ago(moment: int, at: int) -> str:
    """How long before `at`: 3 weeks ago; today; in 2 days."""
    days = (at - moment) // _DAY if moment <= at else -((moment - at) // _DAY)
    if days == 0:
        return "today"
    return f"{days_words(days)} ago" if days > 0 else f"in {days_words(-days)}"


@register.filter
def late(due: int, at: int) -> str:
    """How a promise stands: due today, 3 days late, due in 2 days."""
    if due > at:
        return f"due {ago(due, at)}"
    days = (at - due) // _DAY
    return f"{days_words(days)} late" if days else "due today"


@register.filter
def channel(name: str) -> str:
    """A channel in words."""
    return CHANNEL_WORDS.get(name) or _MORE_CHANNELS.get(name, name)


@register.filter
def classed(name: str) -> str:
    """A class in words."""
    return _CLASSES.get(name, name)


@register.filter
def kind(name: str) -> str:
    """A kind of interaction in words; blank for a plain message."""
    return _KINDS.get(name, name)


@register.filter
def state(name: str) -> str:
    """What they said of being contacted, in words."""
    return _STATES.get(name, name)


@register.filter
def reason(code: str) -> str:
    """A reason's code in words, of several people."""
    return reason_words(code)


@register.filter
def stage(name: str) -> str:
    """A stage of deciding as the question it answers."""
    return STAGES.get(name, name)


@register.filter
def percent(share: float | None) -> str:
    """A share: 19 %; none if nobody can be counted."""
    if share is None:
        return "none"
    return "under 1 %" if 0 < share < 0.01 else f"{share * 100:.0f} %"  # noqa: PLR2004 - one in a hundred


@register.filter
def money(sums: Mapping[str, str] | None) -> str:
    """Sums by currency as people write them, without small change: £13,379."""
    return roughly(sums or {})


@register.filter
def sums(minor: Mapping[str, int]) -> str:
    """Minor units by currency as people write sums: £1,240 and €95; blank if there are none."""
    return " and ".join(shown(amount, currency) for currency, amount in sorted(minor.items()) if amount)


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """Minor units as people write them: £95, £13.50."""
    return "" if minor is None else shown(minor, currency)


@register.filter
def spoken(moment: int, zone: str) -> str:
    """A moment as people say it: Monday 16 November 2026, 08:00 (no time at the first moment of a day)."""
    return said(moment, zone)


@register.filter
def number(count: int) -> str:
    """A count, readable when large: 5,806."""
    return f"{count:,}"


@register.filter
def stopped(text: str) -> str:
    """A text as a sentence: with a stop, unless it ends with one, or with a question."""
    cleaned = text.rstrip()
    return cleaned if cleaned.endswith((".", "?", "!", "…", ".”", "?”", "!”", ":")) else f"{cleaned}."


@register.filter
def beyond(text: str, subject: str) -> str:
    """What a text says after its subject, where it begins with it; else all of it."""
    begins = subject.strip().removesuffix("…").rstrip()
    return text.strip()[len(begins) :].strip() if begins and text.strip().startswith(begins) else text.strip()


@register.filter
def first_line(text: str) -> str:
    """Where a message begins to say something: its first line of more than a greeting, cut if it is long."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = next((line for line in lines if len(line.split()) > _GREETING), " ".join(lines))
    return told if len(told) <= _LONG else f"{told[:_LONG].rsplit(maxsplit=1)[0]} …"


@register.filter
def lower_first(text: str) -> str:
    """A sentence, to stand inside another."""
    return text[:1].lower() + text[1:]


@register.filter
def people(count: int) -> str:
    """So many people, in words: nobody, one person, 584 people."""
    return {0: "nobody", 1: "one person"}.get(count, f"{count:,} people")


@register.filter
def upto(count: int, most: int) -> str:
    """A count that was not carried on beyond `most`."""
    return f"{most} or more" if count >= most else str(count)


@register.filter
def pill(name: str) -> str:
    """How a class looks: what it gives is green, what wants something is amber."""
    return "give" if name == "give" else "ask" if name in {"ask", "mixed", "disguised"} else ""


@register.filter
def list_title(name: str) -> str:
    """A list of the neglected in words."""
    return LISTS.get(name, name)


@register.filter
def fact_name(name: str) -> str:
    """A stored fact's name in words."""
    return FACTS.get(name, fact_words(name).capitalize())


@register.filter
def rule_name(code: str) -> str:
    """A rule that has nothing against it, by what it looks at."""
    return RULES.get(code, code.replace("_", " ").capitalize())


@register.filter
def age(value: object, at: int) -> str:
    """How old that makes them, of a date of birth: 11 years; 15 months while they are small."""
    born = dt.date.fromisoformat(str(value))
    today = at_seconds(at).date()
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return f"{months} months" if months < _SMALL else f"{months // 12} years"


@register.filter
def fact_value(value: object) -> str:
    """A stored fact as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return text.replace("_", " ") if "@" not in text else text
    return f"{date.day} {date:%B %Y}"


def _local(moment: int | str, zone: str) -> dt.datetime:
    at = at_seconds(moment) if isinstance(moment, int) else dt.datetime.fromisoformat(moment)
    return at.astimezone(ZoneInfo(zone))
