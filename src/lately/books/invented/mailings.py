"""Who got which of the mailings to many?"""

from __future__ import annotations

from typing import Any

from lately.books.invented.data import data
from lately.books.invented.dice import Dice, chance
from lately.books.invented.rows import Person
from lately.books.invented.telling import Teller


def mailed(person: Person, rolled: Dice, teller: Teller, life: dict[str, Any], since: int) -> None:
    """Tell which mailings reached them since they came; nobody is mailed where they said no."""
    shares = life["broadcasts"]
    for number, mailing in enumerate(data("texts/broadcasts")):
        likely = shares.get(mailing.get("found") or mailing["class"], 0)
        wanted = mailing["ago"] < since - 3 and _meant(person, mailing["to"])
        if wanted and teller.reaches(mailing["channel"], mailing["ago"]) and chance(rolled, likely):
            clock = f"{9 + number % 8:02d}:{number * 7 % 60:02d}"
            event = teller.out(mailing, mailing["ago"], clock=clock, by="", content=mailing["key"])
            _reply(teller, rolled, life, mailing, event.channel)


def _meant(person: Person, to: str) -> bool:
    return to == "everybody" or (to == "business") == (person.kind == "company")


def _reply(teller: Teller, rolled: Dice, life: dict[str, Any], mailing: dict[str, Any], channel: str) -> None:
    """Some answer: a survey more often than news, a sale mostly with no."""
    answers = {"feedback": ("survey_answer", 1.2), "give": ("warm", 0.3), "ask": ("no_thanks", 0.12)}
    name, more = answers.get(mailing.get("found") or mailing["class"], ("", 0))
    if channel == "email" and name and chance(rolled, life["replies"] * more):
        teller.hear(name, max(mailing["ago"] - rolled.randint(0, 2), 1), clock="20:15")
