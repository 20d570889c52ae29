"""`lately import` as it is typed; where two meet, or one is killed or stopped, in processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from lately.accounts.models import Organisation
from lately.cli.main import main
from lately.imports.models import Import
from lately.interactions.models import Interaction
from lately.profiles.models import Customer

Typed = Callable[..., tuple[int, str, str]]
MANY = 12_000


def _hears_ctrl_c() -> None:
    """Who runs the tests in the background has them ignore it, and so would the command."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Home:
    """A book of its own, on the database that the tests run on."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.database = database
        self.environment = {
            **os.environ,
            "LATELY_HOME": str(folder / "home"),
            "LATELY_DATABASE": database,
            "PYTHONPATH": ":".join(sys.path),
            "DJANGO_SETTINGS_MODULE": "lately.config.settings",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `lately import` with these words."""
        command = [sys.executable, "-m", "lately.cli.main", "import", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command,
            env=self.environment,
            stdout=pipe,
            stderr=pipe,
            text=True,
            cwd=self.folder,
            preexec_fn=_hears_ctrl_c,  # noqa: PLW1509 - no threads here
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run it to its end: status, what it said, what it said of trouble."""
        started = self.start(*words)
        out, err = started.communicate()
        return started.returncode, out, err

    def summary(self, *words: str) -> dict[str, Any]:
        """What it says as JSON."""
        status, out, err = self.run(*words, "--json")
        assert status == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    def number(self, query: str) -> int:
        """A number from the book; 0 while there are no tables."""
        with contextlib.suppress(sqlite3.OperationalError, psycopg.errors.UndefinedTable):
            if self.database:
                with psycopg.connect(self.database) as asking:
                    return int((asking.execute(query).fetchone() or (0,))[0] or 0)
            with contextlib.closing(sqlite3.connect(self.folder / "home" / "lately.sqlite3", timeout=20)) as asked:
                return int(asked.execute(query).fetchone()[0] or 0)
        return 0

    @property
    def rows(self) -> int:
        """How many interactions count."""
        return self.number("SELECT count(*) FROM interactions_interaction WHERE voided_at IS NULL")

    @property
    def customers(self) -> int:
        """How many customers count."""
        return self.number("SELECT count(*) FROM profiles_customer WHERE voided_at IS NULL")

    def half_way(self, running: subprocess.Popen[str]) -> int:
        """Wait until some of the rows are in the book, and return how many; the command is still at it."""
        until = time.monotonic() + 60
        while not (found := self.rows):
            assert running.poll() is None, "it ended before it was half-way"
            assert time.monotonic() < until
            time.sleep(0.01)
        return found


@pytest.fixture
def home(transactional_db: None, django_db_reset_sequences: None, tmp_path: Path) -> Iterator[Home]:
    """An empty home on a copy of the tests' empty database: the tables need not be made every time."""
    given = os.environ.get("LATELY_DATABASE", "")
    if not given:
        (tmp_path / "home").mkdir()
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(tmp_path / "home" / "lately.sqlite3")) as copy:
            connection.connection.backup(copy)
        yield Home(tmp_path, "")
        return
    name = f"imports_{os.getpid()}"
    connection.close()  # nobody may be in a database that is copied
    with psycopg.connect(given, dbname="postgres", autocommit=True) as asking:
        asking.execute(f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}")
    yield Home(tmp_path, urlsplit(given)._replace(path=f"/{name}").geturl())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def typed(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Give `lately import` these words, in this process: status, what it said, what it said of trouble."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        status = main(["import", *words])
        return status, *capsys.readouterr()

    return run


def purchases(home: Home, count: int, name: str = "purchases.csv") -> str:
    """A file with so many purchases of a third as many customers."""
    lines = (f"c{number % (count // 3)}@example.org,2025-0{number % 9 + 1}-11,{number}.50\n" for number in range(count))
    (home.folder / name).write_text("email,date,amount\n" + "".join(lines))
    return name


def test_an_import_killed_half_way_is_finished_by_the_same_command_and_nothing_is_doubled(home):
    file = purchases(home, MANY)
    running = home.start("purchases", file)
    home.half_way(running)
    running.kill()
    running.communicate()
    kept = home.rows
    assert 0 < kept < MANY
    assert home.number("SELECT count(*) FROM imports_import WHERE finished_at IS NULL") == 1
    finished = home.summary("purchases", file)
    assert (finished["import"], finished["added"], finished["unchanged"]) == (1, MANY - kept, kept)
    assert (home.rows, home.customers) == (MANY, MANY // 3)
    assert home.number("SELECT added FROM imports_import WHERE finished_at IS NOT NULL") == MANY
    undone = home.summary("undo", "1")
    assert (undone["customers"], home.rows, home.customers) == (MANY // 3, 0, 0)


def test_two_imports_of_the_same_file_at_once_both_finish_and_nothing_is_doubled(home):
    file = purchases(home, 4_200)
    both = [home.start("purchases", file, "--json") for _ in range(2)]
    told = [running.communicate() for running in both]
    assert [running.returncode for running in both] == [0, 0], told
    summaries = [json.loads(out) for out, _ in told]
    assert sum(summary["added"] for summary in summaries) == 4_200
    assert (home.rows, home.customers) == (4_200, 1_400)
    assert sum(summary["customers_added"] for summary in summaries) == 1_400


def test_two_imports_that_meet_the_same_customers_at_once_make_each_once(home):
    one, two = purchases(home, 4_200, "one.csv"), purchases(home, 4_200, "two.csv")
    changed = (home.folder / two).read_text().replace(".50\n", ".75\n")
    (home.folder / two).write_text(changed)
    both = [home.start("purchases", file) for file in (one, two)]
    told = [running.communicate() for running in both]
    assert [running.returncode for running in both] == [0, 0], told
    assert (home.rows, home.customers) == (8_400, 1_400)


def test_stopped_by_ctrl_c_it_says_what_is_kept_and_how_to_go_on(home):
    file = purchases(home, MANY)
    running = home.start("purchases", file)
    home.half_way(running)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    assert running.returncode == 130
    assert f"{home.rows:,} of {MANY:,} rows are in the book as import 1" in err
    assert "goes on where it stopped" in err
    kept = home.rows
    assert home.summary("purchases", file)["added"] == MANY - kept


def test_the_summary_has_what_is_promised_and_the_status_tells_bad_from_good(typed, tmp_path):
    (tmp_path / "good.csv").write_text("email,date,channel\nann@example.org,2025-03-05,email\n,2025-03-05,email\n")
    told = json.loads(typed("interactions", "good.csv", "--json")[1])
    number = str(Import.objects.get().pk)
    assert {key: told[key] for key in ("import", "read", "added", "unchanged", "rejected", "customers_added")} == {
        "import": int(number), "read": 2, "added": 1, "unchanged": 0, "rejected": 1, "customers_added": 1,
    }  # fmt: skip
    assert told["known_since"] == {"email": "2025-03-05T00:00:00+00:00"}
    assert told["rejects"][0]["line"] == 3
    status, out, err = typed("interactions", "good.csv")
    assert (status, "Nothing in it was new" in out) == (0, True)
    assert "line 3: It does not say which customer." in err
    assert typed("undo", number)[0] == 0
    status, _, err = typed("undo", number)
    assert (status, "undone on" in err) == (2, True)
    assert '"state": "undone"' in typed("list", "--json")[1]


def test_where_nothing_can_be_read_the_status_is_2_and_nothing_is_changed(typed, tmp_path):
    (tmp_path / "bad.csv").write_text("email,date,amount\nann,2025-03-05,5\n")
    status, _, err = typed("purchases", "bad.csv")
    assert status == 2
    assert "Nothing in bad.csv could be used" in err
    assert typed("purchases", "missing.csv")[0] == 2
    for model in (Interaction, Customer, Import, Organisation):
        assert not model.objects.exists()


# Linux counts the parent's memory in a child's ru_maxrss; VmHWM is the process's own.
_WITH_ITS_PEAK = """
import sys
from pathlib import Path
from lately.cli.main import main
status = main(sys.argv[1:])
own = Path("/proc/self/status").read_text()
print(own.split("VmHWM:")[1].split()[0], file=sys.stderr)
sys.exit(status)
"""


def test_an_endless_line_takes_little_memory(home):
    path = home.folder / "endless.csv"
    with path.open("wb") as file:
        file.write(b"email,date,amount\nann@example.org,2025-03-05,5\n")
        for _ in range(200):
            file.write(b"x" * 2**20)
    command = [sys.executable, "-c", _WITH_ITS_PEAK, "import", "purchases", "endless.csv", "--json"]
    done = subprocess.run(command, env=home.environment, cwd=home.folder, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert (told["added"], told["rejected"]) == (1, 1)
    assert int(done.stderr.split()[-1]) < 250_000, "kilobytes"
