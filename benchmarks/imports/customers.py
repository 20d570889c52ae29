"""An invented list of customers, as a shop would export it: key, address, phone and four facts a line."""

from __future__ import annotations

import csv
import random
from pathlib import Path

HEADER = ("id", "email", "phone", "given_name", "family_name", "country", "language")
GIVEN = ("Ann", "Ben", "Cara", "Dov", "Eve", "Finn", "Gus", "Hana", "Ivo", "Lea", "Max", "Nia", "Otto", "Pia", "Zoë")
FAMILY = ("Lee", "Moss", "Park", "Quist", "Reed", "Stone", "Thorn", "Ueda", "Vance", "West", "Young", "Zell", "Abel")


def write(path: Path, count: int) -> None:
    """Write so many customers; the same number gives the same file."""
    dice = random.Random(count)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            given, family = dice.choice(GIVEN), dice.choice(FAMILY)
            writer.writerow((
                f"C{number:07d}", f"c.{family.lower()}.{number}@example.org", f"+4420{number:08d}", given, family,
                dice.choice(("GB", "DE", "FR")), dice.choice(("en", "de", "fr")),
            ))  # fmt: skip
