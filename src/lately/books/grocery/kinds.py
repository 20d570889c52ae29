"""Which goods tell of a baby, a cat, a dog at home? kinds.yaml says, and why."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of home. `goods` are published categories; with no types, all of the category counts."""

    name: str
    home: str
    goods: tuple[tuple[str, frozenset[str]], ...]

    @property
    def fact(self) -> str:
        """The fact that a home bought such goods."""
        return f"bought.{self.name}"

    def holds(self, category: str | None, type_: str | None) -> bool:
        """Whether a product of this category and type is of the kind."""
        return any(category == name and (not types or type_ in types) for name, types in self.goods)


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, by name."""
    text = resources.files(__package__).joinpath("kinds.yaml").read_text(encoding="utf-8")
    return tuple(
        Kind(name, entry["home"], tuple((one["category"], frozenset(one.get("types", ()))) for one in entry["goods"]))
        for name, entry in sorted(yaml.safe_load(text).items())
    )


def kind_of(shares: Mapping[str, float]) -> Kind | None:
    """The kind that at least half of a campaign's coupon products are of, if there is one."""
    return next((kind for kind in kinds() if shares.get(kind.name, 0) >= HALF), None)
