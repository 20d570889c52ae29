"""Where do checked rows wait until the whole file has been read? In a temporary file, in bounded memory.

Nothing is written to the book before the last line has been read: a file that turns out to be broken changes nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

IN_MEMORY = 32 * 1024 * 1024
BATCH = 2_000
Kept = TypeVar("Kept", bound=msgspec.Struct)


class Spool(Generic[Kept]):
    """Rows of one kind, written once and then read in batches, in order. Use it as a context.

    `count` is how many lines they are: a row that has a length is that many, and a batch of its own.
    """

    def __init__(self, kind: type[Kept], *, batch: int = BATCH) -> None:
        self.count = 0
        self._many = hasattr(kind, "__len__")
        self._batch = 1 if self._many else batch
        self._waiting: list[Kept] = []
        self._ends: list[int] = []
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(list[kind]).decode  # type: ignore[valid-type]  # known at run time only

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: Kept) -> None:
        """Keep one row."""
        self.count += len(row) if self._many else 1  # type: ignore[arg-type]  # it has a length
        self._waiting.append(row)
        if len(self._waiting) == self._batch:
            self._put_away()

    def batches(self) -> Iterator[list[Kept]]:
        """Yield the rows in the order they came, so many at a time."""
        self._put_away()
        begin = 0
        for end in self._ends:
            self._file.seek(begin)
            yield self._decode(self._file.read(end - begin))
            begin = end

    def _put_away(self) -> None:
        if self._waiting:
            self._file.seek(0, 2)
            self._file.write(self._encode(self._waiting))
            self._ends.append(self._file.tell())
            self._waiting = []
