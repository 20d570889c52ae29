"""Why, and why not, for somebody who reads it at the side of a page?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lately.decisioning.explain import ALLOWED
from lately.decisioning.phrases import fact_words
from lately.decisioning.rules import STAGES
from lately.interactions.known import known_at
from lately.interactions.timeline import When
from lately.plans.putting_off import resting
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.people import people
from lately.profiles.selectors import find_customer
from lately.usecases.explain import explain
from lately.usecases.list_contents import list_contents

ORDER = (*STAGES, "arbitration")


def see_why(
    *,
    user: Reader,
    who: str,
    content: str = "",
    at: int,
    now: int,
    as_known_now: bool = False,
    rules_in: Path | None = None,
) -> dict[str, Any]:
    """Return the decision for a customer about one content (or all), every rule's verdict by stage, and the facts.

    `as_known_now` asks what would be said with all that is on record today, instead of what was known then.
    """
    customer = find_customer(who)
    refuse_unless_theirs(user, customer)
    found = explain(
        customer=who, content=content, at=at, now=now, known=now if as_known_now else None, rules_in=rules_in
    )
    titles = {one["key"]: one["title"] for one in list_contents(now=now)}
    said = [says | {"title": titles.get(says["content"], says["content"])} for says in found["says"]]
    told = _one(found) if content else {"content": None, "held": _held(found["contents"])}
    return told | {
        "person": people([customer], at=at, known=now)[customer],
        "known": found["known"],
        "put_off": resting(When(at, now if as_known_now else known_at(at=at, now=now)), customers=[customer]),
        "says": [one for one in said if content in {"", one["content"]}],
        "other": [one for one in said if content not in {"", one["content"]}],
        "silent": found["silent"],
        "as_known_now": as_known_now,
    }


def _one(found: dict[str, Any]) -> dict[str, Any]:
    """All there is to say about one content; `not_for_them` if it would not be at any moment like this one."""
    content = found["contents"][0]
    stages = _stages(content)
    facts = {fact_words(fact["fact"]): fact for fact in found["facts"]}
    return {
        "content": content,
        "reasons": _reasons(content),
        "stages": stages,
        "not_for_them": any(part["stage"] == "eligibility" and part["against"] for part in stages),
        "would_change": content.get("would_change"),
        "facts": [fact | {"words": words} for words, fact in facts.items()],
    }


def _held(contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is held back; what only waits for a better moment before what is not for them."""
    held = sorted((one for one in contents if one["outcome"] == "held"), key=lambda one: not _may_come(one))
    return [{"content": one["content"], "title": one["title"], "reasons": _reasons(one)} for one in held]


def _may_come(content: dict[str, Any]) -> bool:
    """Whether it is worth saying to them on some channel, if not now."""
    return any(
        not any(one["stage"] == "eligibility" and one["outcome"] != ALLOWED for one in channel["verdicts"])
        for channel in content["channels"]
    )


def _reasons(content: dict[str, Any]) -> list[dict[str, Any]]:
    """What holds a content back, each once, with the channels it holds for."""
    found: dict[tuple[str, str], list[str]] = {}
    for channel in content["channels"]:
        for reason in channel["reasons"]:
            found.setdefault((reason["code"], reason["sentence"]), []).append(channel["channel"])
    everywhere = len(content["channels"])
    return [
        {"code": code, "sentence": sentence, "channels": [] if len(channels) == everywhere else channels}
        for (code, sentence), channels in found.items()
    ]


def _stages(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Every rule's verdict, by stage, those against it first; what is the same on all channels is said once."""
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for channel in content["channels"]:
        for verdict in channel["verdicts"]:
            same = (verdict["stage"], verdict["code"], verdict["outcome"], verdict["sentence"])
            found.setdefault(same, verdict | {"channels": []})["channels"].append(channel["channel"])
    everywhere = len(content["channels"])
    for verdict in found.values():
        verdict["channels"] = [] if len(verdict["channels"]) == everywhere else verdict["channels"]
    return [
        {
            "stage": stage,
            "against": [one for one in found.values() if one["stage"] == stage and one["outcome"] != ALLOWED],
            "passed": [one for one in found.values() if one["stage"] == stage and one["outcome"] == ALLOWED],
        }
        for stage in ORDER
        if any(one["stage"] == stage for one in found.values())
    ]
