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
class Sign:
    """One place where a rule holds, and what it counts for."""

    span: Span
    rule: Rule
    points: float
    top: bool  # in the subject or the opening


def read(subject: str, text: str, *, channel: str = "", names: Iterable[str] = ()) -> Reading:
    """Read a message. `channel` sms reads the whole text as the opening; `names` are the reader's own, for greetings.

    The text may still hold quoted history and a signature; they are not read.
    """
    return reading_of(signs_in(subject, text, channel=channel), names=names)


def reading_of(seen: Seen, *, names: Iterable[str] = ()) -> Reading:
    """What the rules make of a message that was looked through."""
    classed, wanted, because = _verdict(_counted(list(seen.signs), len(seen.body[: seen.ends].split())))
    spans = tuple(sorted((sign.span for sign in because), key=_place))
    return Reading(classed, wanted, spans, salutation_of(seen.body, names=names))


@dataclass(frozen=True, slots=True)
class Seen:
    """A message looked through: the writer's own words in place, where the small print begins, what the rules found."""

    body: str
    ends: int
    languages: frozenset[str]
    signs: tuple[Sign, ...]


def signs_in(subject: str, text: str, *, channel: str = "") -> Seen:
    """Look through a message once; `read` and the model both start from this."""
    body = own_words_in_place(text[:LONGEST])
    found_in = languages_of(f"{subject}\n{body}")
    ends = _footer(body, found_in)
    signs: list[Sign] = []
    for language in found_in:
        signs += _signs(language, subject[:1000], "subject", 0)
        signs += _signs(language, body[:ends], "text", len(body) if channel == "sms" else OPENING)
    return Seen(body, ends, frozenset(language.code for language in found_in), tuple(signs))


def _footer(body: str, found_in: list[Language]) -> int:
    """Where the small print begins: the first footer phrase in the second half."""
    says = len(body.rstrip())
    found = (found.start for language in found_in for found in language.footers.find(body))
    begins = min((start for start in found if start * 2 > says), default=len(body))
    line = body.rfind("\n", 0, begins) + 1
    return line if begins < len(body) and begins - line < _A_LINE else begins


def _signs(language: Language, text: str, part: str, opening: int) -> list[Sign]:
    found = [(place, language.rules[place.rule]) for place in language.phrases.find(text)]
    denied = [place for place, rule in found if rule.says == "nothing"]
    signs = []
    for place, rule in found:
        top = part == "subject" or place.start < opening
        inside = any(place.start < no.end and no.start < place.end for no in denied)
        if rule.says != "nothing" and not inside and (top or rule.only != "top"):
            zone = _SUBJECT if part == "subject" else _TOP if top else _BODY
            signs.append(Sign(Span(part, place.start, place.end, rule.id), rule, rule.weight * zone, top))
    return signs


def _counted(signs: list[Sign], words: int) -> list[Sign]:
    """Weigh what is said in the middle of a long text less, and what is said again only half."""
    room = 1.0 + max(0, words - _SHORT_WORDS) / _DILUTION_WORDS
    times: dict[str, int] = defaultdict(int)
    counted = []
    for sign in sorted(signs, key=lambda sign: -sign.points):
        points = (sign.points if sign.top else sign.points / room) * _AGAIN ** times[sign.rule.id]
        times[sign.rule.id] += 1
        counted.append(Sign(sign.span, sign.rule, points, sign.top))
    return counted


def _verdict(signs: list[Sign]) -> tuple[str, str, list[Sign]]:
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


def _an_ask(signs: list[Sign], points: dict[str, float], wanted: str) -> tuple[str, str, list[Sign]]:
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


def _honest(asks: list[Sign], dress: list[Sign]) -> bool:
    """Whether the reader learns of the ask before the dress: in the subject, else first in the text."""
    if any(sign.span.part == "subject" for sign in asks):
        return True
    if any(sign.span.part == "subject" for sign in dress):
        return False
    return min(sign.span.start for sign in asks) < min(sign.span.start for sign in dress)


def _wanted(asks: list[Sign]) -> str:
    totals: dict[str, float] = defaultdict(float)
    for sign in asks:
        totals[sign.rule.wanted] += sign.points
    return max(sorted(totals), key=lambda wanted: totals[wanted], default="")


def _place(span: Span) -> tuple[bool, int, int, str]:
    return span.part == "text", span.start, span.end, span.rule
