"""`lately why`: the decision for one customer, with every rule's verdict and what would change it."""

from __future__ import annotations

import argparse
import json

from lately.cli.rules_folder import rules_folder
from lately.lib.clock import now
from lately.lib.moments import seconds

HELP = "say why a customer is told something, or nothing, and what would change it"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the customer, the content and the moment."""
    parser.add_argument("customer", metavar="CUSTOMER", help="key, e-mail address or phone number")
    parser.add_argument("content", nargs="?", default="", metavar="CONTENT", help="key of one content (default: all)")
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument("--as-known-now", action="store_true", help="with what is on record now, not then")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> int:
    """Explain and print."""
    from lately.cli.why_text import told
    from lately.usecases.explain import explain
    from lately.usecases.read_moment import read_moment

    moment = now()
    asked = seconds(moment)
    found = explain(
        customer=options.customer,
        content=options.content,
        at=read_moment(options.at, now=moment),
        now=asked,
        known=asked if options.as_known_now else None,
        rules_in=rules_folder(),
    )
    print(json.dumps(found, ensure_ascii=False) if options.json else "\n".join(told(found, one=bool(options.content))))
    return 0
