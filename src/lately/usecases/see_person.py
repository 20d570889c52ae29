"""Who is this customer, what did we do for them and say to them, what is worth saying next, and what is held back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lately.consent.said import said as consents_said
from lately.decisioning.explain import ALLOWED, verdicts
from lately.decisioning.rules import ARBITRATED, STAGES
from lately.interactions.heard import heard_of
from lately.interactions.timeline import When, deeds, place_after, place_of, promises, timeline
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.frames import redirects
from lately.profiles.glance import facts_of
from lately.profiles.greeted import OF_NAMES
from lately.profiles.people import people
from lately.profiles.selectors import find_customer
from lately.usecases.advise import Advice, advise
from lately.usecases.draft_words import draft_words, matter_of
from lately.usecases.explain import silence
from lately.usecases.pass_over import Setting, set_up
from lately.usecases.show_ledger import show_ledger

PAGE = 25
WISHED = ("address_as", "form_of_address")
FORMS = {"": "Not said", "mr": "Mr", "mrs": "Mrs", "ms": "Ms", "miss": "Miss", "mx": "Mx"}
AT_A_GLANCE = (
    "role", "employer", "employer_sector", "owns", "plan", "renewal_date", "likes", "dislikes", "preferred_channel",
    "wish_days", "birth_date", "child_birth_date", "email", "phone", "postal_address", "note", "left",
)  # fmt: skip


@dataclass(frozen=True)
class Whom:
    """A customer whom the reader may see, and all records that are theirs."""

    customer: int
    ids: Sequence[int]
    when: When


def find(*, user: Reader, who: str, setting: Setting) -> Whom:
    """Find a customer by key, address or number; raises Refusal if there is none or they are not the reader's."""
    customer = find_customer(who)
    refuse_unless_theirs(user, customer)
    merged = [each for each, into in redirects(setting.known).items() if into == customer]
    return Whom(customer, [customer, *merged], When(setting.at, setting.known))


def see_person(*, user: Reader, who: str, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return a customer's page: every part of it as plain data."""
    setting = set_up(at=at, now=now, rules_in=rules_in)
    whom = find(user=user, who=who, setting=setting)
    advice = advise(setting, [whom.customer]).get(whom.customer)
    if advice is None:
        raise Refusal("This customer was not in the book then.", "They came to it later.", "Choose a later moment.")
    person = people([whom.customer], at=at, known=setting.known)[whom.customer]
    facts = facts_of(whom.ids, at=at, known=setting.known)
    return {
        "person": person,
        **_facts([fact for fact in facts if fact["name"] not in WISHED]),
        "wished": {fact["name"]: fact for fact in facts if fact["name"] in WISHED and fact["value"] != ""},
        "forms": FORMS,
        "balance": show_ledger(customer=who, at=at, now=now).balance.split("; ", 1),
        "next": _next(advice, person, user, whom.when),
        "silence": None if advice.says else silence(advice.one, advice.case, setting),
        "better_not": advice.better_not,
        "held": _split(held_back(advice)),
        "deeds": deeds(whom.ids, whom.when),
        "promises": promises(whom.ids, whom.when),
        "consents": [_consent(one, at) for one in consents_said(whom.ids, at=at, known=setting.known)],
        "heard": heard_of(whom.ids, whom.when),
        "said": page_of(whom, before=None),
        "ways": draft_words(advice, person, None, {}),
    }


def see_ledger(*, user: Reader, who: str, before: str, at: int, now: int) -> dict[str, Any]:
    """Return one page of a customer's ledger; `before` is the `moment-row` at which the page before it ended."""
    whom = find(user=user, who=who, setting=set_up(at=at, now=now))
    return {
        "person": people([whom.customer], at=at, known=whom.when.known)[whom.customer],
        "said": page_of(whom, before=place_of(before)),
    }


def page_of(whom: Whom, *, before: tuple[int, int] | None) -> dict[str, Any]:
    """One page of the ledger, newest first, and where the next one begins (blank: this was the last)."""
    rows = timeline(whom.ids, whom.when, before=before, limit=PAGE + 1)
    shown = rows[:PAGE]
    more = place_after(shown[-1]) if len(rows) > PAGE else ""
    return {"rows": shown, "more": more}


def _facts(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Facts by name with all their values; those that only help in deciding, or are said elsewhere, apart."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        fact = found.setdefault(row["name"], {"name": row["name"], "said": []})
        fact["said"].append(row["value"])
        fact |= {"source": row["source"], "at": row["at"]}
    first = [found[name] for name in AT_A_GLANCE if name in found]
    more = [fact for name, fact in found.items() if name not in AT_A_GLANCE and name not in OF_NAMES]
    return {"facts": first, "more_facts": more}


def _consent(one: dict[str, Any], at: int) -> dict[str, Any]:
    return one | {"over": one["expires"] is not None and one["expires"] <= at}


def _next(advice: Advice, person: Mapping[str, Any], user: Reader, when: When) -> dict[str, Any] | None:
    content = advice.decided
    if content is None or advice.says is None:
        return None
    matter = matter_of(content, person["id"], when)
    return {
        "content": content.key,
        "title": content.title,
        "benefit": content.benefit,
        "channel": advice.says["channel"],
        "not_before": advice.says["not_before"],
        "because": advice.says["because"],
        "ways": draft_words(advice, person, content, matter.facts(person, user.name)),
        "refers": matter.refers,
        "matter": matter,
    }


def held_back(advice: Advice) -> list[dict[str, Any]]:
    """Every other content with the reasons; what only waits for a better moment before what is not for them."""
    said = advice.says["content"] if advice.says else ""
    found = [_held(advice, content.key) for content in advice.setting.contents if content.key != said]
    return sorted(found, key=lambda one: (not one["for_them"], one["title"].casefold()))


def _split(held: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"waiting": [one for one in held if one["for_them"]], "others": [one for one in held if not one["for_them"]]}


def _held(advice: Advice, key: str) -> dict[str, Any]:
    content = advice.setting.content(key)
    bits = [bit for bit, offer in enumerate(advice.case.tables.offers) if offer.content == key]
    by_offer = [_reasons(advice, bit) for bit in bits]
    nearest = min(by_offer, key=len, default=[])
    return {
        "content": key,
        "title": content.title,
        "for_them": bool(by_offer) and not any(stage == "eligibility" for stage, _, _ in nearest),
        "reasons": [{"code": code, "sentence": sentence} for _, code, sentence in nearest[:2]],
    }


def _reasons(advice: Advice, bit: int) -> list[tuple[str, str, str]]:
    """Stage, code and sentence of all that holds an offer back, what is most final first."""
    found = [
        (verdict.stage, verdict.reason, verdict.sentence)
        for verdict in verdicts(advice.case, bit, advice.setting.rules)
        if verdict.outcome != ALLOWED
    ]
    lost = [code for code in ("outranked", "not_worth_its_cost") if advice.one.refused.get(code, 0) >> bit & 1]
    found += [("arbitration", code, ARBITRATED[code].format(name=advice.called)) for code in lost]
    return sorted(found, key=lambda one: [*STAGES, "arbitration"].index(one[0]))
