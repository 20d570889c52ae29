"""How is a question about facts written, and can it be asked at all?

Each fact has a type, and the type says what it may be compared with. What passes here compiles: a question that
cannot be answered is refused when it is written, not at night.
"""

from __future__ import annotations

import datetime as dt
import difflib
import string
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lately.decisioning.catalogue import EPOCH, FARTHEST, PARTS_OF_NAMES, fact_kind, fact_kinds
from lately.decisioning.derived import derived_facts, is_derived, parted
from lately.decisioning.expression import COMPARISONS, Expression, Group, Leaf
from lately.decisioning.policy import Policy, named_numbers, policy_entries
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop

DEEPEST = 20
LONGEST = 36_500  # days of a window, or months of an age
NOTHING: Mapping[str, Any] = {}
_ORDER = ("at_least", "at_most", "above", "below")
_SINGLE = ("is", "never", *_ORDER)
_UNORDERED = ("text", "flag")
_WRITTEN = {
    "text": gettext_noop("a word, in quotes if it looks like a number or like yes or no"),
    "flag": gettext_noop("true or false"),
    "number": gettext_noop("a whole number"),
    "moment": gettext_noop("whole seconds since 1970"),
    "day": gettext_noop("a date like 2026-11-16"),
}


def parse(data: object, *, where: str, names: Mapping[str, Any] = NOTHING, deep: int = 0) -> Expression:
    """Read a question from YAML or JSON data; raises Refusal that names `where` if it cannot be asked.

    `names` are the attributes of offers that it may name, as `offer.x` or in the braces of a fact, with an example.
    """
    if not isinstance(data, Mapping) or deep > DEEPEST:
        raise _unreadable(where, data)
    for joined in ("all", "any"):
        if joined in data:
            parts = data[joined]
            if len(data) != 1 or not isinstance(parts, list) or not parts:
                raise _unreadable(where, data)
            return Group(joined, tuple(parse(part, where=where, names=names, deep=deep + 1) for part in parts))
    if "not" in data and len(data) == 1:
        return Group("not", (parse(data["not"], where=where, names=names, deep=deep + 1),))
    return _leaf(data, where, names)


def checked_sentence(sentence: object, *, where: str, names: Iterable[str]) -> str:
    """Return a sentence whose every {name} can be filled: one of `names`, or a fact; raises Refusal."""
    known = {*names, *(name for name in {**fact_kinds(), **derived_facts()} if _stands_alone(name))}
    try:
        used = [] if not isinstance(sentence, str) else [part[1:] for part in string.Formatter().parse(sentence)]
    except ValueError as error:
        raise Refusal(
            _("%(where)s: %(sentence)r cannot be filled.") % {"where": where, "sentence": sentence},
            f"{error}.",
            _("Write {name} for a name, {{ for a brace."),
        ) from None
    strange = [name for name, form, turned in used if name is not None and (name not in known or form or turned)]
    if not isinstance(sentence, str) or strange:
        asked = strange[0] if strange else sentence
        near = difflib.get_close_matches(str(asked), known, n=1)
        raise Refusal(
            _("%(where)s: nothing is known by the name %(name)r.") % {"where": where, "name": asked},
            _("A sentence is filled from facts and from what is offered, each by its plain name in braces."),
            _("Did you mean {%(near)s}?") % {"near": near[0]} if near else _("See docs/facts.md for what there is."),
        )
    return sentence


