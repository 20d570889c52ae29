"""How is it said, in plain words, what speaks for two records being one customer, and what against it?"""

from __future__ import annotations

from collections.abc import Mapping

from lately.identity.matching.evidence import DIFFERS

_SAID: dict[str, dict[str, str]] = {
    "given_name": {
        "same": "same first name", "alike": "first name spelt differently",
        "short": "one first name is short for the other", "initial": "first names begin alike",
        "differs": "different first names",
    },
    "family_name": {
        "same": "same family name", "alike": "family name spelt differently", "initial": "family names begin alike",
        "differs": "different family names",
    },
    "generation": {"same": "both junior, or both senior", "differs": "one is junior, the other senior"},
    "birth_date": {
        "same": "same date of birth", "alike": "dates of birth a slip of the pen apart",
        "differs": "different dates of birth",
    },
    "email": {
        "same": "same e-mail address", "alike": "the e-mail address of the one is made of the name of the other",
        "initial": "the e-mail address of the one has the initial and family name of the other",
        "differs": "different e-mail addresses",
    },
    "phone": {"same": "same number", "differs": "different numbers"},
    "postal_address": {"same": "same address", "alike": "nearly the same address", "differs": "different addresses"},
    "company_name": {
        "same": "same company name", "alike": "company name spelt differently", "differs": "different company names",
    },
}  # fmt: skip
_CERTAIN, _LIKELY = 12_000, 6_000  # thousandths of a bit: one in four thousand is wrong, one in sixty


def evidence_words(evidence: Mapping[str, str]) -> dict[str, str]:
    """Two sentences: what speaks for it, and what against; blank if nothing does."""
    told = [(level, _SAID.get(field, {}).get(level, "")) for field, level in evidence.items()]
    return {
        "speaks_for": _sentence([words for level, words in told if level != DIFFERS and words]),
        "against": _sentence([words for level, words in told if level == DIFFERS and words]),
    }


def how_sure(score_milli: int) -> str:
    """How sure it is, in words."""
    if score_milli >= _CERTAIN:
        return "Almost certainly the same"
    return "Very likely the same" if score_milli >= _LIKELY else "Perhaps the same"


def _sentence(parts: list[str]) -> str:
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] + "." if text else ""
