"""How long does something take, beside others, on a machine that others use as well?

Every engine works in a process of its own, kept warm: what one of them leaves behind (threads, memory, memory given
back to the system) is not charged to the next.
"""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
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
        found: float = statistics.median(getattr(self, unit))
        return found


class Apart:
    """An engine in a process of its own; `make` builds it there."""

    def __init__(self, make: Callable[..., Any], *about: Any) -> None:
        spawning = multiprocessing.get_context("spawn")
        self.line, theirs = spawning.Pipe()
        self.process = spawning.Process(target=_serve, args=(theirs, make, about), daemon=True)
        self.process.start()
        theirs.close()

    def call(self, name: str) -> Any:
        """What a method of the engine returns."""
        self.line.send(name)
        return self.line.recv()

    def stop(self) -> None:
        """End the process."""
        self.line.close()
        self.process.join()


def _serve(line: Connection, make: Callable[..., Any], about: tuple[Any, ...]) -> None:
    engine = make(*about)
    try:
        while True:
            name = line.recv()
            line.send(_timed(engine.run) if name == "timed" else getattr(engine, name)())
    except EOFError:
        return


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Processor time is that of the whole process: all its threads, and what the system does for them."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    found = time.process_time() - cpu, time.perf_counter() - wall
    del answer
    return found


def interleaved(engines: Mapping[str, Apart], rounds: int) -> dict[str, Times]:
    """Run all engines in turn, so that a busy moment strikes each of them; the first round is not counted."""
    found = {name: Times() for name in engines}
    for number in range(rounds + 1):
        for name, engine in engines.items():
            cpu, wall = engine.call("timed")
            if number:
                found[name].cpu.append(cpu)
                found[name].wall.append(wall)
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
