"""What is somebody called in addresses who has no key, no e-mail address and no number?

By a word that is made of the internal id and this home's secret: it stays the same, tells nothing of the id, and
cannot be guessed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

BEGINS = "nameless-"
_HALF = 32
_ROUNDS = 4
_BYTES = 8
_LENGTH = 13  # of 8 bytes in base 32


def word_of(customer: int) -> str:
    """The word for a customer's id."""
    left, right = customer >> _HALF, customer & (1 << _HALF) - 1
    for step in range(_ROUNDS):
        left, right = right, left ^ _mixed(right, step)
    data = (left << _HALF | right).to_bytes(_BYTES, "big")
    return BEGINS + base64.b32encode(data).decode().rstrip("=").lower()


def customer_of(word: str) -> int | None:
    """The id that a word was made of; None for any other text. Whether there is such a customer is not known here."""
    text = word.strip().lower()
    if not text.startswith(BEGINS) or len(text) != len(BEGINS) + _LENGTH:
        return None
    try:
        data = int.from_bytes(base64.b32decode(text.removeprefix(BEGINS).upper() + "==="), "big")
    except ValueError:
        return None
    left, right = data >> _HALF, data & (1 << _HALF) - 1
    for step in reversed(range(_ROUNDS)):
        left, right = right ^ _mixed(left, step), left
    found = left << _HALF | right
    return found if found < 1 << 63 and word_of(found) == text else None


def _mixed(half: int, step: int) -> int:
    said = f"nameless customers, round {step}: {half}".encode()
    return int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256)[:4], "big")
