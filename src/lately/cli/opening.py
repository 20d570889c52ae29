"""How does a verb get at the book?"""

from __future__ import annotations

import os
import sys


def set_up() -> None:
    """Set Django up; the tables are left as they are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lately.config.settings")
    import django  # noqa: PLC0415 - audit runs without it and starts at once

    django.setup()


def open_book() -> None:
    """Set Django up and bring the tables up to date; a book of an older version is backed up first."""
    set_up()
    from lately.usecases.bring_up_to_date import bring_up_to_date  # noqa: PLC0415 - needs Django set up
    from lately.usecases.upgrade import needs_upgrade  # noqa: PLC0415 - the same

    if needs_upgrade():
        print("This book is of an older version; it is backed up and brought to this one.", file=sys.stderr)
        _upgrade()
    else:
        bring_up_to_date()


def _upgrade() -> None:
    from lately.cli.progress import Progress  # noqa: PLC0415 - seldom needed
    from lately.lib.clock import now  # noqa: PLC0415 - the same
    from lately.usecases.upgrade import upgrade  # noqa: PLC0415 - the same

    done = upgrade(now=now(), progress=Progress("upgrade"))
    before = f" The book as it was lies in {done.kept}." if done.kept else ""  # another command did it meanwhile
    print(f"It is now.{before}", file=sys.stderr)
