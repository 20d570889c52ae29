"""What somebody types who does not know the commands yet."""

import pytest

from lately.cli.main import main


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


def test_a_part_that_is_not_there_is_said_with_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["add", "pdf"]) == 2
    assert "./lately add pdf" in capsys.readouterr().err
