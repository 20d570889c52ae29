"""How well are names read, and what follows "Dear"?

    ./texts/run names FOLDER

FOLDER holds names_cldr_addressing (Unicode CLDR's person-name tests), dirty_contacts (FEBRL) and names_nameparser (the
test tables of the Python package nameparser, LGPL: only read here, nothing of them is in the project). These names are
edge cases by intent; most of a real address book is easier.
"""

from __future__ import annotations

import csv
import json
import math
import random
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lately.words.addressing.form import Formality, addressed
from lately.words.addressing.name import PersonName, Unclear
from lately.words.addressing.parse import parse

SEED = 2026
SEEN = 7 / 8  # of the names were looked at while the rules were written; the rest never
FIELDS = ("title", "given", "given_informal", "given2", "surname_prefix", "surname", "surname2", "generation")
FORMALITIES: tuple[Formality, ...] = ("formal", "informal")
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A name and what is expected of it; None where nothing is."""

    text: str
    given: str | None
    family: str | None
    title: str | None
    suffix: str | None


def main(arguments: list[str]) -> int:
    """Print what is right."""
    folder = Path(arguments[0])
    _say_addressing(folder / "names_cldr_addressing" / "addressing_de_en_es.csv")
    cases = [
        *_cases(folder / "names_nameparser" / "cases.jsonl"),
        *_older(folder / "names_nameparser" / "v1_tests.jsonl"),
    ]
    seen = _seen(cases)
    cases = [case for case in cases if case.given is not None or case.family is not None]
    for name, chosen in (("seen", True), ("never seen", False)):
        _say_cases(name, [case for case in cases if (case.text in seen) is chosen])
    _say_cases("all", cases)
    for number in (1, 2, 3):
        _say_ordinary(folder / "dirty_contacts" / f"febrl_dataset{number}.csv")
    _say_speed([case.text for case in cases])
    return 0


def _say_addressing(file: Path) -> None:
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    right = sum(_addressed_right(row) for row in rows)
    print(f"CLDR addressing: {right} of {len(rows)} rows right")


def _addressed_right(row: dict[str, str]) -> bool:
    name = PersonName(
        **{field: row[field] for field in FIELDS}, credentials=row["credentials"], locale=row["name_locale"]
    )
    return all(addressed(name, formality=one, locale=row["locale"]) == row[one] for one in FORMALITIES)


def _cases(file: Path) -> Iterable[Case]:
    for row in _rows(file):
        if row["policy"] is None and row["locale"] is None:
            expected = row["expect"]
            yield Case(row["text"], *(expected.get(part, "") for part in ("given", "family", "title", "suffix")))


def _older(file: Path) -> Iterable[Case]:
    for row in _rows(file):
        expected = row["expect"]
        yield Case(row["text"], *(expected.get(part) for part in ("first", "last", "title", "suffix")))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _seen(cases: list[Case]) -> set[str]:
    """The texts of the part the rules were written with."""
    texts = sorted({case.text for case in cases})
    random.Random(SEED).shuffle(texts)  # noqa: S311 - the same half each time, no secret
    return set(texts[: int(len(texts) * SEEN)])


def _say_cases(name: str, cases: list[Case]) -> None:
    found = [(case, parse(case.text)) for case in cases]
    answered = [(case, read) for case, read in found if isinstance(read, PersonName)]
    right = sum(_right(case, read) for case, read in answered)
    low, high = _interval(right, len(answered))
    print(f"\n{name}: {len(cases)} names, answered {len(answered)} ({len(answered) / len(cases):.1%})")
    share = f"{right / len(answered):.1%}, 95 % {low:.1%} to {high:.1%}"
    print(f"  first and family name right among answered: {right} ({share})")
    for part in ("title", "suffix"):
        asked = [(case, read) for case, read in answered if getattr(case, part) is not None]
        same = sum(_same(getattr(case, part), _part(read, part)) for case, read in asked)
        print(f"  {part} right among answered: {same} of {len(asked)} ({same / len(asked):.1%})")
    why = Counter(read.code for _, read in found if isinstance(read, Unclear))
    print("  not answered:", ", ".join(f"{code} {count}" for code, count in why.most_common()))


def _right(case: Case, read: PersonName) -> bool:
    return _same(case.given, read.given) and _same(case.family, read.family)


def _part(read: PersonName, part: str) -> str:
    return read.title if part == "title" else f"{read.generation} {read.credentials}"


def _same(expected: str | None, got: str) -> bool:
    """Whether it is the same but for case, commas and spaces: we recase, nameparser does not."""
    return expected is None or _plain(expected) == _plain(got)


def _plain(text: str) -> list[str]:
    return sorted(unicodedata.normalize("NFC", text).replace(",", " ").casefold().split())


def _interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's interval, 95 %."""
    z, share = 1.96, right / of
    middle, spread = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def _say_ordinary(file: Path) -> None:
    """Ordinary, mistyped names: first and family name are known apart, and are to be found again in "Ann Lee"."""
    rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file.open("r"))]
    pairs = [(row["given_name"], row["surname"]) for row in rows if row["given_name"] and row["surname"]]
    for order, pattern in (("first name first", "{0} {1}"), ("family name, first name", "{1}, {0}")):
        read = [(pair, parse(pattern.format(*pair))) for pair in pairs]
        answered = [(pair, name) for pair, name in read if isinstance(name, PersonName)]
        right = sum(
            _plain(f"{name.given} {name.given2}") == _plain(pair[0]) and _same(pair[1], name.family)
            for pair, name in answered
        )
        share, good = len(answered) / len(pairs), right / len(answered)
        print(f"\n{file.stem}, {order}: {len(pairs)} names, answered {share:.1%}, of them right {good:.1%}")


def _say_speed(texts: list[str]) -> None:
    for name, row in (("these names", texts), ("plain names", ["Ann Lee", "Lena Falke", "Dr. Ben van Lee"] * 500)):
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            for text in row:
                parse(text)
            times.append((time.perf_counter() - begun) / len(row) * 1e6)
        print(f"\n{name}: {min(times):.0f} us each (best of {ROUNDS} rounds, {len(row)} names)")
