"""`lately demo`: a whole book to look around in."""

from __future__ import annotations

import argparse
import sys

from lately.cli import serving
from lately.lib.clock import now

HELP = "make a demo book, run tonight's pass, serve it and print a link that signs you in"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which book, and where to serve it."""
    parser.add_argument(
        "--book",
        choices=["invented", "grocery"],
        default="invented",
        help="invented: one firm, 800 customers; grocery: a year of published purchases of 2,469 homes",
    )
    parser.add_argument("--no-serve", action="store_true", help="stop after the pass")
    serving.arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Open the book and serve it until stopped."""
    from lately.usecases.open_demo import open_demo

    if not options.no_serve:
        serving.refuse_unless_free(options.host, options.port)
    token = open_demo(book=options.book, at=now(), progress=_progress)
    home = serving.address(options.host, options.port)
    link = f"Sign in, once, within the hour: {home}/sign-in/{token}"
    if options.no_serve:
        print("The book is ready; ./lately serve opens it.")
        print(link)
        return 0

    def ready() -> None:
        print(f"Lately answers at {home} (Ctrl-C stops it).", flush=True)
        print(link, flush=True)

    serving.serve(host=options.host, port=options.port, workers=options.workers, ready=ready)
    return 0


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
