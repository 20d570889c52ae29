"""How long until a list of customers is in the book, beside the quickest way of getting its lines into a bare table?

Ours checks each line, finds or makes the customer by exact keys, and keeps each fact with its source. It is timed as a
command, from the start of Python on; the peer only copies seven columns of text into a table without an index.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.imports.customers import HEADER, write
from benchmarks.measure import DifferentCellsError

ROOT = Path(__file__).resolve().parents[2]
BARE = f"CREATE TABLE bare ({', '.join(f'{name} text' for name in HEADER)})"


def run(*, customers: int, rounds: int, peers: list[str] | None, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Measure on each database there is, once: an import cannot be repeated without a new book."""
    del rounds
    found = []
    with tempfile.TemporaryDirectory(prefix="lately-bench-") as folder:
        file = Path(folder, "customers.csv")
        write(file, customers)
        for name, place, bare in _databases(Path(folder), peers):
            with place as url:
                theirs = bare(url, file)
                say(f"{name}: {customers:,} lines into a bare table in {theirs:.2f} s")
                ours = _ours(Path(folder, name), url, file, customers)
                say(_told_of(name, customers, ours))
                found.append(_line(f"{customers:,} customers into {name}", ours, bare.__name__, theirs))
    return found


def _line(line: str, ours: dict[str, float], peer: str, theirs: float) -> dict[str, Any]:
    """`processor` is that of the command alone, `usable` from its start to the pages, `search` what follows."""
    seconds = ours.pop("seconds")
    ratio = theirs / seconds
    return {"line": line, "unit": "s", "ours": seconds, "peer_name": peer, "peer": theirs, "ratio": ratio, **ours}


def _told_of(name: str, customers: int, ours: dict[str, float]) -> str:
    return (
        f"{name}: as customers in {ours['seconds']:.2f} s ({ours['processor']:.2f} s of the processor beside the "
        f"database's own), {customers / ours['seconds']:,.0f} a second; People and a customer's page shown "
        f"after {ours['usable']:.2f} s; found by any part of a name {ours['search']:.1f} s later"
    )


def _databases(folder: Path, peers: list[str] | None) -> Iterator[tuple[str, Any, Callable[[str, Path], float]]]:
    if not peers or "executemany" in peers:
        yield "SQLite", contextlib.nullcontext(str(folder / "bare.sqlite3")), executemany
    programs = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default="")
    if programs and (not peers or "copy" in peers):
        from lately.cli.testing.postgres import throwaway  # noqa: PLC0415 - the path is set when this is imported

        yield "PostgreSQL", throwaway(Path(programs).parent), copy


def executemany(path: str, file: Path) -> float:
    """Seconds for the lines to stand in a bare table of SQLite."""
    with contextlib.closing(sqlite3.connect(path)) as into, file.open(encoding="utf-8", newline="") as lines:
        into.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {BARE}")
        began = time.perf_counter()
        rows = csv.reader(lines)
        next(rows)
        into.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(HEADER))})", rows)
        into.commit()
        return time.perf_counter() - began


def copy(url: str, file: Path) -> float:
    """Seconds for the lines to stand in a bare table of PostgreSQL; it makes the database, too."""
    import psycopg  # noqa: PLC0415 - where there is no PostgreSQL, it is not needed

    parts = urlsplit(url)
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as there:
        there.execute(f"CREATE DATABASE {parts.path.strip('/')}".encode())
    with psycopg.connect(url) as into, file.open("rb") as lines:
        into.execute(BARE.encode())
        began = time.perf_counter()
        with into.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as going:
            while block := lines.read(1 << 20):
                going.write(block)
        into.commit()
        return time.perf_counter() - began


def _ours(home: Path, url: str, file: Path, customers: int) -> dict[str, float]:
    environment = {
        **os.environ,
        "LATELY_HOME": str(home),
        "LATELY_DATABASE": url if url.startswith("postgres") else "",
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "lately.config.settings",
    }
    command = [sys.executable, "-P", "-m", "lately.cli.main"]
    subprocess.run([*command, "import", "list"], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    began, spent = time.perf_counter(), _processor()
    taken = _told([*command, "import", "customers", str(file), "--json"], environment)
    seconds, processor = time.perf_counter() - began, _processor() - spent
    shown = _told(
        [sys.executable, "-P", "-W", "ignore", str(ROOT / "benchmarks" / "imports" / "shown.py")], environment
    )
    began = time.perf_counter()
    subprocess.run([*command, "search", "catch-up", "--json"], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the same
    search = time.perf_counter() - began
    again = _told([*command, "import", "customers", str(file), "--json"], environment)
    if (taken["added"], again["added"], again["unchanged"]) != (customers, 0, customers):
        msg = f"{taken['added']:,} of {customers:,} came in, and {again['added']:,} the second time"
        raise DifferentCellsError(msg)
    return {"seconds": seconds, "processor": processor, "usable": seconds + shown["seconds"], "search": search}


def _processor() -> float:
    """Seconds of the processor that commands given from here took."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _told(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - the same
    found: dict[str, Any] = json.loads(done.stdout)
    return found
