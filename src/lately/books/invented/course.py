"""What is at hand while one customer's course of events is told?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lately.books.invented.data import data
from lately.books.invented.days import Days
from lately.books.invented.dice import Dice, chance
from lately.books.invented.rows import Known, Person
from lately.books.invented.telling import Teller
from lately.books.invented.who import SOURCE
from lately.decisioning.catalogue import Value

Life = dict[str, Any]
YEAR = 365


@dataclass
class Course:
    """One customer's course of events while it is being told: from `since` to `until`, in days ago."""

    person: Person
    days: Days
    life: Life
    rolled: Dice
    teller: Teller
    since: int
    until: int = 0

    def chance(self, name: str) -> bool:
        """Whether what happens to this share of the customers of such a life happens to them."""
        return chance(self.rolled, self.life.get(name, 0))

    def odds(self, name: str) -> bool:
        """Whether a case takes this turn."""
        return chance(self.rolled, data("lives")["odds"][name])

    def some_day(self, *, until: int = 2) -> int:
        """A day between their first and `until`, in days ago; the same day if there is none between."""
        return self.rolled.randint(min(max(until, self.until), self.since), self.since)

    def know(self, name: str, value: Value, ago: int, source: str) -> None:
        """Write down a fact."""
        self.person.facts.append(Known(name, value, self.days.at(ago, "12:00"), f"{SOURCE}: {source}"))

    def early(self, name: str) -> int:
        """The days that part early from late, for one kind of thing."""
        return int(data("lives")["early"][name])
