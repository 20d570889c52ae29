"""Who are the customers besides those of the stories? Drawn by a seeded rule with the spread of lives.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from lately.books.invented.data import data
from lately.books.invented.days import Days
from lately.books.invented.dice import weighted
from lately.books.invented.lives import lived
from lately.books.invented.rows import Person
from lately.books.invented.who import Register, agreed, described, named, office_or_person, placed, rolled_for

COMPANIES_OF = {"maya": 0.58}
"""Who looks after companies, and what share of that book they are."""


def everyday_people(count: int, days: Days, seed: str, register: Register) -> Iterator[Person]:
    """So many customers, each with two years of a life."""
    for number in range(1, count + 1):
        yield _person(number, days, seed, register)


def _person(number: int, days: Days, seed: str, register: Register) -> Person:
    rolled = rolled_for(number, "who", seed)
    rep = weighted(rolled, {name: entry["share"] for name, entry in data("firm")["reps"].items()})
    company = rolled.random() < COMPANIES_OF.get(rep, 0)
    person = Person("", "company" if company else weighted(rolled, data("lives")["kinds"]), rep)
    placed(person, rolled)
    trade = named(person, rolled)
    person.key = register.key(*office_or_person(person)[company:])
    described(person, days, rolled, register, trade)
    agreed(person, days, rolled)
    shares = {name: life["share"][rep] for name, life in data("lives").items() if "share" in life}
    lived(person, days, rolled_for(number, "life", seed), weighted(rolled, shares), str(trade.get("plan", "")))
    return person
