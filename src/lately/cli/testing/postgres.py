"""Where does the PostgreSQL of the tests come from? A cluster of its own, made now and thrown away."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lately.lib.refusal import Refusal

_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "unix_socket_directories=")
_ACCOUNT = "postgres"


@contextlib.contextmanager
def throwaway(folder: Path) -> Iterator[str]:
    """Yield the LATELY_DATABASE of a new cluster, made with the programs in `folder`; it is always stopped."""
    home = Path(tempfile.mkdtemp(prefix="lately-postgres-"))
    try:
        with _started(folder, home) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _started(folder: Path, home: Path) -> Iterator[str]:
    password, data, log = secrets.token_hex(16), home / "data", home / "log"
    (home / "password").write_text(password, encoding="ascii")
    if os.geteuid() == 0:
        _give_to_account(home)
    login = ["--username", _ACCOUNT, "--pwfile", str(home / "password"), "--auth", "password"]
    _call([folder / "initdb", "--pgdata", data, *login, "--encoding", "UTF8", "--no-locale", "--no-sync"], home)
    port = _free_port()
    options = " ".join(f"-c {setting}" for setting in (*_FAST, f"port={port}", "listen_addresses=127.0.0.1"))
    control: list[str | Path] = [folder / "pg_ctl", "--pgdata", data]
    _call([*control, "start", "--wait", "--log", log, "--options", options], home, log)
    try:
        yield f"postgresql://{_ACCOUNT}:{password}@127.0.0.1:{port}/lately"
    finally:
        _call([*control, "stop", "--wait", "--mode", "immediate"], home, log)


def _give_to_account(home: Path) -> None:
    """Hand the folder to the account that PostgreSQL runs under; it refuses to run as root."""
    try:
        shutil.chown(home, _ACCOUNT, _ACCOUNT)
        shutil.chown(home / "password", _ACCOUNT)
    except LookupError:
        adduser = shutil.which("useradd") or "/usr/sbin/useradd"
        subprocess.run([adduser, "--system", "--user-group", _ACCOUNT], check=True)
        _give_to_account(home)


def _call(command: list[str | Path], home: Path, log: Path | None = None) -> None:
    account = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        # A pipe would be kept open by the server and never end.
        done = subprocess.run(
            command,
            cwd=home,
            env={**os.environ, "HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
            **account,  # type: ignore[call-overload] # typeshed cannot see through the dictionary
        )
        if done.returncode == 0:
            return
        out.seek(0)
        said = out.read() + (log.read_text(encoding="utf-8", errors="replace") if log and log.exists() else "")
    raise Refusal(
        "The PostgreSQL of the tests did not start or stop.",
        f"{command[0]} said:\n{said}",
        "Check the installation of PostgreSQL and the room on the disk, and try again.",
    )


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
