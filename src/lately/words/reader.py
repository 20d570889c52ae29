"""What does this message want of the customer, or bring them?

Reading is by rules (words/languages); every class comes with the words that made it so. What the rules cannot class
is unread, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lately.words.quoting import own_words_in_place
from lately.words.rules import Language, Rule, languages_of
from lately.words.salutations import Salutation, salutation_of

LONGEST = 40_000
OPENING = 240
ENOUGH = 2.0
_SUBJECT, _TOP, _BODY = 2.0, 1.25, 1.0
_AGAIN = 0.5
_SHORT_WORDS, _DILUTION_WORDS = 250, 400
_SUBSTANCE = 3.0
_A_LINE = 200


@dataclass(frozen=True, slots=True)
class Span:
    """Words that made the class: characters `start` to `end` of the subject or of the text, and the rule's id."""

    part: str  # subject or text
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is. `classed` is give, ask, mixed, disguised, feedback, service or "" (unread)."""

    classed: str
    wanted: str  # renewal, invoice, sale or favour; "" if it wants nothing
    because: tuple[Span, ...]
    salutation: Salutation


@dataclass(frozen=True, slots=True)
class _Sign:
    span: Span
    rule: Rule
    points: float
    top: bool  # in the subject or the opening


def read(subject: str, text: str, *, channel: str = "", names: Iterable[str] = ()) -> Reading:
    """Read a message. `channel` sms reads the whole text as the opening; `names` are the reader's own, for greetings.

    The text may still hold quoted history and a signature; they are not read.
    """
    body = own_words_in_place(text[:LONGEST])
    found_in = languages_of(f"{subject}\n{body}")
    ends = _footer(body, found_in)
    signs: list[_Sign] = []
    for language in found_in:
        signs += _signs(language, subject[:1000], "subject", 0)
        signs += _signs(language, body[:ends], "text", len(body) if channel == "sms" else OPENING)
    classed, wanted, because = _verdict(_counted(signs, len(body[:ends].split())))
    spans = tuple(sorted((sign.span for sign in because), key=_place))
    return Reading(classed, wanted, spans, salutation_of(body, names=names))


def _footer(body: str, found_in: list[Language]) -> int:
    """Where the small print begins: the first footer phrase in the second half."""
    says = len(body.rstrip())
    found = (found.start for language in found_in for found in language.footers.find(body))
    begins = min((start for start in found if start * 2 > says), default=len(body))
    line = body.rfind("\n", 0, begins) + 1
    return line if begins < len(body) and begins - line < _A_LINE else begins


def _signs(language: Language, text: str, part: str, opening: int) -> list[_Sign]:
    found = [(place, language.rules[place.rule]) for place in language.phrases.find(text)]
    denied = [place for place, rule in found if rule.says == "nothing"]
    signs = []
    for place, rule in found:
        top = part == "subject" or place.start < opening
        inside = any(place.start < no.end and no.start < place.end for no in denied)
        if rule.says != "nothing" and not inside and (top or rule.only != "top"):
            zone = _SUBJECT if part == "subject" else _TOP if top else _BODY
            signs.append(_Sign(Span(part, place.start, place.end, rule.id), rule, rule.weight * zone, top))
    return signs


def _counted(signs: list[_Sign], words: int) -> list[_Sign]:
    """Weigh what is said in the middle of a long text less, and what is said again only half."""
    room = 1.0 + max(0, words - _SHORT_WORDS) / _DILUTION_WORDS
    times: dict[str, int] = defaultdict(int)
    counted = []
    for sign in sorted(signs, key=lambda sign: -sign.points):
        points = (sign.points if sign.top else sign.points / room) * _AGAIN ** times[sign.rule.id]
        times[sign.rule.id] += 1
        counted.append(_Sign(sign.span, sign.rule, points, sign.top))
    return counted


def _verdict(signs: list[_Sign]) -> tuple[str, str, list[_Sign]]:
    """Return the class, what is wanted, and the signs that made it so."""
    points = {says: sum(sign.points for sign in signs if sign.rule.says == says) for says in _SIDES}
    asks = [sign for sign in signs if sign.rule.says == "ask"]
    wanted = _wanted(asks)
    if points["ask"] >= ENOUGH and points["ask"] >= points["service"]:
        return _an_ask(signs, points, wanted)
    for classed in ("service", "feedback", "give"):
        rivals = points["ask"] if classed == "give" else 0.0
        if points[classed] >= ENOUGH and points[classed] > rivals and points[classed] >= points["service"]:
            return classed, "", [sign for sign in signs if sign.rule.says == classed]
    return "", "", []


_SIDES = ("give", "ask", "feedback", "service")


def _an_ask(signs: list[_Sign], points: dict[str, float], wanted: str) -> tuple[str, str, list[_Sign]]:
    """Tell a plain ask from one in a real give (mixed) and from one dressed up as something else (disguised)."""
    asks = [sign for sign in signs if sign.rule.says == "ask"]
    gives = [sign for sign in signs if sign.rule.says == "give" and not sign.rule.pretends]
    substance = sum(sign.points for sign in gives)
    if substance >= _SUBSTANCE and substance >= points["ask"]:
        return "mixed", wanted, [*gives, *asks]
    dress = [sign for sign in signs if sign.rule.pretends and sign.top]
    if wanted in {"sale", "favour"} and dress and not _honest(asks, dress):
        return "disguised", wanted, [*dress, *asks]
    return "ask", wanted, asks


def _honest(asks: list[_Sign], dress: list[_Sign]) -> bool:
    """Whether the reader learns of the ask before the dress: in the subject, else first in the text."""
    if any(sign.span.part == "subject" for sign in asks):
        return True
    if any(sign.span.part == "subject" for sign in dress):
        return False
    return min(sign.span.start for sign in asks) < min(sign.span.start for sign in dress)


def _wanted(asks: list[_Sign]) -> str:
    totals: dict[str, float] = defaultdict(float)
    for sign in asks:
        totals[sign.rule.wanted] += sign.points
    return max(sorted(totals), key=lambda wanted: totals[wanted], default="")


def _place(span: Span) -> tuple[bool, int, int, str]:
    return span.part == "text", span.start, span.end, span.rule
