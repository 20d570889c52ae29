"""Which of the programs beside this file is asked for?"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = {
    "train": "learn anew from the texts, into the package",
    "judge": "write docs/words-measured.md: FOLDER of real messages",
    "names": "measure addressing: FOLDER of name cases",
}
sys.path[:0] = [str(ROOT / "texts"), str(ROOT / "src")]


def main(arguments: list[str]) -> int:
    """Run a program; 2 if there is none of that name."""
    if not arguments or arguments[0] not in PROGRAMS:
        print("\n".join(f"./texts/run {name}: {what}" for name, what in PROGRAMS.items()), file=sys.stderr)
        return 2
    return int(importlib.import_module(arguments[0]).main(arguments[1:]))


sys.exit(main(sys.argv[1:]))
