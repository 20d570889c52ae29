"""What do we decide of a pair: one customer, two people, or two again?

Each decision raises the pair's version; whoever decides by an older one is told what somebody else decided meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from lately.identity.models import Duplicate, State
from lately.lib.refusal import Refusal


class DecidedMeanwhile(Refusal):
    """Somebody else decided of this pair after it was shown."""

    def __init__(self, pair: Duplicate) -> None:
        who = pair.decided_by.name if pair.decided_by else _("Somebody else")
        what = {
            State.MERGED: _("%(who)s merged the two since you opened this page."),
            State.DIFFERENT: _("%(who)s said that they are two different people since you opened this page."),
            State.PROPOSED: _("%(who)s took the two apart again since you opened this page."),
        }
        super().__init__(
            what[State(pair.state)] % {"who": who},
            _("Two decisions about one pair would undo each other; nothing was changed by you."),
            _("Look at it as it stands now, and decide again if you see it otherwise."),
        )


def decide(
    *,
    pair: Duplicate,
    seen: int,
    state: State,
    by: int,
    now: dt.datetime,
    merged: int | None = None,
    undo: Mapping[str, Any] | None = None,
) -> None:
    """Set what was decided, inside a write transaction; raises DecidedMeanwhile if it is not as it was `seen`."""
    changed = Duplicate.objects.filter(pk=pair.pk, version=seen).update(
        state=state,
        decided_at=now,
        decided_by_id=by,
        merged_id=merged,
        undo=dict(undo or {}),
        version=F("version") + 1,
    )
    if not changed:
        pair.refresh_from_db()
        raise DecidedMeanwhile(pair)


def kept_apart(one: int, other: int) -> bool:
    """Whether somebody said that these two are different people, or took them apart."""
    first, second = sorted((one, other))
    pairs = Duplicate.objects.filter(first_id=first, second_id=second)
    return pairs.exclude(state=State.MERGED).filter(Q(state=State.DIFFERENT) | ~Q(decided_at=None)).exists()


def put_beside(one: int, other: int, *, evidence: Mapping[str, str], now: dt.datetime) -> int:
    """Propose two records of whom somebody says that they are one; return the pair's number.

    Whatever was decided of them before, they are looked at again; a pair that is there keeps its evidence.
    """
    first, second = sorted((one, other))
    pair, new = Duplicate.objects.get_or_create(
        first_id=first, second_id=second, defaults={"score_milli": 0, "evidence": dict(evidence), "found_at": now}
    )
    if not new and pair.state == State.DIFFERENT:
        Duplicate.objects.filter(pk=pair.pk).update(state=State.PROPOSED, version=F("version") + 1)
    return pair.pk


def follow(*, record: int, into: int, now: dt.datetime) -> dict[str, Any]:
    """Let what was proposed or decided of a merged record hold of whom it became; return what to put back.

    Whoever looked like the record is proposed beside the other; whoever is somebody else than the record is somebody
    else than the one it became.
    """
    made, turned = [], []
    for pair in Duplicate.objects.filter(Q(first=record) | Q(second=record)).exclude(state=State.MERGED):
        other = pair.first_id if pair.second_id == record else pair.second_id
        if other == into:
            continue
        first, second = sorted((other, into))
        theirs, new = Duplicate.objects.get_or_create(
            first_id=first,
            second_id=second,
            defaults={
                "score_milli": pair.score_milli, "evidence": pair.evidence, "state": pair.state, "found_at": now,
                "decided_at": pair.decided_at, "decided_by": pair.decided_by,
            },
        )  # fmt: skip
        if new:
            made.append(theirs.pk)
        elif pair.state == State.DIFFERENT and theirs.state == State.PROPOSED:
            Duplicate.objects.filter(pk=theirs.pk).update(state=State.DIFFERENT, version=F("version") + 1)
            turned.append([theirs.pk, theirs.version + 1])
    return {"made": made, "turned": turned}


def unfollow(undo: Mapping[str, Any]) -> None:
    """Put back what `follow` did, but for pairs of which somebody decided since."""
    Duplicate.objects.filter(pk__in=undo.get("made", ()), version=0).delete()
    for pair, version in undo.get("turned", ()):
        Duplicate.objects.filter(pk=pair, version=version).update(state=State.PROPOSED, version=F("version") + 1)
