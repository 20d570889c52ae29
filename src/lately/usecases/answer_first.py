"""Does a customer wait for us to answer, before anything else is said; in which words of theirs, and how?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lately.interactions.waiting import unanswered
from lately.profiles.books import Reader
from lately.usecases.advise import Advice
from lately.usecases.gather_needs import Need
from lately.usecases.make_cards import Desk, card_of

A_YEAR = 365  # days; what nobody answered for longer stands in Heard


def answer_first(
    user: Reader, advice: Advice, person: Mapping[str, Any], heard: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Return the newest open complaint, else the oldest message nobody answered, as a card; None if there is neither.

    `heard` is what they told us, newest first. A message that waited too long for Today still asks for an answer here.
    """
    setting, customer = advice.setting, person["id"]
    desk = Desk(user, setting, {customer: person}, {customer: advice})
    for row in heard:
        if row["kind"] == "complaint" and not row["settled_at"]:
            return card_of(
                Need("complaint", customer, {**row, "text": row["text"] or row["subject"]}), desk, even_so=True
            )
    days = max(A_YEAR, setting.policy["answers.wait_days"])
    waits = unanswered(desk.when, days=days, book=None, limit=1, customers=[customer])
    return card_of(Need("waits", customer, waits[0]), desk, even_so=True) if waits else None
