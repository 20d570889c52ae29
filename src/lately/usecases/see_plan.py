"""What is worth saying tonight, to how many, and what is held back, for which reasons?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.content.selectors import contents_known
from lately.decisioning.claims import claims
from lately.decisioning.offers import WANTING, Content
from lately.interactions.known import known_at
from lately.interactions.timeline import place_of
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import again
from lately.plans.digest import DIGITS, Told, digest, held_back, how_many, plan_at, plan_of, said
from lately.plans.models import Plan
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people
from lately.usecases.see_texts import counted

PAGE = 40


def see_plan(*, at: int, now: int) -> dict[str, Any] | None:
    """Return the plan that holds at a moment, with its contents, those said to most people first; None without one.

    `stale` says that its decisions have outlived their hours.
    """
    plan = plan_at(at)
    if plan is None:
        return None
    life = policy_at(at=at, known=known_at(at=at, now=now))["decision.life_hours"] * 3600
    known = _contents(plan)
    told = [_content(name, told, known.get(name)) for name, told in digest(plan).items()]
    told.sort(key=lambda one: (-one["said"], one["title"].casefold()))
    return _head(plan) | {
        "stale": at - seconds(plan.at) > life,
        "said_contents": [one for one in told if one["said"]],
        "unsaid": [one for one in told if not one["said"]],
    }


def see_plan_content(*, user: Reader, key: str, content: str, after: str = "") -> dict[str, Any]:
    """Return one content of a plan: to whom it is said (one page), and how many are held back by reason."""
    plan, told, meant = _found(key, content)
    book = book_of(user)
    found = said(plan, content=content, book=book, after=place_of(after, digits=DIGITS), limit=PAGE + 1)
    page = found[:PAGE]
    who = people([one.customer for one in page], at=seconds(plan.at), known=seconds(plan.known))
    shown = {
        "rows": [{"person": who[one.customer], "channel": one.channel, "because": one.because} for one in page],
        "after": "-".join(map(str, page[-1].place)) if len(found) > PAGE else "",
        "mine": how_many(plan, book=book, content=content),
        "words": _words(plan, told, meant),
    }
    return _head(plan) | _content(content, told, meant) | shown


def see_plan_reason(*, user: Reader, key: str, content: str, code: str, after: int = 0) -> dict[str, Any]:
    """Return those to whom a content is not said for one reason (one page), with all its reasons for each."""
    plan, told, meant = _found(key, content)
    held, more = held_back(plan, content, code, after=after, limit=PAGE, book=book_of(user))
    who = people([customer for customer, _ in held], at=seconds(plan.at), known=seconds(plan.known))
    rows = [{"person": who[customer], "codes": codes} for customer, codes in held]
    return _head(plan) | _content(content, told, meant) | {"rows": rows, "after": more, "code": code}


def _found(key: str, content: str) -> tuple[Plan, Told, Content | None]:
    plan = plan_of(key)
    if plan is None or not key:
        raise _unknown(key)
    told = digest(plan).get(content)
    if told is None:
        raise Refusal(
            gettext("This plan has no content %(content)r.") % {"content": content},
            gettext("It was brought in after the plan was made."),
            gettext("Make the plan again under Say."),
        )
    return plan, told, _contents(plan).get(content)


def _words(plan: Plan, told: Told, meant: Content | None) -> list[dict[str, Any]]:
    """How each wording read when the plan was made; of how many customers what it claims is not so."""
    severities = policy_at(at=seconds(plan.at), known=seconds(plan.known))["words.severities"]
    return [
        {
            "channel": one.channel,
            "said": told.said.get(one.channel, 0),
            "counts": counted(one.findings, severities),
            "findings": [
                again(says) for code, severity, says in one.findings if severities.get(code, severity) != "off"
            ],
            "allowed_by": one.allowed_by,
            "refused": told.reasons.get("words_refused", 0) if one.refused(severities) else 0,
            "claims": [claims()[name].told for name in one.claims],
            "untrue": told.reasons.get("claim_untrue", 0) if one.claims else 0,
        }
        for one in (meant.wordings if meant else ())
    ]


def _unknown(key: str) -> Refusal:
    return Refusal(
        gettext("There is no plan %(key)r.") % {"key": key},
        gettext("Plans are kept by their key."),
        gettext("Open the newest one under Say."),
    )


def _contents(plan: Plan) -> Mapping[str, Content]:
    zone = organisation(at=plan.at).zone
    return {one.key: one for one in contents_known(known=seconds(plan.known), zone=zone)}


def _head(plan: Plan) -> dict[str, Any]:
    return {"plan": plan.key, "plan_at": seconds(plan.at), "made_at": seconds(plan.made_at), "summary": plan.summary}


def _content(key: str, told: Told, meant: Content | None) -> dict[str, Any]:
    classes = {wording.classed for wording in meant.wordings} if meant else set[str]()
    return {
        "content": key,
        "title": meant.title if meant else key,
        "benefit": meant.benefit if meant else "",
        "wants": bool(classes & WANTING),
        "said": sum(told.said.values()),
        "channels": sorted(told.said.items(), key=lambda item: (-item[1], item[0])),
        "held": told.held,
        "reasons": sorted(told.reasons.items(), key=lambda item: (-item[1], item[0])),
    }
