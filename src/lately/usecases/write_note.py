"""Write a note about a customer down, for those who look after them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.profiles.notes import add_note
from lately.usecases.writing_down import SOURCE, Hand, words


def write_note(*, hand: Hand, text: str) -> str:
    """Keep the note; returns the key by which it can be taken back. Raises Refusal for none, or one too long."""
    customer, said = hand.customer(), words(text, _("The note"))
    return add_note(
        customer=customer, text=said, by=hand.user.pk, at=hand.at, now=hand.now, source=SOURCE,
        source_key=hand.key(customer, "note", said),
    ).source_key  # fmt: skip
