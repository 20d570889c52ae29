"""A town: three thousand people, some of them in families, to be strangers among."""

from __future__ import annotations

import random

import pytest

from lately.identity.matching.familiar import Familiar
from lately.identity.matching.record import Record, record_of

WORDS = """
Ann Ben Cara Dov Eve George John Hannah Joseph Tim Tom Julian Juliana Olga Mary Peter Paul Zoe Grace Liam Noah Emma
Smith Jones Taylor Brown Lee Weir Harwood Adeyemi Nowak Brandt Okafor Mbeki Patel Khan Murphy Kelly Walsh Byrne Ryan
High Mill Station Park Oak Elm Castle George Church Queen Victoria Albert Bridge Garden Market
Bristol Bath Leeds York Norwich Harrow
"""
GIVEN, FAMILY, STREETS, TOWNS = (line.split() for line in WORDS.strip().splitlines())


def town(people: int = 3_000) -> list[Record]:
    """People by a fixed seed."""
    rolls, found = random.Random(5), []
    for number in range(people):
        told = {
            "given_name": [rolls.choice(GIVEN)],
            "family_name": [rolls.choice(FAMILY)],
            "postal_address": [f"{rolls.randint(1, 120)} {rolls.choice(STREETS)} Street, {rolls.choice(TOWNS)}"],
            "phone": [f"0117 {100_000 + number}"],
        }
        found.append(record_of(1_000 + number, told))
    return found


@pytest.fixture(scope="session")
def in_town() -> Familiar:
    """The words of the town."""
    found = Familiar()
    found.add(town())
    return found
