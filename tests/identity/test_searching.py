"""Who is in the book twice is found when a file is read in, and by the command."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from lately.cli.main import main
from lately.identity.models import Duplicate, State
from lately.identity.selectors import Asked, pairs
from lately.imports.models import Import
from lately.imports.services import Manner, silent
from lately.profiles.models import Customer
from lately.usecases import find_duplicates as searching
from lately.usecases.import_customers import import_customers
from lately.usecases.undo_import import undo_import

LINES = """email,given_name,family_name,phone
ann@example.com,Annabel,Calloway,+44 7700 900123
ben@example.com,Ben,Okafor,+44 7700 900124
"""
TWICE = """email,given_name,family_name,phone
a.calloway@example.org,Anabel,Calloway,07700 900123
"""


def taken(folder: Path, text: str, at: dt.datetime) -> list[str]:
    """Import lines; return what was noted."""
    file = folder / "customers.csv"
    file.write_text(text)
    return import_customers(path=file, now=at, manner=Manner()).notes


def test_who_looks_like_somebody_in_the_book_is_told_after_an_import(db, tmp_path, at):
    assert not [note for note in taken(tmp_path, LINES, at) if "look" in note]
    notes = taken(tmp_path, TWICE, at)
    assert "One customer seems to be in the book twice; it stands under People, The same person?" in notes
    assert Duplicate.objects.get().state == State.PROPOSED


def test_in_a_large_book_it_is_left_for_later(db, tmp_path, at, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    assert "Whether somebody is in the book twice now: ./lately duplicates find looks." in taken(tmp_path, LINES, at)
    assert Duplicate.objects.count() == 0


def test_a_large_book_is_searched_beside_the_work_of_whoever_asked(db, tmp_path, at, monkeypatch, settings):
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    settings.HOME = tmp_path
    taken(tmp_path, LINES, at)
    assert searching.is_search_due(now=at)  # nobody ever looked
    assert searching.find_duplicates_if_due(now=at)
    taken(tmp_path, TWICE, at)
    assert not searching.is_search_due(now=at + dt.timedelta(minutes=5))
    assert searching.is_looked_through()
    assert searching.find_duplicates_at_once(now=at) is None
    assert searching.find_duplicates_if_due(now=at + dt.timedelta(minutes=5))
    assert Duplicate.objects.get().state == State.PROPOSED
    assert not searching.find_duplicates_if_due(now=at + dt.timedelta(days=1))
    assert not searching.is_looked_through()


def test_an_import_that_was_undone_proposes_nobody(db, tmp_path, at):
    taken(tmp_path, LINES, at)
    taken(tmp_path, TWICE, at)
    undo_import(number=Import.objects.latest("pk").pk, now=at)
    assert searching.find_duplicates(now=at, progress=silent, again=True).customers == 2
    assert pairs(Asked(), book=None, limit=9).pairs == []
    assert Customer.objects.filter(voided_at=None).count() == 2


def test_the_command_says_what_it_found(db, tmp_path, at, monkeypatch, capsys):
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    monkeypatch.setattr("lately.cli.main.open_book", lambda: None)
    taken(tmp_path, LINES + TWICE.splitlines()[1] + "\n", at)
    assert main(["duplicates", "find", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["customers"] == 3
    assert found["proposed"] == 1
    assert main(["duplicates", "find"]) == 0
    assert "Everybody was compared already." in capsys.readouterr().out
    assert main(["duplicates", "find", "--again"]) == 0
    assert (
        "3 customers compared with those before them; 0 customers seem to be in the book twice."
        in capsys.readouterr().out
    )
