"""To which ten people is it worth speaking today, why, and how not to begin?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lately.lib.saying import gettext_noop as _
from lately.lib.saying import worded
from lately.measurement.audit.report import Visit
from lately.measurement.lives import DAY, Life, Terms
from lately.measurement.neglect import is_known, is_silent_long, money, silent_since
from lately.measurement.neglect_words import Words

MOST = 10
WAITING_DAYS = range(2, 60)
LONG_DAYS = 180
_ANSWER = _("Answer first; nothing else matters to them now.")
_CARE = _("Ask how it is going, or bring something useful. No offer this time.")
_GIVE = _("Bring something that wants nothing: thanks, a tip, an answer. No ask this time.")
_BACK = _("They may have gone. Ask what they missed, and listen; do not send an offer.")


@dataclass(frozen=True, slots=True)
class Around:
    """What is needed to judge: the moment, since when mail is known, who wrote last and asked (moment by customer)."""

    at: int
    known_since: Mapping[str, int]
    terms: Terms
    words: Words
    waiting: Mapping[str, int]
    names: Mapping[str, str]
    currency: str


class _Reason(NamedTuple):
    urgency: int
    because: str
    say: str


def today(lives: Sequence[Life], around: Around) -> list[Visit]:
    """Return at most MOST people: who waits for an answer, then the neglected who have not left, then those who have.

    Within each the worth at risk decides. Whoever heard from us in the last two days is left in peace, unless they ask.
    """
    found = [(reason, life) for life in lives if (reason := _reason(life, around)) is not None]
    found.sort(key=lambda pair: (pair[0].urgency, -pair[1].at_risk.get(around.currency, 0), pair[1].key))
    return [
        Visit(life.key, around.names.get(life.key, ""), reason.because, worded(reason.say), money(life.at_risk))
        for reason, life in found[:MOST]
    ]


def _reason(life: Life, around: Around) -> _Reason | None:
    asked = around.waiting.get(life.key)
    if asked is not None and (around.at - asked) // DAY in WAITING_DAYS:
        ago = around.words.span(around.at - asked)
        return _Reason(0, worded("Wrote with a question {ago} ago and has had no answer by mail.", ago=ago), _ANSWER)
    if life.last_said is not None and around.at - life.last_said < WAITING_DAYS.start * DAY:
        return None
    neglected = _neglected(life, around)
    if neglected is None or life.left is not True:
        return neglected
    last = around.words.month(life.last or 0)
    return _Reason(2, worded("{because} No purchase since {month}.", because=neglected.because, month=last), _BACK)


def _neglected(life: Life, around: Around) -> _Reason | None:
    words, begun = around.words, around.words.begun
    if is_known(life, around.known_since) and life.first is not None and not life.cared_for:
        return _Reason(1, words.silent_since_purchase(life), _CARE)
    if around.known_since and is_silent_long(life, at=around.at, begun=begun, terms=around.terms):
        return _Reason(1, words.silent_longest(life), _CARE)
    if life.only_asked:
        return _Reason(1, words.only_asked(life), _GIVE)
    since = silent_since(life, begun) if around.known_since else None
    if since is not None and around.at - since > LONG_DAYS * DAY:
        return _Reason(1, words.long_silence(life), _CARE)
    return None
