"""What did this customer see of us in 90 days, on every channel, as they saw it, and what did they say back?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.accounts.selectors import organisation
from lately.interactions.known import known_at
from lately.interactions.models import Direction, Kind
from lately.interactions.seen import last_helped, seen_between, untold_since
from lately.lib.moments import at_seconds
from lately.measurement.rows import channels_known_since
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader
from lately.profiles.people import people
from lately.usecases.note_report_sent import is_felt_elsewhere
from lately.usecases.see_person import whom_of
from lately.usecases.shoes_words import Seen, summary
from lately.usecases.writing_down import DAY, SOURCE

DAYS = 90
BY_MOUTH = frozenset({Kind.CALL, Kind.VISIT})
# Of one of us by name, and of us.
_THINGS = {
    "email": (_("A mail from %(who)s"), _("A mail from you")),
    "sms": (_("A text message from %(who)s"), _("A text message from you")),
    "post": (_("A letter from %(who)s"), _("A letter from you")),
    "voice": (_("A machine rang for %(who)s"), _("A machine rang for you")),
    "phone": (_("A call from %(who)s"), _("A call from you")),
    "visit": (_("A visit of %(who)s"), _("A visit of you")),
}
_ANSWER = (_("An answer from %(who)s"), _("An answer from you"))
_SOMETHING = (_("Something from %(who)s"), _("Something from you"))
_THEIRS = {
    Kind.COMPLAINT: _("They complained"),
    Kind.FEEDBACK: _("They told you what they think"),
    Kind.PURCHASE: _("They bought"),
}
_BY_CHANNEL = {
    "phone": _("They rang"),
    "visit": _("They came by"),
    "shop": _("They came by"),
    "sms": _("They texted"),
}
_WROTE = _("They wrote")


def see_shoes(*, user: Reader, who: str, at: int, now: int) -> dict[str, Any]:
    """Return what went to them and what came back, oldest first, and the sentences that sum it up.

    Inner words stay inside: no class, no plan, and of what one of us noted here only that it happened. `unknown` are
    channels of which less than the 90 days is known.
    """
    known = known_at(at=at, now=now)
    whom = whom_of(user=user, who=who, at=at, known=known)
    rows = [row for row in seen_between(whom.ids, whom.when, since=at - DAYS * DAY) if not is_felt_elsewhere(row)]
    begun = channels_known_since(at=at, known=known, policy=policy_at(at=at, known=known))
    return {
        "person": people([whom.customer], at=at, known=known)[whom.customer],
        "days": DAYS,
        "entries": [_as_they_saw_it(row) for row in rows],
        "sums": summary(
            [
                Seen(row["class"], asked_for=row["asked_for"], written=row["kind"] not in BY_MOUTH)
                for row in rows
                if row["direction"] == Direction.OUT
            ],
            helped=last_helped(whom.ids, whom.when),
            untold=untold_since(whom.ids, whom.when),
            at=at,
            zone=organisation(at=at_seconds(at)).zone,
            days=DAYS,
        ),
        "unknown": sorted(channel for channel, since in begun.items() if since > at - DAYS * DAY),
    }


def _as_they_saw_it(row: dict[str, Any]) -> dict[str, Any]:
    """One entry without the words that were written for us."""
    ours = row["direction"] == Direction.OUT
    noted = ours and (row["source"] == SOURCE or row["kind"] in BY_MOUTH)
    return {
        "at": row["at"],
        "ours": ours,
        "did": _ours(row) if ours else gettext(_THEIRS.get(row["kind"]) or _BY_CHANNEL.get(row["channel"], _WROTE)),
        "subject": row["subject"] if row["content"] or not noted else "",
        "text": "" if noted else row["text"],
        "unkept": noted and row["kind"] not in BY_MOUTH,
        "amount_minor": row["amount_minor"],
        "currency": row["currency"],
    }


def _ours(row: dict[str, Any]) -> str:
    """What reached them, as a person would tell it: "A mail from Ruth Calloway", "A bill"."""
    if row["kind"] == Kind.INVOICE:
        return gettext("A bill from you")
    named, unnamed = _ANSWER if row["asked_for"] else _THINGS.get(row["channel"], _SOMETHING)
    return gettext(named) % {"who": row["by"]} if row["by"] else gettext(unnamed)
