"""How are moments, sums, shares, channels and classes said on a page?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django import template
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from lately.decisioning.phrases import fact_words
from lately.interactions.worth import Worth
from lately.lib.moments import at_seconds
from lately.lib.money import roughly, shown
from lately.usecases.choose_moment import Moment
from lately.web.language import marked, priced, told
from lately.web.reasons import FACTS, LISTS, RULES, STAGES, reason_words
from lately.web.when import (
    ago_words,
    clock_words,
    day_words,
    late_words,
    local,
    month_words,
    silent_words,
    spoken_words,
    weekday_words,
)

register = template.Library()

_CLASSES = {
    "give": _("for their sake"), "ask": _("wants something"), "mixed": _("for their sake, and wants something"),
    "disguised": _("wants something, dressed as care"), "feedback": _("asks what they think"),
    "service": _("about work that is going on"), "unread": _("not read yet"), "": _("not read yet"),
}  # fmt: skip
_KINDS = {
    "message": "", "call": _("call"), "visit": _("visit"), "invoice": _("invoice"), "purchase": _("bought"),
    "reply": _("reply"), "complaint": _("complaint"), "feedback": _("feedback"),
}  # fmt: skip
_STATES = {"granted": _("agreed"), "withdrawn": _("took it back"), "objected": _("asked us to stop")}
_CHANNELS = {
    "email": _("e-mail"), "sms": _("text message"), "phone": _("phone"), "voice": _("automatic call"),
    "post": _("letter"), "visit": _("visit"), "web": _("web"), "shop": _("shop"),
}  # fmt: skip
_IN_FILES = frozenset({"customers", "purchases", "deeds", "interactions", "mail"})
_GREETING = 3  # words: "Dear Ms Calloway,"
_LONG_GREETING = 7  # words, where a comma ends them: "Sehr geehrte Damen und Herren,"
_LONG = 240
_SMALL = 36  # months up to which a child's age is told in months


@register.filter
def day(moment: int | str, zone: str) -> str:
    """A moment (seconds, or ISO) as a day: 16 November 2026."""
    return day_words(local(moment, zone))


@register.filter
def weekday(moment: int | str, zone: str) -> str:
    """A day to come as people say it: Thursday 26 November."""
    return weekday_words(local(moment, zone))


@register.filter
def isoday(moment: int, zone: str) -> str:
    """A moment as the day that a form sends: 2026-11-16."""
    return local(moment, zone).date().isoformat()


@register.filter
def month(moment: int | str, zone: str) -> str:
    """A moment as a month: November 2026."""
    return month_words(local(moment, zone))


@register.filter
def clock(moment: int | str, zone: str) -> str:
    """A moment as day and time: 16 November, 08:00."""
    return clock_words(local(moment, zone))


@register.filter
def ago(moment: int, at: int) -> str:
    """How long before `at`: 3 weeks ago; today; in 2 days."""
    return ago_words(moment, at)


@register.filter
def late(due: int, moment: Moment) -> str:
    """How a promise stands: due today, 3 days late, due in 2 days."""
    return late_words(due, moment.at, moment.zone)


@register.filter
def channel(name: str) -> str:
    """A channel in words."""
    return told(_CHANNELS.get(name, name))


@register.filter
def channels(names: Iterable[str]) -> str:
    """Channels in words, one after the other."""
    return ", ".join(channel(name) for name in names)


@register.filter
def classed(name: str) -> str:
    """A class in words."""
    return told(_CLASSES.get(name, name))


@register.filter
def kind(name: str) -> str:
    """A kind of interaction in words; blank for a plain message."""
    return told(_KINDS.get(name, name))


@register.filter
def from_where(source: str) -> str:
    """Where a fact comes from: "customers in list.csv", as it is on record, is said "from list.csv"."""
    kind, _, file = source.partition(" in ")
    return gettext("from %(file)s") % {"file": file} if file and kind in _IN_FILES else source


@register.filter
def state(name: str) -> str:
    """What they said of being contacted, in words."""
    return told(_STATES.get(name, name))


@register.filter
def reason(code: str) -> str:
    """A reason's code in words, of several people."""
    return reason_words(code)


@register.filter
def stage(name: str) -> str:
    """A stage of deciding as the question it answers."""
    return told(STAGES.get(name, name))


