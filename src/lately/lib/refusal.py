"""How do we say no to bad input?"""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is no error of ours: what was asked cannot be done
    """Bad input, told in the words of the person who sees it: what happened, why, what to do next.

    Nothing was changed when this is raised. The command line prints it and exits with 2. `field` says where a form has
    what is wrong: the names that its field may have, with blanks between; blank if it is no single field.
    """

    def __init__(self, what: str, why: str, todo: str, *, field: str = "") -> None:
        super().__init__(f"{what} {why} {todo}")
        self.what = what
        self.why = why
        self.todo = todo
        self.field = field
