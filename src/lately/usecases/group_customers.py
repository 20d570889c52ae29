"""What have customers in common by which they could be shared out: their town, country, sector, plan?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lately.profiles.frames import Places, redirects, stated

# What can be chosen, and how it is asked for.
GROUPINGS = {
    "town": "town, as far as their address tells",
    "country": "country",
    "language": "language",
    "plan": "plan",
    "employer_sector": "what their employer does",
}
MOST = 14
UNKNOWN = "Not known"
REST = "Everywhere else"


def grouped(ids: Sequence[int], by: str, *, at: int, known: int) -> Mapping[str, list[int]]:
    """Return the customers of each group, the largest first; beyond MOST groups the small ones are one."""
    if by not in GROUPINGS:
        return {}
    name = "postal_address" if by == "town" else by
    places = Places(ids, redirects(known))
    said: dict[int, str] = {}
    column = stated(places, [name], chosen=True, at=at, known=known).get(name)
    if column is not None:
        pairs = zip(column.owner.tolist(), column.values.tolist(), strict=True)
        said = {place: town_of(str(value)) if by == "town" else str(value) for place, value in pairs}
    groups: dict[str, list[int]] = {}
    for place, customer in enumerate(ids):
        groups.setdefault(said.get(place) or UNKNOWN, []).append(customer)
    return _few(groups)


def town_of(address: str) -> str:
    """The town of an address in one line or several, without its code: the last part that has letters beside a code."""
    parts = [part for line in address.splitlines() for part in line.split(",")]
    for part in reversed(parts):
        words = [word for word in part.split() if not any(sign.isdigit() for sign in word)]
        if words:
            return " ".join(words)
    return ""


def _few(groups: Mapping[str, list[int]]) -> Mapping[str, list[int]]:
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    if len(ordered) <= MOST:
        return dict(ordered)
    rest = sorted(_all(ids for _, ids in ordered[MOST - 1 :]))
    return {**dict(ordered[: MOST - 1]), REST: rest}


def _all(lists: Iterable[Sequence[int]]) -> Iterable[int]:
    return (one for each in lists for one in each)
