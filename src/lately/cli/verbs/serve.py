"""`lately serve`: the screens of your own book."""

from __future__ import annotations

import argparse

from lately.cli import serving
from lately.lib.clock import now

HELP = "serve the screens of this book at http://127.0.0.1:8000"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where to serve."""
    serving.arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; on the first start the owner is made and gets a link."""
    from lately.usecases.make_owner import make_owner
    from lately.usecases.make_sign_in_link import make_sign_in_link

    serving.refuse_unless_free(options.host, options.port)
    home = serving.address(options.host, options.port)
    at = now()
    _, new = make_owner(at=at)
    link = f"{home}/sign-in/{make_sign_in_link(at=at)}" if new else ""

    def ready() -> None:
        print(f"Lately answers at {home} (Ctrl-C stops it).", flush=True)
        print(
            f"Sign in, once, within the hour: {link}" if link else "./lately sign-in prints a link to sign in.",
            flush=True,
        )

    serving.serve(host=options.host, port=options.port, workers=options.workers, ready=ready)
    return 0
