"""Does it want something: openly, with something in it for the reader, and so that one can say no?"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from lately.lib.saying import gettext_noop, several, worded
from lately.words.guard.findings import Found
from lately.words.guard.look import Look
from lately.words.reader import Span
from lately.words.rules import languages

_FAKE = re.compile(r"\A\s{0,5}(?:re|fwd?|aw|wg|antw|sv|tr)\s{0,3}(?:\[\d{1,3}\])?\s{0,3}:", re.IGNORECASE)
_OF_A_TALK = ("in-reply-to", "references", "list-post", "mailing-list", "x-loop")  # or one of a talk among many
_WORDS_A_MINUTE = 230
_LONG_MINUTES = 4
_DRESSES = {
    "thanks": gettext_noop("thanks"),
    "greeting": gettext_noop("a greeting"),
    "survey": gettext_noop("a survey"),
    "record": gettext_noop("a record or statement"),
    "notice": gettext_noop("a notice about their account"),
    "news": gettext_noop("news"),
}


def check(look: Look) -> Iterator[Found]:
    """Report what hides an ask, and what an ask leaves out."""
    yield from _fake_reply(look)
    yield from _pretending(look)
    if not look.wants or not look.opinion.asks:
        return
    if not look.says.get("benefit") and look.reading.wanted in {"sale", "favour"}:
        yield Found("no_benefit")
    if look.reading.wanted in {"sale", "favour"} and not _way_to_do_it(look):
        yield Found("ask_unclear")
    minutes = look.words / _WORDS_A_MINUTE
    if minutes >= _LONG_MINUTES and not look.says.get("benefit"):
        yield Found("long_for_what_it_brings", fills={"minutes": several("{n} minute", "{n} minutes", round(minutes))})


def _pretending(look: Look) -> Iterator[Found]:
    """What rules and model both see is found; what only the model thinks is a note."""
    dress = next((span for span in look.reading.because if span.rule in pretending()), None)
    if look.reading.classed == "disguised" and look.opinion.asks and dress is not None:
        yield _found("pretends", look, dress, dress=_dress(dress.rule))
    elif look.opinion.pretends:
        span = look.opinion.because[0] if look.opinion.because else None
        yield _found("reads_like_pretending", look, span) if span else Found("reads_like_pretending")


def _fake_reply(look: Look) -> Iterator[Found]:
    """An answer is one only where something was asked: by the headers, or by what is quoted."""
    found = _FAKE.match(look.subject)
    if found is None or look.message.one_to_one:
        return
    head = look.message.head
    answers = head is not None and any(name in head for name in _OF_A_TALK)
    quotes = look.body.strip() != look.message.text.strip()
    if not answers and not quotes and (head is not None or look.wants):
        yield Found("fake_reply", "subject", found.start(), found.end(), found.group().strip())


def _way_to_do_it(look: Look) -> bool:
    page = look.page
    return bool(page and page.links) or "http" in look.message.text or look.first("way_to_do_it") is not None


def _found(code: str, look: Look, span: Span, **fills: str) -> Found:
    text = (look.subject if span.part == "subject" else look.message.text)[span.start : span.end]
    return Found(code, span.part, span.start, span.end, text, fills)


def _dress(rule: str) -> str:
    return worded(next((words for name, words in _DRESSES.items() if name in rule), gettext_noop("something else")))


@functools.cache
def pretending() -> frozenset[str]:
    """The reader's rules that an ask may dress up as."""
    return frozenset(rule.id for language in languages() for rule in language.rules.values() if rule.pretends)
