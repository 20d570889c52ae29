"""What stands in one customer's ledger, for people to read, newest first?"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from lately.interactions.models import Class, Deed, Direction, Interaction, Kind, Promise, Status
from lately.lib.counting import Live
from lately.lib.moments import at_seconds, seconds
from lately.lib.sql import capitals
from lately.profiles.frames import redirects

DIGITS = 11  # moments and rows beyond it are none of ours
_WORDED = ("subject", "text", "tells__what", "keeps__what")
Rows = TypeVar("Rows", bound=Model)
Referred = TypeVar("Referred", Deed, Promise, Interaction)


@dataclass(frozen=True, slots=True)
class When:
    """The moment looked at, and by when a row must have been recorded to count; seconds since 1970 UTC."""

    at: int
    known: int

    @property
    def live(self) -> Live:
        """Rows that counted then and had happened."""
        return Live(self.known, self.at)


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a ledger are asked for: by channel, by side (us or them), of a sort (SORTS), with words in them.

    Blank is all; `oldest` turns the order round.
    """

    channel: str = ""
    side: str = ""
    sort: str = ""
    words: str = ""
    oldest: bool = False

    @property
    def chosen(self) -> Q:
        """Rows that are asked for."""
        found = SORTS.get(self.sort, Q())
        if self.channel:
            found &= Q(channel=self.channel)
        if self.side in SIDES:
            found &= Q(direction=SIDES[self.side])
        for word in self.words.split():
            stands = (Q(**{f"{field}__icontains": each}) for each in capitals(word) for field in _WORDED)
            found &= functools.reduce(operator.or_, stands)
        return found


def _classed(*classes: str) -> Q:
    """Rows out of these classes, by the class that counts (`Interaction.classed`)."""
    read = Q(found__in=classes) | Q(found="", declared__in=classes)
    by = Q(overruled_by="")
    return Q(direction=Direction.OUT) & ((by & read) | (~by & Q(declared__in=classes)))


SIDES = {"us": Direction.OUT, "them": Direction.IN}
SORTS = {
    "gives": _classed(Class.GIVE),
    "asks": _classed(Class.ASK, Class.MIXED, Class.DISGUISED),
    "talks": Q(kind__in=[Kind.CALL, Kind.VISIT]),
    "bought": Q(kind=Kind.PURCHASE),
    "bills": Q(kind=Kind.INVOICE),
    "told_us": Q(direction=Direction.IN) & ~Q(kind=Kind.PURCHASE),
    "complaints": Q(kind=Kind.COMPLAINT),
}
ALL = Part()


def place_of(text: str, *, digits: int = DIGITS) -> tuple[int, int] | None:
    """Read where a page ended, as `place_after` wrote it; None for anything else.

    A moment before 1970 is below zero; what else a list stands by may have more `digits`.
    """
    moment, _, row = text.rpartition("-")
    plain = moment.removeprefix("-").isdecimal() and row.isdecimal()
    return (int(moment), int(row)) if plain and len(moment) <= digits and len(row) <= DIGITS else None


def place_after(row: dict[str, Any]) -> str:
    """Where a page ends whose last row this is."""
    return f"{row['at']}-{row['row']}"


def timeline(
    ids: Sequence[int], when: When, *, before: tuple[int, int] | None = None, limit: int = 30, part: Part = ALL
) -> list[dict[str, Any]]:
    """Rows of a customer's ledger (`ids` are theirs and those merged into them), newest first.

    `before` is the (moment, row) of the last one seen, in the order of the `part` that is asked for; `row` names it.
    Reservations are in it, and say so.
    """
    rows = Interaction.objects.filter(when.live, part.chosen, customer_id__in=ids)
    rows = rows.select_related("by", "tells", "keeps", "closes")
    if before is not None:
        moment, way = at_seconds(before[0]), "gt" if part.oldest else "lt"
        rows = rows.filter(Q(**{f"happened_at__{way}": moment}) | Q(happened_at=moment, **{f"pk__{way}": before[1]}))
    order = ("happened_at", "pk") if part.oldest else ("-happened_at", "-pk")
    return [_entry(row, ids) for row in rows.order_by(*order)[:limit]]


