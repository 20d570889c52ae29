"""Who would get this, who not, until when, and what else are they told instead?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.content.approvals import approval_of
from lately.content.selectors import definition_known, shelf_known
from lately.decisioning.expression import leaves
from lately.decisioning.offers import Content
from lately.interactions.ahead import reserved_by_content
from lately.interactions.known import known_at
from lately.interactions.size import is_large
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people
from lately.profiles.search import in_book
from lately.usecases.keep_reaches import recall_reach
from lately.usecases.pass_over import set_up
from lately.usecases.reckon_reach import Reach, reckon_reach, refuse_unknown

PAGE = 40


def see_content(*, user: Reader, content: str, at: int, now: int) -> dict[str, Any]:
    """Return what a content is, and whether somebody has to approve it and has; raises Refusal if there is none."""
    known = known_at(at=at, now=now)
    definition = definition_known(content, known=known) or definition_known(content)
    if definition is None:
        raise Refusal(
            _("There is no content %(content)r.") % {"content": content},
            _("It was never in the book, or it was taken off."),
            _("Choose one under Say."),
        )
    return {
        "content": content,
        "title": str(definition.get("title") or content),
        "benefit": str(definition.get("benefit", "")),
        "draft": bool(definition.get("draft")),
        "approval": approval_of(content, policy=policy_at(at=at, known=known), user_id=user.pk),
    }


def see_reach(*, content: str, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return how many would get it by channel, how many not by reason and until when, and what wins or loses to it.

    Counts of a large book are of those looked at (`looked` of `everybody`), and scaled up (`about`); while they are
    being counted, there is nothing but `not_yet`.
    """
    reach = _reach(content, at, now, rules_in)
    if reach is None:
        return {"not_yet": True}
    contents = _contents(at, now)
    scale = reach.everybody / reach.looked if reach.looked else 1.0
    waiting = [
        {"code": one.code, "until": one.until, "count": _scaled(len(one.customers), scale)} for one in reach.groups
    ]
    asked = contents[content].occasion if content in contents else None
    return {
        "at": reach.at,
        "about": reach.looked < reach.everybody,
        "looked": reach.looked,
        "everybody": reach.everybody,
        "said": _scaled(sum(map(len, reach.said.values())), scale),
        "ways": [(channel, _scaled(len(ids), scale)) for channel, ids in reach.said.items()],
        "waits": sorted((one for one in waiting if one["until"]), key=lambda one: (one["until"], one["code"])),
        "stays": sorted((one for one in waiting if not one["until"]), key=lambda one: -one["count"]),
        "winners": [_named(contents, name, len(ids), scale) for name, ids in _most_first(reach.winners)],
        "loses": [_named(contents, name, count, scale) for name, count in reach.instead_of.items()],
        "ahead": [
            _named(contents, name, count, 1.0) for name, count in reserved_by_content(_readers(reach), at=reach.at)
        ],
        "occasions": list(dict.fromkeys(leaf.fact for leaf in leaves(asked))) if asked else [],
    }


def see_reach_names(
    *, user: Reader, content: str, code: str, until: int, winner: str, after: int, at: int, now: int,
    rules_in: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return those behind one of the counts (a page, from the id `after` on): a reason and moment, a winner, or told.

    Of a large book only those looked at, and nobody (`not_yet`) while it is being counted; of all only customers whom
    the user may see.
    """
    reach = _reach(content, at, now, rules_in)
    if reach is None:
        return {"rows": [], "after": None, "winner": "", "sampled": True, "not_yet": True}
    meant = sorted(_meant(reach, code, until, winner))
    left = [one for one in meant if one > after]
    mine = in_book(left, book_of(user))
    shown = [one for one in left if one in mine]
    page = shown[:PAGE]
    who = people(page, at=reach.at, known=known_at(at=at, now=now))
    contents = _contents(at, now)
    return {
        "rows": [who[one] for one in page],
        "after": page[-1] if len(shown) > PAGE else None,
        "winner": contents[winner].title if winner in contents else "",
        "sampled": reach.looked < reach.everybody,
    }


def _reach(content: str, at: int, now: int, rules_in: Path | None) -> Reach | None:
    """Reckoned; of a large book as it was counted last, or None."""
    if at != now or not is_large():
        return reckon_reach(content=content, at=at, now=now, rules_in=rules_in)
    setting = set_up(at=at, now=now, rules_in=rules_in)
    refuse_unknown(setting, content)
    return recall_reach(content=content, versions=setting.versions, at=at, now=at_seconds(now))


def _meant(reach: Reach, code: str, until: int, winner: str) -> list[int]:
    if code:
        listed = [one.customers for one in reach.groups if one.code == code and one.until == until]
    elif winner:
        listed = [reach.winners[winner]] if winner in reach.winners else []
    else:
        listed = list(reach.said.values())
    return [one for ids in listed for one in ids.tolist()]


def _readers(reach: Reach) -> list[int]:
    """All who may hear it now, whether they are told it or something else."""
    return [one for ids in (*reach.said.values(), *reach.winners.values()) for one in ids.tolist()]


def _contents(at: int, now: int) -> Mapping[str, Content]:
    zone = organisation(at=at_seconds(at)).zone
    return {one.key: one for one in shelf_known(known=known_at(at=at, now=now), zone=zone).contents}


def _most_first(winners: Mapping[str, Any]) -> Sequence[tuple[str, Any]]:
    return sorted(winners.items(), key=lambda one: (-len(one[1]), one[0]))


def _named(contents: Mapping[str, Content], name: str, count: int, scale: float) -> dict[str, Any]:
    meant = contents.get(name)
    return {
        "content": name,
        "title": meant.title if meant else name,
        "benefit": meant.benefit if meant else "",
        "count": _scaled(count, scale),
    }


def _scaled(count: int, scale: float) -> int:
    return round(count * scale)
