"""How is one of the organisation's numbers said to a person, and how is it typed and read back?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.decisioning.phrases import CHANNEL_WORDS, counted
from lately.decisioning.policy import checked, policy_entries
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop, worded
from lately.lib.typed_numbers import to_type, typed_number

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST = 2_000
CLASS_WORDS = {
    "give": gettext_noop("for their sake"),
    "ask": gettext_noop("wants something"),
    "mixed": gettext_noop("for their sake, and wants something"),
    "disguised": gettext_noop("wants something, dressed as care"),
    "feedback": gettext_noop("asks what they think"),
    "service": gettext_noop("about work that is going on"),
    "unread": gettext_noop("not read yet"),
}
_HINTS = {
    "words": gettext_noop("One after the other, with commas between. Empty: none."),
    "pair": gettext_noop("Two whole numbers, as 500, 500."),
    "weekdays": gettext_noop("Names of days, as Saturday, Sunday. Empty: it never rests."),
    "opening": gettext_noop("From when to when, as 09:00 to 18:00."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the form: its key ("" if the number has no parts), what stands before it, and its text."""

    key: str
    label: str
    text: str


def parts_of(name: str, value: Any) -> list[Part]:
    """A value of the policy as lines to type over; a line that may be filled and is not has no text."""
    entry = policy_entries()[name]
    write = _WRITTEN[entry["form"]]
    if not isinstance(entry["default"], dict):
        return [Part("", _(str(entry["title"])), write(value))]
    keys = [*value, *(key for key in _known_keys(entry) if key not in value)]
    return [Part(key, key_words(key, entry), write(value[key]) if key in value else "") for key in keys]


def from_parts(name: str, typed: Sequence[tuple[str, str]]) -> Any:
    """The value that was typed, as (key, text) lines; raises Refusal for what the policy cannot be."""
    entry = policy_entries()[name]
    read = _READ[entry["form"]]
    if not isinstance(entry["default"], dict):
        text = typed[0][1] if typed else ""
        return checked(name, read(_short(text)))
    found: dict[str, Any] = {}
    for key, text in ((_short(key).strip(), _short(text)) for key, text in typed):
        if not text.strip():
            continue
        if not key or key in found:
            beside = {"text": text, "key": key}
            raise Refusal(
                (_("%(text)r stands beside a second %(key)r.") if key else _("%(text)r stands beside nothing."))
                % beside,
                _("Each line says what it is for, and each is said once."),
                _("Fill in the left side, or empty the right."),
            )
        found[key] = read(text)
    return checked(name, found)


def in_words(name: str, value: Any) -> str:
    """A value as people read it: '20 hours'; 'within 7 days 3, within 30 days 8'."""
    entry = policy_entries()[name]
    write = _SAID.get(entry["form"], _WRITTEN[entry["form"]])
    if not isinstance(value, Mapping):
        said = write(value) or _("none")
        return f"{said} {_(_unit(entry['unit'], value))}" if entry["form"] in {"whole", "number"} else said
    return "; ".join(f"{key_words(key, entry)}: {write(one) or _('none')}" for key, one in value.items()) or _("none")


_OF_ONE = (
    gettext_noop("channel"), gettext_noop("customer"), gettext_noop("day"), gettext_noop("give"), gettext_noop("hour"),
    gettext_noop("purchase"),
)  # fmt: skip


def _unit(unit: str, value: Any) -> str:
    return unit.removesuffix("s") if value == 1 and " " not in unit else unit


def hint(name: str) -> str:
    """How a line of this policy is typed; blank where it needs no telling."""
    return _(_HINTS.get(policy_entries()[name]["form"], ""))


def may_grow(name: str) -> bool:
    """Whether lines with keys of one's own may be added."""
    entry = policy_entries()[name]
    return isinstance(entry["default"], dict) and (entry.get("keys") == "days" or not entry["default"])


def key_words(key: str, entry: Mapping[str, Any]) -> str:
    """What a part of a policy is for, in words."""
    if entry.get("keys") == "days" and key.isdecimal():
        return worded("within {days}", days=counted(int(key), "day"))
    return _(CHANNEL_WORDS.get(key) or CLASS_WORDS.get(key, key.replace("_", " ")))


def _known_keys(entry: Mapping[str, Any]) -> Sequence[str]:
    """The parts that may be filled beside those that are: by channel, all channels."""
    default, channels = entry["default"], policy_entries()["channels"]["default"]
    by_channel = bool(set(default) & set(channels))
    return [*channels, *(key for key in default if key not in channels)] if by_channel else []


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise Refusal(
            _("What was typed is too long."),
            _("No number of ours has more than %(most)s letters.") % {"most": LONGEST},
            _("Type it anew."),
        )
    return text


def _number(text: str) -> float | int:
    found = typed_number(text)
    if found is None:
        raise Refusal(
            _("%(text)r is not a number.") % {"text": text.strip()[:60]},
            _("It is reckoned with."),
            _("Write it in digits, as 12.5."),
        )
    return found


def _whole(text: str) -> int:
    found = _number(text)
    if not isinstance(found, int):
        raise Refusal(
            _("%(text)r is not a whole number.") % {"text": text.strip()[:60]},
            _("It is counted."),
            _("Write it without a fraction."),
        )
    return found


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip() and word.strip() != "none"]


def _weekdays(text: str) -> list[int]:
    short = {day[:3].casefold(): place for place, day in enumerate(WEEKDAYS)}
    found = [short.get(word[:3].casefold()) for word in _words(text)]
    if None in found:
        raise Refusal(
            _("%(text)r names no days.") % {"text": text.strip()[:60]},
            _("It is a list of weekdays."),
            _("Write it as Saturday, Sunday."),
        )
    return sorted({day for day in found if day is not None})


def _opening(text: str) -> list[str]:
    return re.findall(r"\d{1,2}:\d{2}", text.strip(), re.ASCII) if len(text) < len("00:00 until 00:00 ") else []


_READ: dict[str, Callable[[str], Any]] = {
    "whole": _whole,
    "number": _number,
    "text": str.strip,
    "words": _words,
    "pair": lambda text: [_whole(part) for part in text.split(",")],
    "weekdays": _weekdays,
    "opening": _opening,
}
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "whole": str,
    "number": to_type,
    "text": str,
    "words": lambda value: ", ".join(value) or "none",
    "pair": lambda value: ", ".join(map(str, value)),
    "weekdays": lambda value: ", ".join(WEEKDAYS[day] for day in value) or "none",
    "opening": " to ".join,
}
# Where people read a value and do not type it.
_SAID: dict[str, Callable[[Any], str]] = {
    "words": lambda value: ", ".join(_(CHANNEL_WORDS.get(word, word)) for word in value) or _("none"),
    "opening": lambda value: worded("{begins} to {ends}", begins=value[0], ends=value[1]) if value else "",
    "weekdays": lambda value: ", ".join(_(WEEKDAYS[day]) for day in value) or _("none"),
    "number": lambda value: worded("{number}", number=float(value)),
    "pair": lambda value: worded("{given} given, {wanted} wanted", given=value[0] / 1000, wanted=value[1] / 1000),
}
