"""How do two processes take turns? By a lock that the kernel drops when its holder dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait(file: int) -> None:
        while not _try(file):
            time.sleep(0.01)

    def _drop(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _drop(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def held(path: Path, *, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock file at `path`, made if missing, and wait for it as long as it takes.

    `waiting` is called once if somebody else holds it. Threads of one process exclude each other too;
    a thread that holds it must not ask again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _try(file):
            if waiting:
                waiting()
            _wait(file)
        try:
            yield
        finally:
            _drop(file)
    finally:
        os.close(file)


@contextlib.contextmanager
def held_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock file at `path` if nobody does; yields whether it is held. Never waits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        ours = _try(file)
        try:
            yield ours
        finally:
            if ours:
                _drop(file)
    finally:
        os.close(file)
