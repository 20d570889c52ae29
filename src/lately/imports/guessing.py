"""What is this a list of, and what does each of its columns hold? A guess that somebody looks at and may change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lately.decisioning.phrases import CHANNEL_WORDS
from lately.imports.address_parts import parts_among
from lately.imports.columns import OWN, Column, consent_columns, customer_columns, described
from lately.imports.presets import Preset, preset_for
from lately.lib.tables import spelling

KINDS = ("customers", "purchases", "interactions", "deeds")
NEEDS: dict[str, tuple[str, ...]] = {
    "customers": (),
    "purchases": ("date", "amount"),
    "interactions": ("date", "channel"),
    "deeds": ("date", "what"),
}
NAMED_BY = dict.fromkeys(KINDS, ("email", "id", "customer")) | {"customers": ("email", "id", "phone")}
SURE = 0.6
LONGEST_WORD = 60
_TELLING = {"deeds": {"told", "worth", "saved"}}
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a list is taken for: its kind, our column for each place ("" is left out), and whose export it is."""

    kind: str
    columns: list[str]
    preset: str = ""

    @property
    def lacks(self) -> list[str]:
        """What it cannot do without and has not; "who" if nothing tells the customer."""
        nobody = [] if set(NAMED_BY[self.kind]) & set(self.columns) else ["who"]
        return [*nobody, *(name for name in NEEDS[self.kind] if name not in self.columns)]


def guess(headers: Sequence[str], sample: Sequence[Sequence[str]]) -> Guess:
    """Guess by the headers, and by what the first lines hold where a header says nothing."""
    preset = preset_for(headers)
    if preset:
        return Guess(preset.kind, _by_preset(headers, preset), preset.key)
    found = [Guess(kind, guess_columns(headers, sample, kind)) for kind in KINDS]
    whole = [one for one in found if not one.lacks and _told(one)]
    dated = [one for one in whole if one.kind != "customers"]
    return next(iter(dated), found[0])


def guess_columns(headers: Sequence[str], sample: Sequence[Sequence[str]], kind: str) -> list[str]:
    """Return our column for each place of a list that is said to be of this kind."""
    names = names_of(kind)
    spelt = [spelling(header) for header in headers]
    columns = [""] * len(headers)
    for name, others in names.items():
        wanted = [spelling(word) for word in (name, *others)]
        places = [spelt.index(word) for word in wanted if word and word in spelt]
        free = [place for place in places if not columns[place]]
        if free:
            columns[free[0]] = name
    if "postal_address" in names and "postal_address" not in columns:
        for place in parts_among(headers):
            columns[place] = columns[place] or "postal_address"
    return _with_addresses(columns, sample)


def names_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return every column that a list of this kind may have, with its other names."""
    if kind == "customers":
        return customer_columns()
    return {name: column.names for name, column in described()[kind].items()}


def column_of(kind: str, name: str) -> Column:
    """Return how a column is called and read."""
    channel, purpose = consent_columns().get(name, ("", ""))
    if kind == "customers" and channel:
        asked = f"May we reach them by {CHANNEL_WORDS[channel]}"
        return Column(name, f"{asked}: {purpose}" if purpose else asked)
    return described()[kind].get(name) or Column(name, name.removeprefix(OWN).replace("_", " ").capitalize())


def own_name(header: str) -> str:
    """Return the name under which a column becomes a fact of its own."""
    return OWN + (re.sub(r"\W+", "_", header.casefold()).strip("_")[:LONGEST_WORD] or "column")


def _told(found: Guess) -> bool:
    """Whether it says more than what any list says: a deed is told by what only deeds have."""
    return not _TELLING.get(found.kind) or bool(_TELLING[found.kind] & set(found.columns))


def _by_preset(headers: Sequence[str], preset: Preset) -> list[str]:
    ours = {spelling(header): name for header, name in preset.columns.items()}
    return [ours.get(spelling(header), "") for header in headers]


def _with_addresses(columns: list[str], sample: Sequence[Sequence[str]]) -> list[str]:
    """Find the e-mail address by what the cells hold, if no header names it."""
    if "email" in columns:
        return columns
    for place, name in enumerate(columns):
        cells = [row[place] for row in sample if place < len(row) and row[place].strip()]
        if name in {"", "customer", "name"} and cells and _share(cells) >= SURE:
            return [*columns[:place], "email", *columns[place + 1 :]]
    return columns


def _share(cells: Sequence[str]) -> float:
    return sum(bool(_ADDRESS.search(cell)) for cell in cells) / len(cells)
