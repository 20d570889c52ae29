"""`lately audit`: contacts, purchases and mail in; one page out. Needs no book, changes nothing."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from lately.cli.progress import Telling
from lately.lib.clock import now
from lately.lib.moments import moment, seconds

HELP = "tell from contacts, purchases and mail whom you neglect and whom you pester; changes nothing"
NEEDS_BOOK = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files, who we are, the moment, and the form."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="contacts or purchases (CSV, .xlsx, .vcf), mail (mbox, Maildir, .eml)",
    )
    parser.add_argument(
        "--me", action="append", default=[], metavar="ADDRESS", help="your address, or @domain; again for more"
    )
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument("--known-since", default=None, metavar="DAY", help="since when the mail is all that you wrote")
    parser.add_argument("--html", type=Path, default=None, metavar="PAGE", help="write the page there as well")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--currency", default="EUR", help="of sums that name none (default: EUR)")
    parser.add_argument("--zone", default="UTC", help="of days and times that name none (default: UTC)")


def run(options: argparse.Namespace) -> int:
    """Read the files and print the page."""
    from lately.cli.audit_text import told
    from lately.usecases.audit import audit
    from lately.usecases.write_audit_page import write_audit_page

    at = seconds(moment(options.at, zone=options.zone) if options.at else now())
    report = audit(
        files=options.files,
        at=at,
        me=options.me,
        zone=options.zone,
        currency=options.currency.upper(),
        known_since=seconds(moment(options.known_since, zone=options.zone)) if options.known_since else None,
        progress=Telling(),
    )
    if options.html:
        write_audit_page(report, options.html)
        print(f"The page stands in {options.html}.", file=sys.stderr)
    print(json.dumps(report.told(), ensure_ascii=False) if options.json else told(report))
    return 0
