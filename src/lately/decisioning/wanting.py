"""What is wanted of a fact, in plain words? 'at least 3 months', 'their agreement to news by e-mail'."""

from __future__ import annotations

from lately.decisioning.expression import Expression, Leaf
from lately.decisioning.phrases import FLAGS, MOMENTS, fact_stem, fact_words, needs_words, plain
from lately.lib.saying import gettext, worded
from lately.lib.saying import gettext_noop as _

_COMPARED = {
    "not_in": _("other than {value}"),
    "at_least": _("at least {value}"),
    "at_most": _("at most {value}"),
    "above": _("more than {value}"),
    "below": _("less than {value}"),
}
_WHEN = {
    "at_least": _("from {day} on"),
    "above": _("after {day}"),
    "at_most": _("until {day}"),
    "below": _("before {day}"),
}
_JOINTS = {"all": _(" and "), "any": _(" or "), "not": ""}


def reading(question: Expression, zone: str) -> str:
    """A question in plain words: 'a child of 0 to 36 months', 'days since they bought: at least 80 days'.

    Days are those of the zone.
    """
    if isinstance(question, Leaf):
        return _leaf(question, zone)
    said = gettext(_JOINTS[question.joined]).join(dict.fromkeys(reading(part, zone) for part in question.parts))
    return worded("not ({what})", what=said) if question.joined == "not" else said


def _leaf(leaf: Leaf, zone: str) -> str:
    if is_yes_or_no(leaf):
        so = fact_words(leaf.fact) if leaf.operand else worded("no {fact}", fact=fact_words(leaf.fact))
        return needs_words(leaf.fact, so=bool(leaf.operand)) or so
    return needs_words(leaf.fact) or f"{fact_words(leaf.fact)}: {wanted_words(leaf, zone)}"


def is_yes_or_no(leaf: Leaf) -> bool:
    """Whether it only asks whether something is so."""
    return fact_stem(leaf.fact) in FLAGS and leaf.comparison == "is"


def wanted_words(leaf: Leaf, zone: str) -> str:
    """What a comparison wants the fact to be: 'at least 3 months', 'plumber or roofer', 'from 1 May 2027 on'."""
    operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    listed = gettext(" or ").join(dict.fromkeys(plain(leaf.fact, one, zone) for one in operands))
    if fact_stem(leaf.fact) in MOMENTS and leaf.comparison in _WHEN:
        return worded(_WHEN[leaf.comparison], day=listed)
    return worded(_COMPARED[leaf.comparison], value=listed) if leaf.comparison in _COMPARED else listed
