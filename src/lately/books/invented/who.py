"""Who are the everyday customers? Names, places and what else is on record of them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lately.books.invented.data import data
from lately.books.invented.days import HISTORY, Days
from lately.books.invented.dice import Dice, between, chance, dice, weighted
from lately.books.invented.rows import Known, Person, Word
from lately.decisioning.catalogue import Value

SOURCE = "invented"
_OURS = (100, 101)  # the firm's own numbers


@dataclass
class Register:
    """What has been given out, so that no address and no number is given twice."""

    emails: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    numbers: int = 0

    def key(self, *words: str) -> str:
        """A new key that one can read: the name, with a number if somebody has it already."""
        found = _unlike(self.keys, "-".join(_plain(word) for word in words))
        self.keys.add(found)
        return found

    def email(self, *words: str) -> str:
        """A new address at one of the domains that are kept for examples."""
        plain = _unlike(self.emails, ".".join(_plain(word) for word in words))
        self.emails.add(plain)
        return f"{plain}@example.{('com', 'net', 'org')[len(self.emails) % 3]}"

    def number(self, kind: str) -> str:
        """A new number of those that are kept for fiction: mobile phones, London lines for companies."""
        self.numbers += 1
        if kind == "company":
            return f"+44 20 7946 0{_spread(self.numbers):03d}"
        return f"+44 7700 900{_spread(self.numbers):03d}"


def _unlike(taken: set[str], word: str) -> str:
    """The word, or the word with the first number that makes it new."""
    return next(found for found in (word, *(f"{word}-{count}" for count in range(2, 1000))) if found not in taken)


def _spread(count: int) -> int:
    """Numbers 0 to 999 in an order that looks like none, each once; our own two are left out."""
    found = count * 37 % 1000
    return 999 - found if found in _OURS else found


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def office_or_person(person: Person) -> tuple[str, str]:
    """The words of an address: a company has an office."""
    if person.kind == "company":
        return "office", person.names["company"]
    return person.names["given"], person.names["family"]


def placed(person: Person, rolled: Dice) -> None:
    """Give them a house in one of the towns."""
    names = data("names")
    town = rolled.choices(names["towns"], [entry["share"] for entry in names["towns"]])[0]
    street = rolled.choice(names["streets"])
    house = f"{rolled.randint(1, 88)} {street}"
    code = f"{town['post']} {rolled.randint(1, 9)}{rolled.choice('ABDEFGHJLNPQRSTUWXYZ')}{rolled.choice('ABDEFGHJLN')}"
    person.names |= {"house": house, "street": street, "town": town["town"], "postcode": code}


def named(person: Person, rolled: Dice) -> dict[str, Any]:
    """Give them a name; returns what kind of company they are, empty for people."""
    names = data("names")
    person.names |= {"given": rolled.choice(names["given"]), "family": rolled.choice(names["family"])}
    if person.kind == "household":
        person.names["company"] = f"The {person.names['family']} household"
    if person.kind != "company":
        return {}
    trade: dict[str, Any] = rolled.choice(names["companies"])
    place = rolled.choice([person.names["town"], person.names["street"], person.names["town"]])
    words = {"place": place, "family": rolled.choice(names["family"]), "family2": rolled.choice(names["family"])}
    person.names["company"] = rolled.choice(trade["named"]).format(given=rolled.choice(names["given"]), **words)
    return trade


def described(person: Person, days: Days, rolled: Dice, register: Register, trade: dict[str, Any]) -> None:
    """Write down what is on record of them: how to reach them, what they like, who they are."""
    known: list[tuple[str, Value]] = [*_reached(person, rolled, register), *_lives(rolled, days)]
    known += [*_employed(person, rolled, trade), *_tastes(rolled)]
    told = data("lives")["sources"]
    for name, value in known:
        ago = rolled.randint(40, HISTORY - 8)
        person.facts.append(Known(name, value, days.at(ago, "12:00"), f"{SOURCE}: {rolled.choice(told)}"))


def _reached(person: Person, rolled: Dice, register: Register) -> Iterator[tuple[str, str]]:
    shares, names = data("lives")["on_record"], person.names
    for fact, name in (("given_name", "given"), ("family_name", "family"), ("company_name", "company")):
        if names.get(name):
            yield fact, names[name]
    if chance(rolled, shares["email"]):
        yield "email", register.email(*office_or_person(person))
    if chance(rolled, shares["phone"]):
        yield "phone", register.number(person.kind)
    if chance(rolled, shares["post"]):
        yield "postal_address", f"{names['house']}, {names['town']} {names['postcode']}"


def _lives(rolled: Dice, days: Days) -> Iterator[tuple[str, Value]]:
    lives = data("lives")
    shares = lives["on_record"]
    yield "language", "en-GB"
    abroad = chance(rolled, shares["abroad"])
    zone, country = rolled.choice(lives["abroad"]) if abroad else ("Europe/London", "GB")
    yield "country", country
    if chance(rolled, shares["zone"]):
        yield "zone", zone
    if chance(rolled, shares["birth_date"]):
        yield "birth_date", days.day(rolled.randint(23 * 365, 84 * 365)).isoformat()
    if chance(rolled, shares["no_children"]):
        yield "has_children", False
    elif chance(rolled, shares["children"]):
        yield "has_children", True
        for _ in range(rolled.randint(1, 3)):
            yield "child_birth_date", days.day(rolled.randint(60, 18 * 365)).isoformat()


def _employed(person: Person, rolled: Dice, trade: dict[str, Any]) -> Iterator[tuple[str, str | int]]:
    if trade:
        yield "role", trade["role"]
        yield "employer", person.names["company"]
        yield "employer_sector", trade["sector"]
        yield "employer_size", between(rolled, trade["size"])
    elif chance(rolled, data("lives")["on_record"]["work"]):
        role, sector = rolled.choice(data("names")["work"])
        yield "role", role
        if sector != "none":
            yield "employer_sector", sector


def _tastes(rolled: Dice) -> Iterator[tuple[str, str | int]]:
    lives, topics = data("lives"), data("firm")["topics"]
    shares = lives["on_record"]
    liked = rolled.sample(topics, rolled.choice([0, 0, 0, 0, 1, 1, 2]))
    yield from (("likes", topic) for topic in liked)
    if chance(rolled, shares["dislikes"]):
        yield "dislikes", rolled.choice([topic for topic in topics if topic not in liked])
    if chance(rolled, shares["prefers"]):
        yield "preferred_channel", weighted(rolled, lives["prefers"])
    if chance(rolled, shares["mailing_hour"]):
        yield "mailing_hour", rolled.choice([8, 9, 12, 18, 19])
    if chance(rolled, shares["wish"]):
        yield "wish_days", rolled.choice([30, 30, 60, 90])
    if chance(rolled, shares["note"]):
        yield "note", rolled.choice(lives["notes"])


def agreed(person: Person, days: Days, rolled: Dice) -> None:
    """Write down what they said of each channel; the day of a refusal lies in the last year and a half."""
    for channel, shares in data("lives")["words"].items():
        state = weighted(rolled, shares)
        if not state:
            continue
        start = days.at(rolled.randint(HISTORY - 30, HISTORY - 2), "11:30")
        if state == "objected" or channel in {"sms", "email", "voice"}:
            person.words += _spoken(channel, state, start, days, rolled)


def _spoken(channel: str, state: str, start: dt.datetime, days: Days, rolled: Dice) -> Iterator[Word]:
    ends = days.at(rolled.randint(10, 240), "00:00") if state == "expired" else None
    purpose = "service" if channel == "voice" else ""
    proof = "Ticked on the order form" if channel != "voice" else "Said yes to automatic reminders"
    if state != "objected":
        yield Word(channel, "granted", start, purpose, ends, proof)
    if state in {"withdrawn", "objected"}:
        yield Word(channel, state, days.at(rolled.randint(30, 520), "18:10"), "", None, "Said so in a reply")


def rolled_for(number: int, part: str, seed: str) -> Dice:
    """The dice of one customer for one part of their story."""
    return dice(seed, number, part)
