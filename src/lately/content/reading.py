"""What does a wording want and claim, as the guard reads it when it is saved?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lately.content.filling import drafted, examples
from lately.decisioning.claims import claims
from lately.words.guard.check import Verdict, check
from lately.words.message import CHANNELS, Message

OF_CLAIMS = frozenset({"claim_unproved", "claim_to_check", "claim_untrue"})
_NOTHING: Mapping[str, str] = {}


def checked(
    channel: str, subject: str, text: str, severities: Mapping[str, str] = _NOTHING, *, claiming: str = ""
) -> Verdict:
    """The guard's verdict on a wording as anybody would get it: filled by neutral words, no claim true but `claiming`.

    What stands in [brackets] for a person to fill is left out.
    """
    values = {**examples(), **({f"claim.{claiming}": True} if claiming else {})}
    spoken = channel if channel in CHANNELS else "phone"
    return check(Message(drafted(text, values), spoken, drafted(subject, values)), severities=severities)


def read_wordings(entry: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """For each channel of a definition: the class found ("" if unsure), the claims that are made unasked, the findings.

    A claim inside {% if claim.loyal %} is asked for, if it is that claim. Findings are [code, severity, sentence], each
    code once; claims are none of them, for each customer's facts judge those (rules.yaml, claim_untrue).
    """
    return {str(channel): _read(str(channel), form) for channel, form in entry["channels"].items()}


def _read(channel: str, form: Mapping[str, Any]) -> dict[str, Any]:
    subject, text = str(form.get("subject", "")), str(form["text"])
    verdict = checked(channel, subject, text)
    found = set(verdict.claims)
    for name in claims():
        if f"claim.{name}" in text or f"claim.{name}" in subject:
            found |= checked(channel, subject, text, claiming=name).claims - {name}
    findings = {one.code: [one.code, one.severity, one.says] for one in verdict.findings if one.code not in OF_CLAIMS}
    return {"found": verdict.sure, "claims": sorted(found & set(claims())), "findings": list(findings.values())}
