"""Take what was said between us and our customers into the book, from a table."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypedDict

from lately.content.selectors import contents_known
from lately.decisioning.offers import WANTING, Content
from lately.imports.columns import CHANNELS, INTERACTIONS
from lately.imports.reading import Form, References, Sheet, flag, one_of, plain, who
from lately.imports.services import Manner, Nth, Tally, Write, stable_key
from lately.interactions.intake import Event, LedgerIntake
from lately.interactions.reach import Reach
from lately.lib.tables import Row
from lately.usecases.take_table import Colleagues, by_line, take_table
from lately.words.reader import read

FORM = Form(knows=INTERACTIONS, needs=("date", "channel"))
DIRECTIONS = ("out", "in")
KINDS = ("message", "call", "visit", "invoice", "purchase", "reply", "complaint", "feedback")
THEIRS = ("purchase", "reply", "complaint")
CLASSES = ("give", "ask", "mixed", "disguised", "feedback", "service")
WANTED = ("renewal", "invoice", "sale", "favour")
STATUSES = ("done", "bounced", "withheld")
LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_KEY = 500, 20_000, 80


class _Words(TypedDict):
    content: str
    subject: str
    text: str


class _Classes(TypedDict, total=False):
    declared: str
    found: str
    wanted: str


def import_interactions(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a CSV file of interactions (docs/files.md) in; raises Refusal, nothing being changed.

    From the earliest of them on (or `manner.known_since`) the history of their channels counts as known.
    """
    reach = Reach(now)

    def write(tally: Tally) -> Write[Event]:
        intake = LedgerIntake(tally, now, f"interactions in {path.name}")
        return lambda batch, imported: intake.events(intake.of_customers(batch, addressed=True), imported)

    return take_table(
        path=path,
        kind="interactions",
        form=FORM,
        shape=Event,
        now=now,
        manner=manner,
        read=by_line(functools.partial(interaction_reader, reach=reach)),
        write=write,
        order=_referring_last,
        reach=reach,
    )


@functools.lru_cache(maxsize=4096)
def found_class(subject: str, text: str, channel: str) -> tuple[str, str]:
    """Return the class and what is wanted as found by reading; blank if it cannot be told."""
    reading = read(subject, text, channel=channel)
    return reading.classed, reading.wanted


def interaction_reader(sheet: Sheet, tally: Tally, *, reach: Reach) -> Callable[[Row], Event]:
    """Return what reads a line of a table of interactions; raises Refusal if it cannot be true."""
    nth, references, colleagues = Nth(), References(), Colleagues("by", tally)
    contents = _contents(sheet) if "content" in sheet.table.columns else {}

    def interaction(row: Row) -> Event:
        values = row.values
        key, email = who(values)
        at = sheet.moment(values, "date")
        channel = one_of("channel", values.get("channel", ""), CHANNELS)
        kind = one_of("kind", values.get("kind") or "message", KINDS)
        direction = one_of("direction", values.get("direction") or ("in" if kind in THEIRS else "out"), DIRECTIONS)
        amount, currency = sheet.money(values, "amount") if values.get("amount") else (None, "")
        words = _words(values)
        reference = references.once(row)
        source_key = (
            stable_key("interaction", "ref", reference)
            if reference
            else nth.key("interaction", email or key, at, channel, direction, kind, amount, currency, *words.values())
        )
        reach.see(channel, at)
        return Event(
            row.number, key, email, at, source_key, direction, channel, kind,
            status=one_of("status", values.get("status") or "done", STATUSES),
            asked_for=flag("asked_for", values.get("asked_for", "")),
            amount=amount, currency=currency, by=colleagues.known(values.get("by", "")),
            closes=referred("interaction", values.get("closes", "")), tells=referred("deed", values.get("tells", "")),
            **words, **_classes(values, words, direction, channel, contents.get(words["content"])),
        )  # fmt: skip

    return interaction


def referred(to: str, reference: str) -> str:
    """Return the source key of the row that a reference means; blank if there is none."""
    return stable_key(to, "ref", reference) if reference else ""


def _words(values: Mapping[str, str]) -> _Words:
    return {
        "content": plain("content", values.get("content", ""))[:LONGEST_KEY],
        "subject": plain("subject", values.get("subject", ""))[:LONGEST_SUBJECT],
        "text": values.get("text", "")[:LONGEST_TEXT],
    }


def _contents(sheet: Sheet) -> dict[str, Content]:
    """What we have to say now, by key."""
    return {one.key: one for one in contents_known(known=sheet.now, zone=sheet.zone)}


def _classes(
    values: Mapping[str, str], words: _Words, direction: str, channel: str, content: Content | None
) -> _Classes:
    """The class as declared and as found, and what was wanted; only what we say has one.

    A line that says neither class nor words, only which content it was, has the class of that content.
    """
    if direction == "in":
        return {}
    declared, wanted = values.get("class", ""), values.get("wanted", "")
    if content and not (declared or words["subject"] or words["text"]):
        return _as_defined(content, channel, one_of("wanted", wanted, WANTED) if wanted else "")
    found, wanted_by_reading = found_class(words["subject"], words["text"], channel)
    return {
        "declared": one_of("class", declared, CLASSES) if declared else "",
        "wanted": one_of("wanted", wanted, WANTED) if wanted else wanted_by_reading,
        "found": found,
    }


def _as_defined(content: Content, channel: str, wanted: str) -> _Classes:
    """The class of the content's wording for the channel; of any other, if all of them have the same."""
    wordings = [one for one in content.wordings if one.channel == channel] or list(content.wordings)
    if len({one.classed for one in wordings}) != 1:
        return {"declared": "", "found": "", "wanted": wanted}
    one = wordings[0]
    wants = content.purpose if one.classed in WANTING and content.purpose in WANTED else ""
    return {"declared": one.declared, "found": "" if one.overruled_by else one.found, "wanted": wanted or wants}


def _referring_last(events: Iterable[Event]) -> Iterator[Event]:
    """Rows that speak of others come after those, in the order in which they happened."""
    waiting = []
    for event in events:
        if event.references:
            waiting.append(event)
        else:
            yield event
    yield from sorted(waiting, key=lambda event: event.at)
