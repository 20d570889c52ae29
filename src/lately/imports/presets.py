"""How do the programs people come from write their lists? As data: known/presets/*.yaml, one file each."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from lately.lib.tables import spelling


@dataclass(frozen=True, slots=True)
class Preset:
    """One program's export.

    `signs` are sets of headers of which one must be there as a whole; `columns` lead from its headers to ours, the
    most telling first ("" is left out); `always` and `when` are what its lines say without a column of ours; `also`
    gives a column the value of another; `named` is what a part of the file's name says of all its lines; `only` and
    `needs` tell which lines count; `blank` are cells that say nothing.
    """

    key: str
    called: str
    kind: str
    signs: Sequence[Sequence[str]]
    columns: Mapping[str, str]
    zone: str = ""
    parted: str = ""
    blank: Sequence[str] = ()
    always: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    when: Sequence[Mapping[str, Any]] = ()
    named: Sequence[Mapping[str, Any]] = ()
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    needs: Sequence[str] = ()

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether a file with these headers was exported so."""
        here = {spelling(header) for header in headers}
        return any({spelling(sign) for sign in signs} <= here for signs in self.signs)

    @property
    def nothing(self) -> re.Pattern[str]:
        """What a cell looks like that says nothing."""
        return re.compile("|".join(self.blank) or "(?!)")


@functools.cache
def presets() -> dict[str, Preset]:
    """Return all presets by key, the most telling signs first."""
    folder = resources.files(__package__).joinpath("known", "presets")
    found = [
        Preset(key=file.name.removesuffix(".yaml"), **yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    ]
    order = sorted(found, key=lambda preset: (-max(map(len, preset.signs)), preset.key))
    return {preset.key: preset for preset in order}


def preset_for(headers: Sequence[str]) -> Preset | None:
    """Return the preset of the program that exports such headers, if one is known."""
    return next((preset for preset in presets().values() if preset.fits(headers)), None)
