"""How long does something take, beside others, on a machine that others use as well?"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class DifferentCellsError(Exception):
    """Two engines do not give the same answer, so that their times say nothing."""


@dataclass
class Times:
    """Seconds of every round: of the processor, over all threads, and on the wall."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def median(self, unit: str) -> float:
        """The middle of all rounds."""
        return statistics.median(getattr(self, unit))


def interleaved(contenders: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, Times]:
    """Run all contenders in turn, so that a busy moment strikes each of them; the first round is not counted.

    Processor time is that of the whole process: all threads, and what the system does for them.
    """
    found = {name: Times() for name in contenders}
    for number in range(rounds + 1):
        for name, work in contenders.items():
            gc.collect()
            cpu, wall = time.process_time(), time.perf_counter()
            answer = work()
            if number:
                found[name].cpu.append(time.process_time() - cpu)
                found[name].wall.append(time.perf_counter() - wall)
            del answer
    return found


def each(work: Callable[[Any], Any], things: list[Any]) -> tuple[float, float]:
    """Return the median and the 99th percentile of the microseconds it takes for each thing."""
    for thing in things[:50]:
        work(thing)
    gc.collect()
    found = []
    for thing in things:
        began = time.perf_counter_ns()
        work(thing)
        found.append((time.perf_counter_ns() - began) / 1000)
    cuts = statistics.quantiles(found, n=100)
    return cuts[49], cuts[98]