@register.filter
def percent(share: float | None) -> str:
    """A share: 19%, 19 % in German; none if nobody can be counted."""
    if share is None:
        return gettext("none")
    few = 0 < share < 0.01  # noqa: PLR2004 - one in a hundred
    return gettext("under 1%") if few else gettext("%(share)s%%") % {"share": f"{share * 100:.0f}"}


@register.filter
def money(sums: Mapping[str, str] | None) -> str:
    """Sums by currency as people write them, without small change: £13,379."""
    return priced(roughly(sums or {}))


@register.filter
def sums(minor: Mapping[str, int]) -> str:
    """Minor units by currency as people write sums: £1,240 and €95; blank if there are none."""
    said = [priced(shown(amount, currency)) for currency, amount in sorted(minor.items()) if amount]
    return gettext(" and ").join(said)


@register.filter
def worth(found: Worth, at: int) -> str:
    """What somebody bought in two years and how long we have been silent, as a sentence."""
    bought = sums(found.bought)
    said = gettext("Bought for %(sums)s in two years") if bought else gettext("Bought nothing in two years")
    return gettext("%(bought)s, %(silent)s.") % {
        "bought": said % {"sums": bought},
        "silent": silent_words(found.heard, at),
    }


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """Minor units as people write them: £95, £13.50."""
    return "" if minor is None else priced(shown(minor, currency))


@register.filter
def spoken(moment: int, zone: str) -> str:
    """A moment as people say it: Monday 16 November 2026, 08:00 (no time at the first moment of a day)."""
    return spoken_words(local(moment, zone))


@register.filter
def number(count: int) -> str:
    """A count, readable when large: 5,806."""
    return marked(f"{count:,}")


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
    told = next((line for line in lines if not _greets(line)), " ".join(lines))
    return told if len(told) <= _LONG else f"{told[:_LONG].rsplit(maxsplit=1)[0]} …"


def _greets(line: str) -> bool:
    words = len(line.split())
    return words <= _GREETING or (words <= _LONG_GREETING and line.endswith(","))


@register.filter
def lower_first(text: str) -> str:
    """A sentence, to stand inside another."""
    return text[:1].lower() + text[1:]


@register.filter
def something(count: int) -> str:
    """How often there was something: nothing, something once, something 4,461 times."""
    few = {0: gettext("nothing"), 1: gettext("something once")}
    return few.get(count) or gettext("something %(count)s times") % {"count": number(count)}


@register.filter
def people(count: int) -> str:
    """So many people, in words: nobody, one person, 584 people."""
    few = {0: gettext("nobody"), 1: gettext("one person")}
    return few.get(count) or ngettext("%(count)s person", "%(count)s people", count) % {"count": number(count)}


@register.filter
def upto(count: int, most: int) -> str:
    """A count that was not carried on beyond `most`."""
    return gettext("%(count)s or more") % {"count": most} if count >= most else str(count)


@register.filter
def pill(name: str) -> str:
    """How a class looks: what it gives is green, what wants something is amber."""
    return "give" if name == "give" else "ask" if name in {"ask", "mixed", "disguised"} else ""


@register.filter
def list_title(name: str) -> str:
    """A list of the neglected in words."""
    return told(LISTS.get(name, name))


@register.filter
def fact_name(name: str) -> str:
    """A stored fact's name in words."""
    if name in FACTS:
        return told(FACTS[name])
    words = fact_words(name)
    return words[:1].upper() + words[1:]


@register.filter
def rule_name(code: str) -> str:
    """A rule that has nothing against it, by what it looks at."""
    return told(RULES.get(code, code.replace("_", " ").capitalize()))


@register.filter
def age(value: object, at: int) -> str:
    """How old that makes them, of a date of birth: 11 years; 15 months while they are small."""
    born = dt.date.fromisoformat(str(value))
    today = at_seconds(at).date()
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months < _SMALL:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return ngettext("%(n)d year", "%(n)d years", months // 12) % {"n": months // 12}


@register.filter
def fact_value(value: object) -> str:
    """A stored fact as people say it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = str(value)
    try:
        return day_words(dt.date.fromisoformat(text))
    except ValueError:
        return text.replace("_", " ") if "@" not in text else text
