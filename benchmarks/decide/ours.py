"""The work as the product does it: facts, codes, masks with all reasons, scores."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.decide.cells import Cells
from lately.decisioning.compile import Tables, compile_tables
from lately.decisioning.contacts import COLUMNS, Contacts
from lately.decisioning.decide import decide_one, eligible, look_up
from lately.decisioning.encode import Codes, encoded
from lately.decisioning.facts_of import columns_of
from lately.decisioning.offers import Offer
from lately.decisioning.policy import named_numbers
from lately.decisioning.records import Records
from lately.decisioning.rules import package_factors, package_rules
from lately.decisioning.scores import Scores, scored


class Engine:
    """The tables, compiled once; `run` decides for everybody."""

    name = "lately"

    def __init__(self, records: Records, offers: Sequence[Offer], *, from_facts: bool) -> None:
        numbers = named_numbers(records.policy)
        self.tables: Tables = compile_tables(package_rules(), package_factors(), offers, numbers)
        self.records = records
        self.columns = columns_of(fresh(records), self.tables.encoders) if from_facts else None

    def run(self) -> tuple[Any, Any, Scores]:
        """Masks by reason, then the scores of what is allowed."""
        records = fresh(self.records)
        columns = columns_of(records, self.tables.encoders) if self.columns is None else self.columns
        codes = encoded(columns, self.tables)
        allowed, refused = eligible(records, self.tables, codes)
        return allowed, refused, scored(self.tables, codes, allowed)

    def cells(self, answer: tuple[Any, Any, Scores]) -> Cells:
        """The answer in the form that is compared."""
        allowed, refused, scores = answer
        return Cells(allowed, refused, scores.numbers)


class One:
    """One customer alone, as the API asks."""

    def __init__(self, records: Records, tables: Tables) -> None:
        self.tables = tables
        self.records = records

    def known(self, index: int) -> tuple[Records, dict[str, Codes]]:
        """The customer's records, and the codes of their facts."""
        records = alone(self.records, index)
        return records, look_up(records, self.tables)[1]

    def from_codes(self, known: tuple[Records, dict[str, Codes]]) -> Any:
        """Decide, the facts being known."""
        return decide_one(known[0], self.tables, known[1], 0)

    def from_records(self, known: tuple[Records, dict[str, Codes]]) -> Any:
        """Work the facts out and decide."""
        records = fresh(known[0])
        return decide_one(records, self.tables, look_up(records, self.tables)[1], 0)


def fresh(records: Records) -> Records:
    """The same records with nothing worked out from them yet."""
    contacts = dataclasses.replace(records.kept.contacts)
    return dataclasses.replace(records, memo={}, kept=dataclasses.replace(records.kept, contacts=contacts))


def alone(records: Records, index: int) -> Records:
    """The records of one customer, as the rooms gather them for the API."""
    here = slice(index, index + 1)
    kept, contacts = records.kept, records.kept.contacts
    mine = np.flatnonzero(contacts.owner == index)
    own = Contacts(*(getattr(contacts, name)[mine] - (index if name == "owner" else 0) for name in COLUMNS))
    single = {name: getattr(kept, name)[here] for name in kept.__dataclass_fields__ if name != "contacts"}
    past = {name: getattr(records.history, name)[here] for name in records.history.__dataclass_fields__}
    return dataclasses.replace(
        records,
        customers=records.customers[here],
        kept=dataclasses.replace(kept, contacts=own, **single),
        facts={name: _rows(stated, index) for name, stated in records.facts.items()},
        consents=_rows(records.consents, index),
        promises=_rows(records.promises, index),
        received=_rows(records.received, index),
        history=dataclasses.replace(records.history, **past),
        reach={name: flags[here] for name, flags in records.reach.items()},
        owned=records.owned[here],
        memo={},
    )


def _rows(table: Any, index: int) -> Any:
    mine = np.flatnonzero(table.owner == index)
    columns = {name: getattr(table, name)[mine] for name in table.__dataclass_fields__}
    return type(table)(**columns | {"owner": columns["owner"] - index})
