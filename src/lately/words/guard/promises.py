"""Does it break what we promised this reader?"""

from __future__ import annotations

from collections.abc import Iterator

from lately.words.guard.findings import Found
from lately.words.guard.look import Look


def check(look: Look) -> Iterator[Found]:
    """Report a promise not to send such, and a promise not kept while we want something."""
    reader = look.reader
    if reader is None:
        return
    asked = {"ask"} if look.wants else set()  # no asks means none that is mixed with a give or dressed as one either
    if {look.reading.classed, "all", *asked} & set(reader.refrains):
        yield Found("promise_broken", fills={"value": look.reading.classed or "anything"})
    if look.wants:
        for promised in reader.broken[:1]:
            yield Found("promise_open", fills={"value": promised})
