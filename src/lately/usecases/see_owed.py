"""What else is there beside the handful: promises due, deeds untold, calls to make, asks earned, what was put off?

Below the cards of Today stand the first few of each; each leads to a list that goes on by keyset. A list holds what
was put off, too, and says so: what is owed stays owed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lately.interactions.owed import deeds_untold, how_many, promises_by
from lately.interactions.timeline import When, place_of
from lately.interactions.waiting import spoken_to
from lately.plans.digest import DIGITS, plan_at
from lately.plans.digest import how_many as how_many_told
from lately.plans.putting_off import Rest, resting
from lately.profiles.books import Reader
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.profiles.search import in_book
from lately.usecases.choose_whose import colleagues, owner_of, understood
from lately.usecases.find_earned import asks_on, earned_cards, told
from lately.usecases.gather_needs import DAY, Need, day_begun, needs_of, plan_begun, plan_that_holds, planned
from lately.usecases.make_cards import Desk, card_of, desk_for
from lately.usecases.pass_over import Setting, set_up

PAGE = 20
FEW = 3
LOOK = 12  # rows read for the first few, of which some stand on a card already
LOOK_EARNED = 40  # rows read where most will not do
MOST = 200
WEEK = 7 * DAY
LISTS = ("promises", "untold", "calls", "earned")
KIND_OF = {"promises": "promise", "untold": "deed", "calls": "calls", "earned": "earned"}
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Look:
    """Who looks, at which moment, from where in a list on (blank: its beginning), at whose customers."""

    user: Reader
    setting: Setting
    after: str = ""
    whose: str = ""

    @property
    def when(self) -> When:
        """The moment, and what was known by it."""
        return When(self.setting.at, self.setting.known)

    @property
    def book(self) -> int | None:
        """Whose customers may be seen."""
        return owner_of(self.user, self.whose)

    @functools.cached_property
    def spoken_since(self) -> set[int]:
        """To whom somebody has spoken since the plan that holds was made."""
        return spoken_to(self.when, since=plan_begun(self.setting))

    def calls_left(self, limit: int) -> Rows:
        """Whom the plan that holds gives a call, and to whom nobody has spoken since it was made."""
        after = place_of(self.after, digits=DIGITS)
        rows = planned(self.setting, self.book, {"phone"}, besides=self.spoken_since, after=after, limit=limit)
        into = redirects(self.setting.known) if rows else {}
        return [row | {"customer": into.get(row["customer"], row["customer"])} for row in rows]

    @property
    def how_many_calls_left(self) -> int:
        """How many there are of them in all."""
        plan = plan_that_holds(self.setting)
        if plan is None:
            return 0
        done = how_many_told(plan, book=self.book, among=self.spoken_since, channel="phone") if self.spoken_since else 0
        return how_many_told(plan, book=self.book, channel="phone") - done


def see_owed(
    *, user: Reader, name: str, whose: str = "", after: str = "", at: int, now: int, rules_in: Path | None = None
) -> dict[str, Any]:
    """Return one page of a list (one of LISTS): `rows` as cards, and where the next page begins (`after`).

    `whose` says whose customers (choose_whose.py); what was understood of it comes back, and who else there is.
    """
    look = Look(user, set_up(at=at, now=now, rules_in=rules_in), after, understood(user, whose))
    size = LOOK_EARNED if name == "earned" else PAGE
    rows = _READ[name](look, size + 1)
    needs = needs_of(KIND_OF[name], rows[:size], redirects(look.setting.known), set(), ())
    desk = desk_for(user, look.setting, needs)
    more = len(rows) > size and bool(needs)
    return {
        "name": name,
        "rows": list(_cards(name, needs, desk)),
        "after": _place(needs[-1], desk) if more else "",
        "first": not after,
        "count": _counts(look).get(name),
        "most_owed": MOST,
        "whose": look.whose,
        "colleagues": colleagues(user),
        **_around(look),
    }


def see_put_off(*, user: Reader, after: str = "", at: int, now: int) -> dict[str, Any]:
    """Return one page of what anybody put off whose customers the user may see, the soonest over first."""
    look = Look(user, set_up(at=at, now=now), after)
    found = resting(look.when, after=place_of(after), limit=PAGE + 1)
    shown = found[:PAGE]
    mine = in_book([rest.customer for rest in shown], look.book)
    who = people(mine, at=look.when.at, known=look.when.known)
    return {
        "rows": [{"rest": rest, "person": who[rest.customer]} for rest in shown if rest.customer in who],
        "after": shown[-1].place if len(found) > PAGE else "",
        "first": not after,
    }


def section_needs(look: Look, rests: Sequence[Rest]) -> dict[str, list[Need]]:
    """What may stand below the cards: needs by list, without what is put off and who heard from us today."""
    setting = look.setting
    into, done = redirects(setting.known), spoken_to(look.when, since=day_begun(setting))
    sizes = {"earned": LOOK_EARNED}
    return {
        name: needs_of(KIND_OF[name], _READ[name](look, sizes.get(name, LOOK)), into, done, rests) for name in LISTS
    }


def sections(look: Look, desk: Desk, needs: Mapping[str, Sequence[Need]], shown: set[int]) -> dict[str, Any]:
    """The first few of each list, nobody twice, nor who stands on a card (`shown`); how many there are in all."""
    counts, seen, found = _counts(look), set(shown), []
    for name in LISTS:
        fresh = (need for need in needs[name] if need.customer not in seen)
        rows: list[dict[str, Any]] = []
        for card in _cards(name, fresh, desk):
            if len(rows) == FEW:
                break
            rows.append(card)
            seen.add(card["person"]["id"])
        found.append({"name": name, "rows": rows, "count": counts.get(name)})
    return {"sections": found, **_around(look)}


def _around(look: Look) -> dict[str, Any]:
    """What the lists say where they are empty: whether a plan holds, and whether the shelf has anything that asks."""
    return {"planned": plan_at(look.when.at) is not None, "asks_on_shelf": asks_on(look.setting.contents)}


def _cards(name: str, needs: Iterable[Need], desk: Desk) -> Iterator[dict[str, Any]]:
    if name == "earned":
        yield from earned_cards(_each_once(needs), desk)
        return
    for need in needs:
        card = card_of(need, desk, even_so=name != "calls")
        if card:
            yield card


def _each_once(needs: Iterable[Need]) -> Iterator[Need]:
    """The first need of each customer: two records that were told something may be one customer by now."""
    seen: set[int] = set()
    for need in needs:
        if need.customer not in seen:
            seen.add(need.customer)
            yield need


def _place(need: Need, desk: Desk) -> str:
    """Where a list goes on after this one: the calls by worth, the others by moment and row."""
    return str(need.row.get("place") or desk.people[need.customer]["who"])


def _counts(look: Look) -> dict[str, int]:
    owed = how_many(look.when, until=look.when.at + WEEK, book=look.book, most=MOST)
    return owed | {"calls": look.how_many_calls_left}


def _promises(look: Look, limit: int) -> Rows:
    return promises_by(look.when, until=look.when.at + WEEK, book=look.book, after=place_of(look.after), limit=limit)


def _untold(look: Look, limit: int) -> Rows:
    return deeds_untold(look.when, book=look.book, after=place_of(look.after), limit=limit)


def _calls(look: Look, limit: int) -> Rows:
    return look.calls_left(limit)


def _earned(look: Look, limit: int) -> Rows:
    days = look.setting.policy["earned.within_days"]
    return told(look.book, look.when, days=days, after=place_of(look.after), limit=limit)


_READ: dict[str, Callable[[Look, int], Rows]] = {
    "promises": _promises,
    "untold": _untold,
    "calls": _calls,
    "earned": _earned,
}
