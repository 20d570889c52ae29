"""What did they buy, complain of, and get done by us?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.life import days_to_next, today
from lately.decisioning.facts_of.stated import DAY, everyone, whether
from lately.decisioning.records import NEVER, Ints, Records


def _days_since(records: Records, then: Ints) -> Column:
    return Column((records.at - then) // DAY, then != NEVER)


def count(records: Records) -> Column:
    """How often they bought."""
    return everyone(records, records.history.purchases)


def days_since_purchase(records: Records) -> Column:
    """Days since they last bought; unknown if never."""
    return _days_since(records, records.history.last_purchase)


def days_since_first_purchase(records: Records) -> Column:
    """Days since they first bought; unknown if never."""
    return _days_since(records, records.history.first_purchase)


def days_to_anniversary(records: Records) -> Column:
    """Days until the next anniversary of their first purchase, 0 on it; unknown in the first half year."""
    first = records.history.first_purchase
    old = (first != NEVER) & (records.at - first > 183 * DAY)
    return Column(days_to_next(np.where(old, first, 0) // DAY, today(records)), old)


def days_since_complaint(records: Records) -> Column:
    """Days since they last complained; unknown if never."""
    return _days_since(records, records.history.last_complaint)


def open_complaint(records: Records) -> Column:
    """Whether a complaint is not yet settled."""
    return whether(records, records.history.open_complaint)


def untold_deeds(records: Records) -> Column:
    """How many deeds they were not told of."""
    return everyone(records, records.history.untold_deeds)


def untold_answers(records: Records) -> Column:
    """How many of the things they said were acted on without telling them."""
    return everyone(records, records.history.untold_answers)


WORKED_OUT: dict[str, Callable[..., Column]] = {
    "purchases": count,
    "days_since_purchase": days_since_purchase,
    "days_since_first_purchase": days_since_first_purchase,
    "days_to_anniversary": days_to_anniversary,
    "days_since_complaint": days_since_complaint,
    "open_complaint": open_complaint,
    "untold_deeds": untold_deeds,
    "untold_answers": untold_answers,
}
