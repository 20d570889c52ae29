"""How does a command that takes longer than a moment show that it is alive?"""

from __future__ import annotations

import sys
import time

SILENT_FOR = EVERY = 1.0


class Progress:
    """Says on stderr, once a second after the first, how far something has come."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + SILENT_FOR

    def __call__(self, doing: str, done: int, of: int | None) -> None:
        """Take note that `done` (of `of`, if known) are through."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        share = f"{done:,} of {of:,}" if of else f"{done:,}"
        print(f"{self._what}: {share} {doing}", file=sys.stderr, flush=True)
