"""How does this text address its reader: by name, as anybody, as nobody, or by a field left empty?"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lately.words.rules import languages

FIRST_LINES = 8
LONGEST_LINE = 120
_LONGEST_EMPTY = 24
_MOST_NAMES = 6
_SHORTEST_NAME = 2
# The merge fields of the usual senders, as they look when nobody has filled them.
UNRENDERED = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{%[^%\n]{0,80}%\}|\{\$?[a-z_][\w.]{1,60}\}|[$#@]\{[^{}\n]{1,60}\}"
    r"|\*\|[^|\n]{1,60}\|\*|%%[^%\n]{1,60}%%|%[a-z_]{2,40}%|<%=?[^%\n]{1,60}%>|<<[^<>\n]{1,60}>>"
    r"|\[\[?[a-z_ .]{2,40}\]?\]|\[%[^\]\n]{1,60}%?\]|__[a-z]{2,30}__|(?<!\w)(?:null|undefined|none|nan)(?!\w)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "del", "della", "di", "da", "la", "le", "zu", "and", "und", "&"]
)
_PLAIN = frozenset(["our", "dear", "fellow", "my", "most", "unsere", "liebe", "lieber", "werte"])  # no flattery alone
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_BARE = re.compile(r"\s*(?P<who>[^,:;!?.\n]{2,40}?)\s*(?:[,:!]|[\u2013\u2014-])?\s*")


@dataclass(frozen=True, slots=True)
class Salutation:
    """The greeting: its kind, the words, the name in it, and where it stands in the text (characters).

    `kind` is named, generic, formal, empty, unrendered, wrong or "" (there is none). Formal ("Dear Sir or Madam") is
    a lesser generic: polite where no name can be known.
    """

    kind: str = ""
    text: str = ""
    name: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class _Greetings:
    """What the languages say about greetings, made ready."""

    line: re.Pattern[str]
    standing: re.Pattern[str]
    generic: frozenset[str]
    formal: frozenset[str]
    nobody: frozenset[str]
    titles: frozenset[str]
    flattering: frozenset[str]
    needs_name: frozenset[str]


def salutation_of(text: str, *, names: Iterable[str] = ()) -> Salutation:
    """Return the salutation among the first lines; `names` are the reader's own (given, family, whole), if known."""
    own = frozenset(word.lower() for name in names for word in _WORD.findall(name))
    for number, (start, line) in enumerate(_first_lines(text)):
        found = _greeting(line, own) or _standing_alone(line, own, first=number == 0)
        if found is not None:
            return replace(found, start=start + found.start, end=start + found.end)
    return Salutation()


def greets_in(greeting: str) -> frozenset[str]:
    """The languages in which one greets like this, by their codes; none where it is but a name."""
    plain = " ".join(greeting.lower().split())
    return frozenset(
        code
        for code, opens in _openings().items()
        if any(plain.startswith(one) and not plain[len(one) :][:1].isalpha() for one in opens)
    )


def flatters(greeting: str) -> bool:
    """Whether a generic salutation calls its reader valued, loyal or the like."""
    words = greeting.lower().replace("\u2019", "'").split()
    return any(word.strip(",.!:") in _greetings().flattering - _PLAIN for word in words)


