"""Take in something that may be worth passing on: a page by its address, a text, a forwarded mail, a feed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lately.content.feeds import entries_of, is_feed, page_of
from lately.content.fetching import Bounds, fetched
from lately.content.pieces import LONGEST_TEXT, Found, choose_topics, keep_piece, put_away
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader
from lately.words.files import opened

_FORWARDED = re.compile(r"^(?:(?:fwd?|wg|re|aw)\s?:\s?)+", re.IGNORECASE)
LEAST = 20  # letters from which on a text says something


@dataclass(frozen=True)
class Captured:
    """The key of what was kept; or the entries of a feed, to choose one from."""

    key: str = ""
    entries: Sequence[Found] = field(default_factory=list)


def capture_page(*, user: Reader, address: str, now: int, bounds: Bounds | None = None) -> Captured:
    """Read a public page once and keep it, or list the entries of a feed; raises Refusal for what cannot be read."""
    page = fetched(address, bounds=bounds)
    if is_feed(page):
        return Captured(entries=entries_of(page))
    return _kept(user, page_of(page), now)


def capture_text(*, user: Reader, title: str, text: str, address: str, came: str = "paste", now: int) -> Captured:
    """Keep a text that was pasted, or an entry that was chosen from a feed."""
    plain = text.replace("\r\n", "\n").strip()
    if len(plain) > LONGEST_TEXT:
        raise Refusal(
            _("This is too much at once."),
            _("An article has at most %(most)s signs.") % {"most": number_format(LONGEST_TEXT, force_grouping=True)},
            _("Paste the part that matters."),
        )
    link = address.strip() if address.strip().startswith(("http://", "https://")) else ""
    headed = title.strip() or plain.partition("\n")[0][:120]
    return _kept(user, Found(came if came == "feed" else "paste", headed, plain, address=link), now)


def capture_mail(*, user: Reader, path: Path, now: int) -> Captured:
    """Keep what a mail (or a text, or a page) in a file says."""
    message = opened(path)
    subject = _FORWARDED.sub("", (message.subject or "").strip()) or message.text.partition("\n")[0][:120]
    return _kept(user, Found("mail", subject, message.text), now)


def say_what_it_is_about(*, key: str, topics: Sequence[str], now: int) -> None:
    """Keep the topics a person chose for it; raises Refusal if it was put away."""
    choose_topics(key, topics, now=at_seconds(now))


def put_piece_away(*, key: str, now: int) -> None:
    """Take it off the list."""
    put_away(key, now=at_seconds(now))


def _kept(user: Reader, found: Found, now: int) -> Captured:
    if len(found.title) + len(found.text) < LEAST:
        raise Refusal(
            _("Too little of it could be read."),
            _("Nothing can be said of whom it is for."),
            _("Paste its text instead."),
        )
    return Captured(key=keep_piece(found, by_id=user.pk, now=at_seconds(now)))
