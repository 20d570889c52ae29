"""How do writers take turns on SQLite without starving anybody?

SQLite lets one process write at a time and wakes the waiting ones by chance: with one busy worker a page waited
up to 5 seconds. A kernel file lock around each write transaction serves them about in the order they came
(p99 0.1 s). PostgreSQL needs none of this.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction

from lately.lib.locks import held

_mine = threading.local()


@contextlib.contextmanager
def write_transaction() -> Iterator[None]:
    """Run the block in one transaction, in turn with all other writers of this book.

    May be nested in one thread: the inner block is then a savepoint, as with `transaction.atomic`.
    Keep the block short (under 20 ms when others wait): read and compute before it.
    """
    if connection.vendor != "sqlite" or getattr(_mine, "open", False):
        with transaction.atomic():
            yield
        return
    with held(settings.HOME / "write.lock"):
        _mine.open = True
        try:
            with transaction.atomic():
                yield
        finally:
            _mine.open = False
