"""Give somebody's customers to others, in one go; and take that back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.acting import tell
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader
from lately.profiles.frames import redirects
from lately.profiles.handing import hand_over, is_done, take_back
from lately.profiles.looked_after import all_records, given_to, handovers
from lately.usecases.group_customers import GROUPINGS, grouped
from lately.usecases.plan_handover import Book, Wanted, assigned, open_book, takers

MOST_SHOWN = 30


def hand_over_customers(*, user: Reader, wanted: Wanted, seen: str, once: str, at: int, now: int) -> bool:
    """Do what `plan_handover` showed, if it still stands so (`seen`); returns whether it is new. Raises Refusal.

    Facts, notes, deeds and promises belong to the customer and go along; who said and did what stays as it was. The
    old name stays on record for every moment before.
    """
    if not once:
        raise Refusal(
            _("Nothing was handed over."), _("The form was not sent whole."), _("Open the page again and choose.")
        )
    book = open_book(wanted.leaver, at=at, now=now)
    groups = grouped(book.ids, wanted.by, at=at, known=book.when.known) if wanted.how == "by" else {}
    to = assigned(wanted, book, takers(book.leaver, at=at), groups)
    once = f"{wanted.leaver}:{once}"[:100]
    if is_done(once):
        return False
    if seen != book.seen:
        raise Refusal(
            _("Somebody else changed who looks after whom meanwhile."),
            _("%(name)s looks after others now than in the preview, and nothing was changed.")
            % {"name": book.leaver.name},
            _("Look at the preview below; it shows how it stands now."),
        )
    if not to:
        raise Refusal(_("Nothing was handed over."), _("Nobody was chosen to take them."), _("Choose who takes whom."))
    made, new = hand_over(
        leaver=wanted.leaver,
        to=_with_merged(to, book),
        by=user,
        how=_how(wanted),
        once=once,
        at=at_seconds(at),
        now=at_seconds(now),
    )
    if new:
        shares = ", ".join(f"{count} to {name}" for name, count in given_to(made.pk))
        tell(f"handed customers of {book.leaver.name} over: {shares}")
    return new


def take_handover_back(*, number: int, now: int) -> tuple[int, int]:
    """Undo it: how many are looked after as before, and how many were given on meanwhile and stay. Raises Refusal."""
    back, stayed = take_back(number=number, now=at_seconds(now))
    tell(f"took a handover back: {back} customers are looked after as before, {stayed} stay")
    return back, stayed


def see_handovers() -> list[dict[str, Any]]:
    """What was handed over, newest first: whose customers, to whom how many, by whom, and whether it was taken back."""
    return [
        {
            "number": one.pk,
            "leaver": one.leaver.name if one.leaver else "",
            "by": one.by.name if one.by else "",
            "at": one.happened_at.isoformat(),
            "how": one.how,
            "to": given_to(one.pk),
            "undone": one.undone_at.isoformat() if one.undone_at else "",
        }
        for one in handovers(MOST_SHOWN)
    ]


def _with_merged(to: dict[int, int], book: Book) -> dict[int, int]:
    """Records merged into a customer go along, so that they are in the right hands if they are parted again."""
    into = redirects(book.when.known)
    merged = {one: into[one] for one in all_records(book.leaver.pk) if one in into}
    return to | {one: to[target] for one, target in merged.items() if target in to}


def _how(wanted: Wanted) -> str:
    by = GROUPINGS.get(wanted.by, "").partition(",")[0]
    return _WORDS.get(wanted.how) or f"by {by}"


_WORDS = {"one": "all to one person", "evenly": "shared evenly", "each": "customer by customer"}
