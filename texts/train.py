"""How does the model learn anew? From the texts beside this file, into the package: `./texts/run train`."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus import HERE, texts
from lately.words.model.weights import FILE
from learn import Table, fitted, known, written

INTO = HERE.parent / "src" / "lately" / "words" / "model" / FILE
SURE = 0.6  # texts/judge.py shows what it costs and brings


def main(arguments: list[str]) -> int:
    """Fit on every text that stands here and write the weights; the same texts give the same bytes."""
    del arguments
    read = texts()
    print(f"Learning from {len(read)} texts of {len({text.source for text in read})} sources ...", file=sys.stderr)
    data = written(fitted(Table([known(text) for text in read]), sure=SURE))
    Path(INTO).write_bytes(data)
    print(f"{INTO.relative_to(HERE.parent)}: {len(data) // 1000} kB")
    return 0
