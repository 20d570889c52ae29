"""How much quicker is deciding for everybody than a dataframe, a database and a plain loop? Same cells, or it fails."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.decide import ours, with_loop
from benchmarks.decide.book import Book
from benchmarks.decide.contents import contents
from benchmarks.measure import Times, each, interleaved
from lately.decisioning.offers import Offer, offers_of
from lately.decisioning.policy import Policy
from lately.decisioning.records import Records

SEED = 7
SAMPLE = 1_000  # customers of the loop; its time is multiplied
ALONE = 2_000
LINES = {False: "from kept records", True: "from facts worked out before"}
ONE = {"one customer, facts known": "from_codes", "one customer, from records": "from_records"}
Line = dict[str, Any]


def run(*, customers: int, rounds: int, peers: Sequence[str] | None, say: Callable[[str], None]) -> list[Line]:
    """Measure, having checked that all engines give the same cells."""
    offered = contents(SEED)
    offers = offers_of(offered, Policy({}))
    records = Book(customers, offered, SEED).records()
    say(f"{customers:,} customers, {len(offered)} contents, {len(offers)} offers")
    wanted = _present() if peers is None else peers
    lines: list[Line] = []
    for from_facts in (False, True):
        engines = _engines(wanted, records, offers, from_facts=from_facts)
        _check(engines, len(offers), say)
        times = interleaved({name: engine.run for name, engine in engines.items()}, rounds)
        lines += _lines(times, LINES[from_facts], customers)
    if "loop" in wanted:
        lines += _alone(records, engines["lately"], offers)
    return lines


def _present() -> list[str]:
    return [*(name for name in ("polars", "duckdb") if importlib.util.find_spec(name)), "loop"]


def _engines(wanted: Sequence[str], records: Records, offers: Sequence[Offer], *, from_facts: bool) -> dict[str, Any]:
    """Ours first; the loop works facts out as it goes, so it runs from records only."""
    found: dict[str, Any] = {"lately": ours.Engine(records, offers, from_facts=from_facts)}
    for name in wanted:
        if name in {"polars", "duckdb"}:
            module = importlib.import_module(f"benchmarks.decide.with_{name}")
            found[name] = module.Engine(records, offers, from_facts=from_facts)
    if "loop" in wanted and not from_facts:
        found["loop"] = with_loop.Engine(records, offers, customers=min(SAMPLE, records.size))
    return found


def _check(engines: dict[str, Any], offers: int, say: Callable[[str], None]) -> None:
    """Every engine's cells must be ours: what is allowed, every reason, every score."""
    mine = engines["lately"].cells(engines["lately"].run())
    for name, engine in engines.items():
        if name != "lately":
            theirs = engine.cells(engine.run())
            mine.first(len(theirs.allowed), offers).check(theirs, name)
            say(f"{name}: the same {len(theirs.allowed) * offers:,} cells, {len(theirs.scores):,} of them allowed")


def _lines(times: dict[str, Times], line: str, customers: int) -> list[Line]:
    found = []
    for unit in ("cpu", "wall"):
        mine = times["lately"].median(unit)
        for name, theirs in times.items():
            if name != "lately":
                scale = customers / min(SAMPLE, customers) if name == "loop" else 1
                found.append(_line(line, f"{unit} s", mine, name, theirs.median(unit) * scale))
    return found


def _alone(records: Records, engine: ours.Engine, offers: Sequence[Offer]) -> list[Line]:
    """One customer after the other, as the API is asked; the loop works the facts out each time."""
    count = min(ALONE, records.size)
    one = ours.One(records, engine.tables)
    known = [one.known(index) for index in range(count)]
    loop = with_loop.Engine(records, offers, customers=count)
    theirs = each(loop.one, loop.customers)
    found = []
    for line, work in ONE.items():
        mine = each(getattr(one, work), known)
        for which, my_time, their_time in zip(("p50", "p99"), mine, theirs, strict=True):
            found.append(_line(f"{line}, {which}", "us", my_time, "loop", their_time))
    return found


def _line(line: str, unit: str, mine: float, name: str, theirs: float) -> Line:
    return {"line": line, "unit": unit, "ours": mine, "peer_name": name, "peer": theirs, "ratio": theirs / mine}
