"""How does a cell get into a spreadsheet without being run there, and out of it as it was?

A spreadsheet takes a text that begins with one of = + - @, a tab or a carriage return for a formula. As OWASP advises,
an apostrophe stands before it; what began with apostrophes already gets one more, so that none is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

RUN = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Return the text as no spreadsheet runs it."""
    return f"'{text}" if text.lstrip("'").startswith(RUN) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RUN) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as lines of a CSV file; what needs it must have been guarded."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
