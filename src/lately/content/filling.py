"""How does a wording read for one customer, filled from plain facts?"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

from lately.decisioning.claims import claims
from lately.lib.saying import gettext_noop, worded
from lately.words.wordings import Problem, fill, problems

_BRACKETS = re.compile(r"\[[^\]]+\]")


@functools.cache
def fields() -> Mapping[str, str]:
    """Every name that may stand between double braces, with its meaning in the words of whoever asked first.

    `again` says it to others.
    """
    told = {name: worded(str(entry["meaning"])) for name, entry in _catalogue().items()}
    so = gettext_noop("whether it is so {claim}")
    sure = {f"claim.{one.name}": worded(so, claim=worded(one.words)) for one in claims().values()}
    return {**told, **sure}


@functools.cache
def examples() -> Mapping[str, Any]:
    """A neutral value for every field, and no claim true: what a wording says to anybody."""
    said = {name: str(entry["example"]) for name, entry in _catalogue().items()}
    return {**said, **{f"claim.{name}": False for name in claims()}}


@functools.cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    return yaml.safe_load(resources.files(__package__).joinpath("fields.yaml").read_text("utf-8"))  # type: ignore[no-any-return]  # a table by name


def drafted(text: str, facts: Mapping[str, Any]) -> str:
    """Fill a wording for a person to finish: what is not known stays in [brackets]."""
    known = {name: facts.get(name) or f"[{name.replace('.', ' ').replace('_', ' ')}]" for name in _catalogue()}
    sure = {f"claim.{name}": bool(facts.get(f"claim.{name}")) for name in claims()}
    return fill(text, {**known, **sure}).strip()


def wrong_in(text: str) -> list[Problem]:
    """What keeps a wording from being filled."""
    return problems(text, fields())


def is_complete(text: str) -> bool:
    """Whether nothing in [brackets] is left to be filled."""
    return _BRACKETS.search(text) is None
