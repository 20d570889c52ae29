"""Write down that we and a customer spoke, on any channel, whoever began."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lately.interactions.models import Direction, Interaction, Kind
from lately.interactions.services import record
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.writing_down import SOURCE, Hand, way, words

CLASSES = {
    "give": gettext_lazy("For their sake"),
    "ask": gettext_lazy("We wanted something"),
    "service": gettext_lazy("About work that is going on"),
}
KINDS = {"phone": Kind.CALL, "visit": Kind.VISIT, "shop": Kind.VISIT}
_LINE = 120
OUR_SIDE = ":ours"


@dataclass(frozen=True, slots=True)
class Talk:
    """How, who began (`out` we, `in` they), on which day (blank is today), what for, and what was said."""

    channel: str
    direction: str = "out"
    on: str = ""
    classed: str = "give"
    said: str = ""


def note_talk(*, hand: Hand, talk: Talk) -> str:
    """Record it under the user's name; returns the key by which it can be taken back.

    A talk that they began, face to face or by phone, is also answered: our side of it is a reply they asked for, so
    that it ends our silence and presses on nobody. What they wrote waits for an answer. Raises Refusal.
    """
    customer, channel = hand.customer(), way(talk.channel)
    if talk.direction not in Direction.values or talk.classed not in CLASSES:
        raise Refusal(
            _("It is not clear who began, or what for."),
            _("We speak to them, or they to us."),
            _("Go back and choose."),
        )
    said = words(talk.said, _("What was said")) if talk.said.strip() or talk.direction == Direction.IN else ""
    key = hand.key(customer, "talk", *(getattr(talk, name) for name in ("channel", "direction", "on", "classed")), said)
    with write_transaction():
        row = _record(hand, talk, customer, key, said)
        if talk.direction == Direction.IN and channel in KINDS:
            _answered(hand, talk, customer, row)
    return row.source_key


def _record(hand: Hand, talk: Talk, customer: int, key: str, said: str) -> Interaction:
    return record(
        customer=customer,
        direction=talk.direction,
        channel=talk.channel,
        happened_at=hand.happened(talk.on),
        now=at_seconds(hand.now),
        source=SOURCE,
        source_key=key,
        kind=KINDS.get(talk.channel, Kind.MESSAGE),
        by_id=hand.user.pk,
        declared=talk.classed if talk.direction == Direction.OUT else "",
        subject=said.partition("\n")[0][:_LINE],
        text=said,
    )


def _answered(hand: Hand, talk: Talk, customer: int, row: Interaction) -> None:
    record(
        customer=customer,
        direction=Direction.OUT,
        channel=talk.channel,
        happened_at=row.happened_at,
        now=at_seconds(hand.now),
        source=SOURCE,
        source_key=row.source_key + OUR_SIDE,
        kind=KINDS[talk.channel],
        by_id=hand.user.pk,
        declared="service",
        subject=_("Our side of the same talk"),
        asked_for=True,
        closes=row,
    )
