"""What does the model look at in a message? Signs of each sentence, and a few numbers of the whole.

The same code makes the features for training (texts/train.py) and for reading.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lately.words.model.sentences import Sentence, sentences_of
from lately.words.model.signs import signs_of, words_of
from lately.words.phrases import Found
from lately.words.reader import Sign

LATE = 0.85
_LEAST, _SUBJECT_LEAST = 0.01, 0.05
_NEAR = 4
_HALF = 0.5
_NEVER = 1.2
_DILUTES_AFTER, _DILUTES_BY = 250, 400
_COUNTED = ("ask", "give", "service", "feedback")
_WANTED = ("sale", "favour", "renewal", "invoice")
_GUARD = ("thanks", "urgent", "reason", "benefit", "way_out")


@dataclass(frozen=True)
class Features:
    """A message as the model sees it: its sentences, the signs of each, and whether each stands in the small print."""

    sentences: Sequence[Sentence]
    signs: Sequence[frozenset[str]]
    small_print: Sequence[bool]
    bag: frozenset[str]
    numbers: Mapping[str, float]


def features_of(
    subject: str,
    body: str,
    *,
    ends: int,
    channel: str,
    rules: Sequence[Sign],
    guard: Iterable[tuple[str, Found]],
) -> Features:
    """Gather the features; `ends` is where the small print begins, `guard` the guard's phrases by part."""
    sentences = sentences_of(subject, body)
    told = list(guard)
    signs = [_signs(sentence, rules, told, ends) for sentence in sentences]
    small = [one.part == "text" and one.start >= ends for one in sentences]
    bag = frozenset[str]().union(*(found for found, below in zip(signs, small, strict=True) if not below))
    numbers = _numbers(subject, body[:ends], rules, told, signs) | {"sms": float(channel == "sms")}
    return Features(sentences, signs, small, bag, numbers)


def _signs(sentence: Sentence, rules: Sequence[Sign], guard: Sequence[tuple[str, Found]], ends: int) -> frozenset[str]:
    found = set(signs_of(words_of(sentence.text), subject=sentence.part == "subject"))
    for sign in rules:
        span = sign.span
        if span.part == sentence.part and sentence.start <= span.start < sentence.end:
            found |= {f"rule:{span.rule.partition('.')[2]}", f"says:{sign.rule.says}"}
            if sign.rule.pretends:
                found.add("says:pretends")
    for part, place in guard:
        if part == sentence.part and sentence.start <= place.start < sentence.end:
            found.add(f"guard:{place.rule}")
    if sentence.part == "text" and sentence.start >= ends:
        found.add("_footer_")
    if sentence.place > LATE:
        found.add("_late_")
    return frozenset(found)


def _numbers(
    subject: str,
    body: str,
    rules: Sequence[Sign],
    guard: Sequence[tuple[str, Found]],
    signs: Sequence[frozenset[str]],
) -> dict[str, float]:
    words = len(body.split())
    room = 1 + max(0, words - _DILUTES_AFTER) / _DILUTES_BY
    points: defaultdict[str, float] = defaultdict(float)
    for sign in rules:
        in_subject = sign.span.part == "subject"
        points_of = sign.rule.weight * (2 if in_subject else 1.25 if sign.top else 1 / room)
        points[sign.rule.says] += points_of
        if sign.rule.pretends and sign.top:
            points["dress"] += points_of
        if sign.rule.says == "ask":
            points[sign.rule.wanted] += points_of
        if in_subject:
            points[f"subject {sign.rule.says}"] += points_of
    said = Counter(place.rule for _, place in guard)
    named = (*_COUNTED, "dress", *_WANTED, *(f"subject {says}" for says in _COUNTED))
    return {
        **{f"points: {name}": math.log1p(points[name]) for name in named},
        **{f"guard: {name}": math.log1p(said[name]) for name in _GUARD},
        **{f"{kind} named": math.log1p(sum(kind in one for one in signs)) for kind in ("_money_", "_share_", "_link_")},
        "words": math.log1p(words),
        "no subject": float(not subject),
        "exclamations": math.log1p(body.count("!") + subject.count("!")),
        "questions": math.log1p(body.count("?") + subject.count("?")),
    }


def of_sentences(found: Features, chances: Sequence[float]) -> dict[str, float]:
    """What the chances of the sentences to want something come to for the message."""
    rows = list(zip(found.sentences, found.small_print, chances, strict=True))
    body = [(one.place, chance) for one, small, chance in rows if one.part == "text" and not small]
    ranked = sorted((chance for _, chance in body), reverse=True)
    best = [*ranked[:3], *[_LEAST] * 3][:3]
    return {
        "most": logit(best[0]),
        "second": logit(best[1]),
        "third": logit(best[2]),
        "sum": math.log1p(sum(ranked)),
        "share": sum(chance > _HALF for chance in ranked) / max(1, len(ranked)),
        "mean": sum(ranked) / max(1, len(ranked)),
        "in the subject": logit(max((c for s, _, c in rows if s.part == "subject"), default=_SUBJECT_LEAST)),
        "at first": logit(max((chance for _, chance in body[:_NEAR]), default=_LEAST)),
        "at last": logit(max((chance for _, chance in body[-_NEAR:]), default=_LEAST)),
        "in small print": logit(max((chance for _, small, chance in rows if small), default=_LEAST)),
        "first place": next((place for place, chance in body if chance > _HALF), _NEVER),
    }


def logit(chance: float) -> float:
    """Log odds, bounded."""
    bounded = min(max(chance, 0.001), 0.999)
    return math.log(bounded / (1 - bounded))
