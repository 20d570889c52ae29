"""How does a command that takes longer than a moment show that it is alive?"""

from __future__ import annotations

import sys
import time

SILENT_FOR = EVERY = 1.0


class Telling:
    """Says on stderr, once a second after the first, the line that tells how far something has come."""

    def __init__(self) -> None:
        self._next = time.monotonic() + SILENT_FOR

    def __call__(self, how_far: str) -> None:
        """Say it, if it is time."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            print(how_far, file=sys.stderr, flush=True)


class Progress:
    """Says on stderr, once a second after the first, how far something has come."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._tell = Telling()

    def __call__(self, doing: str, done: int, of: int | None) -> None:
        """Take note that `done` (of `of`, if known) are through."""
        share = f"{done:,} of {of:,}" if of else f"{done:,}"
        self._tell(f"{self._what}: {share} {doing}")
