"""One of the organisation's numbers, changed on a page from a day on, unless somebody else did meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lately.accounts.acting import tell
from lately.decisioning.policy_forms import from_parts, in_words
from lately.interactions.checking import everybody
from lately.interactions.keeping import weights_at
from lately.lib.moments import at_seconds
from lately.policies.selectors import policy_at
from lately.usecases.read_moment import read_moment
from lately.usecases.see_numbers import see_number
from lately.usecases.set_policy import MOST, set_one


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether anything was changed, from when on (seconds since 1970 UTC); `sums_wait`: sums are still to be made."""

    anew: bool
    since: int
    words: str
    sums_wait: bool = False


def change_number(
    *, name: str, typed: Sequence[tuple[str, str]], valid_from: str, seen: int, by: str, at: int, now: int
) -> Changed:
    """Set what was typed, as (key, text) lines, from a day or moment on (blank: `at`). Raises Refusal.

    Nothing is changed if it stands like that already, so that a form sent twice is written once.
    """
    before = see_number(name=name, at=at, now=now)
    value = from_parts(name, typed)
    words, moment = in_words(name, value), at_seconds(now)
    since = read_moment(valid_from, now=moment) if valid_from.strip() else at
    if policy_at(at=since, known=now)[name] == value:
        return Changed(anew=False, since=since, words=words)
    weighed = weights_at(now).basis
    set_one(name=name, value=value, valid_from=at_seconds(since).isoformat(), now=moment, by=by, seen=seen, most=MOST)
    tell(f"changed the number “{before['title']}”", before=before["words"], after=words)
    return Changed(True, since, words, sums_wait=weights_at(now).basis != weighed and _many())


def _many() -> bool:
    return len(everybody()) > MOST
