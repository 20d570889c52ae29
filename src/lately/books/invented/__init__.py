"""The default demo book: one firm, 800 customers, two years, everything in it invented (docs/demo-book.md)."""

from __future__ import annotations

from lately.books.invented.build import build

__all__ = ["build"]
