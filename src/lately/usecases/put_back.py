"""Bring back what was put off in Today: it was pressed by mistake, or its time has come."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lately.accounts.acting import tell
from lately.accounts.models import Role
from lately.interactions import by_key
from lately.interactions.keeping import into
from lately.interactions.services import withdraw
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.plans.putting_off import named, void
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.notes import note_named, void_note


def put_back(*, user: Reader, key: str, now: int) -> None:
    """Take it back, with the note and the promise that were made of it; raises Refusal if it is gone or not theirs."""
    row = named(key)
    refuse_unless_theirs(user, into(row.customer_id))
    if row.user_id != user.pk and user.role != Role.OWNER:
        raise Refusal(_("Somebody else put this off."), _("Only they or the owner may bring it back."), _("Ask them."))
    with write_transaction():
        void(row, now=at_seconds(now))
        also_taken_back(key, now=now)
    tell(gettext_noop("brought back what was put off in Today"))


def also_taken_back(key: str, *, now: int) -> None:
    """Void the note and the promise that were made when this was put off."""
    note = note_named(key)
    if note is not None:
        void_note(note, now=now)
    promise = by_key.promise_there(key)
    if promise is not None:
        withdraw(promise, now=at_seconds(now))
