"""How is it said, plainly and with its facts, why somebody stands on a list?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lately.decisioning.phrases import counted
from lately.lib.saying import Month, Saying, several, worded
from lately.lib.saying import gettext_noop as _
from lately.measurement.lives import DAY, Life

_WANTED = {
    "renewal": _("a renewal"), "invoice": _("an invoice paid"), "sale": _("a sale"), "favour": _("a favour"),
}  # fmt: skip
_SOMETHING = _("something")
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
        bought = self._bought(life)
        if life.said:
            before = self.month(life.said[-1].at)
            return worded(
                "{bought}; what they last heard from us was before that, in {month}.", bought=bought, month=before
            )
        if life.first is not None and life.first < self.begun:
            text = _("{bought}; heard nothing from us since, as far back as the mail goes ({month}).")
            return worded(text, bought=bought, month=self.month(self.begun))
        if life.bought == 1:
            return worded("{bought}; heard nothing from us since.", bought=bought)
        return worded("{bought}; heard nothing from us since the first purchase.", bought=bought)

    def silent_longest(self, life: Life) -> str:
        """Why a customer's silence is long by their own rhythm."""
        often = several("Buys about every day", "Buys about every {n} days", max(1, round(life.rhythm or 0)))
        if life.last_said is not None:
            text = _("{often}, but has heard nothing from us for {span} (last in {month}).")
            span = self.span(self.at - life.last_said)
            return worded(text, often=often, span=span, month=self.month(life.last_said))
        first = life.first if life.first is not None else self.at
        span = self.span(self.at - max(first, self.begun))
        if first >= self.begun:
            return worded("{often}, but has heard nothing from us for {span}.", often=often, span=span)
        return worded("{often}, but has heard nothing from us for at least {span}.", often=often, span=span)

    def long_silence(self, life: Life) -> str:
        """Why a customer without a rhythm, or bought from before anything is known, should hear from us again."""
        if life.last_said is not None:
            text = _("Heard nothing from us for {span} (last in {month}).")
            said = {"span": self.span(self.at - life.last_said), "month": self.month(life.last_said)}
            if life.bought:
                text = _("{bought}; heard nothing from us for {span} (last in {month}).")
                return worded(text, bought=self._bought(life), **said)
            return worded(text, **said)
        month = self.month(self.begun)
        if life.bought:
            text = _("{bought}; heard nothing from us since {month} at least.")
            return worded(text, bought=self._bought(life), month=month)
        return worded("Heard nothing from us since {month} at least.", month=month)

    def only_asked(self, life: Life) -> str:
        """Why a customer heard only when something was wanted."""
        asks = [contact for contact in life.said if contact.classed != "service"]
        wanted = sorted(Counter(contact.wanted for contact in asks).items(), key=_commonest)
        named = [(worded(_WANTED.get(name, _SOMETHING)), count) for name, count in wanted]
        since = self.month(asks[0].at)
        if len(asks) == 1:
            return worded("Heard from us once, in {month}, because we wanted {what}.", month=since, what=named[0][0])
        text = _("Heard from us {times} since {month}, each time because we wanted {what}.")
        return worded(
            text, times=_times(len(asks)), month=since, what=named[0][0] if len(named) == 1 else _listed(named)
        )

    def cared_for(self, life: Life) -> str:
        """When a customer who is not neglected last heard from us."""
        if life.last_said is None:
            return ""
        return worded("Last heard from us in {month}.", month=self.month(life.last_said))

    def _bought(self, life: Life) -> Saying:
        month = self.month(life.first if life.first is not None else self.at)
        if life.bought == 1:
            return worded("Bought once, in {month}", month=month)
        return worded("Bought {times}, first in {month}", times=_times(life.bought), month=month)

    def month(self, moment: int) -> Saying:
        """A moment's month: "March 2025"."""
        day = dt.datetime.fromtimestamp(moment, self.zone)
        return worded("{month}", month=Month(day.year, day.month))

    @staticmethod
    def span(length: int) -> Saying:
        """A span of seconds, rounded down as people say it: "7 months"."""
        days = max(0, length) // DAY
        if days < _TWO_MONTHS:
            return counted(days, "day")
        if days < _TWO_YEARS:
            return counted(int(days / _MONTH), "month")
        return counted(int(days / _YEAR), "year")


def _times(count: int) -> Saying:
    if count == 2:  # noqa: PLR2004 - nobody says "2 times"
        return worded("twice")
    return counted(count, "time")


def _listed(named: Sequence[tuple[Saying, int]]) -> Saying:
    """What was wanted, and how often: a sale (3), a favour (1)."""
    *rest, (what, count) = named
    last = worded("{what} ({count})", what=what, count=count)
    return worded("{first}, {last}", first=_listed(rest), last=last) if rest else last


def day(at: int, zone: ZoneInfo) -> Saying:
    """Return a moment's day in words: 16 November 2026."""
    return worded("{day}", day=dt.datetime.fromtimestamp(at, zone).date())


def _commonest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
