"""How is it said, plainly and with its facts, why somebody stands on a list?"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lately.measurement.lives import DAY, Life

_WANTED = {"renewal": "a renewal", "invoice": "an invoice paid", "sale": "a sale", "favour": "a favour"}
_MONTHS = re.findall(r"\w+", "January February March April May June July August September October November December")
_TWO_MONTHS, _TWO_YEARS = 61, 730
_MONTH, _YEAR = 30.44, 365.25


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences at one moment (`at`), where what was said goes back to `begun`; days are those of `zone`."""

    at: int
    begun: int
    zone: ZoneInfo

    def silent_since_purchase(self, life: Life) -> str:
        """Why a customer is silent since the first purchase."""
        if life.said:
            before = self.month(life.said[-1].at)
            return f"{self._bought(life)}; what they last heard from us was before that, in {before}."
        if life.first is not None and life.first < self.begun:
            goes = f"as far back as the mail goes ({self.month(self.begun)})"
            return f"{self._bought(life)}; heard nothing from us since, {goes}."
        if life.bought == 1:
            return f"{self._bought(life)}; heard nothing from us since."
        return f"{self._bought(life)}; heard nothing from us since the first purchase."

    def silent_longest(self, life: Life) -> str:
        """Why a customer's silence is long by their own rhythm."""
        days = max(1, round(life.rhythm or 0))
        often = f"Buys about every {'day' if days == 1 else f'{days} days'}"
        if life.last_said is not None:
            span = self.span(self.at - life.last_said)
            return f"{often}, but has heard nothing from us for {span} (last in {self.month(life.last_said)})."
        first = life.first if life.first is not None else self.at
        since = max(first, self.begun)
        more = "" if first >= self.begun else "at least "
        return f"{often}, but has heard nothing from us for {more}{self.span(self.at - since)}."

    def long_silence(self, life: Life) -> str:
        """Why a customer without a rhythm, or bought from before anything is known, should hear from us again."""
        bought = f"{self._bought(life)}; " if life.bought else ""
        if life.last_said is not None:
            heard = f"heard nothing from us for {self.span(self.at - life.last_said)}"
            return _sentence(f"{bought}{heard} (last in {self.month(life.last_said)}).")
        return _sentence(f"{bought}heard nothing from us since {self.month(self.begun)} at least.")

    def only_asked(self, life: Life) -> str:
        """Why a customer heard only when something was wanted."""
        asks = [contact for contact in life.said if contact.classed != "service"]
        wanted = sorted(Counter(contact.wanted for contact in asks).items(), key=_commonest)
        named = [(_WANTED.get(name, "something"), count) for name, count in wanted]
        since = self.month(asks[0].at)
        if len(asks) == 1:
            return f"Heard from us once, in {since}, because we wanted {named[0][0]}."
        what = named[0][0] if len(named) == 1 else ", ".join(f"{name} ({count})" for name, count in named)
        return f"Heard from us {_times(len(asks))} since {since}, each time because we wanted {what}."

    def cared_for(self, life: Life) -> str:
        """When a customer who is not neglected last heard from us."""
        return "" if life.last_said is None else f"Last heard from us in {self.month(life.last_said)}."

    def _bought(self, life: Life) -> str:
        month = self.month(life.first if life.first is not None else self.at)
        if life.bought == 1:
            return f"Bought once, in {month}"
        return f"Bought {_times(life.bought)}, first in {month}"

    def month(self, moment: int) -> str:
        """A moment's month: "March 2025"."""
        day = dt.datetime.fromtimestamp(moment, self.zone)
        return f"{_MONTHS[day.month - 1]} {day.year}"

    @staticmethod
    def span(length: int) -> str:
        """A span of seconds, rounded down as people say it: "7 months"."""
        days = max(0, length) // DAY
        if days < _TWO_MONTHS:
            return _days(days)
        if days < _TWO_YEARS:
            return f"{int(days / _MONTH)} months"
        return f"{int(days / _YEAR)} years"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 - nobody says "2 times"


def day(at: int, zone: ZoneInfo) -> str:
    """Return a moment's day in words: 16 November 2026."""
    local = dt.datetime.fromtimestamp(at, zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def _commonest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
