"""Give out, as a table, the texts that are shown: a line for each wording, with how it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lately.lib.cells import csv_lines, guarded
from lately.usecases.see_texts import Part, see_texts

HEADER = [
    "content", "title", "benefit", "draft", "channel", "class", "must_change", "to_look_at", "let_out_by", "subject",
    "text",
]  # fmt: skip


def export_texts(*, part: Part, at: int, now: int) -> Iterator[bytes]:
    """Return the lines, in the order that was chosen."""
    found = see_texts(part=part, at=at, now=now)["texts"]
    yield csv_lines([HEADER])
    yield csv_lines(_line(text, form) for text in found for form in text["wordings"])


def _line(text: Mapping[str, Any], form: Mapping[str, Any]) -> list[str]:
    said = (text["content"], text["title"], text["benefit"])
    reads = [str(form["counts"].get(one, 0)) for one in ("refuse", "hold")]
    told = (form["allowed_by"], form["subject"], form["text"])
    return [
        *map(guarded, said),
        "yes" if text["draft"] else "no",
        form["channel"],
        form["classed"],
        *reads,
        *map(guarded, told),
    ]
