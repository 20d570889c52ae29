"""Give out, as a table, everybody who would want something found and may be told of it now, the surest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lately.accounts.selectors import organisation
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.profiles.books import Reader
from lately.profiles.people import people
from lately.usecases.see_wanted import Ranking, Want, rank

AT_ONCE = 500
_NAMED = {"customer": "who", "name": "name", "company": "firm", "email": "email", "phone": "phone", "owner": "owner"}
HEADER = [*_NAMED, "likes", "owns", "bought", "bought_at"]


def export_wanted(*, user: Reader, key: str, at: int, now: int, rules_in: Path | None = None) -> Iterator[bytes]:
    """Return the lines, each with what says so; raises Refusal if it was put away.

    Of many, it is asked of the first only whether they may be told, as on the page.
    """
    return _lines(rank(user=user, key=key, at=at, now=now, rules_in=rules_in), at)


def _lines(found: Ranking, at: int) -> Iterator[bytes]:
    yield csv_lines([HEADER])
    for begin in range(0, len(found.free), AT_ONCE):
        yield csv_lines(_told(found.free[begin : begin + AT_ONCE], at, found.setting.known))


def _told(wants: Sequence[Want], at: int, known: int) -> Iterator[list[str]]:
    zone = zone_named(organisation(at=at_seconds(at)).zone)
    who = people([want.customer for want in wants], at=at, known=known)
    for want in wants:
        said = {name: "; ".join(one.value for one in want.facts if one.name == name) for name in ("likes", "owns")}
        bought = want.bought
        day = f"{at_seconds(bought.at).astimezone(zone):%Y-%m-%d}" if bought else ""
        named = [who[want.customer][name] for name in _NAMED.values()]
        yield [*map(guarded, (*named, said["likes"], said["owns"], bought.what if bought else "")), day]
