"""Does it press, or care, and for whom?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lately.words.guard.findings import Found
from lately.words.guard.look import Look
from lately.words.phrases import Found as Place

_SHOUTED = re.compile(r"[!]{3,}|(?:!\s?\?|\?\s?!){2,}|[$€£]{3,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_AT_ONCE, _AGAIN_AND_AGAIN = 2000, 3  # one such place far down a long text may be a quotation
_A_QUOTE = 200
_QUOTES = (("\u201e", "\u201c"), ("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ("\u00bb", "\u00ab"))
_MANY_CAPITALS, _ENOUGH_WORDS, _LONG_WORD = 0.5, 4, 4


def check(look: Look) -> Iterator[Found]:
    """Report care or urgency that is not meant, and shouting."""
    nobody = look.first("nobody")
    care, urgent = look.first("care", "thanks"), _said("urgent", look)
    if nobody:
        yield Found("nobody_in_particular", nobody[0], nobody[1].start, nobody[1].end, look.quoted(*nobody))
        if care:
            yield Found("care_for_nobody", care[0], care[1].start, care[1].end, look.quoted(*care))
        if urgent:
            yield Found("urgency_for_nobody", urgent[0], urgent[1].start, urgent[1].end, look.quoted(*urgent))
    if care and _is_machine_voice(look):
        yield Found("care_by_machine", care[0], care[1].start, care[1].end, look.quoted(*care))
    if urgent and not nobody and not look.first("reason"):
        yield Found("urgency_without_reason", urgent[0], urgent[1].start, urgent[1].end, look.quoted(*urgent))
    yield from _shouting(look)


def _said(name: str, look: Look) -> tuple[str, Place] | None:
    """The first place where it is said, and not only quoted from somebody: who warns of tricksters repeats them."""
    for part, says, text in (("subject", look.subject_says, look.subject), ("text", look.says, look.body)):
        said = [place for place in says.get(name, ()) if not _quoted(text, place)]
        if said:
            return part, min(said, key=lambda place: place.start)
    return None


def _quoted(text: str, place: Place) -> bool:
    before = text[max(0, place.start - _A_QUOTE) : place.start].rpartition("\n")[2]
    after = text[place.end : place.end + _A_QUOTE].partition("\n")[0]
    return any(before.rfind(opens) > before.rfind(closes) and closes in after for opens, closes in _QUOTES)


def _is_machine_voice(look: Look) -> bool:
    return look.message.channel == "voice" or (
        look.message.channel == "phone" and look.first("machine_call") is not None
    )


def _shouting(look: Look) -> Iterator[Found]:
    for part, text in (("subject", look.subject), ("text", look.body)):
        found = _SHOUTED.search(text)
        if found and (found.start() < _AT_ONCE or len(_SHOUTED.findall(text)) >= _AGAIN_AND_AGAIN):
            yield Found("shouting", part, found.start(), found.end(), found.group())
            return
    words = _WORD.findall(look.subject)
    loud = [word for word in words if word.isupper() and len(word) >= _LONG_WORD]
    if len(words) >= _ENOUGH_WORDS and len(loud) > _MANY_CAPITALS * len(words):
        yield Found("shouting", "subject", 0, len(look.subject), look.subject)
