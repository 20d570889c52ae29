"""How is it said, in plain words, what speaks for two records being one customer, and what against it?"""

from __future__ import annotations

from collections.abc import Mapping

from lately.identity.matching.evidence import DIFFERS
from lately.lib.saying import gettext
from lately.lib.saying import gettext_noop as _

_SAID: dict[str, dict[str, str]] = {
    "given_name": {
        "same": _("same first name"), "alike": _("first name spelt differently"),
        "short": _("one first name is short for the other"), "initial": _("first names begin alike"),
        "differs": _("different first names"),
    },
    "family_name": {
        "same": _("same family name"), "alike": _("family name spelt differently"),
        "initial": _("family names begin alike"), "differs": _("different family names"),
    },
    "generation": {"same": _("both junior, or both senior"), "differs": _("one is junior, the other senior")},
    "birth_date": {
        "same": _("same date of birth"), "alike": _("dates of birth a slip of the pen apart"),
        "differs": _("different dates of birth"),
    },
    "email": {
        "same": _("same e-mail address"), "alike": _("the e-mail address of the one is made of the name of the other"),
        "initial": _("the e-mail address of the one has the initial and family name of the other"),
        "differs": _("different e-mail addresses"),
    },
    "phone": {"same": _("same number"), "differs": _("different numbers")},
    "postal_address": {
        "same": _("same address"), "alike": _("nearly the same address"), "differs": _("different addresses"),
    },
    "company_name": {
        "same": _("same company name"), "alike": _("company name spelt differently"),
        "differs": _("different company names"),
    },
}  # fmt: skip
_CERTAIN, _LIKELY = 12_000, 6_000  # thousandths of a bit: one in four thousand is wrong, one in sixty


def evidence_words(evidence: Mapping[str, str]) -> dict[str, str]:
    """Two sentences: what speaks for it, and what against; blank if nothing does."""
    told = [(level, gettext(_SAID.get(field, {}).get(level, ""))) for field, level in evidence.items()]
    return {
        "speaks_for": _sentence([words for level, words in told if level != DIFFERS and words]),
        "against": _sentence([words for level, words in told if level == DIFFERS and words]),
    }


def how_sure(score_milli: int) -> str:
    """How sure it is, in words."""
    if score_milli >= _CERTAIN:
        return gettext("Almost certainly the same")
    return gettext("Very likely the same") if score_milli >= _LIKELY else gettext("Perhaps the same")


def _sentence(parts: list[str]) -> str:
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] + "." if text else ""
