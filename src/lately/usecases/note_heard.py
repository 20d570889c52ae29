"""Write down what a customer told us: a complaint, or what they think and wish."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lately.interactions.models import Direction, Kind
from lately.interactions.services import record
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.writing_down import SOURCE, Hand, way, words

SORTS = {"feedback": gettext_lazy("What they think or wish"), "complaint": gettext_lazy("A complaint")}
_LINE = 120


def note_heard(*, hand: Hand, kind: str, channel: str, on: str, said: str) -> str:
    """Record it in their words; returns the key by which it can be taken back.

    A complaint stays open, and asks are held, until something settles it. Raises Refusal.
    """
    customer = hand.customer()
    if kind not in SORTS:
        raise Refusal(
            _("It is not clear what it was."), _("It is a complaint, or what they think."), _("Go back and choose.")
        )
    text = words(said, _("What they said"))
    return record(
        customer=customer,
        direction=Direction.IN,
        channel=way(channel),
        happened_at=hand.happened(on),
        now=at_seconds(hand.now),
        source=SOURCE,
        source_key=hand.key(customer, "heard", kind, channel, on, text),
        kind=Kind(kind),
        by_id=hand.user.pk,
        subject=text.partition("\n")[0][:_LINE],
        text=text,
    ).source_key
