"""How does this text address its reader: by name, as anybody, as nobody, or by a field left empty?"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lately.words.rules import languages

FIRST_LINES = 6
LONGEST_LINE = 120
_FIELD = (
    r"\{\{[^{}\n]{0,80}\}\}|\{%[^%\n]{0,80}%\}|\{\$?[a-z_][\w.]{1,60}\}|\*\|[^|\n]{1,60}\|\*|%%[^%\n]{1,60}%%|%[a-z_]{2,40}%"
    r"|\[\[?[A-Za-z_ .]{2,40}\]?\]|<<[^<>\n]{1,60}>>|&lt;&lt;.{1,60}?&gt;&gt;|\$\{[^{}\n]{1,60}\}|#\{[^{}\n]{1,60}\}"
    r"|\[%[^\]\n]{1,60}%?\]|<%=?[^%\n]{1,60}%>|@\{[^{}\n]{1,60}\}|~\w{2,30}~|__\w{2,30}__|\bnull\b|\bundefined\b|\bNone\b"
)
_UNRENDERED = re.compile(_FIELD, re.IGNORECASE)
_NAME = r"[^\W\d_][\w'’.-]*"
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")


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
    formal: re.Pattern[str]
    generic: frozenset[str]
    nobody: frozenset[str]
    titles: frozenset[str]
    standing: re.Pattern[str]


def salutation_of(text: str, *, names: Iterable[str] = ()) -> Salutation:
    """Return the salutation among the first lines; `names` are the reader's own (given, family, whole), if known."""
    greetings = _greetings()
    start = 0
    seen = 0
    for line in text.split("\n"):
        if seen == FIRST_LINES:
            break
        found = _in_line(line[:LONGEST_LINE], greetings, list(names)) if line.strip() else None
        if found is not None:
            return Salutation(found.kind, found.text, found.name, start + found.start, start + found.end)
        seen += bool(line.strip())
        start += len(line) + 1
    return Salutation()


def _in_line(line: str, greetings: _Greetings, names: list[str]) -> Salutation | None:
    found = greetings.line.match(line)
    if found is None:
        standing = greetings.standing.search(line)
        return Salutation("generic", standing.group(), "", *standing.span()) if standing else None
    rest = found["who"]
    who = rest.strip(" ,:;!*_")
    kind, name = _kind(who, found["ends"] or "", line, greetings, names)
    if not kind:
        return None
    return Salutation(kind, line[found.start() : found.end()].strip(), name, found.start(), found.end())


def _kind(who: str, ends: str, line: str, greetings: _Greetings, names: list[str]) -> tuple[str, str]:
    """Return kind and name; "" where the line is no salutation after all ("Hi there", "Welcome back to ...")."""
    plain = " ".join(who.lower().replace("’", "'").split())
    if _UNRENDERED.search(who):
        return "unrendered", ""
    if not plain:
        return ("empty", "") if ends and line.strip(" *_") != "" and len(line.strip()) < 30 else ("", "")
    if greetings.formal.fullmatch(plain):
        return "formal", ""
    if plain in greetings.generic or any(word in greetings.generic for word in _ends_of(plain)):
        return "generic", ""
    return _named(who, plain, greetings, names)


def _ends_of(plain: str) -> list[str]:
    """ "friend of the parks" and "valued Acme customer" are generic too: first and last word, with "valued" before. """
    words = plain.split()
    return [words[-1]] if len(words) > 1 and words[0] in {"valued", "our", "loyal", "dear", "fellow", "preferred", "esteemed", "geschätzter", "geschätzte", "lieber", "werter"} else []


def _named(who: str, plain: str, greetings: _Greetings, names: list[str]) -> tuple[str, str]:
    words = plain.split()
    if words[0] in greetings.nobody or len(words) > 6 or not _WORDS.match(who):
        return "", ""
    name = " ".join(word for word in who.split() if word.lower().strip(".") not in greetings.titles)
    if not name or not (name[0].isupper() or len(words) == 1):
        return "", ""
    return ("named", name) if _is_theirs(name, names) else ("wrong", name)


def _is_theirs(name: str, names: list[str]) -> bool:
    """Whether one of the words greeted is one of the reader's names or a short form of it; yes if none is known."""
    greeted = {word.lower() for word in _WORDS.findall(name)}
    own = {word.lower() for known in names for word in _WORDS.findall(known)}
    if not own:
        return True
    return any(_alike(word, known) for word in greeted for known in own)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 2 and long.startswith(short))  # noqa: PLR2004 - "Jo" for "Joanna"


@functools.cache
def _greetings() -> _Greetings:
    entries = [language.salutations for language in languages()]
    opens = "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted({word for entry in entries for word in entry["open"]}, key=lambda word: -len(word))
    )
    ends = r"(?P<ends>[,!:;.–—-]|$|\s[-–—])"
    line = re.compile(rf"^[\s*_>#|-]{{0,6}}(?:{opens})(?!\w)(?P<who>[^,!:;\n]{{0,60}}?)\s*{ends}", re.IGNORECASE)
    formal = "|".join(re.escape(word) for entry in entries for word in entry["formal"])
    standing = "|".join(re.escape(word) for entry in entries for word in entry["standing"])
    return _Greetings(
        line,
        re.compile(formal, re.IGNORECASE),
        frozenset(_listed(entries, "generic")),
        frozenset(_listed(entries, "nobody")),
        frozenset(_listed(entries, "titles")),
        re.compile(rf"^\s*(?:{standing})(?!\w)", re.IGNORECASE),
    )


def _listed(entries: list[dict[str, object]], name: str) -> list[str]:
    found: list[str] = []
    for entry in entries:
        value = entry[name]
        words = value.split(",") if isinstance(value, str) else value
        found += [str(word).strip() for word in words] if isinstance(words, list) else []
    return found
