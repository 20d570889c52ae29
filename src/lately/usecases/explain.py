"""Why, and why not? The decision for one customer, the facts it used, every rule's verdict, what would change it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from lately.decisioning.decide import DecidedOne
from lately.decisioning.derived import derived_facts, is_derived
from lately.decisioning.explain import ALLOWED, Case, Verdict, against, filled, verdicts
from lately.decisioning.expression import leaves
from lately.decisioning.facts_of.stated import texts
from lately.decisioning.hours import is_zone
from lately.decisioning.moments import candidates, moves
from lately.decisioning.offers import Content
from lately.decisioning.outcome import line_of_one
from lately.decisioning.phrases import called, day_words, fact_words
from lately.decisioning.rules import ARBITRATED, STAGES, package_factors
from lately.decisioning.wanting import reading
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import worded
from lately.profiles.frames import redirects
from lately.profiles.selectors import find_customer, keys_of
from lately.profiles.sources import sourced, turning
from lately.usecases.decide_now import decided_for
from lately.usecases.pass_over import Setting, set_up

LOST = ("outranked", "not_worth_its_cost")


def explain(
    *, customer: str, content: str = "", at: int, now: int, known: int | None = None, rules_in: Path | None = None
) -> dict[str, Any]:
    """Explain the decision for a customer (key, address or number) at `at`, about one content or (blank) all.

    `known` None is what was known then (DESIGN.md 4.1); give `now` for what is known today. Raises Refusal if there
    is no such customer or content.
    """
    customer_id = find_customer(customer)
    setting = set_up(at=at, now=now, known=known, rules_in=rules_in)
    keys = [one.key for one in setting.contents]
    setting.refuse_aside(content)
    if content and content not in keys:
        raise Refusal(
            gettext("There is no content %(content)r.") % {"content": content},
            gettext("Known are: %(contents)s.") % {"contents": ", ".join(keys)}
            if keys
            else gettext("Known are: none."),
            gettext("Choose one of them."),
        )
    one, case = decided_for(setting, customer_id)
    line = line_of_one(one, case, setting.contents, package_factors())
    wanted = [each for each in setting.contents if content in {"", each.key}]
    told = [_content(setting, one, case, each, customer_id, look_ahead=bool(content)) for each in wanted]
    return {
        "customer": keys_of([line["customer"]])[line["customer"]],
        "name": called(case.records, 0),
        "at": at_seconds(at).isoformat(),
        "known": at_seconds(setting.known).isoformat(),
        "zone": setting.calendar.zone,
        "their_zone": _zone(case),
        "says": line["says"],
        "silent": None if line["says"] else silence(one, case, setting),
        "held_back": line["held_back"],
        "contents": told,
        "facts": list(_facts(setting, case, customer_id, told)),
    }


def _zone(case: Case) -> str:
    """Where they are, as far as is known; else where the organisation is."""
    ours = case.records.calendar.zone
    theirs = texts(case.records, "zone", ours).at(0)
    return theirs if is_zone(theirs) else ours


def silence(one: DecidedOne, case: Case, setting: Setting) -> dict[str, str]:
    """Why nothing is said: the reason that holds the content nearest to being said, or that there is none."""
    nearest: tuple[int, int, str, str] | None = None
    for bit, offer in enumerate(case.tables.offers):
        held = against(case, bit, setting.rules)
        if any(verdict.stage == "eligibility" for verdict in held) or not held:
            continue
        first = min(held, key=lambda verdict: STAGES.index(verdict.stage))
        rank = (len(held), -offer.attributes["worth_micro"], first.reason, first.sentence)
        nearest = rank if nearest is None else min(nearest, rank)
    if nearest is None or one.allowed:
        return {"code": "nothing_to_say", "sentence": filled(ARBITRATED["nothing_to_say"], case, {})}
    return {"code": nearest[2], "sentence": nearest[3]}


def _content(
    setting: Setting, one: DecidedOne, case: Case, content: Content, customer_id: int, *, look_ahead: bool
) -> dict[str, Any]:
    bits = [bit for bit, offer in enumerate(case.tables.offers) if offer.content == content.key]
    said = one.chosen in bits
    channels = [_channel(setting, one, case, bit) for bit in bits]
    found: dict[str, Any] = {
        "content": content.key,
        "title": content.title,
        "benefit": content.benefit,
        "outcome": "said" if said else "held",
        "channels": channels,
    }
    if look_ahead and not said:
        found["would_change"] = what_would_change(setting, one, case, content.key, customer_id)
    return found


def _channel(setting: Setting, one: DecidedOne, case: Case, bit: int) -> dict[str, Any]:
    offer = case.tables.offers[bit]
    given = [_told(verdict) for verdict in verdicts(case, bit, setting.rules)]
    lost = [code for code in LOST if one.refused[code] >> bit & 1]
    held = [verdict for verdict in given if verdict["outcome"] != ALLOWED]
    held += [
        {
            "code": code,
            "reason": code,
            "outcome": "refused",
            "stage": "arbitration",
            "facts": [],
            "source": "DESIGN.md 4.5",
            "sentence": filled(ARBITRATED[code], case, offer.attributes),
        }
        for code in lost
    ]
    return {
        "channel": offer.channel,
        "class": offer.attributes["class"],
        "outcome": "said" if bit == one.chosen else "held",
        "reasons": [{"code": verdict["reason"], "sentence": verdict["sentence"]} for verdict in held],
        "verdicts": given,
    }


def _told(verdict: Verdict) -> dict[str, Any]:
    return {
        "code": verdict.code,
        "stage": verdict.stage,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "sentence": verdict.sentence,
        "facts": list(verdict.facts),
        "source": verdict.source,
    }


def what_would_change(setting: Setting, one: DecidedOne, case: Case, content: str, customer_id: int) -> dict[str, Any]:
    """The first moment from which a channel of the content is allowed if nothing new happens; else what must change."""
    bits = sum(1 << bit for bit, offer in enumerate(case.tables.offers) if offer.content == content)
    if one.allowed & bits:
        return {"when": None, "what": [gettext("It may be said; something else is worth more now.")]}
    turns = turning(customer_ids=_ids(setting, customer_id), at=setting.at, known=setting.known)
    stuck = [_stuck(setting, case, bit, turns) for bit in _bits(bits)]
    if any(not held for held in stuck):
        for moment in candidates(case, bits, {when for moments in turns.values() for when in moments}):
            later = replace(setting, at=moment)
            again, _ = decided_for(later, customer_id)
            if again.allowed & bits:
                words = day_words(moment, setting.calendar.zone)
                return {
                    "when": at_seconds(moment).isoformat(),
                    "what": [worded("From {day} on it may be said, if nothing new happens.", day=words)],
                }
    held = min(stuck, key=len) or [
        sentence for bit in _bits(bits) for sentence in _stuck(setting, case, bit, turns, moving=True)
    ]
    return {"when": None, "what": [*dict.fromkeys(held), gettext("Time alone will not change it within 400 days.")]}


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _ids(setting: Setting, customer_id: int) -> list[int]:
    """The customer, and the records merged into them."""
    return [customer_id, *(one for one, into in redirects(setting.known).items() if into == customer_id)]


def _stuck(
    setting: Setting, case: Case, bit: int, turns: Mapping[str, Collection[int]], *, moving: bool = False
) -> list[str]:
    """What holds this offer back and no passing of time can mend; with `moving`, what time might have mended.

    `turns` are the stored facts that begin or end later.
    """

    def may_turn(fact: str) -> bool:
        return moves(fact) or any(name in turns for name in _stored_behind(fact))

    return [
        worded("It would need {what}.", what=_lever(case, bit, verdict))
        for verdict in against(case, bit, setting.rules)
        if any(map(may_turn, verdict.facts)) == moving
    ]


def _lever(case: Case, bit: int, verdict: Verdict) -> str:
    asked = [one for one in case.tables.asked if one.rule.code == verdict.code and one.bits >> bit & 1]
    question = next(
        (one.question for one in asked if {*verdict.facts} == {leaf.fact for leaf in leaves(one.question)}), None
    )
    zone = case.records.calendar.zone
    return reading(question, zone) if question is not None else ", ".join(map(fact_words, verdict.facts))


def _facts(setting: Setting, case: Case, customer_id: int, told: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every fact the verdicts looked at, with what it said, where from and since when."""
    used = dict.fromkeys(
        fact
        for content in told
        for channel in content["channels"]
        for verdict in channel["verdicts"]
        for fact in verdict["facts"]
    )
    behind = {fact: _stored_behind(fact) for fact in used}
    names = sorted({name for names in behind.values() for name in names})
    rows = sourced(customer_ids=_ids(setting, customer_id), names=names, at=setting.at, known=setting.known)
    for fact in used:
        stored = [row for row in rows if row.name in behind[fact]]
        if fact not in case.columns:
            continue
        yield {
            "fact": fact,
            "value": case.words(fact),
            "source": stored[0].source if stored else _origin(fact),
            "date": stored[0].happened_at if stored else None,
            "stored": [
                {"name": row.name, "value": row.value, "source": row.source, "date": row.happened_at} for row in stored
            ],
        }


def _stored_behind(fact: str) -> tuple[str, ...]:
    if not is_derived(fact):
        return (fact,)
    of = derived_facts()[fact.split(".", maxsplit=1)[0]]["of"]
    return tuple(of) if isinstance(of, list) else ()


def _origin(fact: str) -> str:
    if not is_derived(fact):
        return gettext("not on record")
    of = derived_facts()[fact.split(".", maxsplit=1)[0]]["of"]
    if isinstance(of, str):
        return worded("worked out from {what}", what=worded(of))
    return worded("{facts}: not on record", facts=gettext(" and ").join(map(fact_words, of)))
