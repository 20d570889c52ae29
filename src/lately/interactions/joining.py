"""What if a list says that two records are one? The one goes by its key only, the other by its address only.

It happens when mail and purchases come before the list of people that has both. So that any order of files gives the
same book, the line is believed, as it would have been had it come first; and it can be taken apart like any merge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q

from lately.identity.models import Duplicate, State
from lately.identity.services import follow, kept_apart, unfollow
from lately.interactions.merging import merge, unmerge
from lately.profiles.models import Customer, Redirect
from lately.profiles.services import Clash, Found, Person, find_or_make, known


def find_or_join(*, people: Sequence[Person], now: dt.datetime, imported: int) -> Found:
    """As profiles' find_or_make; two records that a line shows to be one are merged, unless somebody said otherwise."""
    found = find_or_make(people=people, now=now, imported=imported)
    places = [place for place, each in enumerate(found.customers) if isinstance(each, Clash) and each.one_after_all]
    if not places:
        return found
    shown = [people[place] for place in places]
    whose = known(names=[name for person in shown for name in person.names])
    for two in dict.fromkeys((whose["key", each.key], whose["email", each.email]) for each in shown):
        _join(*two, now=now, imported=imported)
    second = find_or_make(people=shown, now=now, imported=imported)
    for place, customer in zip(places, second.customers, strict=True):
        found.customers[place] = customer
        found.identified |= set() if isinstance(customer, Clash) else {customer}
    found.made |= second.made
    return found


def part_joined(*, imported: int, now: dt.datetime) -> None:
    """Take apart what an import joined, as far as nobody decided of it since."""
    for pair in Duplicate.objects.filter(state=State.MERGED, decided_by=None, undo__imported=imported):
        if pair.merged_id is not None:
            unmerge(customer=pair.merged_id, now=now)
        unfollow(pair.undo)
        if pair.undo.get("proposed"):
            Duplicate.objects.filter(pk=pair.pk).update(
                state=State.PROPOSED, merged=None, decided_at=None, undo={}, version=F("version") + 1
            )
        else:
            pair.delete()


def _join(keyed: int, addressed: int, *, now: dt.datetime, imported: int) -> None:
    if keyed == addressed or kept_apart(keyed, addressed) or _entangled(keyed, addressed):
        return
    record, into = _direction(keyed, addressed)
    merge(customer=record, into=into, now=now, source=f"import {imported} names both on one line")
    first, second = sorted((keyed, addressed))
    pair = Duplicate.objects.filter(first_id=first, second_id=second)
    undo = {"imported": imported, "proposed": pair.exists(), **follow(record=record, into=into, now=now)}
    decided = {"state": State.MERGED, "decided_at": now, "merged_id": record, "undo": undo}
    if not pair.update(**decided, version=F("version") + 1):
        Duplicate.objects.create(first_id=first, second_id=second, found_at=now, score_milli=0, **decided)


def _direction(keyed: int, addressed: int) -> tuple[int, int]:
    """Who is read as the other: the one without a key, unless only that one is looked after by somebody."""
    owners = dict(Customer.objects.filter(pk__in=(keyed, addressed)).values_list("pk", "owner_id"))
    turned = owners[addressed] is not None and owners[keyed] is None and not _has_others(keyed)
    return (keyed, addressed) if turned else (addressed, keyed)


def _entangled(keyed: int, addressed: int) -> bool:
    """Whether merges of these two stand in the way: merges form no chains."""
    either = Q(customer__in=(keyed, addressed)) | Q(into=addressed)
    return Redirect.objects.filter(either, voided_at=None).exists()


def _has_others(customer: int) -> bool:
    return Redirect.objects.filter(into=customer, voided_at=None).exists()
