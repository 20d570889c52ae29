"""Whose customers does a list show: everybody's, one's own, a colleague's, nobody's?"""

from __future__ import annotations

from lately.accounts.team import team
from lately.lib.looking import once
from lately.profiles.books import Reader, book_of

MINE, NOBODYS = "mine", "nobody"
_DIGITS = 11


def understood(user: Reader, whose: str) -> str:
    """MINE, NOBODYS, the number of a colleague, or blank for everybody's.

    Blank, too, for who sees only their own customers, and for what is none of these.
    """
    if book_of(user) is not None:
        return ""
    if whose == str(user.pk):
        return MINE
    return whose if whose in {MINE, NOBODYS} or whose in dict(colleagues(user)) else ""


def owner_of(user: Reader, whose: str) -> int | None:
    """The one user whose customers are meant by what was `understood`; None: no one in particular."""
    if book_of(user) is not None or whose == MINE:
        return user.pk
    return int(whose) if whose.isdecimal() and len(whose) < _DIGITS else None


def colleagues(user: Reader) -> list[tuple[str, str]]:
    """Number and name of everybody else who works or worked here; nobody for who sees only their own customers."""
    if book_of(user) is not None:
        return []
    everybody = once("team", lambda: [(str(one.pk), one.name) for one in team()])
    return [(number, name) for number, name in everybody if number != str(user.pk)]
