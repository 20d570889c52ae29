"""How is a content written down? One YAML entry, checked before it is kept (docs/content.md)."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from typing import Any

from lately.content.filling import wrong_in
from lately.decisioning.claims import claims_named
from lately.decisioning.expression import Expression
from lately.decisioning.offers import FOREVER, NEVER_AGAIN, WANTING, Content, Wording, attributes_by_name
from lately.decisioning.questions import checked_sentence, parse
from lately.decisioning.segments import expanded, named_in
from lately.lib.moments import moment, seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import again
from lately.lib.saying import gettext as _
from lately.lib.yaml_lists import entries

PURPOSES = ("sale", "renewal", "favour", "invoice", "news", "thanks", "care", "feedback", "service", "legal")
CLASSES = ("give", "ask", "mixed", "disguised", "feedback", "service")
CHANNELS = ("email", "sms", "phone", "voice", "post", "visit")
KNOWN = {
    "key",
    "title",
    "purpose",
    "benefit",
    "worth",
    "again_after",
    "topics",
    "audience",
    "occasion",
    "because",
    "roles",
    "sectors",
    "children",
    "ages",
    "valid_from",
    "valid_to",
    "exempt",
    "run_up",
    "draft",
    "tells",
    "channels",
}
SAID = (
    "name",
    "channel_word",
    "channels_word",
    "silence_words",
    "title",
    "benefit",
    "channel",
    "class",
    "purpose",
    "content",
)
IN_A_CHANNEL = {"class", "subject", "text", "found", "overruled_by", "claims", "allowed_by", "allowed_because"}
MOST = 1_000_000
LONGEST_KEY = 80
TELLS = ("", "deed", "answer")
NOTHING: Mapping[str, Any] = {}


def parse_definitions(
    text: str, *, zone: str, named: Mapping[str, Mapping[str, Any]] = NOTHING
) -> list[dict[str, Any]]:
    """Read a YAML list of contents; returns the checked definitions as plain data. Raises Refusal, changing nothing.

    `named` are the segments that may be named, by key, with what each asks.
    """
    data = entries(text, name="The file", what="contents", begins="key", see="docs/content.md")
    keys = [str(entry.get("key", "")) for entry in data]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise Refusal(
            _("The key %(key)r stands twice.") % {"key": min(twice)},
            _("A key names one content."),
            _("Give each its own key."),
        )
    for entry in data:
        check_definition(entry, zone=zone, named=named)
    return [dict(entry) for entry in data]


def check_definition(entry: Mapping[str, Any], *, zone: str, named: Mapping[str, Mapping[str, Any]] = NOTHING) -> None:
    """Refuse a definition that could not be kept whole, or whose wordings could not be filled."""
    content_from(with_segments(entry, named), zone=zone)
    _check_key(str(entry["key"]))
    _check_wordings(entry)


def segments_of(entry: object) -> list[str]:
    """The keys of the segments that a definition names, each once."""
    asked = [entry.get("audience"), entry.get("occasion")] if isinstance(entry, Mapping) else []
    return sorted(set(named_in(asked)))


def with_segments(entry: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """A definition in which every segment that it names became what that asks; raises Refusal for one there is not."""
    where = _("Content %(key)r") % {"key": entry.get("key", "")}
    asked = {
        name: expanded(entry[name], named, where=f"{where}: {name}")
        for name in ("audience", "occasion")
        if name in entry
    }
    return {**entry, **asked}


def content_from(entry: Mapping[str, Any], *, zone: str, read: Mapping[str, Any] = NOTHING) -> Content:
    """Build the content from its definition; raises Refusal saying what is missing or wrong, and how to mend it.

    `read` is what the guard found in each wording when it was saved (reading.read_wordings).
    """
    key = str(entry.get("key", "")).strip()
    where = _("Content %(key)r") % {"key": key} if key else _("A content without a key")
    _check_names(entry, where)
    if not key:
        raise Refusal(
            _("%(where)s cannot be kept.") % {"where": where},
            _("It is found by its key."),
            _("Begin it with “- key: short-name”."),
        )
    if not str(entry.get("benefit", "")).strip():
        raise Refusal(
            _("%(where)s does not say what is in it for the customer.") % {"where": where},
            _("What is of no use to them is not worth saying."),
            _("Add a line “benefit:” in words the customer would use."),
        )
    begins, ends = _moment(entry.get("valid_from"), zone, 0), _moment(entry.get("valid_to"), zone, FOREVER)
    if begins >= ends:
        raise Refusal(
            _("%(where)s begins only when it is over.") % {"where": where},
            _("It could never be said."),
            _("Mend valid_from or valid_to."),
        )
    return Content(
        key=key,
        title=str(entry.get("title") or key),
        purpose=_one_of(entry.get("purpose"), PURPOSES, f"{where}: purpose"),
        benefit=str(entry["benefit"]).strip(),
        worth_milli=round(_number(entry.get("worth"), f"{where}: worth") * 1000),
        wordings=_wordings(entry.get("channels"), where, read),
        again_after_days=_whole(entry.get("again_after", NEVER_AGAIN), f"{where}: again_after"),
        topics=_words(entry.get("topics"), f"{where}: topics"),
        audience=_question(entry.get("audience"), f"{where}: audience"),
        occasion=_question(entry.get("occasion"), f"{where}: occasion"),
        because=checked_sentence(entry.get("because", ""), where=f"{where}: because", names=SAID),
        roles=_words(entry.get("roles"), f"{where}: roles"),
        sectors=_words(entry.get("sectors"), f"{where}: sectors"),
        children=_span(entry.get("children"), "months", f"{where}: children"),
        ages=_span(entry.get("ages"), "years", f"{where}: ages"),
        valid_from=begins,
        valid_to=ends,
        exempt=_flag(entry.get("exempt", False), f"{where}: exempt"),
        run_up_declared=_one_of(entry.get("run_up", ""), ("", "declared"), f"{where}: run_up") == "declared",
        draft=_flag(entry.get("draft", False), f"{where}: draft"),
        tells=_one_of(entry.get("tells", ""), TELLS, f"{where}: tells"),
    )


def _check_names(entry: Mapping[str, Any], where: str) -> None:
    for name in entry:
        if name not in KNOWN:
            near = difflib.get_close_matches(str(name), KNOWN, n=1)
            raise Refusal(
                _("%(where)s has a line %(line)r that nothing reads.") % {"where": where, "line": name},
                _("An unread line would be silently lost."),
                _("Did you mean %(name)r?") % {"name": near[0]}
                if near
                else _("See docs/content.md for the lines there are."),
            )


def _check_key(key: str) -> None:
    """Refuse a key that would not fit into the table, or into the address of a page."""
    if len(key) > LONGEST_KEY or "/" in key:
        raise Refusal(
            _("A content cannot be called %(key)r.") % {"key": key[:LONGEST_KEY]},
            _("Its key has at most %(most)s signs, and no slash: it stands in addresses of pages.")
            % {"most": LONGEST_KEY},
            _("Choose a shorter or simpler one."),
        )


def _check_wordings(entry: Mapping[str, Any]) -> None:
    """Refuse what would be lost of a wording, or would reach the customer unfilled."""
    content = _("Content %(key)r") % {"key": str(entry["key"])}
    for channel, form in entry["channels"].items():
        where = f"{content}: {channel}"
        lost = next((str(name) for name in form if name not in IN_A_CHANNEL), None)
        if lost is not None:
            raise Refusal(
                _("%(where)s has a line %(line)r that nothing reads.") % {"where": where, "line": lost[:60]},
                _("Between { and } a comma ends a text that is not in quotes; what follows it would be lost."),
                _("Put the whole text in quotes, or name the line class, subject or text."),
            )
        for wrong in wrong_in(f"{form.get('subject', '')}\n{form['text']}")[:1]:
            raise Refusal(f"{where}: {wrong.says}", _("It would reach the customer unfilled."), wrong.todo)


def _is(where: str, value: object) -> str:
    return _("%(where)s is %(value)r.") % {"where": where, "value": value}


def _one_of(value: object, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise Refusal(
            _is(where, value),
            _("It must be one of %(words)s.") % {"words": ", ".join(filter(None, allowed))},
            _("Choose one."),
        )
    return str(value)


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
        raise Refusal(_is(where, value), _("It must be a number from 0 on."), _("Write it as a plain number."))
    return float(value)


def _whole(value: object, where: str) -> int:
    number = _number(value, where)
    if not number.is_integer():
        raise Refusal(_is(where, value), _("It is counted in whole ones."), _("Write it without a fraction."))
    return int(number)


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise Refusal(_is(where, value), _("It is a yes or no."), _("Write true or false, without quotes."))
    return value


def _words(value: object, where: str) -> tuple[str, ...]:
    listed = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) and word.strip() for word in listed):
        raise Refusal(
            _("%(where)s are %(value)s.") % {"where": where, "value": str(value)[:200]},
            _("They are words."),
            _("Write them like [heating, “2026”]."),
        )
    return tuple(str(word).casefold() for word in listed)


def _question(data: object, where: str) -> Expression | None:
    if data is None:
        return None
    return parse(data, where=where, names=attributes_by_name()[0])


def _span(value: object, unit: str, where: str) -> tuple[int, int] | None:
    if value is None:
        return None
    todo = _("Write it like %(form)s.") % {"form": f"{{from_{unit}: 0, to_{unit}: 36}}"}
    if not isinstance(value, Mapping) or set(value) != {f"from_{unit}", f"to_{unit}"}:
        why = _("It must say from and to in months.") if unit == "months" else _("It must say from and to in years.")
        raise Refusal(_is(where, value), why, todo)
    low, high = (_whole(value[f"{end}_{unit}"], where) for end in ("from", "to"))
    if not 0 <= low <= high:
        runs = {"where": where, "low": low, "high": high}
        raise Refusal(_("%(where)s runs from %(low)s to %(high)s.") % runs, _("That is nobody."), todo)
    return low, high


def _moment(value: object, zone: str, default: int) -> int:
    if value is None:
        return default
    if isinstance(value, dt.datetime):
        value = value.isoformat()
    return seconds(moment(str(value), zone=zone))


def _wordings(data: object, where: str, read: Mapping[str, Any]) -> tuple[Wording, ...]:
    if not isinstance(data, Mapping) or not data:
        raise Refusal(
            _("%(where)s has no wording.") % {"where": where},
            _("Something is said on some channel."),
            _("Add “channels:” with email, sms, phone, post or visit below it."),
        )
    return tuple(_wording(channel, form, where, read.get(str(channel), NOTHING)) for channel, form in data.items())


def _wording(channel: object, form: object, where: str, read: Mapping[str, Any]) -> Wording:
    name = _one_of(channel, CHANNELS, f"{where}: channel")
    if not isinstance(form, Mapping) or not str(form.get("text", "")).strip():
        raise Refusal(
            _("%(where)s has no text for %(channel)s.") % {"where": where, "channel": name},
            _("A wording is a text."),
            _("Add “text:” below the channel."),
        )
    said, found = {"where": where, "channel": name}, form.get("found") or _found(form, read)
    return Wording(
        channel=name,
        declared=_one_of(form.get("class"), CLASSES, _("%(where)s: class of %(channel)s") % said),
        text=str(form["text"]),
        subject=str(form.get("subject", "")),
        found=_one_of(found, ("", *CLASSES), _("%(where)s: class found of %(channel)s") % said),
        overruled_by=str(form.get("overruled_by", "")),
        claims=_claims(form, read, f"{where}: {name}"),
        findings=tuple((code, severity, again(says)) for code, severity, says in read.get("findings", ())),
        greets=tuple(read.get("greets", ())),
        allowed_by=_allowed(form, f"{where}: {name}"),
        allowed_because=str(form.get("allowed_because", "")),
    )


def _claims(form: Mapping[str, Any], read: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """What the wording claims of its reader: declared, or found by reading it."""
    declared = _words(form.get("claims"), f"{where}: claims")
    return tuple(claim.name for claim in claims_named({*declared, *read.get("claims", ())}, where=where))


def _found(form: Mapping[str, Any], read: Mapping[str, Any]) -> str:
    """The class found by reading, where it matters: an ask declared as none, or none declared as an ask."""
    found, declared = str(read.get("found", "")), form.get("class")
    return found if found in WANTING or declared in WANTING else ""


def _allowed(form: Mapping[str, Any], where: str) -> str:
    """Who let a wording out although the guard would not; a reason stands beside the name."""
    by, because = str(form.get("allowed_by", "")).strip(), str(form.get("allowed_because", "")).strip()
    if bool(by) != bool(because):
        half = _("%(where)s is allowed by nobody, because %(because)s.")
        if by:
            half = _("%(where)s is allowed by %(by)s, because of nothing.")
        raise Refusal(
            half % {"where": where, "by": by, "because": because},
            _("A wording that the guard refuses goes out only by a named person's word, with a reason."),
            _("Give both allowed_by and allowed_because, or neither."),
        )
    return by
