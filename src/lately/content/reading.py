"""What does a wording want and claim, as the guard reads it when it is saved?"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lately.content.filling import drafted, examples
from lately.decisioning.catalogue import PARTS_OF_NAMES
from lately.decisioning.claims import claims
from lately.lib.saying import plainly, stored
from lately.words.guard.check import Verdict, check
from lately.words.message import CHANNELS, Message
from lately.words.wordings import Unfillable, fields_in, fill

OF_CLAIMS = frozenset({"claim_unproved", "claim_to_check", "claim_untrue"})
_SALUTATION, _OTHER_LANGUAGE = "customer.salutation", "salutation_other_language"
_NOTHING: Mapping[str, str] = {}


def checked(
    channel: str, subject: str, text: str, severities: Mapping[str, str] = _NOTHING, *, claiming: str = ""
) -> Verdict:
    """The guard's verdict on a wording as anybody would get it: filled by neutral words, no claim true but `claiming`.

    What stands in [brackets] for a person to fill is left out. A greeting in each reader's language is in none of its
    own.
    """
    severities = {**severities, _OTHER_LANGUAGE: "off"} if _SALUTATION in _fields(text) else severities
    values = {**examples(), **({f"claim.{claiming}": True} if claiming else {})}
    spoken = channel if channel in CHANNELS else "phone"
    return check(Message(drafted(text, values), spoken, drafted(subject, values)), severities=severities)


def read_wordings(entry: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """For each channel of a definition: the class found ("" if unsure), claims made unasked, findings, names needed.

    A claim inside {% if claim.loyal %} is asked for, if it is that claim. Findings are [code, severity, sentence], each
    code once; claims are none of them, for each customer's facts judge those (rules.yaml, claim_untrue).
    """
    with plainly():
        return {str(channel): _read(str(channel), form) for channel, form in entry["channels"].items()}


def _read(channel: str, form: Mapping[str, Any]) -> dict[str, Any]:
    subject, text = str(form.get("subject", "")), str(form["text"])
    verdict = checked(channel, subject, text)
    found = set(verdict.claims)
    for name in claims():
        if f"claim.{name}" in text or f"claim.{name}" in subject:
            found |= checked(channel, subject, text, claiming=name).claims - {name}
    findings = {
        one.code: [one.code, one.severity, stored(one.says)] for one in verdict.findings if one.code not in OF_CLAIMS
    }
    return {
        "found": verdict.sure,
        "claims": sorted(found & set(claims())),
        "findings": list(findings.values()),
        "greets": names_needed(f"{subject}\n{text}"),
    }


def names_needed(text: str) -> list[str]:
    """The parts of a name (catalogue.PARTS_OF_NAMES) without which a wording cannot be filled, `a_or_b` being either.

    None for a part with an alternative: `{{ customer.first | default("you") }}`, or {% if customer.first %} around it.
    """
    named = [part for part, field in PARTS_OF_NAMES.items() if field in _fields(text)]
    if not set(named) - {"company_name"} or not _fills(text, ()):
        return []
    found: list[tuple[str, ...]] = []
    for size in range(1, len(named) + 1):
        for blank in itertools.combinations(named, size):
            covered = any(set(fewer) <= set(blank) for fewer in found)
            if not covered and not _fills(text, blank):
                found.append(blank)
    return ["_or_".join(blank) for blank in found if blank != ("company_name",)]


def _fields(text: str) -> frozenset[str]:
    try:
        return fields_in(text)
    except Unfillable:
        return frozenset()


def _fills(text: str, blank: Collection[str]) -> bool:
    """Whether a wording can be filled for somebody of whom these parts of the name are not known, whatever is true."""
    values = {**examples(), **{PARTS_OF_NAMES[part]: "" for part in blank}}
    try:
        for true in _truths(text):
            fill(text, {**values, **true})
    except Unfillable:
        return False
    return True


def _truths(text: str) -> Iterator[dict[str, bool]]:
    """No claim true, each alone, and all."""
    told = [f"claim.{name}" for name in claims() if f"claim.{name}" in text]
    yield {}
    yield from ({name: True} for name in told)
    yield dict.fromkeys(told, True)
