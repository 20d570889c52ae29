"""Whom does an e-mail address name? guenter.jaeger@ and g.jaeger@ are most likely Günter Jäger's.

Only of a record that has nothing else to go by; a name that is written down counts more than one in an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W\d_]+")
_SEVERAL = 3  # words of an address that may be a name: a middle name is left out
_LEAST, _WHOLE = 3, 8  # letters of a family name, and of a name written in one
_UMLAUTS = re.compile("([aou])e")
_NOBODY = frozenset((
    "info", "office", "contact", "kontakt", "sales", "support", "service", "mail", "team", "hello", "hallo", "admin",
    "post", "shop", "billing", "invoice", "buchhaltung", "rechnung", "noreply", "no", "reply", "vertrieb", "verkauf",
    "news", "newsletter", "order", "orders", "bestellung", "jobs",
))  # fmt: skip


def is_shared(email: str) -> bool:
    """Whether a mailbox is called after nobody, so that several may read it: info@, office@."""
    return bool(_NOBODY & {_plain(word) for word in _WORDS.findall(email.partition("@")[0].casefold())})


def mailed(emails: Iterable[str]) -> frozenset[str]:
    """The names that addresses are made of, as `spelt` spells them: "gunter jager", "g jager", "gunterjager"."""
    return frozenset(name for email in emails if (name := _named(email.partition("@")[0].partition("+")[0])))


def spelt(given: Iterable[str], family: Iterable[str]) -> dict[str, tuple[str, str, bool]]:
    """How a name may stand in an address: for each spelling the words it is made of, and whether as a whole."""
    pairs = [(one, other) for one in given for other in family if len(other) >= _LEAST]
    short = {f"{_plain(one)[:1]} {_plain(other)}": (one, other, False) for one, other in pairs}
    whole = {
        form: (one, other, True)
        for one, other in pairs
        for form in (f"{_plain(one)} {_plain(other)}", f"{_plain(other)} {_plain(one)}", _plain(one) + _plain(other))
    }
    return short | whole


def _named(local: str) -> str:
    words = [_plain(word) for word in _WORDS.findall(local)]
    if not words or len(words) > _SEVERAL or _NOBODY & set(words):
        return ""
    if len(words) == 1:
        return words[0] if len(words[0]) >= _WHOLE else ""
    return f"{words[0]} {words[-1]}"


def _plain(word: str) -> str:
    """A word in which ä and ae are one: both are written, and marks are gone already."""
    return _UMLAUTS.sub(r"\1", word)
