"""A process of its own that reserves contacts with one customer, as often as it is told, as fast as it can.

Arguments, as one JSON object: database (settings of the connection), home, customer, now, attempts (days ahead and
channel of each). It waits for a line on its input before it starts; it prints what became of each attempt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from django.conf import settings


def main(told: dict[str, object]) -> None:
    from lately.config import settings as ours

    given = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
    settings.configure(**given | {"DATABASES": {"default": told["database"]}, "HOME": Path(str(told["home"]))})
    django.setup()
    from lately.decisioning.policy import Policy
    from lately.interactions.services import Reserved, reserve
    from lately.lib.moments import at_seconds

    now = int(str(told["now"]))
    print("ready", flush=True)
    sys.stdin.readline()
    for days, channel in json.loads(str(told["attempts"])):
        found = reserve(
            customer=int(str(told["customer"])), channel=channel, classed="give", content="tip",
            not_before=at_seconds(now + int(days * 86_400)), now=at_seconds(now), policy=Policy({}),
        )  # fmt: skip
        print("reserved" if isinstance(found, Reserved) else found.code, flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
