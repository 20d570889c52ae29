"""Who ran which command on this book?"""

from __future__ import annotations

import argparse
import getpass
import shlex
from collections.abc import Callable, Sequence

from lately.lib.clock import now


def recorded(run: Callable[[argparse.Namespace], int], options: argparse.Namespace, given: Sequence[str]) -> int:
    """Run a verb on the open book; what was typed, by whom on this machine, goes on record however it ends."""
    from lately.accounts.acting import acting  # noqa: PLC0415 - needs Django set up
    from lately.usecases.note_activity import note_activity  # noqa: PLC0415 - the same

    with acting() as act:
        try:
            return run(options)
        finally:
            act.what.insert(0, f"./lately {shlex.join(given)}")
            note_activity(at=now(), user=None, by=_whoever(), action="ran", page=options.verb, act=act)


def _whoever() -> str:
    """The name the machine knows them by."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError, ImportError):
        return "the command line"
