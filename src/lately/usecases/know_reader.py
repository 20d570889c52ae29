"""Who will read this? What the guard needs to know of one customer, at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lately.decisioning.claims import claims
from lately.decisioning.expression import Leaf, answered, filled, leaves
from lately.decisioning.facts_of import column_of
from lately.decisioning.offers import Content, offers_of
from lately.decisioning.phrases import fact_words, value_words
from lately.decisioning.policy import named_numbers
from lately.decisioning.records import Records
from lately.interactions.timeline import When
from lately.interactions.waiting import promises_due
from lately.profiles.people import people
from lately.profiles.selectors import find_customer
from lately.usecases.pass_over import Setting, gather, set_up
from lately.words.message import Reader

NAMED = ("customer.first", "customer.last", "customer.name", "customer.company")
_FOREVER: Mapping[str, Any] = {"last_days": 1 << 40, "valid_to": 1 << 40}


@dataclass(frozen=True)
class Known:
    """A customer as the guard sees them: the reader, and the person as screens show them."""

    id: int
    reader: Reader
    person: Mapping[str, Any]
    setting: Setting


def know_reader(*, customer: str, at: int, now: int, content: Content | None = None, channel: str = "") -> Known:
    """What is so of a customer (key, address or number) at `at`, for what is said of them.

    `content` on `channel` is what they would read: "last chance" is judged by its days. Raises Refusal if there is no
    such customer.
    """
    customer_id = find_customer(customer)
    setting = set_up(at=at, now=now, only=[content.key] if content else [])
    asked = {leaf.fact for claim in claims().values() for leaf in leaves(claim.test)}
    records = gather(setting, [customer_id], also=asked)
    person = people([customer_id], at=at, known=setting.known)[customer_id]
    when = When(at, setting.known)
    late = promises_due(when, until=at, customer=customer_id, limit=3)
    offer = _offer(content, channel, setting)
    truths, because = _claims(records, setting, offer)
    called = [person["fields"][name] for name in NAMED]
    names = (person["given"], person["name"], person["greeting"], *called)
    reader = Reader(
        names=tuple(dict.fromkeys(filter(None, names))),
        claims=truths,
        because=because,
        refrains=_refrains(records, at),
        broken=tuple(one["text"] for one in late),
    )
    return Known(customer_id, reader, person, setting)


def _offer(content: Content | None, channel: str, setting: Setting) -> Mapping[str, Any]:
    """The attributes of what they would read; a file has no last day."""
    for offer in offers_of([content] if content else [], setting.policy):
        if channel in {"", offer.channel}:
            return offer.attributes
    return _FOREVER


def _claims(
    records: Records, setting: Setting, offer: Mapping[str, Any]
) -> tuple[dict[str, bool | None], dict[str, str]]:
    numbers = named_numbers(setting.policy)
    truths: dict[str, bool | None] = {}
    because: dict[str, str] = {}
    for name, claim in claims().items():
        question = filled(claim.test, offer, numbers)
        truths[name] = bool(answered(question, lambda leaf: _holds(records, leaf)))
        facts = dict.fromkeys(leaf.fact for leaf in leaves(question))
        because[name] = "; ".join(f"{fact_words(one)}: {_words(records, one)}" for one in facts)
    return truths, because


def _holds(records: Records, leaf: Leaf) -> bool | None:
    column = column_of(records, leaf.fact)
    return leaf.holds(column.at(0)) if column.known[0] else None


def _words(records: Records, fact: str) -> str:
    return value_words(records, fact, column_of(records, fact), 0)


def _refrains(records: Records, at: int) -> tuple[str, ...]:
    promised = zip(records.promises.refrains.tolist(), records.promises.due.tolist(), strict=True)
    return tuple(dict.fromkeys(what for what, until in promised if what and until > at))
