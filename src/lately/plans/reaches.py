"""Where is kept whom a content would reach, for a book too large to count while somebody waits?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lately.lib.gate import write_transaction
from lately.plans.models import Reached


def kept(content: str) -> Reached | None:
    """What was counted last of a content, if anybody ever asked; its `body` is None until it is counted."""
    return Reached.objects.filter(content=content).first()


def want(content: str, *, now: dt.datetime) -> None:
    """Note that somebody waits for a content to be counted (anew)."""
    with write_transaction():
        Reached.objects.update_or_create(
            content=content, defaults={"due": True, "wanted_at": now}, create_defaults={"wanted_at": now}
        )


def anybody_waits() -> bool:
    """Whether any content is to be counted."""
    return Reached.objects.filter(due=True).exists()


def waited_for() -> Sequence[str]:
    """The contents to be counted, the longest waited for first."""
    return list(Reached.objects.filter(due=True).order_by("wanted_at", "pk").values_list("content", flat=True))


def keep(content: str, *, at: int, versions: Mapping[str, str], body: Mapping[str, Any]) -> None:
    """Keep what was counted."""
    with write_transaction():
        Reached.objects.filter(content=content).update(at=at, versions=dict(versions), body=dict(body), due=False)


def forget(content: str) -> None:
    """Nobody need count it: it is not in the book any more."""
    with write_transaction():
        Reached.objects.filter(content=content).delete()
