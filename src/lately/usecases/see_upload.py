"""How far is this upload: what is in it, how will it be read, how long does it take, what came of it?"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, pgettext

from lately.accounts.selectors import organisation, organisation_said
from lately.imports import uploads
from lately.imports.columns import OWN, consent_columns
from lately.imports.guessing import KINDS, Guess, column_of, names_of, own_name
from lately.imports.mapping import JOINED
from lately.imports.models import Upload
from lately.imports.presets import presets
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.choose_columns import Choice, days_of, read_as
from lately.usecases.preview_upload import Asked, preview_upload
from lately.usecases.recall_neglected import recall
from lately.usecases.see_bring_in import files_that_wait, kind_words, next_steps

# How much of the work is done when each step begins, and how much it is itself.
STEPS = {"laying": (0.0, 0.15), "read": (0.15, 0.35), "written": (0.5, 0.5)}
EXAMPLES = 3
FEW_EMPTY = 3  # columns
LONGEST_EXAMPLE = 60


def see_upload(*, number: int, now: int, typed: Choice | None = None) -> dict[str, Any]:
    """Return all that a page says of an upload; `typed` is shown in place of what is kept. Raises Refusal."""
    upload = uploads.upload_numbered(number)
    if typed is not None and upload.kind in KINDS and typed.kind == upload.kind:
        upload.chosen = upload.chosen | {name: value for name, value in asdict(typed).items() if name != "kind"}
    seen: dict[str, Any] = {
        "number": upload.pk, "name": upload.name, "state": upload.state, "kind": upload.kind, "version": upload.version,
        "called": kind_words(upload.kind), "outcome": upload.outcome, "looked": upload.looked,
        "kinds": [(kind, kind_words(kind)) for kind in KINDS], "import": upload.imported_id,
        "undone": bool(upload.imported and upload.imported.undone_at),
        "rejects": uploads.rejects_of(upload).exists(), "by": upload.by,
    }  # fmt: skip
    if upload.state in uploads.CHOOSABLE and not upload.thrown_away_at:
        seen |= _choosing(upload, now)
    elif upload.state in uploads.TO_DO:
        seen |= {"progress": progress_of(upload, now), "behind": uploads.is_behind(upload)}
    elif upload.state == uploads.DONE:
        seen |= {"lists": _lists(now), "next": next_steps(), "waiting": files_that_wait()}
    return seen


def progress_of(upload: Upload, now: int) -> dict[str, Any]:
    """Return which part of the work is done, in percent, of how many rows, and how many seconds are left if known."""
    of = upload.of or upload.done
    begins, whole = STEPS.get(upload.doing, (0.0, 0.0))
    part = min(1.0, begins + whole * (upload.done / of if of else 0.0))
    took = now - int(upload.worked_from.timestamp()) if upload.worked_from else 0
    left = int(took / part * (1 - part)) if part > 0.02 and took > 1 else None  # noqa: PLR2004 - too early to tell
    return {"percent": int(part * 100), "doing": upload.doing, "done": min(upload.done, of), "of": of, "left": left}


def _choosing(upload: Upload, now: int) -> dict[str, Any]:
    ours = organisation(at=at_seconds(now))
    reads = read_as(upload)
    zone, currency = reads.zone or ours.zone, reads.currency or ours.currency
    found: dict[str, Any] = {
        "zone": zone,
        "unsaid": not reads.zone and organisation_said(at=at_seconds(now)) is None,
        "currency": currency,
        "me": upload.chosen.get("me") or _me(upload, ours.senders),
    }
    try:
        preview = preview_upload(upload, Asked(at_seconds(now), zone, currency, reads.days))
    except Refusal as refusal:
        return found | {"preview": None, "cannot": refusal}
    found |= {"preview": preview, "everyone": bool(upload.chosen.get("everyone"))}
    return found | _columns(upload, zone) if upload.kind in KINDS else found


def _me(upload: Upload, senders: list[str]) -> str:
    return " ".join(senders) or str(upload.looked.get("me", ""))


def _columns(upload: Upload, zone: str) -> dict[str, Any]:
    """Each column of theirs with examples and what it becomes; what is missing; which days must be asked about."""
    chosen = upload.chosen["columns"]
    order, either = days_of(upload)
    preset = presets().get(upload.chosen.get("preset", ""))
    columns = [
        {
            "place": place, "header": header or gettext("Column %(number)s") % {"number": place + 1},
            "becomes": chosen[place], "examples": _examples(upload.looked["sample"], place), "own": own_name(header),
        }
        for place, header in enumerate(upload.looked["headers"])
    ]  # fmt: skip
    empty = [column for column in columns if not column["examples"]]
    empty = empty if FEW_EMPTY < len(empty) < len(columns) else []
    full = [column for column in columns if column not in empty]
    return {
        "columns": full,
        "empty_columns": empty,
        "several": _several([str(column["becomes"]) for column in full]) if upload.kind == "customers" else "",
        "options": _options(upload.kind, chosen),
        "own": upload.kind == "customers",
        "preset": preset.called if preset else "",
        "lacks": Guess(upload.kind, chosen).lacks,
        "days": _days(order, either, upload.chosen.get("days", ""), zone),
    }  # fmt: skip


def _several(becomes: list[str]) -> str:
    """What more than one column of a list of people becomes, and of which one is kept, as screens call it."""
    twice = [name for name in dict.fromkeys(becomes) if name and becomes.count(name) > 1]
    kept = [column_of("customers", name).called for name in twice if name not in JOINED and name != "postal_address"]
    return ", ".join(kept)


def _days(order: str, either: str, said: str, zone: str) -> dict[str, Any]:
    """How days are read; both readings of one that may be either, to be asked."""
    if order or not either:
        return {"order": order, "either": ""}
    first, second, *_ = either.replace("-", "/").split("/")
    return {
        "order": "", "either": either, "said": said,
        "dmy": said_day_only(int(first), int(second)), "mdy": said_day_only(int(second), int(first)), "zone": zone,
    }  # fmt: skip


def said_day_only(day: int, month: int) -> str:
    """Return a day of the year in words: 3 April."""
    return formatted(dt.date(2000, month, day), pgettext("day, as in 16 November", "j F"))


def _examples(sample: list[list[str]], place: int) -> str:
    cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
    return " · ".join(cell[:LONGEST_EXAMPLE] for cell in dict.fromkeys(cells[:EXAMPLES]))


def _options(kind: str, chosen: list[str]) -> list[tuple[str, str]]:
    """Our columns with what they are called; consents for one purpose only where the list has them."""
    narrow = {name for name, (_channel, purpose) in consent_columns().items() if purpose}
    shown = [name for name in names_of(kind) if name not in narrow or name in chosen]
    found = [(name, column_of(kind, name).called) for name in shown]
    return [
        *found,
        *(
            (name, gettext("A fact of its own: %(name)s") % {"name": column_of(kind, name).called})
            for name in dict.fromkeys(chosen)
            if name.startswith(OWN)
        ),
    ]


def _lists(now: int) -> list[dict[str, Any]]:
    """Whom the book shows as neglected now."""
    return [{"name": one["name"], "count": one["count"]} for one in recall(at=now, now=now).counts(None, 0)]
