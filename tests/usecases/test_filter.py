"""A list in; who should get it and who not, out."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lately.interactions.models import Interaction
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.plans.models import Plan
from lately.usecases.filter_audience import filter_audience, write_lists

LIST = (
    "Vorname;E-Mail;note\nDov;DOV@example.com;=1+1\nEve;eve@example.com;\nDov;dov@example.com;\nZoe;zoe@example.com;x\n"
)


def filtered(at: dt.datetime, folder: Path, text: str = LIST, content: str = "winter-tip", **more: Any) -> Any:
    """The list, filtered and written out; the rows of both files."""
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    found = filter_audience(audience=file, content=content, at=seconds(at), now=seconds(at), **more)
    paths = write_lists(found, folder / "out")
    return found, *(list(csv.reader(path.read_text("utf-8").splitlines(), delimiter=";")) for path in paths)


def test_dov_may_be_sent_the_tip_and_his_line_is_unchanged(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    found, send, _ = filtered(at, tmp_path)
    assert send == [["Vorname", "E-Mail", "note"], ["Dov", "DOV@example.com", "=1+1"]]
    assert found.summary == {
        "channel": "email",
        "send": 1,
        "held": 3,
        "held_by_reason": {"not_in_book": 1, "said_before": 1, "twice_in_list": 1},
    }


def test_eve_who_had_the_tip_is_held_with_code_and_sentence(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    _, _, held = filtered(at, tmp_path)
    assert held[0] == ["Vorname", "E-Mail", "note", "code", "sentence", "until"]
    eve = next(row for row in held if row[0] == "Eve")
    assert eve[3:] == ["said_before", "Eve has had “Winter tip” already, on 17 October 2026.", ""]
    small_book.fact("Eve", "given_name", "=SUM(A1)")
    _, _, held = filtered(at, tmp_path)
    assert next(row for row in held if row[0] == "Eve")[4].startswith("'=SUM(A1) has had"), "no spreadsheet runs it"


def test_ann_is_held_until_there_is_room_again(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    for days in (1, 2, 3):
        small_book.heard("Ann", days, channel="sms")
    _, _, held = filtered(at, tmp_path, "E-Mail;x\nann@example.com;1\n")
    assert held[1][2] == "too_much"
    assert held[1][4] == "20 November 2026"


def test_filtering_records_nothing(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    for days in (1, 2, 3):
        small_book.heard("Ann", days, channel="sms")
    before = Interaction.objects.count()
    found, *_ = filtered(at, tmp_path, "E-Mail;x\nann@example.com;1\ndov@example.com;1\n")
    assert (found.summary["send"], found.summary["held"]) == (1, 1)
    assert (Interaction.objects.count(), Plan.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"text": "name;x\nDov;1\n"}, "no column that says who is meant"),
        ({"content": "spring-tip"}, "There is no content 'spring-tip'"),
        ({"channel": "sms"}, "has no wording for sms"),
        ({"text": ""}, "is empty"),
    ],
)
def test_what_cannot_be_filtered_is_refused_and_writes_no_list(
    small_book: Any, at: dt.datetime, tmp_path: Path, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        filtered(at, tmp_path, **asked)
    assert not (tmp_path / "out").exists()
