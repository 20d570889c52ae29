"""What do our segments ask, and how many customers answer yes, no, or is it not known? Exactly, of everybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.accounts.selectors import organisation
from lately.decisioning.segment_words import people_who
from lately.decisioning.segments import Segment
from lately.interactions.known import known_at
from lately.lib.moments import at_seconds, seconds
from lately.segments.selectors import read, rows_known, segment_known
from lately.usecases.ask_segments import ask, count_all
from lately.usecases.read_moment import read_moment
from lately.usecases.see_segments import written


def list_segments(*, now: int) -> list[dict[str, Any]]:
    """Every segment that counts, with what it asks in words; raises Refusal for one that cannot be asked any more."""
    return [_told(read(row), now) for row in rows_known(known=now)]


def show_segment(*, key: str, at: str | None, now: dt.datetime) -> dict[str, Any]:
    """One segment as a file and in words, as it stood at a day or moment (default: now). Raises Refusal."""
    moment = read_moment(at, now=now)
    segment = segment_known(key, known=known_at(at=moment, now=seconds(now)))
    return _told(segment, moment) | {"file": written(segment)}


def count_segment(*, key: str, at: str | None, now: dt.datetime) -> dict[str, Any]:
    """How many of all customers are in it, are not, and of how many it is not known. Raises Refusal."""
    moment, asked = read_moment(at, now=now), seconds(now)
    segment = segment_known(key, known=known_at(at=moment, now=asked))
    return _told(segment, moment) | count_all(ask([segment], at=moment, now=asked)).counts[0]


def _told(segment: Segment, at: int) -> dict[str, Any]:
    says = people_who(segment.question, organisation(at=at_seconds(at)).zone)
    return {"key": segment.key, "title": segment.title, "says": says}
