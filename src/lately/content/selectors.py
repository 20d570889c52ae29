"""What have we got to say, as known at a moment? And which stored contents cannot be said, and why not?"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lately.content.approvals import approvals_known, changed_since
from lately.content.definition import content_from, segments_of, with_segments
from lately.content.models import Content as Row
from lately.decisioning.offers import Content
from lately.lib.counting import Live
from lately.lib.looking import once
from lately.lib.refusal import Refusal
from lately.segments.selectors import questions_known


@dataclass(frozen=True, slots=True)
class SetAside:
    """A stored content that cannot be said as it is written: what is wrong, why, and how to mend it."""

    key: str
    what: str
    why: str
    todo: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The contents that can be said, and those set aside, by key."""

    contents: list[Content] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)


def contents_known(*, known: int, zone: str) -> list[Content]:
    """Every content that counted at `known` (seconds since 1970 UTC) and can be said, by key, as it was then."""
    return shelf_known(known=known, zone=zone).contents


def shelf_known(*, known: int, zone: str) -> Shelf:
    """The same, with those that are kept but refused by the checks of today: they stop nothing else."""
    return once(("shelf_known", known, zone), lambda: _shelf(known, zone))


def _shelf(known: int, zone: str) -> Shelf:
    shelf, approved, named = Shelf(), approvals_known(known=known), questions_known(known=known)
    for row in Row.objects.filter(Live(known)).order_by("key"):
        found = _asked(row, named, zone)
        if isinstance(found, Content):
            word = approved.get(row.pk)
            holds = word is not None and not changed_since(word, row, known=known)
            shelf.contents.append(replace(found, approved_by=word.name) if word and holds else found)
        else:
            shelf.aside.append(found)
    return shelf


def definition_known(key: str, *, known: int | None = None) -> Mapping[str, Any] | None:
    """The definition of a content as it counted at `known`, or (None) as it counts by now; None if there is none."""
    counts = Q(voided_at=None) if known is None else Live(known)
    row = Row.objects.filter(counts, key=key).order_by("-recorded_at", "-pk").first()
    return row.definition if row and isinstance(row.definition, Mapping) else None


def definitions_naming(segment: str, *, known: int | None = None) -> list[tuple[str, str]]:
    """The contents, as (key, title), that are for whoever belongs to a segment, counted at `known` (or now)."""
    counts = Q(voided_at=None) if known is None else Live(known)
    found = Row.objects.filter(counts).order_by("key")
    return [
        (row.key, str(row.definition.get("title") or row.key))
        for row in found
        if isinstance(row.definition, Mapping) and segment in segments_of(row.definition)
    ]


def version_of(definition: Mapping[str, Any], channel: str) -> str:
    """A fingerprint of what an editor of one wording may change: it tells whether somebody else did."""
    part = [definition["channels"].get(channel), definition.get("draft", False)]
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def _asked(row: Row, named: Mapping[str, Mapping[str, Any]], zone: str) -> Content | SetAside:
    """The content, with what its segments asked then in their place."""
    definition = row.definition
    if isinstance(definition, Mapping) and "segment" in json.dumps(
        [definition.get("audience"), definition.get("occasion")]
    ):
        try:
            definition = with_segments(definition, named)
        except Refusal as refusal:
            return SetAside(row.key, refusal.what, refusal.why, refusal.todo)
    return _content(row.key, json.dumps([definition, row.read], sort_keys=True), zone)


@functools.lru_cache(maxsize=2048)
def _built(definition: str, zone: str) -> Content:
    """The content of a definition and what was read in it. What it raises, in the page's language, is not kept."""
    entry, read = json.loads(definition)
    return content_from(entry, zone=zone, read=read)


def _content(key: str, definition: str, zone: str) -> Content | SetAside:
    try:
        return _built(definition, zone)
    except Refusal as refusal:
        return SetAside(key, refusal.what, refusal.why, refusal.todo)
    except (AttributeError, KeyError, TypeError, ValueError):  # written around the import: not even a definition
        return SetAside(
            key,
            _("Content %(content)r cannot be read.") % {"content": key},
            _("It is not written like a content."),
            _("Import it again."),
        )