def facts_in(sentence: str) -> set[str]:
    """The stored facts that a sentence names."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name in fact_kinds()}


def _stands_alone(fact: str) -> bool:
    return is_derived(fact) if fact in derived_facts() else "." not in fact


def _leaf(data: Mapping[str, Any], where: str, names: Mapping[str, Any]) -> Expression:
    found = [name for name in COMPARISONS if name in data]
    if not isinstance(data.get("fact"), str) or not found or set(data) - {"fact", *found}:
        raise _unreadable(where, dict(data))
    fact = data["fact"]
    kind = _type_of(fact, where, names)
    parts = tuple(_read(Leaf(fact, name, data[name]), kind, where, names) for name in found)
    return parts[0] if len(parts) == 1 else Group("all", parts)


def _type_of(fact: str, where: str, names: Mapping[str, Any]) -> str:
    """The type of a declared fact; its arguments are looked at too."""
    stem, arguments = parted(fact)
    if is_derived(fact):
        entry = derived_facts()[stem]
        for argument, value in zip(entry["arguments"], arguments, strict=True):
            if not (value[1:-1] in names if value[:1] + value[-1:] == "{}" else _ARGUMENTS[argument](value)):
                raise Refusal(
                    _("%(where)s: %(fact)r cannot be worked out: %(value)r is no %(argument)s.")
                    % {"where": where, "fact": fact, "value": value, "argument": argument},
                    _("It is written %(shape)s.")
                    % {"shape": ".".join([stem, *(f"<{one}>" for one in entry["arguments"])])},
                    _("See docs/facts.md for the facts there are."),
                )
        return str(entry["type"])
    try:
        return fact_kind(fact).type
    except Refusal as refusal:
        raise Refusal(f"{where}: {refusal.what}", refusal.why, refusal.todo) from None


def _plain(value: str) -> bool:
    return bool(value) and not set(value) & set("{}")


_ARGUMENTS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("from", "to", "window"), lambda value: value.isdecimal() and int(value) <= LONGEST),
    **dict.fromkeys(("topic", "product", "purpose", "class"), _plain),
    "channel": lambda value: value in policy_entries()["channels"]["default"],
    "part": lambda value: set(value.split("_or_")) <= PARTS_OF_NAMES.keys(),
}


def _read(raw: Leaf, kind: str, where: str, names: Mapping[str, Any]) -> Leaf:
    """The comparison with its operand as columns hold it: small letters, flags as 0 and 1, days since 1970."""
    value = raw.operand
    if raw.comparison == "never":
        return Leaf(raw.fact, "never", value is True)
    meant = _named(value, names) if isinstance(value, str) else value
    many = isinstance(meant, list | tuple)
    found = [_READ[kind](one) for one in (meant if many else [meant])]
    unordered = raw.comparison in _ORDER and kind in _UNORDERED
    if unordered or not found or None in found or many == (raw.comparison in _SINGLE):
        said = {"where": where, "fact": raw.fact, "kind": kind, "value": str(value)[:200], "form": _(_WRITTEN[kind])}
        said |= {"comparison": raw.comparison, "wanted": "is" if unordered else raw.comparison}
        raise Refusal(
            _("%(where)s: %(fact)s cannot be compared with %(comparison)s: %(value)s.") % said,
            (_("It is a %(kind)s, which is no more or less than another.") if unordered else _("It is a %(kind)s."))
            % said,
            (_("Write %(wanted)s: %(form)s.") if said["wanted"] in _SINGLE else _("Write %(wanted)s: [%(form)s, ...]."))
            % said,
        )
    return Leaf(raw.fact, raw.comparison, value if meant is not value else tuple(found) if many else found[0])


def _named(value: str, names: Mapping[str, Any]) -> Any:
    """An example of what is meant by `offer.x` or `policy.x`; other text means itself."""
    table, _, name = value.partition(".")
    return {"offer": names, "policy": named_numbers(Policy({}))}.get(table, NOTHING).get(name, value)


def _text(value: object) -> str | None:
    return value.casefold() if isinstance(value, str) and not value.startswith(("offer.", "policy.")) else None


def _flag(value: object) -> int | None:
    return int(value) if value in (True, False) else None


def _number(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if whole and abs(int(value)) <= FARTHEST else None  # type: ignore[call-overload]  # a whole number


def _day(value: object) -> int | None:
    try:
        day = dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    return (day - EPOCH).days


_READ: dict[str, Callable[[object], Any]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "moment": _number,
    "day": _day,
}


def _unreadable(where: str, data: object) -> Refusal:
    return Refusal(
        _("%(where)s: %(data)s is not a question about facts.") % {"where": where, "data": str(data)[:200]},
        _("It needs a fact and one of %(comparisons)s; or all, any, not of such, up to %(deepest)s deep.")
        % {"comparisons": ", ".join(COMPARISONS[:-1]), "deepest": DEEPEST},
        _("Write it like {fact: role, in: [plumber, roofer]}; see docs/rules.md."),
    )
