"""How does a wording read while somebody writes it: to anybody, before it is filled for one customer?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from lately.content.filling import drafted, examples, is_complete, wrong_in
from lately.content.reading import OF_CLAIMS, checked
from lately.decisioning.claims import claims
from lately.decisioning.offers import KEEPS
from lately.interactions.known import known_at
from lately.policies.selectors import policy_at
from lately.words.guard.findings import SEVERITIES, Finding
from lately.words.guard.texting import parts_of_sms

GRAVEST_FIRST = tuple(reversed(SEVERITIES))
CLAIMED = "claim"


def read_wording(*, channel: str, subject: str, text: str, at: int, now: int) -> dict[str, Any]:
    """Return what keeps it from being filled (`problems`), and if nothing does, what the guard finds in it.

    `groups` are the findings by severity, the gravest first; `classed` what it reads as, `sure` the same or "";
    `claims` what it claims of its reader, in words; `marked` the subject and the text as Ann would get them, in
    stretches with the severity of what was found there; `to_fill`: something in [brackets] is left for a person;
    `parts` how many text messages it takes, how many signs fit into one, and the sign that widens the alphabet.
    """
    wrong = [_problem(where, one) for where, part in _parts(subject, text) for one in wrong_in(part)]
    nothing = {"where": "text", "line": 0, "says": _("There is no text yet."), "todo": _("Write it.")}
    empty = [] if text.strip() else [nothing]
    if wrong or empty:
        return {"problems": [*empty, *wrong], "groups": [], "claims": [], "counts": {}}
    severities = policy_at(at=at, known=known_at(at=at, now=now))["words.severities"]
    verdict = checked(channel, subject, text, severities)
    found = [one for one in verdict.findings if one.code not in OF_CLAIMS]
    claimed = [one for one in verdict.findings if one.code in OF_CLAIMS]
    shown = {where: drafted(part, examples()) for where, part in _parts(subject, text)}
    groups = [(severity, [asdict(one) for one in found if one.severity == severity]) for severity in GRAVEST_FIRST]
    return {
        "problems": [],
        "groups": [{"severity": severity, "findings": told} for severity, told in groups if told],
        "counts": {severity: len(told) for severity, told in groups if told},
        "classed": verdict.classed,
        "sure": verdict.sure,
        "claims": [claims()[name].told for name in sorted(verdict.claims & set(claims()))],
        "marked": {where: _marked(where, part, found, claimed) for where, part in shown.items()},
        "to_fill": not (is_complete(subject) and is_complete(text)),
        "parts": parts_of_sms(shown["text"]) if channel == "sms" else None,
    }


def kept_in_by(*, channel: str, subject: str, text: str, at: int, now: int) -> list[str]:
    """The sentences of what keeps a wording in, whoever reads it (KEEPS); it must be one that can be filled."""
    severities = policy_at(at=at, known=known_at(at=at, now=now))["words.severities"]
    found = checked(channel, subject, text, severities).findings
    return list(dict.fromkeys(one.says for one in found if one.severity in KEEPS and one.code not in OF_CLAIMS))


def _parts(subject: str, text: str) -> tuple[tuple[str, str], ...]:
    return ("subject", subject), ("text", text)


def _problem(where: str, problem: Any) -> dict[str, Any]:
    return {"where": where, "line": problem.line, "says": problem.says, "todo": problem.todo}


def _marked(where: str, text: str, found: Sequence[Finding], claimed: Sequence[Finding]) -> list[dict[str, str]]:
    """The text in stretches: each with the gravest of what was found there, "" for nothing."""
    told = [(one, one.severity) for one in found] + [(one, CLAIMED) for one in claimed]
    spans = [(one.start, one.end, why) for one, why in told if one.where == where and one.start < one.end]
    edges = sorted({0, len(text), *(min(edge, len(text)) for start, end, _ in spans for edge in (start, end))})
    order = {why: place for place, why in enumerate((*GRAVEST_FIRST, CLAIMED, ""))}
    return [
        {
            "text": text[begin:end],
            "why": min((why for low, high, why in spans if low <= begin < high), key=order.__getitem__, default=""),
        }
        for begin, end in itertools.pairwise(edges)
    ]
