"""How does what somebody typed into the form of a content become its definition, and the other way round?"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lately.content.asking import Row, question_of, rows_of
from lately.content.definition import CHANNELS, CLASSES
from lately.lib.refusal import Refusal
from lately.lib.typed_numbers import typed_number

TEXTS = ("title", "purpose", "benefit", "worth", "again_after", "because", "valid_from", "valid_to", "tells")
LISTS = ("topics", "roles", "sectors")
SPANS = {"children": "months", "ages": "years"}
QUESTIONS = {"occasion": gettext_noop("The occasion"), "audience": gettext_noop("For whom")}
LONGEST = {"title": 200, "benefit": 500, "because": 500}
_FROM_TO = {
    "months": gettext_noop("It runs from a number of months to another."),
    "years": gettext_noop("It runs from a number of years to another."),
}
_TOO_LONG = {
    "title": gettext_noop("The title is too long."), "benefit": gettext_noop("The benefit is too long."),
    "because": gettext_noop("The because is too long."),
}  # fmt: skip
_TEXT_PARTS = frozenset({"subject", "text", "allowed_by", "allowed_because"})

Form = dict[str, Any]
NOTHING: Mapping[str, Any] = {}


def form_of(definition: Mapping[str, Any]) -> Form:
    """A definition as the fields of the form: texts, lists joined by commas, questions as rows (None: too rich)."""
    form: Form = {name: _typed(definition.get(name)) for name in TEXTS}
    form |= {name: ", ".join(_listed(definition.get(name))) for name in LISTS}
    for name, unit in SPANS.items():
        span = definition.get(name) or {}
        form |= {f"{name}_{end}": _typed(span.get(f"{end}_{unit}")) for end in ("from", "to")}
    form |= {name: rows_of(definition.get(name)) for name in QUESTIONS}
    said = definition.get("channels") or {}
    return form | {"classes": {channel: str(said[channel].get("class", "")) for channel in CHANNELS if channel in said}}


def definition_of(form: Form, standing: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
    """The definition that a form means; what was not changed in it, or is not shown, stays as it stands.

    Raises Refusal. A channel that is new gets the words of the form, or where it has none those of the first there is.
    """
    found, shown = dict(standing), form_of(standing)
    for name, value in _meant(form, shown).items():
        _put(found, name, value)
    found["channels"] = _channels(form, standing.get("channels") or {})
    return found


def _meant(form: Form, shown: Form) -> dict[str, Any]:
    """What was typed anew, by line of the definition."""
    found: dict[str, Any] = {name: _text(form, name) for name in TEXTS if _text(form, name) != shown[name]}
    found |= {name: _number(found[name], name) for name in ("worth", "again_after") if found.get(name)}
    for name in LISTS:
        if form.get(name, "") != shown[name]:
            found[name] = [word for part in str(form.get(name, "")).split(",") if (word := " ".join(part.split()))]
    for name, unit in SPANS.items():
        if any(form.get(f"{name}_{end}", "") != shown[f"{name}_{end}"] for end in ("from", "to")):
            found[name] = _span(form, name, unit)
    for name, words in QUESTIONS.items():
        rows: list[Row] | None = form.get(name)
        if rows is not None and rows != shown[name]:
            found[name] = question_of(rows, where=_(words))
    return found


def version_of_content(definition: Mapping[str, Any]) -> str:
    """A fingerprint of all of a content but its words: it tells whether somebody else changed it."""
    forms = definition.get("channels") or {}
    plain = {channel: {k: v for k, v in form.items() if k not in _TEXT_PARTS} for channel, form in forms.items()}
    return hashlib.sha256(json.dumps({**definition, "channels": plain}, sort_keys=True).encode()).hexdigest()[:16]


def key_of(title: str) -> str:
    """A key made of a title: small letters, figures and dashes; `content` where nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "content"


def _typed(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", None, []):
        found.pop(name, None)
    else:
        found[name] = value


def _text(form: Form, name: str) -> str:
    typed = " ".join(str(form.get(name, "")).split())
    if len(typed) > LONGEST.get(name, 100):
        raise Refusal(
            _(_TOO_LONG[name]) if name in _TOO_LONG else _("The %(name)s is too long.") % {"name": name},
            _("It has %(count)s signs; %(most)s are read.") % {"count": len(typed), "most": LONGEST.get(name, 100)},
            _("Shorten it."),
        )
    return typed


def _number(typed: Any, name: str) -> Any:
    number = typed_number(str(typed))
    if number is None or not 0 <= number <= 1_000_000:  # noqa: PLR2004 - the most a definition takes
        wrong = _("What it is worth is %(value)r.")
        if name == "again_after":
            wrong = _("After how many days it may be said again is %(value)r.")
        raise Refusal(
            wrong % {"value": str(typed)[:80]}, _("It is a number from 0 on."), _("Type a plain number, like 10.")
        )
    if name == "again_after" and not isinstance(number, int):
        raise Refusal(
            _("After how many days it may be said again is %(value)r.") % {"value": str(typed)[:80]},
            _("It is counted in whole ones."),
            _("Type a plain number, like 10."),
        )
    return number


def _span(form: Form, name: str, unit: str) -> dict[str, int] | None:
    ends = {end: str(form.get(f"{name}_{end}", "")).strip() for end in ("from", "to")}
    if not any(ends.values()):
        return None
    if not all(value.isdecimal() and len(value) < 5 for value in ends.values()):  # noqa: PLR2004 - older is nobody
        raise Refusal(
            _("The age of the child is not clear.") if name == "children" else _("Their age is not clear."),
            _(_FROM_TO[unit]),
            _("Fill both, or neither."),
        )
    return {f"{end}_{unit}": int(value) for end, value in ends.items()}


def _channels(form: Form, standing: Mapping[str, Any]) -> dict[str, Any]:
    wanted: Mapping[str, str] = form.get("classes", {})
    for channel, classed in wanted.items():
        if channel not in CHANNELS or classed not in CLASSES:
            raise Refusal(
                _("It is not clear how it is said."), _("Each way has a kind: give, ask ..."), _("Choose the kind.")
            )
    if not wanted:
        raise Refusal(
            _("No way to say it was chosen."), _("Something is said on some channel."), _("Choose at least one.")
        )
    first: Mapping[str, Any] = next(iter(standing.values()), {})
    words = _words(form) or {name: first[name] for name in ("subject", "text") if first.get(name)}
    kept = {channel: dict(form_) for channel, form_ in standing.items() if channel in wanted}
    for channel in CHANNELS:
        if channel in wanted and channel not in kept:
            kept[channel] = {k: v for k, v in words.items() if k != "subject" or channel in {"email", "post"}}
    if not all(one.get("text") for one in kept.values()):
        raise Refusal(
            _("There is no text yet."),
            _("What is worth saying is said in words."),
            _("Write it once; each way takes it."),
        )
    return {channel: {**one, "class": wanted[channel]} for channel, one in kept.items()}


def _words(form: Form) -> dict[str, str]:
    subject = " ".join(str(form.get("subject", "")).split())
    text = str(form.get("text", "")).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if not text.strip():
        return {}
    return {"subject": subject, "text": text} if subject else {"text": text}
