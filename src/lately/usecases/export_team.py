"""Give out, as a table, who works or worked here, what they may do, and how many customers each looks after."""

from __future__ import annotations

from collections.abc import Iterator

from lately.lib.cells import csv_lines, guarded
from lately.profiles.books import Reader
from lately.usecases.see_team import see_team

HEADER = ["name", "email", "role", "sees", "has_access", "last_day", "customers"]


def export_team(*, user: Reader, at: int) -> Iterator[bytes]:
    """Return the lines, those who may come in first."""
    found = see_team(user=user, at=at)
    yield csv_lines([HEADER])
    yield csv_lines(
        [
            *(guarded(one[name]) for name in ("name", "email", "role", "sees")),
            "yes" if one["active"] else "no",
            one["leaves_on"],
            str(one["customers"]),
        ]
        for one in [*found["people"], *found["gone"]]
    )
