"""Which part of a full name is the first name and which the family name, where that is sure?"""

from __future__ import annotations

from lately.words.addressing.asides import without_asides, without_maiden
from lately.words.addressing.casing import is_flat, unshouted
from lately.words.addressing.clean import clean
from lately.words.addressing.data import key_of, words
from lately.words.addressing.edges import Edges, after_comma, leading_titles, trailing, trailing_given
from lately.words.addressing.made import made
from lately.words.addressing.name import PersonName, Unclear
from lately.words.addressing.order import comma_order, family_only, is_family, plain_order
from lately.words.addressing.scripts import read_script, script_of, without_latin_degrees

# What leaves no doubt that somebody is meant, and how they write themselves.
_WHOLE = frozenset(["order", "particle", "two_surnames", "unspaced", "title_or_name", "small_letters", "abbreviation"])
_COMMAS = str.maketrans("\u060c\u3001\uff0c", ",,,")


def parse(name: str, *, language: str = "") -> PersonName | Unclear:
    """Return the parts of a full name as a person writes it, or why they cannot be told.

    `language` is the customer's, if known: Hungarian names stand family name first. It answers only when sure.
    """
    text = clean(name)
    if isinstance(text, Unclear):
        return text
    found = _read(text, language)
    if isinstance(found, Unclear) and found.code in _WHOLE and "," not in text:
        return Unclear(found.code, unshouted(text))
    return found


def _read(text: str, language: str) -> PersonName | Unclear:
    split = without_asides(text)
    if isinstance(split, Unclear):
        return split
    rest, nickname = split
    script = "Latn" if rest.isascii() else script_of(rest)
    if script == "mixed":
        rest = without_latin_degrees(rest)
        script = script_of(rest)
    if script in {"Latn", "Grek"}:
        return _alphabetic(rest.translate(_COMMAS), nickname, language)
    return read_script(rest.translate(_COMMAS), script, nickname)


def _alphabetic(text: str, nickname: str, language: str) -> PersonName | Unclear:
    flat = is_flat(text)
    parts = [part.split() for part in _comma_separated(text).rstrip(" ,").split(",")]
    if len(parts) > len("abc") and parts[0] and parts[1]:
        parts = [part for part in parts if part]
    if not all(parts):
        return Unclear("commas")
    edges = Edges()
    kept = _without_suffixes(parts, edges, flat=flat)
    if isinstance(kept, Unclear):
        return kept
    if len(kept) == 1:
        return _straight(kept[0], nickname, language, edges, flat=flat, alone=len(parts) == 1)
    return _family_first(kept[0], kept[1], nickname, edges, flat=flat)


def _comma_separated(text: str) -> str:
    """Return the text with commas for semicolons if these part degrees only ("Ann Lee, MD; PhD")."""
    if ";" not in text:
        return text
    tail = text.partition(",")[2].replace(";", " ").replace(",", " ").split()
    known = words("credentials", "sure", "generations", "words_too")
    return text.replace(";", ",") if tail and all(key_of(word) in known for word in tail) else ""


def _without_suffixes(parts: list[list[str]], edges: Edges, *, flat: bool) -> list[list[str]] | Unclear:
    """Take the parts that are degrees off the end; one or two parts must be left."""
    kept = list(parts)
    while len(kept) > 1:
        found = after_comma(kept[-1], kept[0], edges, flat=flat)
        if isinstance(found, Unclear):
            return found
        if not found:
            break
        kept.pop()
    return kept if len(kept) <= len("ab") else Unclear("commas")


def _straight(
    names: list[str], nickname: str, language: str, edges: Edges, *, flat: bool, alone: bool
) -> PersonName | Unclear:
    """Read "Dr. Ann van Lee PhD"."""
    before = without_maiden(names)
    if isinstance(before, Unclear):
        return before
    titled, rest = leading_titles(before)
    if not rest:
        return Unclear("title_only")
    before_comma = not alone and not any(key_of(word) in words("titles", "before_given") for word in edges.titles)
    bare = trailing(rest, edges, flat=flat)
    if isinstance(bare, Unclear):
        return bare
    if alone and len(edges.credentials) + len(edges.generations) > 1:
        return Unclear("credential_or_name")  # of several in a row, without a comma, one may be the family name
    ordered = family_only(bare) if before_comma and is_family(bare) else plain_order(titled, bare, language, flat=flat)
    if isinstance(ordered, Unclear):
        return ordered
    edges.titles[:0] = titled
    return made(ordered, nickname, edges, flat=flat)


def _family_first(
    family: list[str], given: list[str], nickname: str, edges: Edges, *, flat: bool
) -> PersonName | Unclear:
    """Read "van Lee, Dr. Ann M. PhD"."""
    before, called = without_maiden(family, least=1), without_maiden(given, least=1)
    if isinstance(before, Unclear) or isinstance(called, Unclear):
        return Unclear("maiden")
    titled, surname = leading_titles(before)
    more, first = leading_titles(called)
    while len(surname) > 1 and key_of(surname[-1]) in words("credentials", "generations"):
        edges.take(surname.pop())
    if not surname or not first:
        return Unclear("title_only")
    kept = trailing_given(first, edges)
    if len(kept) < len(first) and key_of(kept[-1]) in words("particles", "surely"):
        return Unclear("particle")  # "Lee, Dov van DO": the prefix of what follows it, or of the family name
    if flat and len(kept) < len(first) - 1:
        return Unclear("credential_or_name")
    ordered = comma_order(surname, kept, flat=flat)
    if isinstance(ordered, Unclear):
        return ordered
    edges.titles[:0] = [*titled, *more]
    return made(ordered, nickname, edges, flat=flat)
