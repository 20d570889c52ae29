"""What does a process that answers do before its first page?"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from django.core.signals import request_started
from django.db import connection
from django.db.backends.signals import connection_created
from django.urls import get_resolver

_KEPT = "_lately_file"


def begin() -> None:
    """Load every screen, and let the collector of garbage pass over all that stays.

    Else it looks at a hundred thousand objects of the program every now and then, for a twentieth of a second in the
    middle of somebody's page.
    """
    connection_created.connect(_remember_its_file)
    request_started.connect(_let_go_of_a_lost_file)
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def _remember_its_file(*, connection: Any, **others: object) -> None:
    del others
    setattr(connection, _KEPT, _file())


def _let_go_of_a_lost_file(**others: object) -> None:
    """Open the book anew if another file was put in its place: what is written into the old one nobody would find."""
    del others
    if (
        connection.vendor == "sqlite"
        and connection.connection is not None
        and getattr(connection, _KEPT, None) != _file()
    ):
        connection.close()


def _file() -> tuple[int, int] | None:
    """Which file stands where the embedded book should; None if there is none, or another database."""
    if connection.vendor != "sqlite":
        return None
    try:
        there = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return there.st_dev, there.st_ino
