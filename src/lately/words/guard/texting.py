"""What does a text message cost, and does it say who sends it? By 3GPP TS 23.038."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lately.words.guard.findings import Found
from lately.words.guard.look import Look

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
_ONE, _MANY, _WIDE_ONE, _WIDE_MANY = 160, 153, 70, 67
_TOO_MANY_PARTS = 2
_LONGEST, _TAIL = 10_000, 200
_UNWORTHY = re.compile(f"[^{re.escape(''.join(sorted(BASIC | EXTENDED)))}]")
_EXTENDS = re.compile(f"[{re.escape(''.join(sorted(EXTENDED)))}]")
_A_WORD = r"[\w&'\u2019.+-]"
_BEGINS = re.compile(
    rf"\A\W{{0,5}}[^\W\d_]{_A_WORD}{{0,30}}(?: {_A_WORD}{{1,30}}){{0,3}}"
    r"\s?(?::|\s[\u2013\u2014-]\s|\bhere\b|\bwarnt\b)"
)
_ENDS = re.compile(
    rf"(?:[.!?)*\d\u2026]|[\u2013\u2014-])\s{{1,3}}\W{{0,4}}([A-ZÄÖÜ]{_A_WORD}{{0,25}}"
    rf"(?:[ ,/]{{1,2}}(?:[A-ZÄÖÜ]{_A_WORD}{{0,25}}|of|the|at|from|by|&|and|von|vom|der|im|am|zum|und)){{0,5}})"
    r"[ ,./]{0,3}\Z"
)
_INTRODUCES = re.compile(r"\b(?:this is|it'?s me|here is|hier ist|hier spricht) (?:the |der |die )?\w", re.IGNORECASE)
_HOST = re.compile(r"\b(?:[a-z0-9-]{2,40}\.){1,3}[a-z]{2,10}/?", re.IGNORECASE)
_PROPER = re.compile(r"(?<=[a-z,&@] )[A-Z][a-z]\w{1,30}|\b[A-Z][a-z]{1,20}[A-Z]\w{1,20}")
_OF_GERMAN = re.compile(
    r"\b(?:[Vv]on|[Vv]om|[Bb]ei|[Bb]eim|[Ii]hre?|[Dd]eine?|[Ee]uer) (?:der |dem )?[A-ZÄÖÜ][\w-]{2,30}\s*(?:[.!,]|\Z)"
)
_DAYS = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}\Z", re.IGNORECASE
)


def parts_of_sms(text: str) -> tuple[int, int, str]:
    """How many messages a text takes, how many signs fit into one, and the first sign that widens the alphabet."""
    found = _UNWORTHY.search(text)
    wide = found.group() if found else ""
    if wide:
        length, one, many = len(text.encode("utf-16-be")) // 2, _WIDE_ONE, _WIDE_MANY
    else:
        length, one, many = len(text) + len(_EXTENDS.findall(text)), _ONE, _MANY
    return (1 if length <= one else -(-length // many)), one, wide


def check(look: Look) -> Iterator[Found]:
    """Report length, alphabet and a missing sender of a text message."""
    if look.message.channel != "sms":
        return
    text = look.message.text
    parts, fits, wide = parts_of_sms(text)
    if parts >= _TOO_MANY_PARTS:
        yield Found("sms_long", fills={"parts": str(parts), "fits": str(fits)})
    if wide:
        at = text.index(wide)
        yield Found("sms_alphabet", "text", at, at + len(wide), wide, {"sign": wide})
    if look.words and not look.message.one_to_one and not _names_its_sender(look):
        yield Found("sms_no_sender")


def _names_its_sender(look: Look) -> bool:
    """Whether a name, a firm or an address stands in it: "Pippin: ...", "... at the Yard", "Bev here", "..., Tom"."""
    text = look.message.text.strip()[:_LONGEST]
    own = _of_the_reader(look)
    begins, ends = _BEGINS.match(text), _ENDS.search(text[-_TAIL:])
    if begins and not own(begins.group()):
        return True
    if ends and not own(ends.group(1)):
        return True
    if _HOST.search(text) or _INTRODUCES.search(text):
        return True
    if "de" in look.languages:
        return _OF_GERMAN.search(text) is not None
    return any(not _DAYS.match(word) and not own(word) for word in _PROPER.findall(text))


def _of_the_reader(look: Look) -> Callable[[str], bool]:
    """Words that only greet, or call the reader by name, say nothing of the sender."""
    names = {word.lower() for name in (look.reader.names if look.reader else ()) for word in name.split()}
    greeted = {word.lower() for word in look.reading.salutation.name.split()}
    said = look.reading.salutation.text.lower().strip(" ,:!.")

    def own(words: str) -> bool:
        plain = words.lower().strip(" ,:!.-\u2013\u2014")
        return plain == said or all(word in names | greeted for word in plain.split())

    return own
