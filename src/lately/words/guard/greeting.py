"""Does it greet its reader as somebody, as anybody, or with a hole where the name should be?"""

from __future__ import annotations

from collections.abc import Iterator

from lately.words.guard.findings import Found
from lately.words.guard.look import Look
from lately.words.rules import language_of
from lately.words.salutations import flatters, greets_in

_BY_KIND = {
    "generic": "salutation_generic",
    "empty": "salutation_empty",
    "wrong": "salutation_not_theirs",
    "formal": "salutation_formal",
}


def check(look: Look) -> Iterator[Found]:
    """Report a generic, formal, flattering or empty salutation, another's name, or another language than the text's."""
    greeting = look.reading.salutation
    code = _BY_KIND.get(greeting.kind)
    if code == "salutation_generic" and flatters(greeting.text):
        code = "salutation_flattering"
    addressed = look.first("nobody")
    if code and not (addressed and code in {"salutation_generic", "salutation_formal"}):
        yield Found(code, "text", greeting.start, greeting.end, greeting.text)
    greeted_in = greets_in(greeting.text)
    if greeted_in and language_of(look.body[greeting.end :]) not in greeted_in | {""}:
        yield Found("salutation_other_language", "text", greeting.start, greeting.end, greeting.text)
