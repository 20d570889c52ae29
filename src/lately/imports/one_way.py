"""With whom did mail go one way only, in the mailboxes that were brought in by the browser?

Such mail is left out, and nothing of it is written to the book. But a list that comes later may show who they are, and
another mailbox may hold the other way. So each mailbox's addresses lie beside its file, and are thrown away with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import msgspec

from lately.imports import uploads
from lately.imports.models import Upload

AS_MANY = 200  # mailboxes, the newest


class Kept(msgspec.Struct):
    """By address the way, and which identifier was the newest when they were last asked about."""

    ways: dict[str, str] = {}
    asked_of: int = 0


def keep(upload: Upload, ways: Mapping[str, str]) -> None:
    """Keep by address the one way mail went in an upload: in, out, or blank if it was nobody's letter to them alone."""
    _write(_place(upload), Kept(dict(ways)))


def addresses(upload: Upload, *, newest: int) -> Collection[str]:
    """Return the addresses of an upload; none if they were asked about (`asked`) when `newest` was the newest yet."""
    kept = _read(_place(upload))
    return kept.ways if kept.asked_of != newest else ()


def asked(upload: Upload, *, newest: int) -> None:
    """Note that none of an upload's addresses was a customer's when `newest` was the newest."""
    _write(_place(upload), Kept(_read(_place(upload)).ways, newest))


def elsewhere(upload: Upload) -> dict[str, set[str]]:
    """Return by address the ways in all other mailboxes."""
    found: dict[str, set[str]] = {}
    for other in mailboxes():
        for address, way in _read(_place(other)).ways.items() if other.pk != upload.pk else ():
            found.setdefault(address, set()).update({way} - {""})
    return found


def mailboxes() -> Iterator[Upload]:
    """Yield the uploads of mail that were taken in as a whole, and can be read again."""
    rows = Upload.objects.select_related("imported").filter(kind="mail", state=uploads.DONE, thrown_away_at=None)
    for upload in rows.order_by("-pk")[:AS_MANY]:
        undone = upload.imported is not None and upload.imported.undone_at is not None
        if not undone and not upload.outcome.get("part") and _place(upload).exists():
            yield upload


def _place(upload: Upload) -> Path:
    return uploads.file_of(upload).parent.parent / "one-way.json"


def _write(place: Path, kept: Kept) -> None:
    unfinished = place.with_suffix(".part")
    unfinished.write_bytes(msgspec.json.encode(kept))
    unfinished.replace(place)


def _read(place: Path) -> Kept:
    try:
        return msgspec.json.decode(place.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return Kept()
