"""`lately add`: packages that not everybody needs."""

from __future__ import annotations

import argparse

PARTS = {"pdf": ("typst", "reports as PDF")}

HELP = "add what not everybody needs: " + ", ".join(f"{name} ({what})" for name, (_, what) in PARTS.items())
NEEDS_BOOK = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the parts."""
    parser.add_argument("parts", nargs="+", choices=sorted(PARTS), metavar="PART", help="one of: " + ", ".join(PARTS))


def run(options: argparse.Namespace) -> int:
    """Say that it is there: whoever started this installed it first (bootstrap.py). Raises Refusal if it is not."""
    import importlib.util

    from lately.lib.refusal import Refusal

    for part in options.parts:
        package, what = PARTS[part]
        if importlib.util.find_spec(package) is None:
            raise Refusal(
                f"{part} could not be added.",
                f"The package {package} is not installed in the environment that Lately runs in.",
                f"Start it as ./lately add {part}, or install {package} there.",
            )
        print(f"{part} is there: {what}. A Lately that runs already must be started again.")
    return 0
