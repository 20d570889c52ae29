"""Who are they now? Ages at the moment, likes, what they have of us."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np

from lately.decisioning.catalogue import EPOCH
from lately.decisioning.encode import NO_OR_YES, Column
from lately.decisioning.facts_of.stated import has, stored, whether
from lately.decisioning.records import Ints, Named, Records

_FIRST_DAY, _LAST_DAY = -43_830, 65_745  # 1850 to 2149


def today(records: Records) -> dt.date:
    """The organisation's day at the moment."""
    return dt.datetime.fromtimestamp(records.at, ZoneInfo(records.calendar.zone)).date()


def months_old(born: Ints, day: dt.date) -> Ints:
    """Whole months of age on `day` of those born on `born` (days since 1970); somebody not yet born is -1 or less."""
    month, of_month = _months(born)
    return (day.year - 1970) * 12 + day.month - 1 - month - (of_month >= day.day)


def _months(days: Ints) -> tuple[Ints, Ints]:
    """Months since 1970, and days since the first of the month."""
    places = days - _FIRST_DAY
    months, of_month = _calendar()
    if len(days) and (places.min() < 0 or places.max() >= len(months)):
        return _worked_out_months(days)
    return months.take(places), of_month.take(places)


@functools.cache
def _calendar() -> tuple[Ints, Ints]:
    """The months of every day for which somebody living may have a date."""
    return _worked_out_months(np.arange(_FIRST_DAY, _LAST_DAY))


def _worked_out_months(days: Ints) -> tuple[Ints, Ints]:
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return month, days - _firsts(month)


def _firsts(months: Ints) -> Ints:
    """Days since 1970 until the first of each month."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def day_by_day(days: Ints, work: Callable[[Ints], Ints]) -> Ints:
    """What `work` makes of each day: made once for every day there is, if that is fewer."""
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    if last - first >= len(days):
        return work(days)
    return work(np.arange(first, last + 1)).take(days - first)


def child_months(records: Records, low: str, high: str) -> Column:
    """Whether a child of theirs is that many months old; unknown without a birth date, unless they have no children."""
    flags, children = np.zeros(records.size, dtype=bool), stored(records, "has_children")
    known = children.known & (children.values == 0)
    owner, months = records.once("children", work=lambda: _children(records))
    known[owner] = True
    flags[owner[(months >= int(low)) & (months <= int(high))]] = True
    return Column(flags, known, NO_OR_YES)


def _children(records: Records) -> tuple[Ints, Ints]:
    """Every child's parent, and its age in months."""
    found = records.facts.get("child_birth_date")
    if found is None or isinstance(found.values, Named):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return found.owner, months_old(found.values, today(records))


def age_years(records: Records) -> Column:
    """Their age in whole years."""
    born = stored(records, "birth_date")
    day = today(records)
    return Column(day_by_day(born.values, lambda days: months_old(days, day) // 12), born.known)


def days_to_birthday(records: Records) -> Column:
    """Days until their next birthday, 0 on the day."""
    born = stored(records, "birth_date")
    day = today(records)
    return Column(day_by_day(born.values, lambda days: days_to_next(days, day)), born.known)


def days_to_next(days: Ints, day: dt.date) -> Ints:
    """Days from `day` until the next return of each date (days since 1970); 29 February returns on 1 March."""
    month, of_month = _months(days)
    dates = np.arange(12 * 31)  # of a year, those that do not exist included
    this_year, next_year = (_firsts(dates // 31 + 12 * (year - 1970)) + dates % 31 for year in (day.year, day.year + 1))
    now = (day - EPOCH).days
    return (np.where(this_year >= now, this_year, next_year) - now).take(month % 12 * 31 + of_month)


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
    same = np.array([word == channel for word in preferred.few])
    return Column(same.take(preferred.values), preferred.known, NO_OR_YES)


def has_owner(records: Records) -> Column:
    """Whether one of us looks after them."""
    return whether(records, records.owned)


def greets(records: Records, part: str) -> Column:
    """Whether we know what to call them: one of the parts; unknown where nobody asked for it."""
    flags, known = np.zeros(records.size, dtype=bool), records.standing.greets
    asked = part.split("_or_")
    for one in asked:
        flags |= known.get(one, False)
    everybody = records.everybody if set(asked) <= set(known) else np.zeros(records.size, dtype=bool)
    return Column(flags, everybody, NO_OR_YES)


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
    "greets": greets,
}
