"""What does a process that answers do before its first page?"""

from __future__ import annotations

import gc

from django.urls import get_resolver


def begin() -> None:
    """Load every screen, and let the collector of garbage pass over all that stays.

    Else it looks at a hundred thousand objects of the program every now and then, for a twentieth of a second in the
    middle of somebody's page.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
