"""How do writers take turns on SQLite without starving anybody?

SQLite lets one process write at a time and wakes the waiting ones by chance: with one busy worker a page waited
up to 5 seconds. A kernel file lock around each write transaction serves them about in the order they came
(p99 0.1 s). PostgreSQL needs none of this.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.db import OperationalError, connection, transaction

from lately.lib.locks import held


@contextlib.contextmanager
def write_transaction(*, patient: bool = True) -> Iterator[None]:
    """Run the block in one transaction, in turn with all other writers of this book.

    Within a transaction it is a savepoint, as `transaction.atomic` would be. Keep the block short (under 20 ms when
    others wait): read and compute before it. Who is not `patient` gets an OperationalError if it is not their turn.
    """
    # Whoever is in a transaction has had their turn; to wait at the gate now could wait for somebody who waits for us.
    turn = connection.vendor == "sqlite" and not connection.in_atomic_block
    waiting = None if patient else _not_now
    with (
        held(settings.HOME / "write.lock", waiting=waiting) if turn else contextlib.nullcontext(),
        transaction.atomic(),
    ):
        yield


def _not_now() -> None:
    message = "somebody else writes"
    raise OperationalError(message)
