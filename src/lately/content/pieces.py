"""What was found worth passing on: an article, an offer, a forwarded mail?"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lately.content.models import Piece
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.lib.sql import capitals

LONGEST_TITLE, LONGEST_TEXT, MOST_TOPICS = 300, 60_000, 12
_TEXT = """{{{{ customer.salutation | default("Hello") }}}},

I came across this and thought of you: {title}
{address}
[Why it is for them, in a sentence of your own]

{{{{ sender.name }}}}
"""


@dataclass(frozen=True)
class Found:
    """Something as it was read: `came` by page, paste, mail or feed."""

    came: str
    title: str
    text: str
    description: str = ""
    address: str = ""


def keep_piece(found: Found, *, by_id: int | None, now: dt.datetime) -> str:
    """Keep what was found; returns its key. The same found again is kept once."""
    title = " ".join(found.title.split())[:LONGEST_TITLE] or "Without a title"
    same = hashlib.sha256(f"{found.address}|{title}|{found.text}".encode(errors="replace")).hexdigest()[:16]
    with write_transaction():
        row, _ = Piece.objects.get_or_create(
            key=same,
            defaults={
                "came": found.came,
                "address": found.address[:2000],
                "title": title,
                "description": " ".join(found.description.split())[:1000],
                "text": found.text[:LONGEST_TEXT],
                "by_id": by_id,
                "recorded_at": now,
            },
        )
        if row.voided_at is not None:
            Piece.objects.filter(pk=row.pk).update(voided_at=None, recorded_at=now)
    return same


def piece_named(key: str) -> Piece:
    """The piece of that key; raises Refusal."""
    row = Piece.objects.filter(key=key, voided_at=None).first()
    if row is None:
        raise Refusal(
            gettext("This was put away."),
            gettext("What was found stands here until somebody puts it away."),
            gettext("Find it anew."),
        )
    return row


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pieces: words of the title, whether somebody `settled` what they are about (None: either), the order."""

    words: str = ""
    settled: bool | None = None
    oldest: bool = False


def pieces(asked: Asked, *, after: int = 0, limit: int = 20) -> list[Piece]:
    """What was found and is asked for; a page begins behind the row `after`."""
    rows = Piece.objects.filter(voided_at=None)
    for word in asked.words.split():
        rows = rows.filter(functools.reduce(operator.or_, (Q(title__icontains=one) for one in capitals(word))))
    if asked.settled is not None:
        rows = rows.filter(chosen_at__isnull=not asked.settled)
    if after:
        rows = rows.filter(pk__gt=after) if asked.oldest else rows.filter(pk__lt=after)
    return list(rows.order_by("pk" if asked.oldest else "-pk")[:limit])


def any_piece() -> bool:
    """Whether anything stands there."""
    return Piece.objects.filter(voided_at=None).exists()


def choose_topics(key: str, topics: Sequence[str], *, now: dt.datetime) -> None:
    """Keep the topics that a person says it is about; raises Refusal for more than anybody reads, none being kept."""
    told = list(dict.fromkeys(" ".join(topic.split()).casefold()[:80] for topic in topics if topic.strip()))
    if len(told) > MOST_TOPICS:
        raise Refusal(
            gettext("This is too much at once."),
            gettext("It can be about at most %(most)s things, and %(count)s were chosen.")
            % {"most": MOST_TOPICS, "count": len(told)},
            gettext("Go back and keep those that it is really about."),
        )
    with write_transaction():
        piece_named(key)
        Piece.objects.filter(key=key).update(topics=told, chosen_at=now)


def put_away(key: str, *, now: dt.datetime) -> None:
    """Take a piece off the list."""
    with write_transaction():
        Piece.objects.filter(key=key, voided_at=None).update(voided_at=now)


def begun_with(piece: Piece) -> dict[str, Any]:
    """The definition with which a content about the piece begins: for those who like what it is about."""
    topics = [str(topic) for topic in piece.topics]
    likes = [{"fact": f"likes.{topic}", "is": True} for topic in topics if not set(topic) & set("{}")]
    found: dict[str, Any] = {"title": piece.title, "purpose": "news", "worth": 8, "topics": topics}
    if likes:
        found["audience"] = likes[0] if len(likes) == 1 else {"any": likes}
        found["because"] = "{name} told you that this interests them."
    return found


def words_of(piece: Piece) -> dict[str, str]:
    """A subject and a text that pass the piece on, for a person to finish; nothing of it is read as a field."""
    title, address = (text.replace("{", "(").replace("}", ")") for text in (piece.title, piece.address))
    return {"subject": title, "text": _TEXT.format(title=title, address=address)}
