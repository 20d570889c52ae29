"""What will stand in the book? Rows without ids; they refer to each other as objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Event:
    """One row of the ledger."""

    at: dt.datetime
    direction: str
    channel: str
    kind: str
    declared: str = ""
    found: str = ""
    wanted: str = ""
    asked_for: bool = False
    content: str = ""
    subject: str = ""
    text: str = ""
    pence: int | None = None
    by: str = ""
    tells: Deed | None = None
    keeps: Vow | None = None
    closes: Event | None = None
    id: int = 0


@dataclass(slots=True, eq=False)
class Deed:
    """Work done for the customer."""

    at: dt.datetime
    what: str
    worth: float = 1
    pence: int | None = None
    by: str = ""
    answers: Event | None = None
    id: int = 0


@dataclass(slots=True, eq=False)
class Vow:
    """A promise."""

    at: dt.datetime
    what: str
    due: dt.datetime
    refrains: str = ""
    by: str = ""
    id: int = 0


@dataclass(slots=True, eq=False)
class Known:
    """One fact, and where we have it from."""

    name: str
    value: str | int | bool
    at: dt.datetime
    source: str


@dataclass(slots=True, eq=False)
class Word:
    """What they said of a channel and purpose."""

    channel: str
    state: str
    at: dt.datetime
    purpose: str = ""
    expires: dt.datetime | None = None
    proof: str = ""


@dataclass(slots=True, eq=False)
class Person:
    """One customer with everything on record; `rep` is the key of who looks after them, blank is nobody."""

    key: str
    kind: str
    rep: str
    names: dict[str, str] = field(default_factory=dict)
    facts: list[Known] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    vows: list[Vow] = field(default_factory=list)
    id: int = 0

    @property
    def greeting(self) -> str:
        """How a letter to them begins."""
        if self.kind == "household":
            return f"Hello to you all at {self.names['house']},"
        return f"Hello {self.names['given']}," if self.names.get("given") else "Hello,"

    @property
    def who(self) -> str:
        """What a note calls them."""
        if self.kind == "company" and self.names.get("given"):
            return f"{self.names['given']} at {self.names['company']}"
        return self.names.get("given") or self.names.get("company") or "whoever lives there"


Filling = Mapping[str, Any]
