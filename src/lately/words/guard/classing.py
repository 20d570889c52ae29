"""What is this message, by rules and model together: give, ask, mixed, disguised, feedback or service?"""

from __future__ import annotations

from lately.words.guard.look import WANTING, Look
from lately.words.reader import Span

_SURELY, _HARDLY = 0.85, 0.15


def class_of(look: Look) -> str:
    """The likeliest class; "" only where there is nothing to read."""
    if not look.words and not look.subject:
        return ""
    if look.opinion.asks:
        return _kind_of_ask(look)
    plain = look.reading.classed
    return plain if plain in {"service", "feedback"} else "give"


def sure_class_of(look: Look) -> str:
    """The class if rules and model agree, or one of them is sure and the other silent; else "": nobody guesses."""
    rules, wants = look.reading.classed, look.opinion.wants
    if rules in WANTING and wants >= _HARDLY:
        return rules if wants < _SURELY else _kind_of_ask(look)
    if rules and rules not in WANTING and wants <= _SURELY:
        return rules
    if not rules and wants >= _SURELY:
        return _kind_of_ask(look)
    return ""


def because_of(look: Look) -> tuple[Span, ...]:
    """The words that made the class so: the rules', else the sentences that the model found asking."""
    if look.opinion.asks:
        return look.reading.because if look.wants else look.opinion.because
    return () if look.wants else look.reading.because


def _kind_of_ask(look: Look) -> str:
    if look.opinion.pretends:
        return "disguised"
    return "mixed" if look.reading.classed == "mixed" else "ask"
