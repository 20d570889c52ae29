"""What somebody types who does not know the commands yet."""

import errno

import pytest
from django.db import DatabaseError, OperationalError, connection

from lately.cli.main import main
from lately.cli.verbs import backup
from lately.config import settings
from lately.lib.refusal import Refusal


@pytest.mark.parametrize("typed", [[], ["help"], ["--help"]])
def test_nothing_and_help_list_the_commands(capsys, typed):
    with pytest.raises(SystemExit) as left:
        main(typed)
    assert left.value.code == 0
    assert "sign-in" in capsys.readouterr().out


def test_help_of_one_command(capsys):
    with pytest.raises(SystemExit):
        main(["help", "why"])
    assert "usage: lately why" in capsys.readouterr().out


def test_a_mistyped_command_is_met_with_the_one_that_was_meant(capsys):
    assert main(["deside"]) == 2
    assert "Did you mean ./lately decide?" in capsys.readouterr().err


def test_what_is_missing_is_said_with_where_help_is(capsys):
    with pytest.raises(SystemExit) as left:
        main(["import"])
    assert left.value.code == 2
    assert "./lately import --help" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "/book"), "Permission denied: /book"),
        (OperationalError("the connection was refused"), "the connection was refused"),
    ],
)
def test_what_the_machine_refuses_is_said_in_three_sentences(capsys, monkeypatch, error, said):
    def fails(_):
        raise error

    monkeypatch.setattr(backup, "run", fails)
    assert main(["backup", "ann.lately"]) == 2
    assert capsys.readouterr().err.splitlines()[1] == f"It says: {said}"


def test_a_fault_of_ours_is_not_put_on_the_machine(monkeypatch, db):
    def fails(_):
        connection.cursor().execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(backup, "run", fails)
    with pytest.raises(DatabaseError):
        main(["backup", "ann.lately"])


def test_a_key_that_a_full_disk_left_empty_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    (tmp_path / "secret").touch()
    key = settings._secret()
    assert (len(key), settings._secret()) == (64, key)


def test_a_database_that_cannot_be_read_is_told_without_its_password():
    with pytest.raises(Refusal) as told:
        settings._database("postgresql://lately:se/cret@127.0.0.1/lately")
    assert "a /, #, [ or ]" in told.value.why
    assert "cret" not in str(told.value)


def test_a_part_that_is_not_there_is_said_with_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["add", "pdf"]) == 2
    assert "./lately add pdf" in capsys.readouterr().err
