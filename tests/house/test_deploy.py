"""Dockerfile, compose file and docs/deploy.md name what there is."""

from __future__ import annotations

import http.server
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lately.cli.main import Parser, names, verb_named

ROOT = Path(__file__).parents[2]
STEPS = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def said(word: str) -> list[str]:
    """What stands behind a word of the Dockerfile, step by step."""
    return [line.removeprefix(f"{word} ") for line in STEPS if line.startswith(f"{word} ")]


def parsed(verb: str, words: list[str]) -> None:
    """Fail unless the verb takes these words."""
    parser = Parser()
    verb_named(verb).arguments(parser)
    parser.parse_args(words)


def test_everything_that_is_copied_exists_and_is_let_through():
    through = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for line in said("COPY"):
        for name in shlex.split(line)[:-1]:
            assert (ROOT / name).exists(), name
            assert any(name == kept or name.startswith(f"{kept}/") for kept in (word[1:] for word in through)), name
    assert through[1] == "*"


def test_a_container_serves_as_nobody_of_importance_and_keeps_its_data():
    assert said("USER") == ["lately"]
    assert [yaml.safe_load(line) for line in said("ENTRYPOINT")] == [["./lately"]]
    (command,) = (yaml.safe_load(line) for line in said("CMD"))
    parsed(command[0], command[1:])
    assert f"LATELY_HOME={said('VOLUME')[0]}" in said("ENV")[0]
    assert COMPOSE["services"]["lately"]["volumes"] == [f"lately:{said('VOLUME')[0]}"]
    assert os.access(ROOT / "lately", os.X_OK)


def test_what_the_image_makes_first_needs_no_more_than_was_copied_by_then(tmp_path):
    """The packages are made before the source is there; what makes them finds its lock."""
    before = said("COPY")[:3]
    for line in before:
        *files, target = shlex.split(line)
        folder = tmp_path / target
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            (folder / Path(name).name).write_bytes((ROOT / name).read_bytes())
    code = "import sys; sys.path.insert(0, 'src'); import bootstrap; from lately.lib.locks import held; print(held)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_settings_of_the_compose_file_are_documented_and_hold_no_secret():
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            assert not name.startswith("LATELY_") or f"`{name}`" in page
            assert "PASSWORD" not in name or value.startswith("${")
    assert COMPOSE["services"]["lately"]["ports"] == ["127.0.0.1:8000:8000"]


def test_every_command_of_the_page_is_one_that_there_is():
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    found = re.findall(r"(?:\./lately|app/lately|--rm lately) ([a-z-]+)([^`|&\n]*)", page)
    assert {verb for verb, _ in found} == {"serve", "sign-in", "backup", "restore", "upgrade"} <= set(names())
    for verb, words in found:
        given = [word for word in shlex.split(words) if not word.startswith("2>")]
        parsed(verb, given or (["FILE"] if verb in {"backup", "restore"} else []))


class _Answers(http.server.BaseHTTPRequestHandler):
    hosts: list[str] = []  # noqa: RUF012 - of one test
    status = 200

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        self.send_response(self.status if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Of something that answers."""
    server = http.server.HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_container_is_healthy_while_lately_answers(port):
    command = [sys.executable, str(ROOT / "deploy" / "health.py")]
    environment = {**os.environ, "LATELY_HOSTS": "lately.example.org,other.example.org"}
    assert subprocess.run([*command, str(port)], env=environment, check=False).returncode == 0
    assert _Answers.hosts == ["lately.example.org"]
    _Answers.status = 503
    assert subprocess.run([*command, str(port)], env=environment, check=False).returncode == 1
    assert subprocess.run([*command, "1"], env=environment, check=False).returncode == 1
