"""Who is this customer, what did we do for them and say to them, what is worth saying next, and what is held back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from lately.consent.said import said as consents_said
from lately.decisioning.explain import against, filled
from lately.decisioning.rules import ARBITRATED, STAGES
from lately.interactions.heard import heard_of
from lately.interactions.purchased import purchased_by
from lately.interactions.timeline import ALL, Part, When, deeds, place_after, promises, timeline
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.glance import facts_of, records_of
from lately.profiles.looked_after import earlier
from lately.profiles.notes import notes_of
from lately.profiles.people import people
from lately.profiles.selectors import find_customer
from lately.usecases import make_promise, note_consent, note_heard, note_talk
from lately.usecases.advise import Advice, advise
from lately.usecases.answer_first import answer_first
from lately.usecases.at_a_glance import facts_shown, life_stage
from lately.usecases.draft_words import draft_words, matter_of
from lately.usecases.explain import silence
from lately.usecases.find_unused_facts import facts_used
from lately.usecases.note_deed import WORTHS
from lately.usecases.pass_over import Setting, set_up
from lately.usecases.see_fact import offered
from lately.usecases.see_same import merges_shown
from lately.usecases.show_ledger import show_ledger
from lately.usecases.writing_down import is_theirs, may_take_back

PAGE = 25
FORMS_OF = {
    "worths": WORTHS, "promises": make_promise.SORTS, "heard": note_heard.SORTS, "classes": note_talk.CLASSES,
    "names": offered(), "channels": note_consent.CHANNELS,
}  # fmt: skip
WISHED = ("address_as", "form_of_address")
FORMS = {"": gettext_lazy("Not said"), "mr": "Mr", "mrs": "Mrs", "ms": "Ms", "miss": "Miss", "mx": "Mx"}


@dataclass(frozen=True)
class Whom:
    """A customer whom the reader may see, and all records that are theirs."""

    customer: int
    ids: Sequence[int]
    when: When


def find(*, user: Reader, who: str, setting: Setting) -> Whom:
    """Find a customer at the moment of the setting, as `whom_of` does."""
    return whom_of(user=user, who=who, at=setting.at, known=setting.known)


def whom_of(*, user: Reader, who: str, at: int, known: int) -> Whom:
    """Find a customer by key, address or number; raises Refusal if there is none or they are not the reader's."""
    customer = find_customer(who)
    refuse_unless_theirs(user, customer)
    return Whom(customer, records_of(customer, known=known), When(at, known))


def see_person(*, user: Reader, who: str, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return a customer's page: every part of it as plain data."""
    setting = set_up(at=at, now=now, rules_in=rules_in)
    whom = find(user=user, who=who, setting=setting)
    advice = advise(setting, [whom.customer]).get(whom.customer)
    if advice is None:
        raise Refusal(
            gettext("This customer was not in the book then."),
            gettext("They came to it later."),
            gettext("Choose a later moment."),
        )
    person = people([whom.customer], at=at, known=setting.known)[whom.customer]
    facts = facts_of(whom.ids, at=at, known=setting.known)
    heard, following = heard_of(whom.ids, whom.when), _next(advice, person, user, whom.when)
    first = answer_first(user, advice, person, heard)
    return {
        "person": person,
        "before": earlier(whom.customer, at=at, known=setting.known),
        **facts_shown(facts, at=at, ask_again_days=setting.policy["facts.ask_again_days"], used=facts_used(setting)),
        "stage": life_stage(facts, at=at),
        "notes": [
            one | {"mine": is_theirs(user, one["key"])} for one in notes_of(whom.ids, at=at, known=setting.known)
        ],
        "bought": purchased_by(whom.ids, whom.when, setting.calendar.zone),
        "wished": {fact["name"]: fact for fact in facts if fact["name"] in WISHED and fact["value"] != ""},
        "forms": FORMS,
        "balance": show_ledger(customer=who, at=at, now=now).balance.split("; ", 1),
        "first": first,
        "next": None if first and following and first["content"] == following["content"] else following,
        "shelf": bool(setting.contents),
        "purposes": sorted({content.purpose for content in setting.contents}),
        "silence": None if advice.says else silence(advice.one, advice.case, setting),
        "better_not": advice.better_not,
        "held": _split(held_back(advice)),
        "deeds": [one | {"mine": is_theirs(user, one["key"])} for one in deeds(whom.ids, whom.when)],
        "promises": [one | {"mine": is_theirs(user, one["key"])} for one in promises(whom.ids, whom.when)],
        "forms_of": FORMS_OF,
        "consents": [_consent(one, at, user) for one in consents_said(whom.ids, at=at, known=setting.known)],
        "heard": heard,
        "said": page_of(whom, user, before=None),
        "ways": draft_words(advice, person, None, {}),
        "merged": merges_shown(customer=whom.customer, at=at, known=setting.known),
    }


def page_of(
    whom: Whom, user: Reader, *, before: tuple[int, int] | None, part: Part = ALL, size: int = PAGE
) -> dict[str, Any]:
    """One page of the ledger, newest first, and where the next one begins (blank: this was the last)."""
    rows = timeline(whom.ids, whom.when, before=before, limit=size + 1, part=part)
    shown = [row | {"mine": may_take_back(user, row["key"], row["by_id"])} for row in rows[:size]]
    more = place_after(shown[-1]) if len(rows) > size else ""
    return {"rows": shown, "more": more}


def _consent(one: dict[str, Any], at: int, user: Reader) -> dict[str, Any]:
    over = one["expires"] is not None and one["expires"] <= at
    return one | {"over": over, "key": one["row"], "mine": is_theirs(user, one["source"])}


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
        (verdict.stage, verdict.reason, verdict.sentence) for verdict in against(advice.case, bit, advice.setting.rules)
    ]
    lost = [code for code in ("outranked", "not_worth_its_cost") if advice.one.refused.get(code, 0) >> bit & 1]
    found += [("arbitration", code, filled(ARBITRATED[code], advice.case, {})) for code in lost]
    return sorted(found, key=lambda one: [*STAGES, "arbitration"].index(one[0]))
