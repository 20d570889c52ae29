"""What does the guard cost: beside Python's own reading of the same mail, and beside filling a wording?"""

from __future__ import annotations

import email
import email.policy
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Apart, DifferentCellsError, interleaved
from benchmarks.words.mails import mails
from lately.words.files import opened
from lately.words.guard.check import check
from lately.words.guard.filled import prepared
from lately.words.message import Message, Reader
from lately.words.wordings import fill

SEED = 11
MOST_MAILS, A_SHARE = 400, 100
NAMES = ("Ann", "Ben", "Cara", "Dov", "Eve", "Mara", "Otto", "Ines", "Yusuf", "Zoltan")
SUBJECT = "{{ customer.first }}, your {{ product }} is ready"
TEXT = """{{ customer.greeting }}

your {{ product }} is ready and costs {{ amount }}.{% if claim.loyal %} Thank you for your loyalty.{% endif %}
See it at {{ link }}

Olga Brandt
"""
Line = dict[str, Any]
Filled = tuple[str, str, dict[str, object], Reader]


def run(*, customers: int, rounds: int, peers: Sequence[str] | None, say: Callable[[str], None]) -> list[Line]:
    """Measure both; a sample of the customers is checked in full first, and must come out the same."""
    number = min(MOST_MAILS, max(40, customers // A_SHARE))
    say(f"{number} mails; {customers:,} customers of one wording")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for place, data in enumerate(mails(number, SEED)):
            Path(folder, f"{place:04}.eml").write_bytes(data)
        if peers is None or "email" in peers:
            reading = {"guard": Apart(Guard, folder), "email": Apart(Parser, folder)}
            lines.append(_beside(reading, rounds, number, "an unknown .eml: read and checked"))
    if peers is None or "filling" in peers:
        saying = {"check": Apart(Checking, customers), "filling": Apart(Filling, customers)}
        saying["check"].call("ready")
        lines.append(_beside(saying, rounds, customers, "a filled wording: checked for its reader"))
    return lines


def _beside(engines: dict[str, Apart], rounds: int, number: int, line: str) -> Line:
    """Ours is the first; a unit of time for each thing."""
    times = interleaved(engines, rounds)
    for apart in engines.values():
        apart.stop()
    ours, peer = engines
    mine, theirs = (times[name].median("cpu") / number * 1e6 for name in (ours, peer))
    return {"line": line, "unit": "CPU us", "ours": mine, "peer_name": peer, "peer": theirs, "ratio": theirs / mine}


class Guard:
    """Opens every file and judges it."""

    def __init__(self, folder: str) -> None:
        self.files = sorted(Path(folder).iterdir())

    def run(self) -> int:
        """How many may go out."""
        return sum(check(opened(file)).verdict == "pass" for file in self.files)


class Parser:
    """Python's own package: parses every file and gets its text."""

    def __init__(self, folder: str) -> None:
        self.files = sorted(Path(folder).iterdir())

    def run(self) -> int:
        """How many letters were read."""
        letters = 0
        for file in self.files:
            read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = read.get_body(preferencelist=("plain", "html"))
            letters += len(body.get_content()) if body else 0
        return letters


class Filling:
    """Fills the wording for every customer."""

    def __init__(self, customers: int) -> None:
        rolls = random.Random(SEED)
        self.of = [_customer(rolls, number) for number in range(customers)]

    def run(self) -> int:
        """How many letters were written."""
        return sum(len(fill(SUBJECT, values)) + len(fill(TEXT, values)) for values, _ in self.of)


class Checking:
    """Judges the filled wording for every customer, its constant part judged before."""

    def __init__(self, customers: int) -> None:
        rolls = random.Random(SEED)
        known = [_customer(rolls, number) for number in range(customers)]
        self.filled: list[Filled] = [(fill(SUBJECT, one), fill(TEXT, one), one, reader) for one, reader in known]

    def ready(self) -> bool:
        """Compare a sample with the full check; raises DifferentCellsError if one differs."""
        ready = prepared(SUBJECT, TEXT)
        for subject, text, values, reader in self.filled[:200]:
            whole = check(Message(text, subject=subject), reader=reader)
            found = ready.check(subject, text, values, reader)
            if (found.verdict, [code for code, _ in found.codes]) != (
                whole.verdict,
                [one.code for one in whole.findings],
            ):
                raise DifferentCellsError(text)
        return True

    def run(self) -> int:
        """How many may go out; preparing is a part of it."""
        ready = prepared(SUBJECT, TEXT)
        return sum(ready.check(*one).verdict == "pass" for one in self.filled)


def _customer(rolls: random.Random, number: int) -> tuple[dict[str, object], Reader]:
    name = rolls.choice(NAMES)
    values: dict[str, object] = {
        "customer.first": name,
        "customer.greeting": f"Dear {name},",
        "product": rolls.choice(("lamp", "bell", "saddle", "pump")),
        "amount": f"€ {rolls.randint(5, 90)}.{rolls.randint(10, 99)}",
        "link": f"https://bikes.example/o/q{number}k{rolls.randint(1000, 9999)}",
        "claim.loyal": rolls.random() < 0.5,
    }
    return values, Reader((name, "Lee", f"{name} Lee"), {"loyal": bool(values["claim.loyal"])})
