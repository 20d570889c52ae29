"""How would it be written without thinking of speed? A loop over objects and offers, one rule after the other.

What depends on the customer and the channel only is worked out once and remembered, as anybody would do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.decide.cells import Cells
from benchmarks.decide.loop_facts import Customer, objects
from benchmarks.decide.numbers import (
    COMPLAINED,
    HELD_BY_COMPLAINT,
    IGNORED,
    LATELY_COMPLAINED,
    LIFE,
    LIKED,
    NEGLECTED,
    OTHER_PREFERRED,
    PREFERRED,
    PRESSED,
    SPACING,
    WORD,
)
from benchmarks.measure import each
from lately.decisioning.expression import Expression, Leaf
from lately.decisioning.offers import Offer
from lately.decisioning.records import Records


def asked(customer: Customer, question: Expression) -> bool | None:
    """The answer to a question; None where it is not known."""
    if isinstance(question, Leaf):
        value = customer.fact(question.fact)
        return None if value is None else question.holds(value)
    answers = [asked(customer, part) for part in question.parts]
    if question.joined == "not":
        return None if answers[0] is None else not answers[0]
    decisive = question.joined == "any"
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def refusals(customer: Customer, offer: Offer) -> Iterator[str]:
    """Every reason why they may not hear it; a reason may come twice."""
    o, at = offer.attributes, customer.records.at
    channel = o["channel"]
    if not o["exempt"]:
        yield from _suppressed(customer, o, channel, o["purpose"])
        for window, room in o["room"].items():
            if customer.fact(f"pressure.{channel}.{window}") > room:
                yield "too_much"
        if customer.fact(f"gap.{channel}") < SPACING:
            yield "too_soon"
        if (customer.fact(f"wish_wait.{channel}") or 0) > 0:
            yield "own_frequency"
    if customer.stated("deceased"):
        yield "deceased"
    if not customer.reach["email" if channel == "email" else "phone"]:
        yield "no_address"
    if o["draft"]:
        yield "draft"
    if at < o["valid_from"]:
        yield "not_yet"
    if at >= o["valid_to"]:
        yield "over"
    yield from _not_for_them(customer, o)
    opens = customer.fact(f"open_at.{channel}")
    if opens - at > LIFE or at < o["valid_to"] <= opens:
        yield "no_open_hour"
    last = customer.received.get(offer.content)
    if last is not None and at - last < o["again_after"]:
        yield "said_before"


def _suppressed(customer: Customer, o: Any, channel: str, purpose: str) -> Iterator[str]:
    if customer.fact(f"objected.{channel}.{purpose}"):
        yield "objected"
    if o["needs_consent"]:
        consent = customer.fact(f"consent.{channel}.{purpose}")
        if consent not in {"granted", "expired"}:
            yield "no_consent"
        if consent == "expired":
            yield "consent_expired"
    if o["class"] in HELD_BY_COMPLAINT and customer.numbers["open_complaint"]:
        yield "open_complaint"
    if o["class"] in HELD_BY_COMPLAINT and customer.fact("promise_overdue"):
        yield "promise_overdue"
    if customer.fact(f"refrains.{o['class']}"):
        yield "promise_broken"
    if o["wants"]:
        earned = customer.fact("earned")
        if earned == "unearned":
            yield "ask_not_earned"
        if earned == "run_up" and not o["run_up_declared"]:
            yield "give_just_before_ask"


def _not_for_them(customer: Customer, o: Any) -> Iterator[str]:
    tests: list[tuple[str, bool | None]] = []
    if "child_from" in o:
        tests.append(("wrong_life_stage", customer.fact(f"child_months.{o['child_from']}.{o['child_to']}")))
    if "age_from" in o:
        age = customer.fact("age_years")
        tests.append(("wrong_age", None if age is None else o["age_from"] <= age <= o["age_to"]))
    for name, wanted, reason in (("role", "roles", "wrong_role"), ("employer_sector", "sectors", "wrong_employer")):
        if wanted in o:
            said = customer.stated(name)
            tests.append((reason, None if said is None else said in o[wanted]))
    if o["audience"] is not None:
        tests.append(("outside_audience", asked(customer, o["audience"])))
    for reason, holds in tests:
        if not holds:
            yield "unknown" if holds is None else reason
    if o["occasion"] is not None and not asked(customer, o["occasion"]):
        yield "no_occasion"
    for topic in o["topics"]:
        if customer.fact(f"dislikes.{topic}"):
            yield "disliked_topic"


def score(customer: Customer, offer: Offer) -> int:
    """The score of an allowed offer in micro-worth."""
    o, channel = offer.attributes, offer.channel
    found: int = o["worth_micro"]
    for topic in o["topics"]:
        if customer.fact(f"likes.{topic}"):
            found = found * LIKED // 1000
    preferred = customer.stated("preferred_channel")
    if preferred is not None:
        found = found * (PREFERRED if preferred == channel else OTHER_PREFERRED) // 1000
    complaint = customer.fact("days_since_complaint")
    if o["wants"] and complaint is not None and complaint < LATELY_COMPLAINED:
        found = found * COMPLAINED // 1000
    found = found * stepped(customer.fact("unanswered"), IGNORED, 1000) // 1000
    found += stepped(customer.fact(f"pressure.{channel}.30"), PRESSED, 0)
    if not o["wants"]:
        found += stepped(customer.fact("days_silent"), NEGLECTED, 0)
    return found - int(o["cost_micro"])


def stepped(value: int | None, steps: Sequence[tuple[int, int]], neutral: int) -> int:
    """The number of the last step that a value has reached."""
    if value is not None:
        for edge, number in reversed(steps):
            if value >= edge:
                return number
    return neutral


class Engine:
    """The objects, made once; `run` goes through them."""

    name = "loop"

    def __init__(self, records: Records, offers: Sequence[Offer], *, customers: int) -> None:
        self.offers = offers
        self.customers = objects(records, customers)

    def run(self) -> list[list[set[str] | int]]:
        """For every customer and offer the score, or the reasons why not."""
        return [self.one(customer) for customer in self.customers]

    def one(self, customer: Customer) -> list[set[str] | int]:
        """The same for one customer."""
        customer.known.clear()
        found: list[set[str] | int] = []
        for offer in self.offers:
            reasons = set(refusals(customer, offer))
            found.append(reasons or score(customer, offer))
        return found

    def alone(self) -> tuple[float, float]:
        """Microseconds for one customer: median and 99th percentile."""
        return each(self.one, self.customers)

    def cells(self) -> Cells:
        """The answer in the form that is compared."""
        answer = self.run()
        shape = (len(answer), -(-len(self.offers) // WORD))
        allowed, refused = np.zeros(shape, np.uint64), {}
        scores: list[list[int]] = [[] for _ in self.offers]
        for index, row in enumerate(answer):
            for bit, cell in enumerate(row):
                word, mask = bit // WORD, np.uint64(1 << bit % WORD)
                if isinstance(cell, int):
                    allowed[index, word] |= mask
                    scores[bit].append(cell)
                else:
                    for reason in cell:
                        refused.setdefault(reason, np.zeros(shape, np.uint64))[index, word] |= mask
        return Cells(allowed, refused, np.array([one for column in scores for one in column], np.int64))
