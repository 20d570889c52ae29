"""The work as the product does it: facts, codes, masks with all reasons, scores."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.decide.cells import Cells
from benchmarks.measure import each
from lately.decisioning.compile import Tables, compile_tables
from lately.decisioning.contacts import COLUMNS, Contacts
from lately.decisioning.decide import decide_one, eligible, look_up
from lately.decisioning.encode import encoded
from lately.decisioning.facts_of import columns_of
from lately.decisioning.offers import Offer
from lately.decisioning.policy import named_numbers
from lately.decisioning.records import Records
from lately.decisioning.rules import package_factors, package_rules
from lately.decisioning.scores import Scores, scored

ALONE = 1_000


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

    def cells(self) -> Cells:
        """The answer in the form that is compared."""
        allowed, refused, scores = self.run()
        return Cells(allowed, refused, scores.numbers)

    def alone_from_codes(self) -> tuple[float, float]:
        """Microseconds for one customer, the facts being known: median and 99th percentile."""
        known = [(records, look_up(records, self.tables)[1]) for records in self._each()]
        return each(lambda one: decide_one(one[0], self.tables, one[1], 0), known)

    def alone_from_records(self) -> tuple[float, float]:
        """The same with the facts worked out each time."""
        return each(self._one, list(self._each()))

    def _one(self, records: Records) -> Any:
        again = fresh(records)
        return decide_one(again, self.tables, look_up(again, self.tables)[1], 0)

    def _each(self) -> Iterator[Records]:
        return (alone(self.records, index) for index in range(min(ALONE, self.records.size)))


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
    fields = {name: getattr(table, name) for name in table.__dataclass_fields__}
    columns = {name: field if isinstance(field, int) else field[mine] for name, field in fields.items()}
    return type(table)(**columns | {"owner": columns["owner"] - index})
