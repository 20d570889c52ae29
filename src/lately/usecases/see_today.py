"""Who should I talk to today, about what, why now, and what had better not be said?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lately.interactions.owed import work_of
from lately.interactions.timeline import When
from lately.interactions.unanswered import not_answered
from lately.interactions.worth import unspoken
from lately.plans.putting_off import resting
from lately.profiles.books import Reader, book_of
from lately.profiles.sampling import how_many
from lately.usecases.gather_needs import KINDS, LOOK_AT, Need, day_begun, gather_needs, week_begun
from lately.usecases.make_cards import SPOKEN, Desk, card_of, desk_for
from lately.usecases.pass_over import Setting, set_up
from lately.usecases.see_owed import FEW, MOST, Look, section_needs, sections

AT_MOST = 5
MOST_HELLOS = 1_000
MOST_LATE = 20


def see_today(*, user: Reader, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return at most a handful of `cards`, how many of each kind are `waiting`, and how many `customers` there are.

    One of each kind comes first (an open complaint, a message that waits for an answer, a promise, something done and
    not told, somebody neglected, what tonight's plan gives to a person), then the next of each. `sections` are what
    else there is, without those who have a card; `put_off` is how many matters the user put off, `hellos` how many
    customers were handed to them and have not heard from them; `never_answered` is how many messages (up to
    `most_late`) waited so long that no card stands for them any more; `stuck`, that nobody who waits can be reached;
    `done_today` and `done_week` are what the user did.
    """
    setting = set_up(at=at, now=now, rules_in=rules_in)
    when = When(setting.at, setting.known)
    rests = resting(when, user=user.pk)
    needs = gather_needs(user, setting, rests)
    look = Look(user, setting)
    others = section_needs(look, rests)
    desk = desk_for(user, setting, _as_shown(needs, others))
    cards = list(_chosen(needs, desk))
    shown = {card["person"]["id"] for card in cards}
    return {
        "cards": cards,
        "waiting": {kind: len(found) for kind, found in needs.items()},
        "stuck": not cards and any(needs.values()),
        "most": LOOK_AT,
        "customers": how_many(known=setting.known, book=book_of(user)),
        "put_off": len(rests),
        "hellos": unspoken(user.pk, when, limit=MOST_HELLOS),
        "never_answered": len(
            not_answered(when, days=setting.policy["answers.wait_days"], late=True, book=book_of(user), limit=MOST_LATE)
        ),
        "most_late": MOST_LATE,
        "most_owed": MOST,
        **sections(look, desk, others, shown),
        **_work(user, setting, when),
    }


def _work(user: Reader, setting: Setting, when: When) -> dict[str, Any]:
    """What the user did today, and since Monday."""
    today, week = work_of(user.pk, when, since=[day_begun(setting), week_begun(setting)])
    return {"done_today": today, "done_week": week}


def _as_shown(needs: Mapping[str, Sequence[Need]], others: Mapping[str, Sequence[Need]]) -> list[Need]:
    """Those who will stand there if all goes well; then, list by list, who will if there is nothing to say to them.

    Somebody may be named more than once.
    """
    likely = [need for found in needs.values() for need in found[:1]]
    likely += [need for found in others.values() for need in found[: FEW + 1]]
    unsure = [need for kind, found in needs.items() if kind not in SPOKEN for need in found]
    return [*likely, *unsure, *(need for found in (*needs.values(), *others.values()) for need in found)]


def _chosen(needs: Mapping[str, Sequence[Need]], desk: Desk) -> Iterator[dict[str, Any]]:
    """Cards, one of each kind in turn, nobody twice."""
    queues = {kind: iter(needs[kind]) for kind in KINDS}
    seen: set[int] = set()
    while queues:
        for kind in list(queues):
            fresh = (need for need in queues[kind] if need.customer not in seen)
            card = next((made for need in fresh if (made := card_of(need, desk))), None)
            if card is None:
                del queues[kind]
                continue
            seen.add(card["person"]["id"])
            yield card
            if len(seen) == AT_MOST:
                return
