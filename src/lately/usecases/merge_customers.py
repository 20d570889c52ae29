"""Two records are one customer: read them as one from now on, so that it can be taken apart again exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from lately.identity.models import Duplicate, State
from lately.identity.selectors import pair_numbered
from lately.identity.services import DecidedMeanwhile, decide, follow
from lately.interactions.services import merge
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.choosing import Stands, choose, standing
from lately.profiles.models import Identifier, Redirect

FIRST, SECOND = "first", "second"


def pair_of(*, user: Reader, number: int) -> Duplicate:
    """The pair, if both are customers whom the user may see; raises Refusal."""
    pair = pair_numbered(number)
    if pair is None:
        raise Refusal(
            _("There is no such pair."),
            _("It was taken back, or the address is wrong."),
            _("Choose one from the list."),
        )
    for customer in (pair.first_id, pair.second_id):
        refuse_unless_theirs(user, customer)
    return pair


def merge_customers(*, user: Reader, number: int, chosen: Mapping[str, str], seen: int, now: int) -> int:
    """Merge a proposed pair; returns whom both are read as.

    `chosen` says for a fact whose value stands, "first" or "second"; left out, the newer does. Raises Refusal if the
    pair was decided of since it was `seen`, or a merge of one of them stands in the way.
    """
    pair, moment = pair_of(user=user, number=number), at_seconds(now)
    with write_transaction():
        if pair.version != seen or pair.state != State.PROPOSED:
            raise DecidedMeanwhile(pair)
        record, into = direction(pair)
        facts = choose(into=into, values=_overruled(pair, chosen, moment), now=moment, source=f"chosen by {user.name}")
        merge(customer=record, into=into, now=moment, source=f"{user.name} said that both are one"[:200])
        undo = {"facts": facts, **follow(record=record, into=into, now=moment)}
        decide(pair=pair, seen=seen, state=State.MERGED, by=user.pk, now=moment, merged=record, undo=undo)
    return into


def direction(pair: Duplicate) -> tuple[int, int]:
    """Which record is read as the other, and which stays.

    It stays who has others merged into it; else who is looked after by somebody; else has a key; else came first.
    """
    ids = (pair.first_id, pair.second_id)
    have_others = set(Redirect.objects.filter(into__in=ids, voided_at=None).values_list("into_id", flat=True))
    keyed = set(
        Identifier.objects.filter(customer__in=ids, kind="key", voided_at=None).values_list("customer_id", flat=True)
    )
    owned = {each.pk for each in (pair.first, pair.second) if each.owner_id is not None}
    into = max(ids, key=lambda each: (each in have_others, each in owned, each in keyed, -each))
    return next(each for each in ids if each != into), into


def differing(pair: Duplicate, now: dt.datetime) -> dict[str, tuple[Stands, Stands]]:
    """Facts of which both records say something, and not the same."""
    one, other = standing(pair.first_id, now=now), standing(pair.second_id, now=now)
    return {name: (one[name], other[name]) for name in one if name in other and one[name].value != other[name].value}


def newer(both: tuple[Stands, Stands]) -> str:
    """Whose value stands if nobody chooses."""
    return FIRST if both[0].row > both[1].row else SECOND


def _overruled(pair: Duplicate, chosen: Mapping[str, str], now: dt.datetime) -> dict[str, Stands]:
    """Values that are to stand though the other record's is newer, and from when: from when the other one's was."""
    found = {}
    for name, both in differing(pair, now).items():
        wanted = chosen.get(name, newer(both))
        if wanted in {FIRST, SECOND} and wanted != newer(both):
            found[name] = replace(both[wanted == SECOND], since=max(each.since for each in both))
    return found
