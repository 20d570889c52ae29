"""What does a segment ask, in plain language? People who like gardening and who have not heard from us for 90 days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lately.decisioning.derived import is_derived, parted
from lately.decisioning.expression import Expression, Group, Leaf
from lately.decisioning.phrases import CHANNEL_WORDS, counted, fact_words
from lately.decisioning.wanting import wanted_words

_OPPOSITE = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least", "in": "not_in",
             "not_in": "in"}  # fmt: skip
# of a number of days or of things: from so many on; up to so many
_NUMBERS = {
    "days_silent": ("who have not heard from us for {days}", "who heard from us within {days}"),
    "days_since_purchase": ("who have not bought for {days}", "who bought within {days}"),
    "days_since_first_purchase": ("who first bought {days} ago or earlier", "who first bought within {days}"),
    "days_since_ask": ("whom we have asked for nothing for {days}", "whom we asked for something within {days}"),
    "days_since_word": ("who have told us nothing for {days}", "who told us something within {days}"),
    "days_since_complaint": ("who last complained {days} ago or earlier", "who complained within {days}"),
    "days_to_renewal": ("whose contract runs for another {days} or longer", "whose contract is up within {days}"),
    "days_to_birthday": ("whose birthday is {days} away or more", "whose birthday comes within {days}"),
    "days_to_anniversary": (
        "whose anniversary with us is {days} away or more", "whose anniversary with us comes within {days}"
    ),
    "purchases": ("who bought {times} or more", "who bought {times} at most"),
    "age_years": ("who are {n} or older", "who are {n} or younger"),
    "untold_deeds": ("for whom we did {things} or more that they do not know of",
                     "for whom we did {things} at most that they do not know of"),
    "untold_answers": ("who gave us {words} or more that we acted on and did not tell them",
                       "who gave us {words} at most that we acted on and did not tell them"),
    "unanswered": ("who gave no sign of life after {words} or more of ours",
                   "who gave no sign of life after {words} at most of ours"),
}  # fmt: skip
# of yes and no
_FLAGS = {
    "likes": ("who like {0}", "who have not told us that they like {0}"),
    "dislikes": ("who want nothing of {0}", "who have not told us that they want nothing of {0}"),
    "owns": ("who have {0} of us", "who do not have {0} of us"),
    "open_complaint": ("who have an open complaint", "who have no open complaint"),
    "waits_for_answer": ("who wait for an answer", "who wait for no answer"),
    "promise_overdue": ("to whom we owe a promise", "to whom no promise is overdue"),
    "has_owner": ("whom one of us looks after", "whom nobody looks after"),
    "has_children": ("who have children", "who have no children"),
    "left": ("who said that they left", "who did not say that they left"),
    "bought": ("who bought for a {0}", "who did not buy for a {0}"),
    "address": ("whom we can reach by {0}", "whom we cannot reach by {0}"),
    "objected": ("who asked us not to send {1} by {0}", "who did not ask us to stop {1} by {0}"),
}
_AGREED = ("who agreed to {1} by {0}", "who have not agreed to {1} by {0}")
# Whoever said nothing of these counts as no: the catalogue says so, and a page says it, too.
SILENT_MEANS_NO = ("likes", "dislikes", "owns", "bought", "left")


def people_who(question: Expression, zone: str) -> str:
    """The question as a sentence about people; days are those of the zone."""
    return f"People {_said(question, zone, top=True)}."


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
    joined = {"all": " and ", "any": " or "}[question.joined].join(dict.fromkeys(parts))
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
    words = [CHANNEL_WORDS.get(word, word.replace("_", " ")) for word in arguments]
    if leaf.comparison == "never":
        return "who do not exist: it asks what is never so"
    if stem == "consent" and _granted(leaf) is not None:
        return _AGREED[0 if _granted(leaf) else 1].format(*words)
    if leaf.comparison == "is" and stem in _FLAGS:
        return _FLAGS[stem][0 if leaf.operand else 1].format(*words)
    if stem in _NUMBERS and isinstance(leaf.operand, int):
        return _number(stem, leaf.comparison, leaf.operand)
    return _otherwise(leaf, zone)


def _granted(leaf: Leaf) -> bool | None:
    """Whether agreement is asked for, or its lack; None if it asks something finer."""
    one = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    if one != ("granted",):
        return None
    return leaf.comparison != "not_in"


def _number(stem: str, comparison: str, operand: int) -> str:
    from_on, up_to = _NUMBERS[stem]
    if comparison == "is":
        said = f"{_number(stem, 'at_least', operand)} and {_number(stem, 'at_most', operand)}"
        return "who have not bought" if (stem, operand) == ("purchases", 0) else said
    least = comparison in {"at_least", "above"}
    count = operand + {"above": 1, "below": -1}.get(comparison, 0)
    if stem == "purchases" and (least, count) in {(True, 1), (False, 0)}:
        return "who bought" if least else "who have not bought"
    return (from_on if least else up_to).format(
        n=count, days=counted(count, "day"), times=counted(count, "time"), things=counted(count, "thing"),
        words=counted(count, "word"),
    )  # fmt: skip


def _otherwise(leaf: Leaf, zone: str) -> str:
    fact: Any = fact_words(leaf.fact)
    if is_derived(leaf.fact) or leaf.comparison != "is" or leaf.operand not in (0, 1):
        return f"whose {fact} is {wanted_words(leaf, zone)}"
    return f"of whom it is {'' if leaf.operand else 'not '}so: {fact}"
