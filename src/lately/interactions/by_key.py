"""Which row of the ledger is meant by the key under which it was written down?"""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import gettext as _

from lately.interactions.models import Deed, Interaction, Promise
from lately.lib.refusal import Refusal

Row = TypeVar("Row", Interaction, Deed, Promise)


def interaction(key: str) -> Interaction | None:
    """The interaction that counts under this key; None for a blank one. Raises Refusal if it is gone."""
    return _counting(Interaction, key)


def deed(key: str) -> Deed | None:
    """The deed that counts under this key; as above."""
    return _counting(Deed, key)


def promise(key: str) -> Promise | None:
    """The promise that counts under this key; as above."""
    return _counting(Promise, key)


def beginning(prefix: str) -> list[Interaction]:
    """The interactions that count and whose key begins so."""
    return list(Interaction.objects.filter(source_key__startswith=prefix, voided_at=None).order_by("pk"))


def promise_there(key: str) -> Promise | None:
    """The same; None if there is none."""
    return Promise.objects.filter(source_key=key, voided_at=None).first()


def _counting(model: type[Row], key: str) -> Row | None:
    if not key:
        return None
    row = model.objects.filter(source_key=key, voided_at=None).first()
    if row is None:
        raise Refusal(
            _("What this was about has changed meanwhile."),
            _("It was corrected or taken back after you opened the page."),
            _("Reload the page and look again. Nothing was written down."),
        )
    return row
