"""What do all checks look at? The message, read once: its own words, its class, the phrases in it, its links."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import yaml

from lately.words.guard.pages import Page, page_of
from lately.words.message import Message, Reader
from lately.words.model.opinion import Opinion, opinion
from lately.words.phrases import Found as Place
from lately.words.phrases import Phrasebook
from lately.words.reader import Reading, reading_of, signs_in

LONGEST = 40_000
WANTING = frozenset({"ask", "mixed", "disguised"})
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")


@dataclass(frozen=True)
class Look:
    """A message made ready to be judged. `body` are the writer's own words, every one in its place in `message.text`.

    `subject` is "" where there is none. `says` are the guard's phrases by name ("care", "claim.loyal"), in the body;
    `subject_says` the same in the subject.
    """

    message: Message
    reader: Reader | None
    subject: str
    body: str
    languages: frozenset[str]
    reading: Reading
    opinion: Opinion
    says: Mapping[str, Sequence[Place]]
    subject_says: Mapping[str, Sequence[Place]]
    words: int
    page: Page | None

    @property
    def wants(self) -> bool:
        """Whether the rules found it to want something."""
        return self.reading.classed in WANTING

    def first(self, *names: str) -> tuple[str, Place] | None:
        """Where one of these phrases stands first: the part, and the place; the subject comes before the text."""
        for part, says in (("subject", self.subject_says), ("text", self.says)):
            places = [place for name in names for place in says.get(name, ())]
            if places:
                return part, min(places, key=lambda place: place.start)
        return None

    def quoted(self, part: str, place: Place) -> str:
        """The words at a place."""
        return (self.subject if part == "subject" else self.message.text)[place.start : place.end].strip()


def look_at(message: Message, reader: Reader | None = None) -> Look:
    """Read a message once for all checks."""
    subject, text = (message.subject or "")[:1000], message.text[:LONGEST]
    seen = signs_in(subject, text, channel=message.channel)
    says, subject_says = _says(seen.body, seen.languages), _says(subject, seen.languages)
    reading = reading_of(seen, names=reader.names if reader else ())
    return Look(
        message=message,
        reader=reader,
        subject=subject,
        body=seen.body,
        languages=seen.languages,
        reading=reading,
        opinion=opinion(
            subject,
            seen,
            _by_part(subject_says, says),
            ruled=reading.classed in WANTING,
            channel=message.channel,
        ),
        says=says,
        subject_says=subject_says,
        words=len(_WORD.findall(seen.body)),
        page=page_of(message.html) if message.html else None,
    )


def guard_phrases(subject: str, body: str, spoken: frozenset[str]) -> list[tuple[str, Place]]:
    """Every phrase of the guard in subject and body, with its part."""
    return _by_part(_says(subject, spoken), _says(body, spoken))


def _by_part(
    subject_says: Mapping[str, Sequence[Place]], says: Mapping[str, Sequence[Place]]
) -> list[tuple[str, Place]]:
    parts = (("subject", subject_says), ("text", says))
    return [(part, place) for part, found in parts for places in found.values() for place in places]


def _says(text: str, spoken: frozenset[str]) -> Mapping[str, Sequence[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for code, book in phrasebooks().items():
        if code in spoken or not spoken:
            for place in book.find(text):
                found[place.rule].append(place)
    denied = found.pop("nothing", [])
    return {name: [one for one in places if not _inside(one, denied)] for name, places in found.items()}


def _inside(place: Place, others: Sequence[Place]) -> bool:
    return any(place.start < other.end and other.start < place.end for other in others)


@functools.cache
def phrasebooks() -> Mapping[str, Phrasebook]:
    """The guard's phrases of every language, by its code."""
    books: dict[str, Phrasebook] = {}
    folder = resources.files(__package__).joinpath("phrases")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            book = books[file.name.removesuffix(".yaml")] = Phrasebook()
            for name, phrases in yaml.safe_load(file.read_text("utf-8")).items():
                for phrase in phrases:
                    book.add(name, phrase)
    return books
