"""What could be said, and how? A content is something worth saying; an offer is one content on one channel."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lately.decisioning.catalogue import FARTHEST
from lately.decisioning.claims import claims_named
from lately.decisioning.expression import Expression
from lately.decisioning.policy import Policy
from lately.lib.saying import again, worded
from lately.lib.saying import gettext as _

WANTING = frozenset({"ask", "mixed", "disguised"})
KEEPS = frozenset({"hold", "refuse"})  # severities of a finding that keep a wording in until it is let out
NEVER_AGAIN = 36_500
FOREVER = FARTHEST


@dataclass(frozen=True, slots=True)
class Wording:
    """The text for one channel, and its class: declared, found by reading, or overruled by a named person."""

    channel: str
    declared: str
    text: str
    subject: str = ""
    found: str = ""
    overruled_by: str = ""
    claims: tuple[str, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()  # code, severity and sentence of what the guard found
    greets: tuple[str, ...] = ()  # parts of a name (catalogue.PARTS_OF_NAMES) it cannot be filled without
    allowed_by: str = ""  # who let it out although the guard would not
    allowed_because: str = ""

    def kept_in_by(self, severities: Mapping[str, str]) -> list[str]:
        """What was found that keeps a wording in, in sentences; `severities` are the organisation's own."""
        return [again(says) for code, severity, says in self.findings if severities.get(code, severity) in KEEPS]

    def refused(self, severities: Mapping[str, str]) -> list[str]:
        """The same, unless a named person let it out."""
        return [] if self.allowed_by else self.kept_in_by(severities)

    @property
    def classed(self) -> str:
        """The class that counts: the found one wins unless a named person overruled."""
        return self.declared if self.overruled_by or not self.found else self.found


@dataclass(frozen=True, slots=True)
class Content:
    """One content as defined (docs/content.md). Moments are seconds since 1970 UTC, `worth` in thousandths."""

    key: str
    title: str
    purpose: str
    benefit: str
    worth_milli: int
    wordings: tuple[Wording, ...]
    again_after_days: int = NEVER_AGAIN
    topics: tuple[str, ...] = ()
    audience: Expression | None = None
    occasion: Expression | None = None
    because: str = ""
    roles: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    children: tuple[int, int] | None = None
    ages: tuple[int, int] | None = None
    valid_from: int = 0
    valid_to: int = FOREVER
    exempt: bool = False
    run_up_declared: bool = False
    draft: bool = False
    tells: str = ""
    approved_by: str = ""  # whose second pair of eyes it had


@dataclass(frozen=True, slots=True)
class Offer:
    """One content on one channel, with the attributes that rules may name."""

    content: str
    channel: str
    attributes: Mapping[str, Any] = field(hash=False)


def offers_of(contents: Sequence[Content], policy: Policy) -> list[Offer]:
    """All offers, in the order of content key and channel: bit i of every mask is offer i."""
    channels = set(policy["channels"])
    return [
        Offer(content.key, wording.channel, _attributes(content, wording, policy))
        for content in sorted(contents, key=lambda content: content.key)
        for wording in sorted(content.wordings, key=lambda wording: wording.channel)
        if wording.channel in channels
    ]


def weight_of(channel: str, classed: str, policy: Policy) -> int:
    """The pressure of one contact: channel weight x class weight."""
    return int(policy["pressure.weights"].get(channel, 1)) * int(policy["pressure.class_weights"][classed or "unread"])


def _attributes(content: Content, wording: Wording, policy: Policy) -> dict[str, Any]:
    weight = weight_of(wording.channel, wording.classed, policy)
    needed = policy["consent.needed"].get(wording.channel, [])
    found: dict[str, Any] = {
        "content": content.key,
        "title": content.title,
        "benefit": content.benefit,
        "channel": wording.channel,
        "class": wording.classed,
        "wants": wording.classed in WANTING,
        "purpose": content.purpose,
        "needs_consent": content.purpose in needed,
        "exempt": content.exempt,
        "draft": content.draft,
        "unapproved": not content.approved_by and needs_approval(policy, wanting=wording.classed in WANTING),
        "run_up_declared": content.run_up_declared,
        "weight": weight,
        "windows": tuple(policy["pressure.budgets"]),
        "room": {days: int(budget) - weight for days, budget in policy["pressure.budgets"].items()},
        "again_after": content.again_after_days * 86_400,
        "valid_from": content.valid_from,
        "valid_to": content.valid_to,
        "last_days": _last_days(content, policy),
        "claims": claims_named(wording.claims, where=_("Content %(key)r") % {"key": content.key}),
        "greets": wording.greets,
        "topics": content.topics,
        "worth_micro": content.worth_milli * 1000,
        "cost_micro": round(policy["worth.cost"].get(wording.channel, 0) * 1_000_000),
        "audience": content.audience,
        "occasion": content.occasion,
    }
    return found | _for_whom(content) | _refused(wording, policy)


def needs_approval(policy: Policy, *, wanting: bool) -> bool:
    """Whether the organisation wants a second person's word for what goes out (`wanting`: it wants something)."""
    return {"everything": True, "asks": wanting}.get(str(policy["approval.needed"]), False)


def _last_days(content: Content, policy: Policy) -> int:
    """From when on it may be called the last chance; never, if it never ends."""
    days = int(policy["claims.last_chance_days"])
    return FOREVER if content.valid_to == FOREVER else content.valid_to - days * 86_400


@functools.cache
def attributes_by_name() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """An example of each attribute, by name: those of every offer, and those only of contents that are for some."""
    wording = Wording("email", "give", "Hello", findings=(("code", "refuse", "It is refused."),))
    content = Content("it", "It", "care", "It is of use.", 0, (wording,), topics=("topic",), roles=("role",),
        sectors=("sector",), children=(0, 1), ages=(0, 1))  # fmt: skip
    policy = Policy({})
    some = _for_whom(content) | _refused(wording, policy)
    return {name: value for name, value in _attributes(content, wording, policy).items() if name not in some}, some


def _refused(wording: Wording, policy: Policy) -> dict[str, Any]:
    kept = wording.refused(policy["words.severities"])
    return {"refused_words": _together(kept)} if kept else {}


def _together(sentences: Sequence[str]) -> str:
    """Sentences of the guard as one text, in the language of whoever reads it."""
    first, *rest = sentences
    return worded("{first} {rest}", first=first, rest=_together(rest)) if rest else first


def _for_whom(content: Content) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if content.roles:
        found["roles"] = list(content.roles)
    if content.sectors:
        found["sectors"] = list(content.sectors)
    if content.children:
        found["child_from"], found["child_to"] = content.children
    if content.ages:
        found["age_from"], found["age_to"] = content.ages
    return found
