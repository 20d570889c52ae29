"""Write down that one of us spoke to a customer, in one click; twice pressed is written once."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.content.selectors import contents_known
from lately.interactions import by_key
from lately.interactions.models import Kind
from lately.interactions.services import record
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.selectors import find_customer

KINDS = {"phone": "call", "visit": "visit"}
CLASSES = {"", "give", "ask", "service"}
SOURCE = "the screens"


@dataclass(frozen=True)
class About:
    """What a contact was about: a content said, rows of the ledger by their keys, or a word of one's own."""

    content: str = ""
    tells: str = ""
    keeps: str = ""
    closes: str = ""
    classed: str = ""
    said: str = ""


def note_contact_made(*, user: Reader, who: str, channel: str, about: About, at: int, now: int, once: str = "") -> str:
    """Record a contact out at `at`, by the user; returns the key by which it can be taken back.

    `once` tells one press from another; left out, it is the same contact if customer, way, day, matter and words are
    the same. Raises Refusal for a customer who is not theirs, an unknown way, or rows that are gone.
    """
    customer = find_customer(who)
    refuse_unless_theirs(user, customer)
    _refuse_unknown(channel, about)
    key = once or "|".join([str(at // 86_400), *astuple(about)])
    closed = by_key.interaction(about.closes)
    row = record(
        customer=customer,
        direction="out",
        channel=channel,
        happened_at=at_seconds(at),
        now=at_seconds(now),
        source=SOURCE,
        source_key="screen:" + hashlib.sha256(f"{customer}|{user.pk}|{channel}|{key}".encode()).hexdigest()[:40],
        kind=KINDS.get(channel, "message"),
        by_id=user.pk,
        content=about.content,
        text=about.said,
        tells=by_key.deed(about.tells),
        keeps=by_key.promise(about.keeps),
        closes=closed,
        asked_for=closed is not None and closed.kind == Kind.MESSAGE,
        **_wording(channel, about, now),
    )
    return row.source_key


def _refuse_unknown(channel: str, about: About) -> None:
    if channel not in {"phone", "email", "sms", "post", "visit"} or about.classed not in CLASSES:
        raise Refusal(
            _("It is not clear how you spoke to them."),
            _("A contact is a call, a mail, a text message, a letter or a visit."),
            _("Go back and choose one."),
        )


def _wording(channel: str, about: About, now: int) -> dict[str, Any]:
    """The class and subject of what was said; a promise kept, a message answered or a complaint settled is service."""
    zone = organisation(at=at_seconds(now)).zone
    content = next((one for one in contents_known(known=now, zone=zone) if one.key == about.content), None)
    wording = next((one for one in content.wordings if one.channel == channel), None) if content else None
    if content is None or wording is None:
        plain = about.classed or ("service" if about.keeps or about.closes else "")
        return {"declared": plain, "subject": about.said[:120]}
    return {
        "declared": wording.declared,
        "found": wording.found,
        "overruled_by": wording.overruled_by,
        "subject": wording.subject or content.title,
    }
