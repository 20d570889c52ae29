"""To whom do I say hello, now that I look after them: who first, and what did the one before me know?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.accounts.models import User
from lately.accounts.selectors import organisation
from lately.interactions.known import known_at
from lately.interactions.timeline import When, place_of, promises, timeline
from lately.interactions.waiting import open_complaints
from lately.interactions.worth import Worth, spoken_by, worth_of
from lately.lib.moments import at_seconds, seconds
from lately.profiles.books import Reader
from lately.profiles.frames import redirects
from lately.profiles.glance import facts_of
from lately.profiles.looked_after import handed_to
from lately.profiles.models import Handed
from lately.profiles.people import people
from lately.usecases.advise import Advice, advise
from lately.usecases.draft_hello import Before, draft_hello
from lately.usecases.draft_words import own_words
from lately.usecases.pass_over import Setting, set_up

CARDS = 5
PAGE = 25
LAST_WORDS = 3
LOOK_AT = 200
DIGITS = 18  # of what is at risk, in small change times days
KNOWN = (
    "left", "note", "role", "employer", "likes", "dislikes", "owns", "plan", "renewal_date", "preferred_channel",
    "wish_days",
)  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """Who is to hear a hello, the most at risk first; `worth` by customer, `rows` say from whom they came."""

    ids: Sequence[int]
    worth: Mapping[int, Worth]
    rows: Mapping[int, Handed]
    into: Mapping[int, int]
    when: When

    def place(self, customer: int) -> str:
        """Where the list goes on after them."""
        return f"{self.worth[customer].at_risk(self.when.at)}-{self.rows[customer].pk}"

    def comes_after(self, customer: int, place: tuple[int, int] | None) -> bool:
        """Whether they stand below that place; None is the top."""
        return place is None or (-self.worth[customer].at_risk(self.when.at), self.rows[customer].pk) > (
            -place[0],
            place[1],
        )


def waiting_for_hello(user: Reader, *, at: int, now: int) -> Waiting:
    """Customers whom the user was handed and has not spoken to since, by call, visit, mail or letter."""
    when = When(at, known_at(at=at, now=now))
    into = redirects(when.known)
    rows = {one: row for one, row in handed_to(user.pk).items() if one not in into and seconds(row.happened_at) <= at}
    met = spoken_by(user.pk, {one: row.happened_at for one, row in rows.items()}, when, into=into)
    left = [one for one in rows if one not in met]
    worth = worth_of(left, when, into=into)
    return Waiting(sorted(left, key=lambda one: (-worth[one].at_risk(at), rows[one].pk)), worth, rows, into, when)


def see_hellos(*, user: Reader, after: str, at: int, now: int) -> dict[str, Any]:
    """Return `cards` of the first few with all that is known, `rows` of those who come next, and how many there are.

    `after` is the place of the last one shown on the page before; who asked us to keep silent stands apart (`leave`).
    """
    found = waiting_for_hello(user, at=at, now=now)
    setting, start = set_up(at=at, now=now), place_of(after, digits=DIGITS)
    first = [] if start else list(found.ids[: CARDS * 2])
    advice = advise(setting, first)
    reached = [one for one in first if one in advice and _ways_open(advice[one])]
    leave = [one for one in first if one not in reached]
    carded = reached[:CARDS]
    rest = [one for one in found.ids if one not in {*carded, *leave} and found.comes_after(one, start)]
    shown_now = rest[:PAGE]
    who = people([*carded, *leave, *shown_now], at=at, known=found.when.known)
    desk = _Desk(user, found, setting, who)
    return {
        "cards": [_card(one, advice[one], desk) for one in carded],
        "leave": [_line(one, desk) for one in leave],
        "rows": [_line(one, desk) for one in shown_now],
        "after": found.place(shown_now[-1]) if len(rest) > PAGE else "",
        "count": len(found.ids),
        "ever": bool(found.rows),
    }


@dataclass(frozen=True)
class _Desk:
    """What every card and line is made with."""

    user: Reader
    waiting: Waiting
    setting: Setting
    people: Mapping[int, Mapping[str, Any]]

    def before(self, customer: int) -> User | None:
        """Who looked after them until then."""
        return self.waiting.rows[customer].before


def _ways_open(advice: Advice) -> bool:
    return not advice.silenced and not {"email", "phone", "post"} <= advice.stopped


def _line(customer: int, desk: _Desk) -> dict[str, Any]:
    before = desk.before(customer)
    return {
        "person": desk.people[customer],
        "worth": desk.waiting.worth[customer],
        "before": before.name if before else "",
    }


def _card(customer: int, advice: Advice, desk: _Desk) -> dict[str, Any]:
    """All that whoever looked after them knew, and words for a hello."""
    when, into = desk.waiting.when, desk.waiting.into
    ids = [customer, *(record for record, target in into.items() if target == customer)]
    owed = [one for one in promises(ids, when) if not one["refrains"] and one["kept_at"] is None]
    told = draft_hello(
        Before.of(desk.before(customer), at=when.at, zone=desk.setting.calendar.zone),
        desk.people[customer],
        owed,
        signed=desk.user.name,
        firm=organisation(at=at_seconds(when.at)).name,
        zone=desk.setting.calendar.zone,
    )
    line = _line(customer, desk)
    return line | {
        "facts": _known(ids, when),
        "promises": owed,
        "complaints": [
            row for row in open_complaints(when, book=desk.user.pk, limit=LOOK_AT) if row["customer"] in ids
        ],
        "last": timeline(ids, when, limit=LAST_WORDS),
        "better_not": advice.better_not,
        "ways": own_words(advice, line["person"], subject=told.subject, text=told.text, to_mind=told.to_mind),
    }


def _known(ids: Sequence[int], when: When) -> list[dict[str, Any]]:
    """Facts worth knowing before one speaks, many values of one together, with the day of the newest."""
    found: dict[str, dict[str, Any]] = {}
    for fact in facts_of(ids, at=when.at, known=when.known):
        one = found.setdefault(fact["name"], {"name": fact["name"], "said": [], "at": fact["at"]})
        one["said"].append(fact["value"])
        one["at"] = max(one["at"], fact["at"])
    return [found[name] for name in KNOWN if name in found]
