"""How does a verb get at the book?"""

from __future__ import annotations

import os


def open_book() -> None:
    """Set Django up and bring the tables up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lately.config.settings")
    import django  # noqa: PLC0415 - audit runs without it and starts at once

    django.setup()
    from lately.usecases.bring_up_to_date import bring_up_to_date  # noqa: PLC0415 - needs Django set up

    bring_up_to_date()
