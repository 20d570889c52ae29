"""They are two people after all: take a merge apart, or say so of a proposed pair, which then never comes again."""

from __future__ import annotations

from lately.identity.models import State
from lately.identity.services import DecidedMeanwhile, decide, unfollow
from lately.interactions.services import unmerge
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.profiles.books import Reader
from lately.profiles.choosing import take_back
from lately.usecases.hide_report import close_what_is_not_so
from lately.usecases.merge_customers import pair_of


def take_apart(*, user: Reader, number: int, seen: int, now: int) -> None:
    """Undo a merge: both are as they were, and the pair is proposed again. Raises Refusal as merge_customers does.

    What was written down of the one customer since then stays with the record that they were read as. What it told of
    the other's deeds told them nothing: these are untold again, their promises unkept, their complaints open. The page
    of a report that tells of the other record is closed.
    """
    pair, moment = pair_of(user=user, number=number), at_seconds(now)
    with write_transaction():
        if pair.version != seen or pair.state != State.MERGED or pair.merged_id is None:
            raise DecidedMeanwhile(pair)
        record = pair.merged_id
        unmerge(customer=record, now=moment)
        take_back(rows=pair.undo.get("facts", ()), now=moment)
        close_what_is_not_so(of={pair.first_id, pair.second_id}, now=moment)
        unfollow(pair.undo)
        decide(pair=pair, seen=seen, state=State.PROPOSED, by=user.pk, now=moment)


def keep_apart(*, user: Reader, number: int, seen: int, now: int) -> None:
    """Say that a proposed pair are two different people. Raises Refusal as merge_customers does."""
    pair = pair_of(user=user, number=number)
    with write_transaction():
        if pair.version != seen or pair.state != State.PROPOSED:
            raise DecidedMeanwhile(pair)
        decide(pair=pair, seen=seen, state=State.DIFFERENT, by=user.pk, now=at_seconds(now))
