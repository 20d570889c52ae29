"""What did they buy, complain of, and get done by us?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.life import day_by_day, days_to_next, today
from lately.decisioning.facts_of.stated import DAY, everyone, whether
from lately.decisioning.records import NEVER, Ints, Records

SAID_BY_THEM = ("likes", "dislikes", "wish_days")  # nobody else can know these


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
    day, bought = today(records), np.where(old, first // DAY, 0)
    return Column(day_by_day(bought, lambda days: days_to_next(days, day)), old)


def days_since_complaint(records: Records) -> Column:
    """Days since they last complained; unknown if never."""
    return _days_since(records, records.history.last_complaint)


def open_complaint(records: Records) -> Column:
    """Whether a complaint is not yet settled."""
    return whether(records, records.history.open_complaint)


def waits_for_answer(records: Records) -> Column:
    """Whether they wrote of their own accord and none of us has spoken to them since, within the policy's days."""
    wrote, days = records.history.last_message, records.policy["answers.wait_days"]
    fresh = (wrote != NEVER) & (wrote > records.at - round(days * DAY))
    return whether(records, fresh & (wrote > records.history.last_answer))


def untold_deeds(records: Records) -> Column:
    """How many deeds they were not told of."""
    return everyone(records, records.history.untold_deeds)


def untold_answers(records: Records) -> Column:
    """How many of the things they said were acted on without telling them."""
    return everyone(records, records.history.untold_answers)


def value_place(records: Records) -> Column:
    """Of a thousand customers who ever bought, how many bought for more in a year; unknown if they bought nothing."""
    return _known(records, records.standing.place)


def rhythms_away(records: Records) -> Column:
    """Tenths of their own rhythm since they last bought; unknown without a rhythm."""
    return _known(records, records.standing.away)


def days_since_word(records: Records) -> Column:
    """Days since they last told us something: wrote, complained, or named a like, a dislike or a wish."""
    word = _known(records, records.standing.word).values.copy()
    for name in SAID_BY_THEM:
        if name in records.facts:
            np.maximum.at(word, records.facts[name].owner, records.facts[name].since)
    return Column((records.at - word) // DAY, word != NEVER)


def _known(records: Records, values: Ints) -> Column:
    """Numbers the rooms worked out where they were asked for; unknown of everybody where they were not."""
    found = values if len(values) else np.full(records.size, NEVER, dtype=np.int64)
    return Column(found, found != NEVER)


WORKED_OUT: dict[str, Callable[..., Column]] = {
    "purchases": count,
    "days_since_purchase": days_since_purchase,
    "days_since_first_purchase": days_since_first_purchase,
    "days_to_anniversary": days_to_anniversary,
    "days_since_complaint": days_since_complaint,
    "open_complaint": open_complaint,
    "waits_for_answer": waits_for_answer,
    "untold_deeds": untold_deeds,
    "untold_answers": untold_answers,
    "value_place": value_place,
    "rhythms_away": rhythms_away,
    "days_since_word": days_since_word,
}
