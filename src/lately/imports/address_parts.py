"""Which part of a postal address is a column of a German list, and how are its parts written together?

As in Germany: the street with its number, then postal code and town. An address at home counts before one at work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lately.lib.tables import spelling

_PARTS = {
    "straße": 0, "strasse": 0, "str": 0, "straße2": 1, "strasse2": 1, "hausnummer": 2, "hausnr": 2, "postleitzahl": 3,
    "plz": 3, "ort": 4, "wohnort": 4, "stadt": 4, "landregion": 5,
}  # fmt: skip
_NUMBER, _CODE, _TOWN = 2, 3, 4
_AT_HOME, _AT_WORK = ("", "privat", "priv"), ("geschäftlich", "firma", "dienstlich")


class Part(NamedTuple):
    """Which part it is, in the order of an envelope, and whether of the address at work."""

    at_work: bool
    place: int


def part_of(header: str) -> Part | None:
    """Return which part of an address a column holds, by its header; None if it holds none."""
    spelt = spelling(header)
    found = (
        Part(at_work, place)
        for at_work, ends in ((False, _AT_HOME), (True, _AT_WORK))
        for end in ends
        for word, place in _PARTS.items()
        if spelt == word + end
    )
    return next(found, None)


def parts_among(headers: Sequence[str]) -> list[int]:
    """Return the places of columns that make an address together; none if no street or postal code is among them."""
    places = [place for place, header in enumerate(headers) if part_of(header)]
    telling = any((part := part_of(headers[place])) and part.place in {0, _CODE} for place in places)
    return places if telling else []


def written(said: Sequence[tuple[str, str]]) -> str:
    """Return an address of (header, text): joined as they stand, or as on an envelope if all are parts of one."""
    parts = [(part_of(header), text) for header, text in said]
    known = sorted((part, text) for part, text in parts if part)
    if len(known) < len(parts):
        return ", ".join(text for _, text in said)
    chosen = [(part.place, text) for part, text in known if part.at_work == known[0][0].at_work]
    lines = [""]
    before = -1
    for place, text in chosen:
        beside = place == _NUMBER or (place == _TOWN and before == _CODE)
        lines = [*lines[:-1], f"{lines[-1]} {text}".strip()] if beside else [*lines, text]
        before = place
    return ", ".join(filter(None, lines))
