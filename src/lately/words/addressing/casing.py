"""How is a name written that was typed in capitals, or in small letters only?"""

from __future__ import annotations

import re

from lately.words.addressing.data import words

_PIECES = re.compile(r"([-'\u2019])")
_SHORTEST_SHOUTED = 4


def is_flat(text: str) -> bool:
    """Whether a text is all capitals or all small, so that its case says nothing."""
    return text.isupper() or text.islower()


def recased(word: str, *, flat: bool) -> str:
    """Return a name's word in its usual case; only a word without any case of its own is changed."""
    letters = word.replace(".", "").replace("'", "").replace("\u2019", "")
    shouted = word.isupper() and len(letters) >= _SHORTEST_SHOUTED
    if not (shouted or (flat and is_flat(word))) or len(word.lower()) != len(word):
        return word
    return "".join(_capital(piece) for piece in _PIECES.split(word.lower()))


def particle_cased(word: str, *, flat: bool) -> str:
    """Return a prefix of a family name in small letters if the writing says nothing of its case."""
    return word.lower() if flat and len(word.lower()) == len(word) else word


def title_cased(word: str, *, flat: bool) -> str:
    """Return a title with a capital, if the writing says nothing of its case."""
    return word.capitalize() if flat and word.lower() not in words("particles", "surely") else word


def _capital(piece: str) -> str:
    if piece.startswith("mc") and len(piece) > len("mcx"):
        return "Mc" + piece[2:].capitalize()
    return ".".join(part.capitalize() for part in piece.split("."))


def unshouted(text: str) -> str:
    """Return a whole name that was typed in capitals or small letters in its usual case."""
    if not is_flat(text):
        return text
    first, *rest = text.split() or [""]
    said = [word.lower() if word.lower() in words("particles", "surely") else recased(word, flat=True) for word in rest]
    return " ".join([recased(first, flat=True), *said])
