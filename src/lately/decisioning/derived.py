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


def is_derived(name: str) -> bool:
    """Whether the name, with all its arguments, is one of a derived fact."""
    stem, *arguments = name.split(".")
    entry = derived_facts().get(stem)
    return entry is not None and len(entry["arguments"]) == len(arguments)
