"""Write down what we did for a customer, so that they can be told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lately.interactions.services import record_deed
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.lib.values import money
from lately.usecases.writing_down import SOURCE, Hand, words

WORTHS = {
    "500": gettext_lazy("A small courtesy"),
    "1000": gettext_lazy("A real help, like a useful message"),
    "2000": gettext_lazy("It spared them trouble or money"),
    "5000": gettext_lazy("They will tell others about it"),
}


def note_deed(*, hand: Hand, what: str, on: str, worth: str, saved: str) -> str:
    """Record a deed done on a day (blank is today), by the user, not told yet; returns its key.

    `worth` is one of WORTHS, `saved` a sum of money or blank. Raises Refusal for what cannot be true.
    """
    customer, said = hand.customer(), words(what, _("What you did"))
    if worth not in WORTHS:
        raise Refusal(
            _("It is not clear what it was worth."),
            _("A deed is small or large to them."),
            _("Choose one of the lines."),
        )
    amount, currency = money(saved, hand.currency) if saved.strip() else (None, "")
    if amount is not None and amount < 0:
        raise Refusal(
            _("%(sum)s is below nothing.") % {"sum": saved},
            _("A deed saves them money or it does not."),
            _("Write it without the minus."),
            field="saved",
        )
    return record_deed(
        customer=customer,
        what=said,
        happened_at=hand.happened(on),
        now=at_seconds(hand.now),
        source=SOURCE,
        source_key=hand.key(customer, "deed", said, on, worth, saved),
        worth_milli=int(worth),
        saved_minor=amount,
        currency=currency,
        by=hand.user.name,
    ).source_key
