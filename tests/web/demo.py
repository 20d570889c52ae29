"""The invented book, as the tests of the screens see it: who works there, and when."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
import tempfile
from pathlib import Path

from django.db import connection

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_user
from lately.lib.clock import now
from lately.lib.moments import seconds
from lately.plans.first import first_plan_at
from lately.usecases.open_demo import open_demo


@dataclasses.dataclass(frozen=True)
class Demo:
    """Its people, one of each role, and its last Monday (seconds since 1970 UTC)."""

    owner: User
    member: User
    own: User
    viewer: User
    at: int
    now: int


def build() -> None:
    """Build the book that `./lately demo` makes, with a user of every role."""
    moment = now()
    open_demo(book="invented", at=moment, progress=lambda _: None)
    set_user(at=moment, email="vera@example.org", name="Vera Viewer", role=Role.VIEWER)
    set_user(at=moment, email="maya.bell@example.org", name="Maya Bell", role=Role.MEMBER, sees=Book.OWN)


def opened() -> Demo:
    """The book as it stands."""
    user = {each.email: each for each in User.objects.all()}
    at = first_plan_at()
    assert at is not None
    return Demo(
        owner=user["ruth.calloway@example.org"],
        member=user["priya.raman@example.org"],
        own=user["maya.bell@example.org"],
        viewer=user["vera@example.org"],
        at=at,
        now=seconds(now()),
    )


class Kept:
    """A copy of the book in a file, so that it is built once a run of pytest (SQLite)."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="lately-demo-")
        self.path = Path(self.folder.name, "book.sqlite3")

    def lay_out(self) -> None:
        """Fill the tests' database: from the copy, or by building the book and keeping one."""
        if connection.vendor != "sqlite":
            build()
            return
        if not self.path.exists():
            build()
            with sqlite3.connect(self.path) as copy:
                connection.connection.backup(copy)
            copy.close()
            return
        connection.ensure_connection()
        with sqlite3.connect(self.path) as copy:
            copy.backup(connection.connection)
        copy.close()


def day(moment: int) -> str:
    """The day of a moment as the screens write it."""
    local = dt.datetime.fromtimestamp(moment, dt.UTC)
    return f"{local.day} {local:%B %Y}"
