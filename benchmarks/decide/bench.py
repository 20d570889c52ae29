"""How much quicker is deciding for everybody than a dataframe, a database and a plain loop? Same cells, or it fails."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.decide.book import Book
from benchmarks.decide.contents import contents
from benchmarks.measure import Apart, Times, interleaved
from lately.decisioning.offers import offers_of
from lately.decisioning.policy import Policy

SEED = 7
SAMPLE = 1_000  # customers of the loop; its time is multiplied
LINES = {False: "from kept records", True: "from facts worked out before"}
MODULES = {
    "lately": "ours", "polars": "with_polars", "polars-plain": "with_polars_plainly", "duckdb": "with_duckdb",
    "loop": "with_loop",
}  # fmt: skip
PLAINLY = {"polars-plain": ", Boolean columns instead of our masks"}
Line = dict[str, Any]


def run(*, customers: int, rounds: int, peers: Sequence[str] | None, say: Callable[[str], None]) -> list[Line]:
    """Measure, having checked that all engines give the same cells."""
    wanted = ["lately", *(_present() if peers is None else peers)]
    offers = len(offers_of(contents(SEED), Policy({})))
    say(f"{customers:,} customers, {offers} offers; beside {', '.join(wanted[1:])}")
    lines: list[Line] = []
    for from_facts in (False, True):
        # The loop works facts out as it goes, so it runs from records only.
        names = [name for name in wanted if not (from_facts and name == "loop")]
        engines = {name: Apart(engine, name, customers, from_facts) for name in names}
        _check(engines, offers, say)
        lines += _lines(interleaved(engines, rounds), LINES[from_facts], customers)
        if not from_facts and "loop" in names:
            lines += _alone(engines)
        for apart in engines.values():
            apart.stop()
    return lines


def engine(name: str, customers: int, from_facts: bool) -> Any:  # noqa: FBT001 - handed to another process
    """Build an engine over the same book, in its own process."""
    offered = contents(SEED)
    offers = offers_of(offered, Policy({}))
    records = Book(customers, offered, SEED).records()
    made = importlib.import_module(f"benchmarks.decide.{MODULES[name]}").Engine
    if name == "loop":
        return made(records, offers, customers=min(SAMPLE, customers))
    return made(records, offers, from_facts=from_facts)


def _present() -> list[str]:
    packaged = [name for name in MODULES if name.startswith(("polars", "duckdb"))]
    return [*(name for name in packaged if importlib.util.find_spec(name.partition("-")[0])), "loop"]


def _check(engines: Mapping[str, Apart], offers: int, say: Callable[[str], None]) -> None:
    """Every engine's cells must be ours: what is allowed, every reason, every score."""
    mine = engines["lately"].call("cells")
    for name, apart in engines.items():
        if name != "lately":
            theirs = apart.call("cells")
            mine.first(len(theirs.allowed), offers).check(theirs, name)
            say(f"{name}: the same {len(theirs.allowed) * offers:,} cells, {len(theirs.scores):,} of them allowed")


def _lines(times: Mapping[str, Times], line: str, customers: int) -> list[Line]:
    found = []
    for unit in ("cpu", "wall"):
        mine = times["lately"].median(unit)
        for name, theirs in times.items():
            if name != "lately":
                scale = customers / min(SAMPLE, customers) if name == "loop" else 1
                told = line + PLAINLY.get(name, "")
                found.append(_line(told, f"{unit} s", mine, name, theirs.median(unit) * scale))
    return found


def _alone(engines: Mapping[str, Apart]) -> list[Line]:
    """One customer after the other, as the API is asked; the loop works the facts out each time."""
    theirs = engines["loop"].call("alone")
    found = []
    for line, work in {"facts known": "alone_from_codes", "from records": "alone_from_records"}.items():
        mine = engines["lately"].call(work)
        for which, my_time, their_time in zip(("p50", "p99"), mine, theirs, strict=True):
            found.append(_line(f"one customer, {line}, {which}", "us", my_time, "loop", their_time))
    return found


def _line(line: str, unit: str, mine: float, name: str, theirs: float) -> Line:
    return {"line": line, "unit": unit, "ours": mine, "peer_name": name, "peer": theirs, "ratio": theirs / mine}
