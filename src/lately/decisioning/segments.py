"""Who belongs to a segment, who does not, and of whom do we not know it?

A segment is a named question about facts. It is asked by the same tables and the same rule code as every rule: to the
core it is a rule about an offer of its own. Unknown stays unknown: the answer is yes, no or not known, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.apply import apply
from lately.decisioning.compile import Tables, compile_tables
from lately.decisioning.decide import eligible, look_up, unpacked
from lately.decisioning.encode import Codes
from lately.decisioning.expression import Expression
from lately.decisioning.offers import Offer
from lately.decisioning.policy import Policy, named_numbers
from lately.decisioning.questions import parse
from lately.decisioning.records import Records
from lately.decisioning.rules import Rule
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.yaml_lists import entries

YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)
LONGEST_KEY, LONGEST_TITLE = 80, 200
_LINES = {"key", "title", "question"}
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Segment:
    """A question with a name; `written` is it as data, as it stands in a file."""

    key: str
    title: str
    question: Expression
    written: Mapping[str, Any]


def segment_of(entry: Mapping[str, Any], *, where: str = "") -> Segment:
    """Read a segment from YAML or JSON data; raises Refusal for what cannot be asked."""
    where = where or _("The segment")
    strange = [str(name) for name in entry if name not in _LINES]
    key, title = entry.get("key"), entry.get("title", "")
    if strange or not isinstance(key, str) or not isinstance(title, str) or "question" not in entry:
        raise Refusal(
            _("%(where)s is incomplete or has lines nothing reads: %(lines)s.")
            % {"where": where, "lines": ", ".join(strange)}
            if strange
            else _("%(where)s is incomplete or has lines nothing reads.") % {"where": where},
            _("A segment has a key, a title and a question."),
            _("Write it like {key: gardeners, title: Gardeners, question: {fact: likes.gardening, is: true}}."),
        )
    if not _KEY.fullmatch(key) or len(key) > LONGEST_KEY or len(title) > LONGEST_TITLE:
        raise Refusal(
            _("%(where)s cannot be called %(key)r.") % {"where": where, "key": key[:LONGEST_KEY]},
            _("A key has small letters, digits, dots and dashes, up to %(key)s; a title up to %(title)s.")
            % {"key": LONGEST_KEY, "title": LONGEST_TITLE},
            _("Choose a shorter or simpler one."),
        )
    return Segment(key, title.strip() or key, parse(entry["question"], where=where), dict(entry["question"]))


def segments_from(text: str, name: str) -> Iterator[Segment]:
    """Read segments from YAML; raises Refusal for what is none."""
    for entry in entries(text, name=name, what="segments", begins="key", see="docs/segments.md"):
        where = _("Segment %(key)r in %(name)s") % {"key": entry.get("key", "?"), "name": name}
        yield segment_of(entry, where=where)


def expanded(question: object, named: Mapping[str, Mapping[str, Any]], *, where: str) -> object:
    """A question in which {segment: KEY} became what that segment asks; raises Refusal for one there is not."""
    if isinstance(question, list):
        return [expanded(part, named, where=where) for part in question]
    if not isinstance(question, Mapping):
        return question
    if set(question) == {"segment"}:
        key = question["segment"]
        if not isinstance(key, str) or key not in named:
            raise Refusal(
                _("%(where)s: there is no segment %(key)r.") % {"where": where, "key": str(key)[:80]},
                _("It was taken off, or never made."),
                _("Choose another under People, Segments, or ask the facts themselves."),
            )
        return named[key]
    if not set(question) & {"all", "any", "not"}:
        return question
    return {name: expanded(part, named, where=where) for name, part in question.items()}


def named_in(question: object) -> Iterator[str]:
    """The keys of the segments that a question, or a list of them, names."""
    if isinstance(question, Mapping) and set(question) == {"segment"}:
        yield str(question["segment"])
    elif isinstance(question, Mapping | list):
        for part in question.values() if isinstance(question, Mapping) else question:
            yield from named_in(part)


def tables_of(segments: Sequence[Segment], policy: Policy) -> Tables:
    """Compile segments: each is the only rule about an offer of its own, in their order."""
    rules = [
        Rule(
            code=f"segment {place}", stage="eligibility", sentence="", source="", offers={"segment": place},
            test=one.question, unknown="refuse", each=None,
        )
        for place, one in enumerate(segments)
    ]  # fmt: skip
    offers = [Offer(str(place), "", {"segment": place, "room": {}, "again_after": 0}) for place in range(len(segments))]
    return compile_tables(rules, [], offers, named_numbers(policy))


def answers_of_all(records: Records, tables: Tables) -> NDArray[np.int8]:
    """The answer of every customer on record to every segment: places in ANSWERS, shape (m, n)."""
    count = len(tables.offers)
    _, codes = look_up(records, tables)
    allowed, refused = eligible(records, tables, codes)
    found = np.full((records.size, count), ANSWERS.index(NO), dtype=np.int8)
    found[unpacked(allowed, count)] = ANSWERS.index(YES)
    if "unknown" in refused:
        found[unpacked(refused["unknown"], count)] = ANSWERS.index(UNKNOWN)
    return found


def answers_of_one(tables: Tables, codes: Mapping[str, Codes], index: int) -> list[str]:
    """The answers of the customer at `index` to every segment, from the codes of their facts, in integers."""
    code = {name: column[index] for name, column in codes.items()}
    allowed, refused = apply(tables.looks, code, tables.everything)
    unknown = refused.get("unknown", 0)
    return [YES if allowed >> bit & 1 else UNKNOWN if unknown >> bit & 1 else NO for bit in range(len(tables.offers))]
