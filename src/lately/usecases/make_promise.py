"""Write down what was promised to a customer: to do something by a day, or to leave them in peace until one."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from lately.interactions.services import record_promise
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.writing_down import SOURCE, Hand, words

SORTS = {
    "": gettext_lazy("We will do something by then"),
    "all": gettext_lazy("We will not write or call until then"),
    "ask": gettext_lazy("We will ask for nothing until then"),
}
_SAID = {"all": "Not to write or call until then", "ask": "To ask for nothing until then"}


def make_promise(*, hand: Hand, what: str, due: str, refrains: str) -> str:
    """Record a promise given at the moment; returns its key. `refrains` is one of SORTS.

    What is to be done is due at the end of the day; silence lasts until the day begins. Raises Refusal.
    """
    customer = hand.customer()
    if refrains not in SORTS:
        raise Refusal(
            gettext("It is not clear what was promised."),
            gettext("We do something, or keep silent."),
            gettext("Choose one of the lines."),
        )
    said = words(what or _SAID.get(refrains, ""), gettext("What you promised"))
    return record_promise(
        customer=customer,
        what=said,
        due_at=hand.coming(due, whole=not refrains),
        happened_at=at_seconds(hand.at),
        now=at_seconds(hand.now),
        source=SOURCE,
        source_key=hand.key(customer, "promise", said, due, refrains),
        refrains=refrains,
        by=hand.user.name,
    ).source_key
