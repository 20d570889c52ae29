"""What does a segment ask, in plain language? People who like gardening and who have not heard from us for 90 days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lately.decisioning.derived import is_derived, parted
from lately.decisioning.expression import Expression, Group, Leaf
from lately.decisioning.phrases import CHANNEL_WORDS, PURPOSE_WORDS, counted, fact_words
from lately.decisioning.wanting import wanted_words
from lately.lib.saying import gettext, places, worded
from lately.lib.saying import gettext_noop as _

_OPPOSITE = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least", "in": "not_in",
             "not_in": "in"}  # fmt: skip
# of a number of days or of things: from so many on; up to so many
_NUMBERS = {
    "days_silent": (_("who have not heard from us for {days}"), _("who heard from us within {days}")),
    "days_since_purchase": (_("who have not bought for {days}"), _("who bought within {days}")),
    "days_since_first_purchase": (_("who first bought {days} ago or earlier"), _("who first bought within {days}")),
    "days_since_ask": (_("whom we have asked for nothing for {days}"), _("whom we asked for something within {days}")),
    "days_since_word": (_("who have told us nothing for {days}"), _("who told us something within {days}")),
    "days_since_complaint": (_("who last complained {days} ago or earlier"), _("who complained within {days}")),
    "days_to_renewal": (_("whose contract runs for another {days} or longer"), _("whose contract is up within {days}")),
    "days_to_birthday": (_("whose birthday is {days} away or more"), _("whose birthday comes within {days}")),
    "days_to_anniversary": (
        _("whose anniversary with us is {days} away or more"), _("whose anniversary with us comes within {days}")
    ),
    "purchases": (_("who bought {times} or more"), _("who bought {times} at most")),
    "age_years": (_("who are {n} or older"), _("who are {n} or younger")),
    "untold_deeds": (_("for whom we did {things} or more that they do not know of"),
                     _("for whom we did {things} at most that they do not know of")),
    "untold_answers": (_("who gave us {words} or more that we acted on and did not tell them"),
                       _("who gave us {words} at most that we acted on and did not tell them")),
    "unanswered": (_("who gave no sign of life after {words} or more of ours"),
                   _("who gave no sign of life after {words} at most of ours")),
}  # fmt: skip
# of yes and no
_FLAGS = {
    "likes": (_("who like {what}"), _("who have not told us that they like {what}")),
    "dislikes": (_("who want nothing of {what}"), _("who have not told us that they want nothing of {what}")),
    "owns": (_("who have {what} of us"), _("who do not have {what} of us")),
    "open_complaint": (_("who have an open complaint"), _("who have no open complaint")),
    "waits_for_answer": (_("who wait for an answer"), _("who wait for no answer")),
    "promise_overdue": (_("to whom we owe a promise"), _("to whom no promise is overdue")),
    "has_owner": (_("whom one of us looks after"), _("whom nobody looks after")),
    "has_children": (_("who have children"), _("who have no children")),
    "left": (_("who said that they left"), _("who did not say that they left")),
    "bought": (_("who bought for a {what}"), _("who did not buy for a {what}")),
    "address": (_("whom we can reach by {what}"), _("whom we cannot reach by {what}")),
    "objected": (
        _("who asked us not to send {purpose} by {what}"),
        _("who did not ask us to stop {purpose} by {what}"),
    ),
}
_AGREED = (_("who agreed to {purpose} by {what}"), _("who have not agreed to {purpose} by {what}"))
_JOINED = {"all": _(" and "), "any": _(" or ")}
# Whoever said nothing of these counts as no: the catalogue says so, and a page says it, too.
SILENT_MEANS_NO = ("likes", "dislikes", "owns", "bought", "left")


def people_who(question: Expression, zone: str) -> str:
    """The question as a sentence about people; days are those of the zone."""
    return worded("People {who}.", who=_said(question, zone, top=True))


def silent_means_no(question: Expression) -> list[str]:
    """The facts it asks of which having said nothing counts as no, in words."""
    if isinstance(question, Leaf):
        stem, _ = parted(question.fact)
        return [fact_words(question.fact)] if stem in SILENT_MEANS_NO else []
    return list(dict.fromkeys(word for part in question.parts for word in silent_means_no(part)))


def _said(question: Expression, zone: str, *, top: bool = False) -> str:
    if isinstance(question, Leaf):
        return _leaf(question, zone)
    if question.joined == "not":
        return _said(_turned(question.parts[0]), zone, top=top)
    parts = [_said(part, zone) for part in question.parts]
    joined = gettext(_JOINED[question.joined]).join(dict.fromkeys(parts))
    return joined if top or len(parts) == 1 else f"({joined})"


def _turned(question: Expression) -> Expression:
    """The opposite: what is known to be so of those of whom it is known not to be so."""
    if isinstance(question, Group):
        if question.joined == "not":
            return question.parts[0]
        return Group("any" if question.joined == "all" else "all", tuple(map(_turned, question.parts)))
    if question.comparison in _OPPOSITE:
        return replace(question, comparison=_OPPOSITE[question.comparison])
    if question.comparison == "is" and question.operand in (0, 1):
        return replace(question, operand=1 - question.operand)
    if question.comparison == "is":
        return replace(question, comparison="not_in", operand=(question.operand,))
    return Group("not", (question,)) if question.comparison != "never" else question


def _leaf(leaf: Leaf, zone: str) -> str:
    stem, arguments = parted(leaf.fact)
    words = [_word(one) for one in arguments]
    if leaf.comparison == "never":
        return gettext("who do not exist: it asks what is never so")
    if stem == "consent" and _granted(leaf) is not None:
        return _of(_AGREED[0 if _granted(leaf) else 1], words)
    if leaf.comparison == "is" and stem in _FLAGS:
        return _of(_FLAGS[stem][0 if leaf.operand else 1], words)
    if stem in _NUMBERS and isinstance(leaf.operand, int):
        return _number(stem, leaf.comparison, leaf.operand)
    return _otherwise(leaf, zone)


def _word(name: str) -> str:
    known = {**PURPOSE_WORDS, **CHANNEL_WORDS}
    return worded(known[name]) if name in known else name.replace("_", " ")


def _granted(leaf: Leaf) -> bool | None:
    """Whether agreement is asked for, or its lack; None if it asks something finer."""
    one = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    if one != ("granted",):
        return None
    return leaf.comparison != "not_in"


def _number(stem: str, comparison: str, operand: int) -> str:
    from_on, up_to = _NUMBERS[stem]
    if comparison == "is":
        said = gettext(" and ").join(_number(stem, way, operand) for way in ("at_least", "at_most"))
        return gettext("who have not bought") if (stem, operand) == ("purchases", 0) else said
    least = comparison in {"at_least", "above"}
    count = operand + {"above": 1, "below": -1}.get(comparison, 0)
    if stem == "purchases" and (least, count) in {(True, 1), (False, 0)}:
        return gettext("who bought") if least else gettext("who have not bought")
    text = from_on if least else up_to
    return worded(text, **{name: counted(count, name[:-1]) if name != "n" else count for name in places(text)})


def _of(text: str, words: Sequence[str]) -> str:
    """A text about a fact, filled with the fact's words in their order."""
    return worded(text, **dict(zip(("what", "purpose"), words, strict=False)))


def _otherwise(leaf: Leaf, zone: str) -> str:
    fact: Any = fact_words(leaf.fact)
    if is_derived(leaf.fact) or leaf.comparison != "is" or leaf.operand not in (0, 1):
        return worded("whose {fact} is {wanted}", fact=fact, wanted=wanted_words(leaf, zone))
    return worded(_("of whom it is so: {fact}") if leaf.operand else _("of whom it is not so: {fact}"), fact=fact)
