"""Find out whom we have been neglecting, what is at stake, and how many of them have left."""

from __future__ import annotations

from collections.abc import Sequence

from lately.accounts.selectors import organisation
from lately.interactions.known import known_at
from lately.lib.moments import at_seconds, zone_named
from lately.measurement.lives import terms_of
from lately.measurement.neglect import Neglect, neglect
from lately.measurement.rows import channels_known_since, people
from lately.policies.selectors import policy_at
from lately.profiles import people as profiles
from lately.profiles.selectors import customers_of


def find_neglected(*, at: int, now: int) -> Neglect:
    """Return the three lists of neglected customers at `at`, by what was known then; asked at `now` (seconds)."""
    known = known_at(at=at, now=now)
    ours = organisation(at=at_seconds(at))
    policy = policy_at(at=at, known=known)
    return neglect(
        people(at=at, known=known, policy=policy, currency=ours.currency),
        at=at,
        known_since=channels_known_since(at=at, known=known, policy=policy),
        terms=terms_of(policy),
        zone=zone_named(ours.zone),
        currency=ours.currency,
    )


def names_of(customers: Sequence[str], *, at: int, now: int) -> dict[str, str]:
    """Return the name of each customer (as the lists call them) who has one."""
    ids = dict(zip(customers, customers_of([("", each) for each in customers]), strict=True))
    known = known_at(at=at, now=now)
    who = profiles.people([found for found in ids.values() if found is not None], at=at, known=known)
    names = {each: who[found]["name"] for each, found in ids.items() if found is not None}
    return {each: name for each, name in names.items() if name != each}
