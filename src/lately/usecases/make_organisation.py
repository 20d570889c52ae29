"""Make the organisation of an installation, so that dates have a zone and sums a currency."""

from __future__ import annotations

import datetime as dt

from lately.accounts.selectors import NAMELESS, organisation_said
from lately.accounts.services import set_organisation


def make_organisation(*, at: dt.datetime, zone: str, currency: str) -> bool:
    """Say that we are a nameless one in this zone, unless somebody said who we are; return whether it was made."""
    if organisation_said(at=at) is not None:
        return False
    set_organisation(at=at, name=NAMELESS, zone=zone, currency=currency)
    return True
