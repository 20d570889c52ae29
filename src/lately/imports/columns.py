"""Which columns may a file of each kind have, and by what other names do they go? Told in docs/files.md."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml

from lately.decisioning.catalogue import fact_kinds

CHANNELS = ("email", "sms", "phone", "voice", "post", "visit", "web", "shop")
SPOKEN_ON = CHANNELS[:6]
PURPOSES = ("sale", "renewal", "favour", "invoice", "news", "thanks", "care", "feedback", "service", "legal")
REJECTED = "rejected_line", "rejected_because", "rejected_todo"
ADDED = "line", "why it could not be used", "how to mend it"  # the same in a list that is handed out on a page
OWN = "own."
LANGUAGES = ("en", "de", "fr", "es")
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called on screens, how its cells are read (text, day, money, address, number)."""

    name: str
    called: str
    reads: str = "text"
    names: tuple[str, ...] = ()


@functools.cache
def described() -> dict[str, dict[str, Column]]:
    """Return the columns of every kind of table, as known/columns.yaml has them."""
    text = resources.files(__package__).joinpath("known", "columns.yaml").read_text(encoding="utf-8")
    return {
        kind: {
            name: Column(
                name, entry["called"], entry.get("as", "text"),
                tuple(spelt for language in LANGUAGES for spelt in entry.get(language, ())),
            )
            for name, entry in columns.items() if entry
        }
        for kind, columns in yaml.safe_load(text).items()
    }  # fmt: skip


def _names(kind: str) -> dict[str, tuple[str, ...]]:
    return {name: column.names for name, column in described()[kind].items()}


WHO: Columns = _names("who")
PURCHASES: Columns = _names("purchases")
INTERACTIONS: Columns = _names("interactions")
DEEDS: Columns = _names("deeds")


def customer_columns() -> Columns:
    """Return the columns of a table of customers: who, every fact that may be known, and consent."""
    facts = [name for name in fact_kinds() if "." not in name]
    return {**dict.fromkeys([*facts, *consent_columns()], ()), **_names("customers")}


def consent_columns() -> dict[str, tuple[str, str]]:
    """Return every consent column with its channel and purpose; without a purpose it means all of them."""
    found = {f"consent_{channel}": (channel, "") for channel in SPOKEN_ON}
    for channel in SPOKEN_ON:
        found |= {f"consent_{channel}_{purpose}": (channel, purpose) for purpose in PURPOSES}
    return found