def _first_lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each of the first lines that say something begins, and the line."""
    start = seen = 0
    for line in text[: FIRST_LINES * 400].split("\n"):
        if _WORD.search(line):
            yield start, line[:LONGEST_LINE]
            seen += 1
        if seen == FIRST_LINES:
            return
        start += len(line) + 1


def _greeting(line: str, own: frozenset[str]) -> Salutation | None:
    """Read "Dear Ann," and its like."""
    found = _greetings().line.match(line)
    if found is None:
        return None
    who = found["who"].strip(" *_")
    kind, name = _kind(who, own) if who else ("empty" if _names_nobody(found, line) else "", "")
    return _made(kind, name, line, found) if kind else None


def _names_nobody(found: re.Match[str], line: str) -> bool:
    """Whether a name is missing: "Dear ," and "Hi ,"; but "Hello!" and "Good morning," are whole as they stand."""
    gap = found["opens"].lower() in _greetings().needs_name or line[found.end("opens") :].startswith(" ")
    return gap and bool(found["ends"]) and len(line.strip()) <= _LONGEST_EMPTY


def _standing_alone(line: str, own: frozenset[str], *, first: bool) -> Salutation | None:
    """Read "To our valued customer", "[FirstName]," alone on its line, and "Ann," as the very first."""
    standing = _greetings().standing.match(line)
    if standing:
        return _made("generic", "", line, standing)
    bare = _BARE.fullmatch(line)
    if bare is None or not re.search(r"[,:!\u2013\u2014-]\s*$", line):
        return None
    kind, name = _kind(bare["who"], own)
    certain = kind in {"unrendered", "generic"} or (kind == "named" and bool(own))
    return _made(kind, name, line, bare) if certain and (first or kind == "unrendered") else None


def _made(kind: str, name: str, line: str, found: re.Match[str]) -> Salutation:
    return Salutation(kind, line[found.start() : found.end()].strip(), name, found.start(), found.end())


def _kind(who: str, own: frozenset[str]) -> tuple[str, str]:
    """Return kind and name of whom is greeted; "" if it is nobody one could greet ("Hi there", "Hello again")."""
    greetings = _greetings()
    if UNRENDERED.search(who):
        return "unrendered", ""
    plain = " ".join(who.lower().replace("\u2019", "'").split())
    words = plain.split()
    if plain in greetings.formal:
        return "formal", ""
    if plain in greetings.generic or (words[0] in greetings.flattering and words[-1] in greetings.generic):
        return "generic", ""
    if words[0] in greetings.nobody or len(words) > _MOST_NAMES or not _WORD.match(who):
        return "", ""
    name = " ".join(word for word in who.split() if word.lower().strip(".") not in greetings.titles)
    if len(words) > 1 and not all(word[:1].isupper() or word in _PARTICLES for word in name.split()):
        return "", ""
    return ("named" if _is_theirs(name, own) else "wrong", name) if name else ("", "")


def _is_theirs(name: str, own: frozenset[str]) -> bool:
    """Whether a word greeted is one of the reader's names or a short form of one; yes if none is known."""
    return not own or any(_alike(word.lower(), known) for word in _WORD.findall(name) for known in own)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) >= _SHORTEST_NAME or short == long)


@functools.cache
def _greetings() -> _Greetings:
    entries = [language.salutations for language in languages()]
    ends = r"(?P<ends>[,!:;]|(?<!mr)(?<!mrs)(?<!ms)(?<!dr)(?<!prof)(?<!st)\.|\s[\u2013\u2014-]|[\u2013\u2014]|$)"
    opens = _either(entries, "open")
    return _Greetings(
        re.compile(rf"[\s*_>#|-]{{0,6}}(?P<opens>{opens})(?!\w)(?P<who>[^,!:;\n]{{0,60}}?)\s*{ends}", re.IGNORECASE),
        re.compile(rf"\s*(?:{_either(entries, 'standing')})(?!\w)", re.IGNORECASE),
        *(_listed(entries, name) for name in ("generic", "formal", "nobody", "titles", "flattering", "needs_name")),
    )


@functools.cache
def _openings() -> Mapping[str, frozenset[str]]:
    """The words with which a greeting begins, by language; what it has borrowed counts as well."""
    ways = {one.code: [one.salutations, {"open": one.salutations.get("borrowed", "")}] for one in languages()}
    return {code: _listed(entries, "open") - {""} for code, entries in ways.items()}


def _listed(entries: Iterable[Mapping[str, Any]], name: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for entry in entries for word in entry[name].split(","))


def _either(entries: Iterable[Mapping[str, Any]], name: str) -> str:
    words = sorted(_listed(entries, name), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
