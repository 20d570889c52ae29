"""How are the words put together to a name, in their usual case?"""

from __future__ import annotations

from lately.words.addressing.casing import particle_cased, recased, title_cased
from lately.words.addressing.edges import Edges
from lately.words.addressing.name import PersonName
from lately.words.addressing.order import Ordered


def made(ordered: Ordered, nickname: str, edges: Edges, *, flat: bool) -> PersonName:
    """Return the name; what was written without any case of its own gets the usual one."""
    return PersonName(
        title=" ".join(title_cased(word, flat=flat) for word in edges.titles),
        given=_cased(ordered.given, flat=flat),
        given_informal=_cased(nickname.split(), flat=flat),
        given2=_cased(ordered.middle, flat=flat),
        surname_prefix=" ".join(particle_cased(word, flat=flat or word.isupper()) for word in ordered.prefix),
        surname=_cased(ordered.surname, flat=flat, joined=True),
        surname2=_cased([ordered.second], flat=flat),
        generation=" ".join(edges.generations),
        credentials=" ".join(edges.credentials),
        locale=ordered.locale,
    )


def _cased(words: list[str], *, flat: bool, joined: bool = False) -> str:
    return " ".join(word.lower() if joined and word in {"Y", "I"} else recased(word, flat=flat) for word in words)
