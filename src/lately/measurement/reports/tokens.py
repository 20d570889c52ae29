"""Which page does a link open? Only a link that we signed opens any."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_LONGEST = 200


def token_of(key: str) -> str:
    """Return what a link to the page of that key ends with."""
    return _signer().sign(key)


def key_in(token: str) -> str:
    """Return the key that a link opens, "" for a link that is not ours or was cut off."""
    try:
        return str(_signer().unsign(token)) if len(token) <= _LONGEST else ""
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(sep=".", salt="lately.for-you")
