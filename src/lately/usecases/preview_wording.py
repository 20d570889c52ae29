"""What would one real customer get, if this wording went to them now?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lately.content.filling import fields, is_complete, wrong_in
from lately.content.reading import OF_CLAIMS, checked
from lately.decisioning.claims import claims
from lately.interactions.known import known_at
from lately.lib.refusal import Refusal
from lately.lib.saying import again
from lately.profiles.books import Reader, book_of, refuse_unless_theirs
from lately.profiles.people import people
from lately.profiles.search import search
from lately.profiles.selectors import customers_of
from lately.usecases.fill_message import filled_for
from lately.words.guard.findings import SEVERITIES

MOST = 8


def preview_wording(
    *, user: Reader, who: str, content: str, channel: str, subject: str, text: str, at: int, now: int
) -> dict[str, Any]:
    """Return the wording filled for the customer who goes by `who`: a key, an address, a number or part of a name.

    `person` is who is meant; if several could be, they are in `choices` (`more`: there are others still) and nothing
    is filled. `missing` says in words what is not known of them; `findings` what is found for this reader and not for
    anybody, the gravest first; `beside`: what is found for anybody holds for them, too; `claims` are what it says
    of them, with what the facts say to it. Raises Refusal if nobody whom the reader may see is meant, or the wording
    cannot be filled for anybody.
    """
    for wrong in [one for part in (subject, text) for one in wrong_in(part)][:1]:
        raise Refusal(_("It cannot be filled for anybody yet."), wrong.says, wrong.todo)
    known = known_at(at=at, now=now)
    ids, more = _meant(user, who, at=at, known=known)
    persons = people(ids, at=at, known=known)
    if len(ids) > 1:
        return {"person": None, "choices": [persons[one] for one in ids], "more": more}
    person = persons[ids[0]]
    found = filled_for(
        customer=person["who"], content=content, channel=channel, at=at, now=now, sender=user.name, subject=subject,
        text=text,
    )  # fmt: skip
    anybody = {one.code for one in checked(channel, subject, text).findings} - OF_CLAIMS
    theirs = [one for one in found["verdict"]["findings"] if one["code"] not in anybody]
    return {
        "person": person,
        "choices": [],
        "subject": found["subject"],
        "text": found["text"],
        "claims": [(claims()[name].told, why) for name, why in found["because"].items()],
        "missing": "" if found["text"] else _missing(found["missing"]),
        "to_fill": not (is_complete(found["subject"]) and is_complete(found["text"])),
        "beside": len(found["verdict"]["findings"]) > len(theirs),
        "findings": sorted(theirs, key=_gravest_first),
    }


def _meant(user: Reader, who: str, *, at: int, known: int) -> tuple[list[int], bool]:
    """Who may be meant, by key or address, else by any part of a name; and whether there are more."""
    (exact,) = customers_of([("", who)])
    if exact is not None:
        refuse_unless_theirs(user, exact)
        return [exact], False
    found = search(who, at=at, known=known, book=book_of(user), limit=MOST)
    if not found.ids:
        nobody = _("Nobody goes by %(who)r.") if book_of(user) is None else _("Nobody in your book goes by %(who)r.")
        raise Refusal(
            nobody % {"who": who.strip()[:80]},
            _("A customer is found by any part of a name, an address, a number or a key."),
            _("Type another part of it."),
        )
    return list(found.ids), bool(found.after)


def _missing(field: str) -> str:
    """What is not known of them, in words; what is no field is told as it is."""
    return again(fields().get(field, field))


def _gravest_first(finding: Mapping[str, Any]) -> int:
    return -SEVERITIES.index(finding["severity"])
