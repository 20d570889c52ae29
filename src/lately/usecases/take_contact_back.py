"""Take back a contact that one wrote down oneself: it was pressed by mistake."""

from __future__ import annotations

from lately.accounts.models import Role
from lately.interactions import by_key
from lately.interactions.services import withdraw
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader


def take_contact_back(*, user: Reader, key: str, now: int) -> None:
    """Void the contact; raises Refusal if it is gone, or was written down by somebody else (the owner may)."""
    row = by_key.interaction(key)
    if row is None or not key.startswith("screen:"):
        raise Refusal(
            "There is nothing to take back.", "Only what was pressed here can be.", "Look at the ledger again."
        )
    if row.by_id != user.pk and user.role != Role.OWNER:
        raise Refusal(
            "Somebody else wrote this down.",
            "Only they or the owner may take it back.",
            "Ask them; their name stands beside it.",
        )
    withdraw(row, now=at_seconds(now))
