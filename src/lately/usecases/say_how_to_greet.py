"""How does this customer like to be greeted? Written down as they said it; set again, it is changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.glance import facts_of
from lately.profiles.greeted import form_named, wish
from lately.profiles.selectors import find_customer
from lately.profiles.services import Statement, set_facts


def say_how_to_greet(*, user: Reader, who: str, address_as: str, form_of_address: str, at: int, now: int) -> None:
    """Store what follows “Dear” and the form of address as facts that hold from `at` on, said by the user.

    Blank takes an older one back: we go by the name on the card again. Raises Refusal for a customer who is not
    theirs, and for what nobody can be called.
    """
    customer = find_customer(who)
    refuse_unless_theirs(user, customer)
    said = {"address_as": wish(address_as), "form_of_address": form_named(form_of_address)}
    if address_as.strip() and not said["address_as"]:
        raise Refusal(
            _("Nobody is called “%(name)s”.") % {"name": address_as.strip()[:60]},
            _("It follows “Dear” in what we write to them."),
            _("Write it as they would like to read it: Ann, Mrs Lee, Ann and Dov."),
        )
    if form_of_address.strip() and not said["form_of_address"]:
        raise Refusal(
            _("“%(form)s” is no form of address we know.") % {"form": form_of_address.strip()[:60]},
            _("It chooses between Mr, Mrs, Ms, Miss and Mx."),
            _("Choose one of them, or none."),
        )
    standing = {row["name"]: row["value"] for row in facts_of([customer], at=at, known=now)}
    news = [(name, value) for name, value in said.items() if value != standing.get(name, "")]
    with write_transaction():
        set_facts(
            statements=[Statement(customer, name, value, at_seconds(at)) for name, value in news],
            now=at_seconds(now),
            source=f"said by {user.name}"[:200],
        )
