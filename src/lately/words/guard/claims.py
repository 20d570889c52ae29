"""What does it claim of its reader, and is that so?"""

from __future__ import annotations

from collections.abc import Iterator

from lately.words.guard.findings import Found
from lately.words.guard.look import Look

PREFIX = "claim."
FLATTERING = frozenset({"most_valuable", "loyal", "missed", "only_for_you"})  # said to everybody, true of few


def claimed(look: Look) -> frozenset[str]:
    """The claims a message makes, by name."""
    return frozenset(name.removeprefix(PREFIX) for name in {*look.says, *look.subject_says} if name.startswith(PREFIX))


def check(look: Look) -> Iterator[Found]:
    """Report claims that are not so, and those nobody can prove."""
    known = look.reader.claims if look.reader else {}
    for name in sorted(claimed(look)):
        part, place = look.first(PREFIX + name) or ("text", None)
        if place is None or known.get(name) is True:
            continue
        unproved = "claim_unproved" if name in FLATTERING else "claim_to_check"
        code = "claim_untrue" if known.get(name) is False else unproved
        yield Found(code, part, place.start, place.end, look.quoted(part, place))
