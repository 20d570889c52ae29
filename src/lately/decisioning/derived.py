"""Which facts are worked out at the moment of deciding? derived.yaml lists them; facts_of/ works them out."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

import yaml


@functools.cache
def derived_facts() -> dict[str, dict[str, Any]]:
    """Every derived fact by its first word: its arguments and meaning."""
    text = resources.files(__package__).joinpath("derived.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found


def parted(name: str) -> tuple[str, list[str]]:
    """The first word of a fact's name, and its arguments; the last of them may hold dots (`likes.node.js`)."""
    stem, dot, rest = name.partition(".")
    count = len(derived_facts()[stem]["arguments"]) if stem in derived_facts() else 1
    return stem, rest.split(".", max(count, 1) - 1) if dot else []


def is_derived(name: str) -> bool:
    """Whether the name, with all its arguments, is one of a derived fact."""
    stem, arguments = parted(name)
    entry = derived_facts().get(stem)
    return entry is not None and len(entry["arguments"]) == len(arguments)
