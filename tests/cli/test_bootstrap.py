import json
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(bootstrap.__file__).parent


@pytest.mark.parametrize(
    ("command", "parts"),
    [
        ("", set()),
        ("demo", set()),
        ("demo --book grocery --no-serve", {bootstrap.GROCERY}),
        ("demo --book=grocery", {bootstrap.GROCERY}),
        ("replay --book grocery", {bootstrap.GROCERY}),
        ("why grocery", set()),
        ("add pdf", {("extra", "pdf")}),
        ("add everything", set()),
        ("test --long", {bootstrap.TEST, bootstrap.GROCERY}),
    ],
)
def test_a_command_brings_what_it_needs(command, parts):
    assert bootstrap.parts_for(command.split()) == parts


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A checkout whose environment was made a moment ago."""
    (tmp_path / "uv.lock").write_text("locked")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    stamp = tmp_path / ".venv" / "lately-stamp.json"
    for name, value in {"ROOT": tmp_path, "PYTHON": python, "STAMP": stamp}.items():
        monkeypatch.setattr(bootstrap, name, value)
    stamp.write_text(json.dumps({"made_from": bootstrap._fingerprint(), "parts": [["core", "lately"]]}))
    return tmp_path


def test_an_environment_that_fits_is_taken_as_it_is(place):
    assert bootstrap.prepared() == place / ".venv" / "bin" / "python"


@pytest.mark.parametrize("file", ["uv.lock", ".venv/lately-stamp.json"])
def test_an_environment_that_does_not_fit_is_made_again(place, monkeypatch, file):
    (place / file).write_text("changed")
    made: list[set[bootstrap.Part]] = []
    monkeypatch.setattr(bootstrap, "_make", made.append)
    bootstrap.prepared()
    assert made == [{bootstrap.CORE}]


def test_what_fails_half_way_does_not_look_finished(place, monkeypatch, capsys):
    for way in ("_by_uv_on_path", "_by_own_uv", "_by_pip"):
        monkeypatch.setattr(bootstrap, way, lambda _: False)
    monkeypatch.setattr(bootstrap, "_works", lambda: True)
    with pytest.raises(SystemExit):
        bootstrap.prepared([bootstrap.GROCERY])
    assert not bootstrap.STAMP.exists()
    assert "run the same command again" in capsys.readouterr().err


def test_help_needs_no_book(tmp_path):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lately.cli.main", "--help"],
        env={"PYTHONPATH": str(ROOT / "src"), "LATELY_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "sign-in" in done.stdout
    assert not list(tmp_path.iterdir())
