"""What does the process do that the server starts for long work: `python -m lately.web.apart`?

The server's own process answers pages, and long work in it would hold them up. This one works off what there is, then
ends. It ends with the server, too, which holds the other end of its standard input; what is left is gone on with at the
next start.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading

import django

KINDER = 5  # pages go first


def main() -> None:
    """Work until nothing is left, or the server is gone."""
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(KINDER)
    django.setup()
    from lately.web.background import work  # noqa: PLC0415 - Django must be set up

    work()


def _end_with_the_server() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    # As sudden as a kill, and as harmless: everything here can be gone on with.
    os._exit(0)


if __name__ == "__main__":
    main()
