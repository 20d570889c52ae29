"""`lately state verify`: is what is kept of each customer what the ledger says?"""

from __future__ import annotations

import argparse
import json
from typing import Any

from lately.lib.clock import now

HELP = "compare the kept state of every customer with the ledger"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is to be done."""
    parser.add_argument("what", choices=["verify"], help="verify: report every difference")
    parser.add_argument("--repair", action="store_true", help="keep anew what differs; the ledger is right")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> int:
    """Verify and print; 1 if there are differences that were not repaired."""
    from lately.usecases.verify_state import verify_state

    found = verify_state(now=now(), repair=options.repair).as_json
    print(json.dumps(found, ensure_ascii=False) if options.json else _told(found))
    return 1 if found["differences"] and not found["repaired"] else 0


def _told(found: dict[str, Any]) -> str:
    lines = [
        f"{each['customer']}: {each['part']} kept as {each['kept']}; the ledger says {each['ledger']}"
        for each in found["differences"]
    ]
    count, of = len({each["customer"] for each in found["differences"]}), f"{found['customers']:,} customers"
    lines.append(f"{count:,} of {of} differ." if count else f"What is kept of {of} is what the ledger says.")
    if found["stale"]:
        lines.append(f"{found['stale']:,} were kept with other policies; their ledger is read instead.")
    if found["repaired"]:
        lines.append("They were kept anew.")
    elif count or found["stale"]:
        lines.append("./lately state verify --repair keeps them anew.")
    return "\n".join(lines)
