"""What do rows of the ledger say of each other: a deed told, a complaint answered, a survey made good?

A reference counts if the row referred to counts and is of the same customer (or of one merged with them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lately.decisioning.contacts import CLASSES, NEVER, Ints
from lately.interactions.ledger_rows import Deeds, References, Rows, Scope, heard, references

_FEEDBACK = CLASSES.index("feedback")


class Owners:
    """Finds the place of a customer in the pass, following merges.

    `ids` are the customers of the pass, ascending; `merged` (ascending) were merged into `into`. All int64.
    """

    def __init__(self, ids: Ints, merged: Ints, into: Ints) -> None:
        self.ids = ids
        self.merged = merged
        self.into = into

    def of(self, customer: Ints) -> Ints:
        """Places of customers, int64 [k]; NEVER for those that are not in the pass."""
        place = places(self.merged, customer)
        read_as = np.where(place == NEVER, customer, self.into[place]) if len(self.merged) else customer
        return places(self.ids, read_as)


def places(among: Ints, wanted: Ints) -> Ints:
    """Return where in `among` (ascending, each once) each wanted number stands, int64 [k]; NEVER if it does not."""
    if not len(among):
        return np.full(len(wanted), NEVER)
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    found: Ints = np.where(among[place] == wanted, place, NEVER)
    return found


@dataclass(frozen=True)
class Said:
    """What the contacts of a pass say of other rows, int64 [k], in the order of Rows.

    `told`: worth of the deed told, -1 if none; `told_back`, `answered`: 0 or 1; all as `weights.worth` takes them.
    """

    told: Ints
    told_back: Ints
    answered: Ints


def said(rows: Rows, done_for: Deeds, owners: Owners, scope: Scope) -> Said:
    """Return what contacts say of other rows; reads no more of the ledger than there are contacts that ask for it."""
    count = len(rows.row)
    found = Said(np.full(count, -1), np.zeros(count, np.int64), np.zeros(count, np.int64))
    if scope.row is not None or not (rows.refers.any() or (rows.klass == _FEEDBACK).any()):
        return found
    asked = references(scope)
    owner, order = owners.of(asked.customer), np.argsort(rows.row)
    at = places(rows.row[order], asked.row)
    ours = (at != NEVER) & (owner != NEVER)
    place = order[at[ours]]
    found.told[place] = _told(asked.tells[ours], owner[ours], done_for, owners)
    found.told_back[place] = _same_owner(asked.closes[ours], owner[ours], heard(scope), owners)
    survey, theirs = _answered(asked, owner, scope)
    counts = _same_owner(survey, theirs, (rows.row, rows.customer), owners)
    found.answered[order[places(rows.row[order], survey[counts])]] = 1
    return found


def _told(tells: Ints, owner: Ints, done_for: Deeds, owners: Owners) -> Ints:
    order = np.argsort(done_for.row)
    place = places(done_for.row[order], tells)
    if not len(done_for.row):
        return np.full(len(tells), -1)
    deed = order[place]
    counts = (place != NEVER) & (owners.of(done_for.customer)[deed] == owner)
    found: Ints = np.where(counts, done_for.worth[deed], -1)
    return found


def _same_owner(closes: Ints, owner: Ints, theirs: tuple[Ints, Ints], owners: Owners) -> npt.NDArray[np.bool_]:
    """Whether each row of `closes` is among `theirs` (rows and customers) and of the same customer."""
    order = np.argsort(theirs[0])
    place = places(theirs[0][order], closes)
    if not len(order):
        return np.zeros(len(closes), np.bool_)
    found: npt.NDArray[np.bool_] = (place != NEVER) & (owners.of(theirs[1])[order[place]] == owner)
    return found


def _answered(asked: References, owner: Ints, scope: Scope) -> tuple[Ints, Ints]:
    """The rows with an answer of a customer's that was itself closed by a contact out, done by then; and whose."""
    until = np.iinfo(np.int64).max if scope.at is None else scope.at
    closing = (asked.out > 0) & (asked.done > 0) & (asked.at <= until) & (owner != NEVER)
    order = np.argsort(asked.row)
    place = places(asked.row[order], asked.closes[closing])
    answer = order[place] if len(order) else place
    counts = (place != NEVER) & (asked.out[answer] == 0) & (owner[answer] == owner[closing])
    counts &= asked.at[answer] <= asked.at[closing]
    return asked.closes[answer[counts]], owner[answer[counts]]
