"""Segments at the command line: a file in, counts of the three answers out, and a list filtered by one."""

import datetime as dt
import json

import pytest

from lately.cli.main import main
from lately.imports.services import Manner
from lately.lib.moments import seconds
from lately.lib.tables import Row
from lately.profiles.selectors import find_customer
from lately.segments.selectors import questions_known
from lately.usecases.filter_audience import filter_audience
from lately.usecases.import_content import import_content
from lately.usecases.import_customers import import_customers
from lately.usecases.keep_segments import import_segments

PLUMBERS = "- key: plumbers\n  title: Plumbers\n  question: {fact: role, is: plumber}\n"


@pytest.fixture
def book(db, tmp_path, at):
    """Ann is a plumber, Ben a doctor, and of Cara we do not know it."""
    people = tmp_path / "people.csv"
    people.write_text("email,role\nann@example.org,Plumber\nben@example.org,doctor\ncara@example.org,\n")
    import_customers(path=people, now=at, manner=Manner())
    return tmp_path


def put(folder, text, at):
    file = folder / "segments.yaml"
    file.write_text(text)
    return import_segments(path=file, by="Olga", now=at)


def test_a_file_taken_in_twice_changes_nothing_the_second_time(book, at):
    assert put(book, PLUMBERS, at) == (1, 0)
    assert put(book, PLUMBERS, at) == (0, 1)


@pytest.mark.parametrize("first", ["", PLUMBERS])
def test_two_segments_that_a_colleague_could_not_tell_apart_are_told_and_not_made(book, at, first, capsys):
    put(book, first or "[]", at)
    twin = PLUMBERS.replace("key: plumbers", "key: pipes").replace("Plumbers", "plumbers")
    file = book / "segments.yaml"
    file.write_text(("" if first else PLUMBERS) + twin)
    assert main(["segment", "put", str(file)]) == 2
    assert "There is a segment “plumbers” already." in capsys.readouterr().err
    assert list(questions_known()) == ["plumbers"] * bool(first)


def test_a_question_is_counted_as_it_stood_at_the_moment(book, at, capsys):
    put(book, PLUMBERS, at)
    put(book, PLUMBERS.replace("plumber}", "doctor}"), at + dt.timedelta(days=2))
    assert questions_known(known=seconds(at) + 86_400)["plumbers"] == {"fact": "role", "is": "plumber"}
    assert questions_known()["plumbers"] == {"fact": "role", "is": "doctor"}


def test_who_is_not_known_is_neither_in_nor_out(book, at, capsys):
    put(book, PLUMBERS, at)
    assert main(["segment", "count", "plumbers", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["yes"], told["no"], told["unknown"]) == (1, 1, 1)
    assert told["says"] == "People whose role is plumber."


def test_what_is_shown_can_be_taken_in_again(book, at, capsys):
    put(book, PLUMBERS, at)
    main(["segment", "show", "plumbers"])
    assert put(book, capsys.readouterr().out, at) == (0, 1)
    assert main(["segment", "list"]) == 0
    assert "People whose role is plumber." in capsys.readouterr().out
    assert main(["segment", "end", "plumbers"]) == 0
    assert main(["segment", "count", "plumbers"]) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PLUMBERS + PLUMBERS, "twice"),
        (PLUMBERS + "- key: b\n  title: B\n  question: {fact: nonsense, is: 1}\n", "no fact named"),
        ("- key: b\n", "incomplete"),
        ("just words", "no list of segments"),
        ("- [", "not readable"),
    ],
)
def test_a_file_with_one_wrong_segment_changes_nothing(book, at, capsys, text, says):
    file = book / "segments.yaml"
    file.write_text(text)
    assert main(["segment", "put", str(file)]) == 2
    assert says in capsys.readouterr().err
    assert not questions_known()


def test_a_list_filtered_by_a_segment_holds_who_is_not_in_it_and_apart_who_is_not_known(book, at):
    put(book, PLUMBERS, at)
    content = book / "content.yaml"
    content.write_text(
        "- {key: tip, title: A tip, purpose: care, benefit: It helps, worth: 10, "
        "channels: {phone: {class: give, text: Hello}}}\n"
    )
    import_content(path=content, now=at, manner=Manner())
    audience = book / "list.csv"
    audience.write_text("email\nann@example.org\nben@example.org\ncara@example.org\n")
    moment = seconds(at) + 60
    found = filter_audience(audience=audience, content="tip", segment="plumbers", at=moment, now=moment)
    codes = {held.row.values["email"]: held.code for held in found.held if isinstance(held.row, Row)}
    assert codes["ben@example.org"] == "outside_segment"
    assert codes["cara@example.org"] == "segment_unknown"
    assert codes.get("ann@example.org") not in {"outside_segment", "segment_unknown"}
    assert find_customer("ann@example.org")


def test_a_content_for_a_segment_there_is_not_is_refused(book, at, capsys):
    content = book / "content.yaml"
    content.write_text(
        "- {key: tip, title: A tip, purpose: care, benefit: It helps, worth: 10, audience: {segment: nobody}, "
        "channels: {phone: {class: give, text: Hello}}}\n"
    )
    assert main(["import", "content", str(content)]) == 2
    assert "there is no segment 'nobody'" in capsys.readouterr().err
