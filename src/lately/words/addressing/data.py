"""What words do we know titles, degrees, companies and the order of names by?

They are data: the YAML files in tables/, written in lower case without dots.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml


@functools.cache
def listing(name: str) -> Mapping[str, Any]:
    """One file of tables/, read once."""
    file = resources.files(__package__).joinpath("tables", f"{name}.yaml")
    entries: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return entries


@functools.cache
def words(table: str, *keys: str) -> frozenset[str]:
    """Every word that stands under any of the keys of a table."""
    entries = listing(table)
    return frozenset(key_of(word) for key in keys for word in str(entries[key]).split())


@functools.cache
def title_forms() -> Mapping[str, str]:
    """By title, how it says its bearer is addressed: mr, mrs or mx."""
    forms = listing("titles")["forms"]
    return {key_of(word): form for form, said in forms.items() for word in said.split()}


@functools.cache
def titles() -> frozenset[str]:
    """Every word that is a title."""
    return words("titles", "ranks", "offices", "before_given", "also_names") | frozenset(title_forms())


@functools.lru_cache(maxsize=8192)
def key_of(word: str) -> str:
    """Return the word as it stands in the tables: lower case, no dots, one kind of apostrophe."""
    return word.lower().replace(".", "").replace("\u2019", "'")
