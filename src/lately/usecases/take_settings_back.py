"""What of an export's numbers and segments is taken back with it, what stays, and how is that taken off by hand?

They are known by the moment they were written down, which they share with their import.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext

from lately.accounts.models import Organisation
from lately.content.selectors import definitions_naming
from lately.imports.models import Import
from lately.policies.models import PolicyValue
from lately.segments.models import Segment
from lately.segments.services import take_off


def take_settings_back(found: Import, *, now: dt.datetime) -> tuple[dict[str, int], list[str]]:
    """Take back what nobody changed since; returns how many of what, and a sentence for each that stays.

    A segment that a content is for stays: call it after contents were taken back, inside the write transaction.
    """
    if found.kind != "export":
        return {}, []
    stay = [*_numbers_set_since(found), *_who_we_are(found)]
    numbers = PolicyValue.objects.filter(recorded_at=found.recorded_at, voided_at=None).update(voided_at=now)
    segments = 0
    for row in Segment.objects.filter(recorded_at=found.recorded_at).order_by("title"):
        why = _stays(row)
        if why:
            stay.append(why)
        elif row.voided_at is None:
            segments += take_off(row.key, now=now)
    return {name: count for name, count in (("numbers", numbers), ("segments", segments)) if count}, stay


def _numbers_set_since(found: Import) -> Iterator[str]:
    brought = PolicyValue.objects.filter(recorded_at=found.recorded_at).values("name")
    since = PolicyValue.objects.filter(name__in=brought, voided_at=None, recorded_at__gt=found.recorded_at)
    for name, value in {row.name: row.value for row in since.order_by("name", "valid_from", "pk")}.items():
        yield gettext(
            "%(number)s is %(value)s still: it was set again since. ./lately policy set %(number)s sets it otherwise."
        ) % {"number": name, "value": value}


def _stays(row: Segment) -> str:
    """Why a segment stays; blank if nothing keeps it, or it was taken off since."""
    standing = Segment.objects.filter(key=row.key, voided_at=None).first()
    if standing is None:
        return ""
    how = {"title": standing.title, "key": row.key}
    if standing.pk != row.pk:
        return gettext("“%(title)s” stays: it was changed since. ./lately segment end %(key)s takes it off.") % how
    used = ", ".join(title for _, title in definitions_naming(row.key))
    if not used:
        return ""
    return gettext(
        "“%(title)s” stays: %(used)s is for it. Change that first; then ./lately segment end %(key)s takes it off."
    ) % (how | {"used": used})


def _who_we_are(found: Import) -> Iterator[str]:
    for row in Organisation.objects.filter(recorded_at=found.recorded_at):
        yield gettext("You are %(name)s still, as the export said. ./lately organisation says it otherwise.") % {
            "name": row.name
        }
