"""Take back a contact that one wrote down oneself: it was pressed by mistake."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.accounts.models import Role
from lately.interactions import by_key
from lately.interactions.keeping import into
from lately.interactions.models import Direction
from lately.interactions.services import withdraw
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs


def take_contact_back(*, user: Reader, key: str, now: int) -> None:
    """Void the contact; raises Refusal if it is gone, of a customer who is not theirs, or another's (the owner may)."""
    row = by_key.interaction(key)
    if row is None or not key.startswith("screen:") or row.direction != Direction.OUT:
        raise Refusal(
            _("There is nothing to take back."), _("Only what was pressed here can be."), _("Look at the ledger again.")
        )
    refuse_unless_theirs(user, into(row.customer_id))
    if row.by_id != user.pk and user.role != Role.OWNER:
        raise Refusal(
            _("Somebody else wrote this down."),
            _("Only they or the owner may take it back."),
            _("Ask them; their name stands beside it."),
        )
    withdraw(row, now=at_seconds(now))
