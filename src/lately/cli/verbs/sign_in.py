"""`lately sign-in`: a link that lets one person in."""

from __future__ import annotations

import argparse

from lately.cli import serving
from lately.lib.clock import now

HELP = "print a link that signs one person in, once, within the hour"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare for whom, and where Lately answers."""
    parser.add_argument("email", nargs="?", default="", metavar="EMAIL", help="whose link (default: the owner's)")
    parser.add_argument(
        "--url", default=serving.address(serving.HOST, serving.PORT), help="where Lately answers (default %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the link."""
    from lately.usecases.make_sign_in_link import make_sign_in_link

    token = make_sign_in_link(email=options.email, at=now())
    print(f"{options.url.rstrip('/')}/sign-in/{token}")
    return 0
