"""May this go out like this? Every check looks; the gravest finding is the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lately.words.guard import claims, fields, greeting, looks, pressing, promises, sender, texting, wanting
from lately.words.guard.classing import because_of, class_of, sure_class_of
from lately.words.guard.findings import SEVERITIES, Finding, Found, finding
from lately.words.guard.look import Look, look_at
from lately.words.message import Message, Reader
from lately.words.model.opinion import Opinion
from lately.words.reader import Span

VERDICTS = {"note": "pass", "hold": "hold", "refuse": "refuse"}
CHECKS: tuple[Callable[[Look], Iterator[Found]], ...] = (
    fields.check,
    greeting.check,
    pressing.check,
    wanting.check,
    claims.check,
    sender.check,
    looks.check,
    texting.check,
    promises.check,
)
_MOST = 200
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Verdict:
    """pass, hold or refuse, with every finding.

    `classed` is the likeliest class, `sure` the same or "" where nobody should count on it; `because` the words that
    made it so; `claims` what it claims of its reader.
    """

    verdict: str
    findings: tuple[Finding, ...]
    classed: str
    sure: str
    because: tuple[Span, ...]
    claims: frozenset[str]
    opinion: Opinion


def check(message: Message, *, reader: Reader | None = None, severities: Mapping[str, str] = _NOTHING) -> Verdict:
    """Judge a message, for one reader if given. `severities` are the organisation's own, by code ("off" leaves out).

    What a person wrote to one person gets advice, not a veto: every finding is a note.
    """
    look = look_at(message, reader)
    found = [one for judge in CHECKS for one in judge(look)][:_MOST]
    findings = tuple(finding(one, severities) for one in found if severities.get(one.code) != "off")
    gravest = max((SEVERITIES.index(one.severity) for one in findings), default=0)
    return Verdict(
        verdict="pass" if message.one_to_one else VERDICTS[SEVERITIES[gravest]],
        findings=findings,
        classed=class_of(look),
        sure=sure_class_of(look),
        because=because_of(look),
        claims=claims.claimed(look),
        opinion=look.opinion,
    )
