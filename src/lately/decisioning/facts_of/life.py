"""Who are they now? Ages at the moment, likes, what they have of us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.stated import EPOCH, everyone, has, stored
from lately.decisioning.records import Records


def today(records: Records) -> dt.date:
    """The organisation's day at the moment."""
    return dt.datetime.fromtimestamp(records.at, ZoneInfo(records.calendar.zone)).date()


def months_old(born: dt.date, day: dt.date) -> int:
    """Whole months of age; somebody not yet born is -1 or less."""
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def child_months(records: Records, low: str, high: str) -> Column:
    """Whether a child of theirs is that many months old; unknown without a birth date, unless they have no children."""
    day, flags, known = today(records), np.zeros(records.size, dtype=bool), np.zeros(records.size, dtype=bool)
    children = stored(records, "has_children")
    known |= children.known & (children.values == 0)
    found = records.facts.get("child_birth_date")
    for owner, born in zip(found.owner, found.values, strict=True) if found else ():
        known[owner] = True
        flags[owner] |= int(low) <= months_old(dt.date.fromisoformat(str(born)[:10]), day) <= int(high)
    return Column(flags.astype(np.int64), known)


def age_years(records: Records) -> Column:
    """Their age in whole years."""
    born, day = stored(records, "birth_date"), today(records)
    ages = [months_old(EPOCH + dt.timedelta(days=days), day) // 12 for days in born.values.tolist()]
    return Column(np.array(ages, dtype=np.int64), born.known)


def days_to_birthday(records: Records) -> Column:
    """Days until their next birthday, 0 on the day."""
    born = stored(records, "birth_date")
    return Column(days_to_next(born.values, today(records)), born.known)


def days_to_next(
    days: np.ndarray[tuple[int], np.dtype[np.int64]], day: dt.date
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Days from `day` until the next return of each date (days since 1970); 29 February returns on 1 March."""
    return np.array([_until(EPOCH + dt.timedelta(days=one), day) for one in days.tolist()], dtype=np.int64)


def _until(date: dt.date, day: dt.date) -> int:
    for year in (day.year, day.year + 1):
        try:
            coming = date.replace(year=year)
        except ValueError:
            coming = dt.date(year, 3, 1)
        if coming >= day:
            return (coming - day).days
    return 366


def days_to_renewal(records: Records) -> Column:
    """Days until their contract is up."""
    due = stored(records, "renewal_date")
    return Column(due.values - (today(records) - EPOCH).days, due.known)


def likes(records: Records, topic: str) -> Column:
    """Whether they like the topic."""
    return has(records, "likes", topic)


def dislikes(records: Records, topic: str) -> Column:
    """Whether they told us that they do not want the topic."""
    return has(records, "dislikes", topic)


def owns(records: Records, product: str) -> Column:
    """Whether they have the product of us."""
    return has(records, "owns", product)


def prefers(records: Records, channel: str) -> Column:
    """Whether it is the channel they prefer; unknown if they named none."""
    preferred = stored(records, "preferred_channel")
    return Column((preferred.values.astype(str) == channel).astype(np.int64), preferred.known)


def has_owner(records: Records) -> Column:
    """Whether one of us looks after them."""
    return everyone(records, records.owned)


WORKED_OUT: dict[str, Callable[..., Column]] = {
    "child_months": child_months,
    "age_years": age_years,
    "days_to_birthday": days_to_birthday,
    "days_to_renewal": days_to_renewal,
    "likes": likes,
    "dislikes": dislikes,
    "owns": owns,
    "prefers": prefers,
    "has_owner": has_owner,
}
