"""Keep a segment, take one off, or take in a file of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from lately.accounts.acting import tell
from lately.content.selectors import definitions_naming
from lately.content.services import plain
from lately.content.writing import key_of
from lately.decisioning.segments import Segment, segment_of, segments_from
from lately.lib.encodings import encoding_of
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.segments.selectors import rows_known
from lately.segments.services import keep_segment, take_off

LARGEST = 1024 * 1024
_OF_ONE_TITLE = 200
_PAGES = ("new", "try", "save")  # have an address of their own where that of the segment would be


def save_segment(
    *, key: str, title: str, question: Mapping[str, Any], seen: int | None, by: str, now: int
) -> tuple[str, bool]:
    """Keep a segment, a new one (blank key) under a key made of its title; returns the key, and whether it is new.

    Pressed twice, a new one is made once. Raises Refusal, also if somebody else saved it meanwhile.
    """
    if not title.strip():
        raise Refusal(
            gettext("It has no name."),
            gettext("One finds it again by its name."),
            gettext("Say in a few words who they are."),
        )
    with write_transaction():
        standing = {row.key: row for row in rows_known()}
        wanted = key or _free_key(title.strip(), question, standing)
        segment = _segment(wanted, title, question)
        new = keep_segment(segment, now=at_seconds(now), by=by, seen=seen if key else None)
    if new:
        tell(f"saved the segment “{segment.title}”")
    return wanted, new


def end_segment(*, key: str, now: int) -> bool:
    """Take a segment off from now on; raises Refusal while a content asks for it."""
    used = definitions_naming(key)
    if used:
        raise Refusal(
            gettext("It is used: %(titles)s.") % {"titles": ", ".join(title for _, title in used[:5])},
            gettext("Without it nobody could tell whom that is for."),
            gettext("Change that first, under Say, Texts; then take the segment off."),
        )
    ended = take_off(key, now=at_seconds(now))
    if ended:
        tell(f"took the segment “{key}” off")
    return ended


def import_segments(*, path: Path, by: str, now: dt.datetime) -> tuple[int, int]:
    """Take a YAML file of segments in; returns how many are new or changed, and how many stood so already.

    Raises Refusal, nothing being changed, if any of them is wrong.
    """
    if path.stat().st_size > LARGEST:
        raise Refusal(
            gettext("%(file)s is larger than %(most_mb)s MB.") % {"file": path.name, "most_mb": LARGEST >> 20},
            gettext("Segments are short."),
            gettext("Check the file."),
        )
    found = list(segments_from(path.read_text(encoding_of(path).codec), path.name))
    keys = [one.key for one in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise Refusal(
            gettext("%(file)s holds %(key)r twice.") % {"file": path.name, "key": twice},
            gettext("A key names one segment."),
            gettext("Give one of them another."),
        )
    with write_transaction():
        new = sum(keep_segment(_segment(one.key, one.title, one.written), now=now, by=by) for one in found)
    return new, len(found) - new


def _segment(key: str, title: str, question: Mapping[str, Any]) -> Segment:
    return segment_of({"key": key, "title": title, "question": plain(question)})


def _free_key(title: str, question: Mapping[str, Any], standing: Mapping[str, Any]) -> str:
    """A key that nobody has, or that of a segment that is just this one: then it was pressed twice."""
    stem = key_of(title)
    for number in range(1, _OF_ONE_TITLE):
        key = stem if number == 1 else f"{stem}-{number}"
        row = standing.get(key)
        if key in _PAGES:
            continue
        if row is None or (row.title, row.question) == (title, plain(question)):
            return key
    raise Refusal(
        gettext("There are %(count)s segments of this name.") % {"count": _OF_ONE_TITLE},
        gettext("One could not tell them apart."),
        gettext("Choose another."),
    )
