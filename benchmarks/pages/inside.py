"""What does a process of its own do: build the book of one database, or ask its pages?"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lately.config.settings")

import django

django.setup()

from benchmarks.pages.asking import ask  # noqa: E402 - Django must be set up
from benchmarks.pages.book import build  # noqa: E402 - the same
from lately.lib.clock import now  # noqa: E402 - the same
from lately.usecases.bring_up_to_date import bring_up_to_date  # noqa: E402 - the same


def main(what: str, *numbers: str) -> None:
    """`build CUSTOMERS INTERACTIONS`, or `ask ROUNDS`, which prints its lines as JSON."""
    if what == "build":
        bring_up_to_date()
        build(int(numbers[0]), int(numbers[1]), now(), _say)
    else:
        print(json.dumps(ask(int(numbers[0]), _say)))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
