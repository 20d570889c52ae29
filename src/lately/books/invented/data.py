"""What stands in the data files beside this module?"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml came with PyYAML


@functools.cache
def data(name: str) -> Any:
    """Read one of the files, by its path without .yaml; do not change what is returned."""
    text = resources.files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones


@functools.cache
def phrases() -> dict[str, Any]:
    """All kinds of messages that many customers share, by name."""
    return {name: kind for part in ("work", "asks", "care", "heard") for name, kind in data(f"texts/{part}").items()}


def people() -> dict[str, Any]:
    """The story customers, by key."""
    folder = resources.files(__package__).joinpath("people")
    names = sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    return {key: person for name in names for key, person in data(f"people/{name}").items()}
