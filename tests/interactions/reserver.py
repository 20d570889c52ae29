"""A process of its own that reserves contacts, as often as it is told, as fast as it can.

Arguments, as one JSON object: database (settings of the connection), home, now, attempts (customer, days ahead and
channel of each). It waits for a line on its input before it starts; it prints what became of each attempt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from django.conf import settings


def say(line: str) -> None:
    """Say it at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(told: dict[str, object]) -> None:
    """Set Django up for that database, then reserve."""
    from lately.config import settings as ours  # noqa: PLC0415 - reads LATELY_HOME

    given = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
    settings.configure(**given | {"DATABASES": {"default": told["database"]}, "HOME": Path(str(told["home"]))})
    django.setup()
    from lately.decisioning.policy import Policy  # noqa: PLC0415 - Django must be set up first
    from lately.interactions.services import Reserved, reserve  # noqa: PLC0415 - Django must be set up first
    from lately.lib.moments import at_seconds  # noqa: PLC0415 - Django must be set up first

    now = int(str(told["now"]))
    say("ready")
    sys.stdin.readline()
    for customer, days, channel in json.loads(str(told["attempts"])):
        found = reserve(
            customer=customer, channel=channel, classed="give", content="tip",
            not_before=at_seconds(now + int(days * 86_400)), now=at_seconds(now), policy=Policy({}),
        )  # fmt: skip
        answer = "reserved" if isinstance(found, Reserved) else found.code
        say(f"{customer} {answer}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
