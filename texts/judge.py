"""How well does Lately read what it has not seen? `./texts/run judge FOLDER` writes docs/words-measured.md.

FOLDER holds real messages that do not stand in the project (texts/held_out.csv has their ids and labels).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

import real
from corpus import CLASSES, HERE, texts
from lately.words.guard.check import check
from lately.words.guard.look import WANTING
from lately.words.message import Message
from lately.words.model.opinion import Opinion, opinion_of
from learn import Table, fitted, known
from measure import Score, kappa, score, told
from train import SURE

PAGE = HERE.parent / "docs" / "words-measured.md"

AT_ONCE = 6  # sources left out together
Row = tuple[str, bool, bool, bool, bool]  # source, wants, pretends; told to want, told to pretend


def main(arguments: list[str]) -> int:
    """Measure and write the page."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Give the folder of real messages: ./texts/run judge FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    PAGE.write_text("\n".join(_page(_left_out(), _held_out(folder), _clean(folder))) + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(HERE.parent)} is written.")
    return 0


def _left_out() -> list[Row]:
    """Every text of the project, read by a model that has not seen its source."""
    table = Table([known(text) for text in texts()])
    rows: list[Row] = []
    sources = sorted(set(table.source))
    rounds = -(-len(sources) // AT_ONCE)
    for number in range(rounds):
        out = sources[number::rounds]
        print(f"Leaving out {', '.join(out)} ({number + 1} of {rounds}) ...", file=sys.stderr, flush=True)
        learnt = fitted(table, without=out, sure=SURE)
        for one in table.texts:
            if one.source in out:
                found = opinion_of(one.found, learnt, ruled=one.ruled)
                rows.append((one.source, one.wants, one.hides, found.asks, found.pretends))
    return rows


def _held_out(folder: Path) -> list[Row]:
    """Real messages, read by the model as it is shipped."""
    return [
        (row["source"], row["class"] in WANTING, row["class"] == "disguised", found.asks, found.pretends)
        for row, message in labelled(folder, "held_out.csv")
        for found in [_opinion(message)]
    ]


def labelled(folder: Path, name: str) -> Iterator[tuple[dict[str, str], Message]]:
    """Each row of a list of ids, with its message."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_source = {source: real.messages(folder, source) for source in sorted({row["source"] for row in rows})}
    return ((row, by_source[row["source"]][row["id"]]) for row in rows)


def _opinion(message: Message) -> Opinion:
    return check(message).opinion


def _clean(folder: Path) -> list[tuple[str, str, str]]:
    """Clean gives that the guard would hold: source, id, and the findings that hold it."""
    held = []
    for row, message in labelled(folder, "clean_gives.csv"):
        verdict = check(message)
        codes = ", ".join(sorted({one.code for one in verdict.findings if one.severity != "note"}))
        held.append((row["source"], row["id"], codes if verdict.verdict != "pass" else ""))
    return held


def _page(left_out: list[Row], held_out: list[Row], clean: list[tuple[str, str, str]]) -> Iterator[str]:
    yield "# How well the words are read"
    yield ""
    yield "Written by `./texts/run judge FOLDER`; nobody edits it by hand. *Asks*: the message wants something of"
    yield "its reader (ask, mixed, disguised). *Pretends*: it does, and hides it (disguised). Intervals are 95 %, by"
    yield "redrawing the texts."
    yield ""
    yield from _texts()
    yield "## Texts of the project, each source left out once"
    yield ""
    yield f"Invented texts, read by a model that has seen neither their source nor {AT_ONCE - 1} others: several"
    yield "are left out at a time to spare hours, which makes it a little harder than leaving out one."
    yield ""
    yield from _table(left_out)
    yield "## Real messages that the model has never seen"
    yield ""
    yield "Labelled by their ids in `texts/held_out.csv`; the model as shipped."
    yield ""
    yield from _table(held_out)
    held = [row for row in clean if row[2]]
    yield "## Clean gives that the guard would hold"
    yield ""
    share = len(held) / max(1, len(clean))
    yield f"{len(held)} of {len(clean)} ({share:.1%}) of the real messages that a reader calls clean."
    yield ""
    yield from (f"- {source} {name}: {codes}" for source, name, codes in held)


def _texts() -> Iterator[str]:
    read = texts()
    classes = Counter(text.classed for text in read)
    languages = Counter(text.language for text in read)
    yield "## What it learnt from"
    yield ""
    spoken = ", ".join(f"{many} in {name}" for name, many in sorted(languages.items()))
    yield f"{len(read)} texts of {len({text.source for text in read})} sources; {spoken}."
    yield ""
    yield "| class | texts | sources |"
    yield "|---|---|---|"
    for name in CLASSES:
        yield f"| {name} | {classes[name]} | {len({text.source for text in read if text.classed == name})} |"
    yield ""
    second = HERE / "second_reader.yaml"
    if second.exists():
        labels = {text.id: text.classed for text in read}
        pairs = [
            (labels[name], other) for name, other in yaml.safe_load(second.read_text("utf-8")).items() if name in labels
        ]
        one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        wants = kappa([str(name in WANTING) for name in one], [str(name in WANTING) for name in other])
        hides = kappa([str(name == "disguised") for name in one], [str(name == "disguised") for name in other])
        yield f"A second reader labelled {len(pairs)} of them without seeing the first labels. Cohen's kappa:"
        yield f"{kappa(one, other):.2f} over six classes, {wants:.2f} for *asks*, {hides:.2f} for *pretends*."
        yield "Texts and labels follow one guide, so this checks the guide; people reading real mail would agree less."
        yield ""


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| | texts | asks: precision | recall | F1 | pretends: there | precision | recall |"
    yield "|---|---|---|---|---|---|---|---|"
    for source in ["", *sorted({row[0] for row in rows})]:
        chosen = [row for row in rows if source in {"", row[0]}]
        asks, hides = _scores(chosen, lambda row: (row[1], row[3])), _scores(chosen, lambda row: (row[2], row[4]))
        yield (
            f"| {source or '**all**'} | {asks.count} | {told(asks.precision)} | {told(asks.recall)} | {told(asks.f1)} "
            f"| {hides.yes} | {told(hides.precision)} | {told(hides.recall)} |"
        )
    yield ""


def _scores(rows: Sequence[Row], part: Callable[[Row], tuple[bool, bool]]) -> Score:
    pairs = [part(row) for row in rows]
    return score([pair[0] for pair in pairs], [pair[1] for pair in pairs])
