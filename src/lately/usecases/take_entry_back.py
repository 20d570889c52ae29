"""Take back what one wrote down by hand: it was a slip, or never so."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from lately.interactions import by_key
from lately.interactions.models import Deed, Interaction, Promise
from lately.interactions.services import withdraw
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader
from lately.profiles.notes import note_named, void_note
from lately.usecases.hide_report import close_what_is_not_so
from lately.usecases.note_consent import take_consent_back
from lately.usecases.note_talk import OUR_SIDE
from lately.usecases.writing_down import BY_HAND, Hand, is_theirs, may_take_back

FINDERS = {"deed": by_key.deed, "promise": by_key.promise, "talk": by_key.interaction, "heard": by_key.interaction}


def take_entry_back(*, hand: Hand, kind: str, key: str) -> None:
    """Void the note, deed, promise, talk, word or consent under this key.

    Raises Refusal if it is gone, was written down by somebody else (the owner may), or something was built on it.
    """
    if kind == "consent":
        take_consent_back(hand=hand, key=key)
        return
    ids = hand.records()
    if not key.startswith(BY_HAND) or kind not in {*FINDERS, "note"}:
        raise _gone()
    if kind == "note":
        _take_note_back(hand, ids, key)
        return
    row = FINDERS[kind](key)
    if row is None or row.customer_id not in ids:
        raise _gone()
    _refuse_others(hand.user, key, row.by_id if isinstance(row, Interaction) else None)
    with write_transaction():
        _refuse_built_on(row)
        for each in [*_our_side(row), row]:
            withdraw(each, now=at_seconds(hand.now))
        close_what_is_not_so(of=set(ids), now=at_seconds(hand.now))


def _refuse_others(user: Reader, key: str, by: int | None) -> None:
    if not (is_theirs(user, key) or may_take_back(user, key, by)):
        raise Refusal(
            _("Somebody else wrote this down."), _("Only they or the owner may take it back."), _("Ask them to do it.")
        )


def _take_note_back(hand: Hand, ids: Sequence[int], key: str) -> None:
    note = note_named(key)
    if note is None or note.customer_id not in ids:
        raise _gone()
    _refuse_others(hand.user, key, note.by_id)
    if not void_note(note, now=hand.now):
        raise _gone()


def _our_side(row: Deed | Promise | Interaction) -> list[Interaction]:
    if not isinstance(row, Interaction):
        return []
    return list(Interaction.objects.filter(source_key=row.source_key + OUR_SIDE, voided_at=None))


def _refuse_built_on(row: Deed | Promise | Interaction) -> None:
    """Raise Refusal if they were told the deed, the promise was kept, or what they said was answered."""
    named = {Deed: Q(tells=row.pk), Promise: Q(keeps=row.pk), Interaction: Q(closes=row.pk)}[type(row)]
    later = Interaction.objects.filter(named, voided_at=None).exclude(source_key=row.source_key + OUR_SIDE)
    acted = isinstance(row, Interaction) and Deed.objects.filter(answers=row.pk, voided_at=None).exists()
    if later.exists() or acted:
        raise Refusal(
            _("Something was said or done because of this."),
            _("They were told of it, it was kept, or it was answered; to take it away would leave that hanging."),
            _("Take back first what came after it."),
        )


def _gone() -> Refusal:
    return Refusal(
        _("There is nothing to take back."),
        _("It was taken back before, or was not written down here."),
        _("Reload the page."),
    )
