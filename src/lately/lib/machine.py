"""What does the machine refuse, not we: no room on the disk, no right to a file, a database that does not answer?"""

from __future__ import annotations

import errno

from django.db.utils import DatabaseError, OperationalError

_OF_FILES = {
    getattr(errno, name, 0)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EACCES", "EPERM", "EROFS", "EIO", "EMFILE", "ENFILE", "ENOTDIR")
}
_WRONG_QUESTION = 1  # SQLite's code for a statement it cannot understand: our fault
_WRONG_FILE = {11, 26}  # its codes for a file that is damaged, or no database at all


def refused_by_machine(error: BaseException) -> str:
    """What the machine says that would not do it; blank for any other error, which is a fault of ours."""
    if isinstance(error, OSError) and error.errno in _OF_FILES:
        return f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)
    if isinstance(error, DatabaseError):
        code = getattr(error.__cause__, "sqlite_errorcode", None)
        if code in _WRONG_FILE or (isinstance(error, OperationalError) and code != _WRONG_QUESTION):
            return str(error).strip()
    return ""
