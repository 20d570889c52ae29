"""How much have they felt of us, and how did we leave each other?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.stated import DAY, everyone, stored, texts
from lately.decisioning.hours import open_at
from lately.decisioning.pressure import used
from lately.decisioning.records import NEVER, Ints, Records

LONG = 10**10


def moment(records: Records) -> Column:
    """The moment of deciding."""
    return everyone(records, np.full(records.size, records.at, dtype=np.int64))


def opening(records: Records, channel: str) -> Column:
    """The first open moment of the channel where they are; the organisation's zone where theirs is unknown."""
    return everyone(records, opens(records, channel))


def opens(records: Records, channel: str) -> Ints:
    """The same as plain moments, int64 (m,); worked out once a pass."""
    key = ("open_at", channel)
    if key not in records.memo:
        records.memo[key] = _opening(records, channel)
    return records.memo[key]


def _opening(records: Records, channel: str) -> Ints:
    zones = texts(records, "zone", records.calendar.zone)
    countries = texts(records, "country", records.calendar.country)
    hour = stored(records, "mailing_hour")
    hours = np.where(hour.known, hour.values, -1)
    found: dict[tuple[str, str, int], int] = {}
    out = np.empty(records.size, dtype=np.int64)
    for index, where in enumerate(zip(zones, countries, hours.tolist(), strict=True)):
        if where not in found:
            found[where] = open_at(
                channel, records.at, zone=where[0], country=where[1], from_hour=where[2], policy=records.policy
            )
        out[index] = found[where]
    return out


def open_wait(records: Records, channel: str) -> Column:
    """Seconds until the channel is open where they are."""
    return everyone(records, opens(records, channel) - records.at)


def pressure(records: Records, channel: str, window: str) -> Column:
    """The heaviest window of so many days that would contain a contact at the channel's first open moment."""
    at = opens(records, channel)
    return everyone(records, used(records.kept.contacts, at, int(window)))


def gap(records: Records, channel: str) -> Column:
    """Seconds from the channel's first open moment to the nearest contact, before or after it."""
    at = opens(records, channel)
    contacts = records.kept.contacts
    nearest = np.full(records.size, LONG, dtype=np.int64)
    np.minimum.at(nearest, contacts.owner, np.abs(contacts.at - at[contacts.owner]))
    return everyone(records, nearest)


def wish_wait(records: Records, channel: str) -> Column:
    """Seconds until their own frequency allows a contact; unknown if they expressed no wish."""
    wish = stored(records, "wish_days")
    at = opens(records, channel)
    last = records.kept.last_contact
    waited = np.where(last == NEVER, LONG, at - last)
    contacts = records.kept.contacts
    later = np.zeros(records.size, dtype=bool)
    later[contacts.owner[contacts.at > at[contacts.owner]]] = True
    wait = np.where(later, wish.values * DAY, wish.values * DAY - waited)
    return Column(np.maximum(wait, 0), wish.known)


def credit(records: Records) -> Column:
    """How far ahead they are, in thousandths of a give: what they got less what our asks cost."""
    return everyone(records, _credit(records, records.kept.given))


def earned(records: Records) -> Column:
    """earned; run_up if only what they got just before makes it so; else unearned."""
    contacts = records.kept.contacts
    run_up = records.at - int(records.policy["asks.run_up_days"] * DAY)
    lately = (contacts.at > run_up) & (contacts.at <= records.at)
    bait = np.zeros(records.size, dtype=np.int64)
    np.add.at(bait, contacts.owner[lately], contacts.given[lately])
    needed = round(records.policy["asks.credit"] * 1000)
    enough = _credit(records, records.kept.given) >= needed
    honest = _credit(records, records.kept.given - bait) >= needed
    return Column(np.where(honest, "earned", np.where(enough, "run_up", "unearned")), np.ones(records.size, dtype=bool))


def _credit(records: Records, given: Ints) -> Ints:
    per_ask = round(records.policy["asks.gives_per_ask"] * 1000)
    ahead: Ints = given - records.kept.asked * per_ask // 1000
    return ahead


def days_silent(records: Records) -> Column:
    """Days since we last spoke to them; since their first purchase, or the start of our record, if we never did."""
    kept, history = records.kept, records.history
    since = np.where(kept.last_contact != NEVER, kept.last_contact, history.first_purchase)
    known = (since != NEVER) & (records.known_since != NEVER)
    start = np.where(kept.last_contact != NEVER, since, np.maximum(since, records.known_since))
    return Column(np.where(known, (records.at - start) // DAY, 0), known)


def unanswered(records: Records) -> Column:
    """Contacts of the longest window since their last sign of life."""
    contacts = records.kept.contacts
    counts = np.zeros(records.size, dtype=np.int64)
    silent = (contacts.at <= records.at) & (contacts.at > records.history.last_inbound[contacts.owner])
    np.add.at(counts, contacts.owner[silent], 1)
    return everyone(records, counts)


def promise_overdue(records: Records) -> Column:
    """Whether something we said we would do is late."""
    flags = np.zeros(records.size, dtype=bool)
    promises = records.promises
    late = (promises.refrains == "") & (promises.due <= records.at)
    flags[promises.owner[late]] = True
    return everyone(records, flags)


def refrains(records: Records, classed: str) -> Column:
    """Whether we said that we would not send such until a day that has not come."""
    flags = np.zeros(records.size, dtype=bool)
    promises = records.promises
    standing = np.isin(promises.refrains, ["all", classed]) & (promises.due > records.at)
    flags[promises.owner[standing]] = True
    return everyone(records, flags)


WORKED_OUT: dict[str, Callable[..., Column]] = {
    "moment": moment,
    "open_at": opening,
    "open_wait": open_wait,
    "pressure": pressure,
    "gap": gap,
    "wish_wait": wish_wait,
    "credit": credit,
    "earned": earned,
    "days_silent": days_silent,
    "unanswered": unanswered,
    "promise_overdue": promise_overdue,
    "refrains": refrains,
}
