"""How is a file written so that it is there as a whole, or not at all?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Give a file to write text to; it takes the place of `path` at the end, if nothing went wrong until then.

    Raises Refusal, before anything else is done, if nothing can be written there.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(0, "It is a folder", str(path))
        file = partial.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Refusal(
            _("%(path)s cannot be written.") % {"path": path},
            f"{error.strerror or error}.",
            _("Choose another place, or free this one."),
        ) from None
    try:
        with file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
