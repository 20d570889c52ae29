"""Bring a book of an older version to this one: backed up first, verified, and left as it was if anything fails."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lately.backups.aside import migrate, put_in_place
from lately.backups.shape import ours, steps_done
from lately.imports.services import Progress, silent
from lately.lib.refusal import Refusal
from lately.usecases.back_up import back_up
from lately.usecases.bring_up_to_date import bring_up_to_date, steps_missing, turn
from lately.usecases.restore import any_rows
from lately.usecases.verify_state import verify_state


@dataclass(frozen=True)
class Upgraded:
    """Which steps were taken, where the backup lies (None if nothing was done), and how many states were rebuilt."""

    steps: tuple[str, ...]
    kept: Path | None
    customers: int
    rebuilt: int


def needs_upgrade() -> bool:
    """Whether something stands in this book and its tables are older than this version; costs one query."""
    missing = steps_missing()
    return any(ours(step) for step in missing) and any(ours(step) for step in steps_done()) and any_rows()


def upgrade(*, now: dt.datetime, progress: Progress = silent) -> Upgraded:
    """Bring the book to this version; raises Refusal, the book being as it was, if it cannot be done."""
    if needs_upgrade():
        with turn():
            if needs_upgrade():  # nobody else did it meanwhile
                return _upgraded(now, progress)
    bring_up_to_date()
    return Upgraded((), None, 0, 0)


def _upgraded(now: dt.datetime, progress: Progress) -> Upgraded:
    steps = tuple(f"{app}.{name}" for app, name in sorted(steps_missing()))
    kept = Path(settings.HOME, "backups", f"before-upgrade-{now:%Y-%m-%d-%H%M%S}.lately")
    back_up(path=kept, now=now, progress=progress)
    try:
        with put_in_place(empty=False):
            progress("steps to be taken", len(steps), None)
            migrate()
            found = verify_state(now=now, repair=False)
    except Exception as error:
        raise Refusal(
            _("The book could not be brought to this version; it is as it was."),
            f"{type(error).__name__}: {str(error).strip()}"
            if str(error).strip()
            else _("%(error)s: no more is known") % {"error": type(error).__name__},
            _("Go on with the version you had, and report this. A backup from before lies in %(file)s.")
            % {"file": kept},
        ) from error
    rebuilt = len({each.customer for each in found.differences}) + found.stale
    if rebuilt:
        verify_state(now=now, repair=True)
    return Upgraded(steps, kept, found.customers, rebuilt)
