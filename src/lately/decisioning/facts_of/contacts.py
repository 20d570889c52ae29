"""How much have they felt of us, and how did we leave each other?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.stated import DAY, everyone, stored, texts, whether
from lately.decisioning.hours import is_zone, minds_holidays, minds_mailing_hour, open_at
from lately.decisioning.offers import WANTING
from lately.decisioning.pressure import Around
from lately.decisioning.records import NEVER, Ints, Named, Records

LONG = 10**10
HOURS = 26  # of the day, after the day, and none named
NOT_KNOWN = Column(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=bool))


def moment(records: Records) -> Column:
    """The moment of deciding."""
    return Column(np.zeros(records.size, dtype=np.int64), records.everybody, (records.at,))


def opening(records: Records, channel: str) -> Column:
    """The first open moment of the channel where they are; the organisation's zone where theirs is unknown."""
    return everyone(records, opens(records, channel))


def opens(records: Records, channel: str) -> Ints:
    """The same as plain moments, int64 (m,); worked out once a pass."""
    return records.once("opens", channel, work=lambda: _opening(records, channel))


def _opening(records: Records, channel: str) -> Ints:
    """Worked out once for all who live by the same clock and calendar."""
    zones, countries = texts(records, "zone", records.calendar.zone), _countries(records, channel)
    hours = stored(records, "mailing_hour") if minds_mailing_hour(channel) else NOT_KNOWN
    where = (zones.places.astype(np.int64) * len(countries.words) + countries.places) * HOURS
    where += np.where(hours.known, np.clip(hours.values, -1, HOURS - 2) + 1, 0)
    found = np.zeros(len(zones.words) * len(countries.words) * HOURS, dtype=np.int64)
    for place in np.flatnonzero(np.bincount(where)).tolist():
        land, hour = divmod(place, HOURS)
        zone, country = zones.words[land // len(countries.words)], countries.words[land % len(countries.words)]
        zone = zone if is_zone(zone) else records.calendar.zone
        found[place] = open_at(
            channel, records.at, zone=zone, country=country, from_hour=hour - 1, policy=records.policy
        )
    return found.take(where)


def _countries(records: Records, channel: str) -> Named:
    """Where they are, as far as holidays there close the channel."""
    if minds_holidays(channel, records.policy):
        return texts(records, "country", records.calendar.country)
    return Named(np.zeros(records.size, dtype=np.uint8), (records.calendar.country,))


def _around(records: Records, channel: str) -> Around:
    """Contacts around the channel's first open moment."""
    return records.once("around", channel, work=lambda: Around(records.kept.contacts, opens(records, channel)))


def open_wait(records: Records, channel: str) -> Column:
    """Seconds until the channel is open where they are."""
    return everyone(records, opens(records, channel) - records.at)


def pressure(records: Records, channel: str, window: str) -> Column:
    """The heaviest window of so many days that would contain a contact at the channel's first open moment."""
    return everyone(records, _around(records, channel).heaviest(int(window)))


def gap(records: Records, channel: str) -> Column:
    """Seconds from the channel's first open moment to the nearest contact, before or after it."""
    return everyone(records, _around(records, channel).nearest(LONG))


def wish_wait(records: Records, channel: str) -> Column:
    """Seconds until their own frequency allows a contact; unknown if they expressed no wish."""
    wish = stored(records, "wish_days")
    theirs = np.flatnonzero(wish.known)
    last, wished = records.kept.last_contact[theirs], wish.values[theirs] * DAY
    waited = np.where(last == NEVER, LONG, opens(records, channel)[theirs] - last)
    wait = np.zeros(records.size, dtype=np.int64)
    wait[theirs] = np.maximum(np.where(_around(records, channel).booked[theirs], wished, wished - waited), 0)
    return Column(wait, wish.known)


def credit(records: Records) -> Column:
    """How far ahead they are, in thousandths of a give: what they got less what our asks cost."""
    return everyone(records, records.kept.given - _price(records))


def earned(records: Records) -> Column:
    """earned; run_up if only what they got just before makes it so; else unearned."""
    contacts = records.kept.contacts
    run_up = records.at - int(records.policy["asks.run_up_days"] * DAY)
    lately = (contacts.at > run_up) & (contacts.at <= records.at)
    bait = contacts.sums(contacts.given, lately, records.size)
    ahead = records.kept.given - _price(records) - round(records.policy["asks.credit"] * 1000)
    how = (ahead >= 0).astype(np.uint8) + (ahead >= bait)  # a bait is never less than nothing
    return Column(how, records.everybody, ("unearned", "run_up", "earned"))


def _price(records: Records) -> Ints:
    """What our asks cost, in thousandths of a give."""
    per_ask = round(records.policy["asks.gives_per_ask"] * 1000)
    price: Ints = records.kept.asked * per_ask // 1000
    return price


def days_silent(records: Records) -> Column:
    """Days since we last spoke to them; since their first purchase, or the start of our record, if we never did."""
    kept, history = records.kept, records.history
    since = np.where(kept.last_contact != NEVER, kept.last_contact, history.first_purchase)
    known = (since != NEVER) & (records.known_since != NEVER)
    start = np.where(kept.last_contact != NEVER, since, np.maximum(since, records.known_since))
    return Column((records.at - start) // DAY, known)


def days_since_ask(records: Records) -> Column:
    """Days since we last wanted something of them; unknown if we never did."""
    last = records.kept.last_ask
    return Column((records.at - last) // DAY, last != NEVER)


def unanswered(records: Records) -> Column:
    """Contacts of the longest window since their last sign of life."""
    contacts = records.kept.contacts
    silent = (contacts.at <= records.at) & (contacts.at > records.history.last_inbound.take(contacts.owner))
    return everyone(records, contacts.sums(np.ones(len(contacts), np.int64), silent, records.size))


def promise_overdue(records: Records) -> Column:
    """Whether something we said we would do is late."""
    flags = np.zeros(records.size, dtype=bool)
    promises = records.promises
    late = promises.refrains.says("") & (promises.due <= records.at)
    flags[promises.owner[late]] = True
    return whether(records, flags)


def refrains(records: Records, classed: str) -> Column:
    """Whether we said that we would not send such until a day that has not come.

    Who was promised that we ask for nothing is sent no ask that is mixed with a give or dressed as one either.
    """
    flags = np.zeros(records.size, dtype=bool)
    promises = records.promises
    said = ("all", classed, "ask") if classed in WANTING else ("all", classed)
    standing = promises.refrains.says(*said) & (promises.due > records.at)
    flags[promises.owner[standing]] = True
    return whether(records, flags)


WORKED_OUT: dict[str, Callable[..., Column]] = {
    "moment": moment,
    "open_at": opening,
    "open_wait": open_wait,
    "pressure": pressure,
    "gap": gap,
    "wish_wait": wish_wait,
    "days_since_ask": days_since_ask,
    "credit": credit,
    "earned": earned,
    "days_silent": days_silent,
    "unanswered": unanswered,
    "promise_overdue": promise_overdue,
    "refrains": refrains,
}
