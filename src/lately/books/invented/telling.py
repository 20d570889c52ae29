"""How does something get into a customer's ledger? Picks the words, fills them, writes the row."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.books.invented.data import data, phrases
from lately.books.invented.days import Days, spoken, workday
from lately.books.invented.dice import Dice, between
from lately.books.invented.rows import Deed, Event, Person, Vow

_HOURS = {"email": (8, 19), "sms": (9, 19), "phone": (9, 17), "voice": (10, 18), "post": (8, 8), "visit": (8, 16)}
_REACHES = {"email": ["email"], "phone": ["sms", "phone", "voice"], "postal_address": ["post"]}
_KINDS = {"phone": "call", "visit": "visit"}
_BY_PEOPLE = frozenset({"phone", "visit"})
PENCE = 100
COMING_IN, DUE_IN = 3, 24
"""Days from a message to the visit it speaks of, and to the day by which something is due."""


class Teller:
    """Tells one customer's story; every verb adds a row and returns it. `ago` is in days before the Monday."""

    def __init__(self, person: Person, days: Days, rolled: Dice) -> None:
        self.person = person
        self.days = days
        self.rolled = rolled
        self.stops = {word.channel: word.at for word in person.words if word.state in {"withdrawn", "objected"}}
        self.reached = {"visit"} | {channel for fact in person.facts for channel in _REACHES.get(fact.name, ())}
        firm = data("firm")
        rep = firm["reps"].get(person.rep, {"first": "Ruth", "name": "Ruth Calloway"})
        self.words: dict[str, Any] = {
            "hello": person.greeting,
            "who": person.who,
            "rep_first": rep["first"],
            "rep": rep["name"],
            "town": person.names.get("town", "Aldermere"),
            "street": person.names.get("street", "Mill Lane"),
            "thing": "boiler",
            "good": "draught strip for four doors",
            "what": "the work",
            "price": "£180",
        }

    def reaches(self, channel: str, ago: int) -> bool:
        """Whether they can be reached there on that day: an address is on record, and they had not said no."""
        stop = self.stops.get(channel)
        return channel in self.reached and (stop is None or stop > self.days.at(ago))

    def say(self, name: str, ago: int, **more: Any) -> Event:
        """Say one of the phrases of that name to them."""
        kind = phrases()[name]
        return self.out(kind | self._picked(name, more.pop("topic", "")), ago, **more)

    def out(self, form: dict[str, Any], ago: int, **more: Any) -> Event:
        """Write a message to them; `form` has channel, class, subject and text, `more` may correct and fill it."""
        channel = more.pop("channel", "") or self._channel(form["channel"], ago)
        day = workday(ago) if channel in _BY_PEOPLE else ago
        event = Event(
            at=self._at(day, channel, more.pop("clock", "")),
            direction="out",
            channel=channel,
            kind=form.get("kind", _KINDS.get(channel, "message")),
            declared=form.get("class", ""),
            found=form.get("found", ""),
            wanted=form.get("wanted", ""),
            asked_for=bool(form.get("asked_for")),
            by=more.pop("by", self.person.rep),
            **_columns(more),
        )
        return self._kept(event, form, day, more)

    def hear(self, name: str, ago: int, **more: Any) -> Event:
        """Write down one of the phrases of that name, said by them."""
        kind = phrases()[name]
        return self.inward(kind | self._picked(name, ""), ago, **more)

    def inward(self, form: dict[str, Any], ago: int, **more: Any) -> Event:
        """Write down what they said, or bought."""
        channel = more.pop("channel", form.get("channel", "email"))
        event = Event(
            at=self._at(ago, channel, more.pop("clock", "")),
            direction="in",
            channel=channel,
            kind=form["in"],
            **_columns(more),
        )
        return self._kept(event, form, ago, more)

    def buy(self, name: str, ago: int, what: str, pounds: float) -> Event:
        """They bought something."""
        return self.hear(name, ago, pence=round(pounds * PENCE), what=what)

    def deed(
        self, ago: int, what: str, *, worth: float = 1, pence: int | None = None, answers: Event | None = None
    ) -> Deed:
        """Something was done for them."""
        done = Deed(self._at(workday(ago), "visit", ""), what, worth, pence, self.words["rep"], answers)
        self.person.deeds.append(done)
        return done

    def vow(self, ago: int, what: str, due: int, refrains: str = "") -> Vow:
        """Something was promised them; `due` in days ago, below zero ahead."""
        made = Vow(self._at(workday(ago), "phone", ""), what, self.days.at(due, "17:00"), refrains, self.words["rep"])
        self.person.vows.append(made)
        return made

    def _channel(self, wanted: str, ago: int) -> str:
        """The channel wanted; else a letter or a call, if they cannot be reached there."""
        return next((channel for channel in (wanted, "post", "phone") if self.reaches(channel, ago)), wanted)

    def _picked(self, name: str, topic: str) -> dict[str, Any]:
        choices = phrases()[name]["say"]
        fitting = [choice for choice in choices if choice.get("topic") == topic] if topic else choices
        picked: dict[str, Any] = self.rolled.choice(fitting or choices)
        return picked

    def _kept(self, event: Event, form: dict[str, Any], ago: int, more: dict[str, Any]) -> Event:
        words = _Words(self, ago, self.words | more)
        event.subject = str(form.get("subject", "")).format_map(words)
        event.text = self._signed(event, str(form.get("text", "")).format_map(words).strip())
        self.person.events.append(event)
        return event

    def worked_out(self, name: str, ago: int) -> str:
        """A word that depends on the day: when we come, when it is due, the number of the bill."""
        soon = self.days.day(workday(ago - COMING_IN))
        if name == "number":
            return f"AH-{4000 + self.rolled.randrange(5000)}"
        return {"day": spoken(soon), "weekday": f"{soon:%A}", "due": spoken(self.days.day(ago - DUE_IN))}[name]

    def _signed(self, event: Event, text: str) -> str:
        personal = (
            event.direction == "out" and event.channel in {"email", "post"} and event.by and text.startswith("Hello")
        )
        return f"{text}\n\n{self.words['rep_first']}\nAldermere Heat & Home" if personal else text

    def _at(self, ago: int, channel: str, clock: str) -> dt.datetime:
        low, high = _HOURS.get(channel, (9, 20))
        hour, minute = between(self.rolled, [low, high]), self.rolled.randrange(60)
        return self.days.at(ago, clock or f"{hour:02d}:{minute:02d}")


class _Words(dict[str, Any]):
    """The words of one text; those that are seldom asked for are worked out when they are."""

    def __init__(self, teller: Teller, ago: int, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.teller = teller
        self.ago = ago

    def __missing__(self, name: str) -> str:
        if name.lower() in self:
            return _upper(self[name.lower()])
        return self.teller.worked_out(name, self.ago)


_COLUMNS = ("pence", "tells", "keeps", "closes", "content")


def _columns(more: dict[str, Any]) -> dict[str, Any]:
    """Take what is a column of the row out of `more`; the rest are words."""
    return {name: more.pop(name) for name in _COLUMNS if name in more}


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def letter(subject: str, text: str) -> dict[str, str]:
    """The form of a personal message that gives."""
    return {"channel": "email", "class": "give", "subject": subject, "text": f"{{hello}}\n\n{text}"}


def pounds(amount: float) -> str:
    """A sum as it stands in a letter: £2,480."""
    return f"£{amount:,.0f}"