def channels_of(ids: Sequence[int], when: When) -> list[str]:
    """The channels that a customer's ledger knows."""
    rows = Interaction.objects.filter(when.live, customer_id__in=ids)
    return sorted(set(rows.values_list("channel", flat=True)))


def counts(ids: Sequence[int], when: When) -> dict[str, int]:
    """How many contacts out of each class were handed over; unread ones under a blank."""
    rows = Interaction.objects.filter(when.live, customer_id__in=ids, direction=Direction.OUT, status=Status.DONE)
    found: dict[str, int] = {}
    for row in rows.only("declared", "found", "overruled_by"):
        found[row.classed] = found.get(row.classed, 0) + 1
    return found


def deeds(ids: Sequence[int], when: When) -> list[dict[str, Any]]:
    """What was done for a customer, newest first, and whether and when they were told."""
    rows = _with(Deed.objects.filter(when.live, customer_id__in=ids), "tellings", ids, when).select_related("answers")
    return [_deed(row, answered(row, when)) for row in rows.order_by("-happened_at", "-pk")]


def answered(deed: Deed, when: When) -> Interaction | None:
    """The customer's own words that a deed answers; None if they were taken back, or are somebody else's by now."""
    said = deed.answers
    if said is None or (said.voided_at is not None and seconds(said.voided_at) <= when.known):
        return None
    if said.customer_id == deed.customer_id:
        return said
    into = redirects(when.known)
    one, other = (into.get(each, each) for each in (said.customer_id, deed.customer_id))
    return said if one == other else None


def promises(ids: Sequence[int], when: When) -> list[dict[str, Any]]:
    """What we promised a customer, soonest due first, and when it was kept."""
    rows = _with(Promise.objects.filter(when.live, customer_id__in=ids), "keepings", ids, when)
    return [_promise(row) for row in rows.order_by("due_at", "pk")]


def _with(rows: QuerySet[Rows], name: str, ids: Sequence[int], when: When) -> QuerySet[Rows]:
    done = Interaction.objects.filter(when.live, status=Status.DONE, customer_id__in=ids).order_by("happened_at")
    return rows.prefetch_related(Prefetch(name, queryset=done, to_attr="done"))


def _entry(row: Interaction, ids: Sequence[int]) -> dict[str, Any]:
    tells, keeps, closes = _theirs(row.tells, ids), _theirs(row.keeps, ids), _theirs(row.closes, ids)
    return {
        "row": row.pk,
        "key": row.source_key,
        "by_id": row.by_id,
        "at": seconds(row.happened_at),
        "direction": row.direction,
        "channel": row.channel,
        "kind": row.kind,
        "status": row.status,
        "class": row.classed,
        "declared": row.declared,
        "found": row.found,
        "overruled_by": row.overruled_by,
        "wanted": row.wanted,
        "content": row.content,
        "subject": row.subject,
        "text": row.text,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "by": row.by.name if row.by else "",
        "tells": tells.what if tells else "",
        "keeps": keeps.what if keeps else "",
        "closes": closes.kind if closes else "",
        "source": row.source,
    }


def _theirs(row: Referred | None, ids: Sequence[int]) -> Referred | None:
    """What a row refers to; None if that is somebody else's by now (theirs.py)."""
    return row if row is not None and row.customer_id in ids else None


def _deed(row: Deed, said: Interaction | None) -> dict[str, Any]:
    told: list[Interaction] = row.done  # type: ignore[attr-defined]  # put there by Prefetch(to_attr=)
    return {
        "key": row.source_key,
        "at": seconds(row.happened_at),
        "what": row.what,
        "saved_minor": row.saved_minor,
        "currency": row.currency,
        "by": row.by,
        "source": row.source,
        "answers": said.text if said else "",
        "answers_kind": said.kind if said else "",
        "told_at": seconds(told[0].happened_at) if told else None,
        "told_by": told[0].channel if told else "",
    }


def _promise(row: Promise) -> dict[str, Any]:
    kept: list[Interaction] = row.done  # type: ignore[attr-defined]  # the same
    return {
        "key": row.source_key,
        "at": seconds(row.happened_at),
        "what": row.what,
        "due": seconds(row.due_at),
        "refrains": row.refrains,
        "by": row.by,
        "kept_at": seconds(kept[0].happened_at) if kept else None,
    }
