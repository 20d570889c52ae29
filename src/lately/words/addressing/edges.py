"""Which words at the edges of a name are titles, degrees and "junior"?"""

from __future__ import annotations

from dataclasses import dataclass, field

from lately.words.addressing.data import key_of, titles, words
from lately.words.addressing.name import Unclear

_LONGEST_ACRONYM = 5
_FEWEST = 2  # words that must be left for a name


@dataclass(slots=True)
class Edges:
    """What was taken off a name."""

    titles: list[str] = field(default_factory=list)
    generations: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)

    @property
    def any_suffix(self) -> bool:
        """Whether a degree or a generation was there."""
        return bool(self.credentials or self.generations)

    def take(self, word: str) -> bool:
        """Take a word that can be nothing else than a title, a degree or a generation; false if it can."""
        key = key_of(word)
        if not is_sure(word) and not is_title(word):
            return False
        if key in words("credentials", "generations"):
            self.generations.insert(0, word)
        elif key in words("credentials", "sure"):
            self.credentials.insert(0, word)
        else:
            self.titles.append(word)
        return True

    def take_doubtful(self, word: str) -> None:
        """Take a word of which its place says that it is a degree or a generation."""
        row = self.generations if key_of(word) in words("credentials", "generations_or_letters") else self.credentials
        row.insert(0, word)


def is_title(word: str) -> bool:
    """Whether a word is a title and no name."""
    key = key_of(word)
    return key in titles() and (key not in words("titles", "also_names") or (word.endswith(".") and len(key) > 1))


def is_sure(word: str) -> bool:
    """Whether a word is a degree or a generation and no name."""
    key = key_of(word)
    spelt = "." in word.rstrip(".") and key in words("credentials", "spelt")  # "J.R." are initials
    return key in words("credentials", "sure", "generations") and not spelt


def leading_titles(names: list[str]) -> tuple[list[str], list[str]]:
    """Split a name into the titles it begins with and the rest."""
    at = 0
    while at < len(names) and (is_title(names[at]) or _leads(names, at) or (at and _is_faculty(names[at]))):
        at += 1
    return names[:at], names[at:]


def _is_faculty(word: str) -> bool:
    """Whether it is the "med." of "Dr. med."."""
    return word.endswith(".") and word.islower() and key_of(word) in words("titles", "faculties")


def _leads(names: list[str], at: int) -> bool:
    """Whether the word is a "The" or "Right" before a title."""
    lead = words("titles", "lead")
    if key_of(names[at]) not in lead or at + 1 == len(names):
        return False
    return is_title(names[at + 1]) or key_of(names[at + 1]) in lead


def trailing(names: list[str], edges: Edges, *, flat: bool) -> list[str] | Unclear:
    """Take degrees, generations and titles off the end of a name that stands before any comma."""
    rest = _without_tail(joined_degrees(names), edges, _FEWEST)
    while len(rest) > 1 and not _may_be_family_title(rest[-1]) and edges.take(rest[-1]):
        rest = rest[:-1]
    word, key = rest[-1], key_of(rest[-1])
    if len(rest) == 1 or not is_doubtful(word):
        return rest
    led = key_of(rest[0]) in words("particles", "surely")
    if len(rest) > _FEWEST and not led and _is_whole(rest[-2]) and _is_degree_here(word, key, flat=flat):
        edges.take_doubtful(word)
        return trailing(rest[:-1], edges, flat=flat)
    named = word.istitle() and not flat and len(key) > 1 and "." not in word
    return rest if named and (not edges.any_suffix or len(rest) == _FEWEST) else Unclear("credential_or_name")


def trailing_given(names: list[str], edges: Edges) -> list[str]:
    """Take degrees off the end of what stands after the comma of "Lee, Ann M. MA"; the family name is known there."""
    rest = _without_tail(joined_degrees(names), edges, 1)
    while len(rest) > 1:
        degree = key_of(rest[-1]) in words("credentials", "words_too") and rest[-1].replace(".", "").isupper()
        if degree and not rest[0].isupper():
            edges.take_doubtful(rest[-1])
        elif not edges.take(rest[-1]):
            break
        rest = rest[:-1]
    return rest


def _without_tail(names: list[str], edges: Edges, least: int) -> list[str]:
    """Take all that follows a word that is surely a degree ("Ann Lee PhD Ma"), if it may be one as well."""
    at = next((number for number, name in enumerate(names) if number >= least and _begins_tail(name)), len(names))
    tail = names[at:]
    if not all(is_sure(name) or is_title(name) or _is_known(name) for name in tail):
        return names
    for name in reversed(tail):
        if not edges.take(name):
            edges.take_doubtful(name)
    return names[:at]


def _begins_tail(word: str) -> bool:
    return is_sure(word) or (is_title(word) and word.endswith("."))


def _is_known(word: str) -> bool:
    return key_of(word) in words("credentials", "words_too")


def _may_be_family_title(word: str) -> bool:
    """Whether a title stands at the end without a dot ("Ann Lee Sra"), where only "Dr" and its like are sure."""
    return (
        is_title(word)
        and not is_sure(word)
        and "." not in word
        and word[:1].isupper()
        and key_of(word) not in words("titles", "ranks")
    )


def _is_degree_here(word: str, key: str, *, flat: bool) -> bool:
    """Whether a doubtful word after a whole name is a degree: "Ann Lee MA", "Ann Lee V"."""
    if key in words("credentials", "generations_or_letters"):
        return "." not in word and word.isupper() and not flat and key != "i"
    known = key in words("credentials", "dotted") if "." in word else key in words("credentials", "words_too")
    return known and key not in words("credentials", "names_too") and word.replace(".", "").isupper() and not flat


def _is_whole(word: str) -> bool:
    return len(key_of(word)) > 1 and "." not in word and not is_doubtful(word)


def is_doubtful(word: str) -> bool:
    """Whether a word at the end may be a degree as well as a name: "MA", "V", or an unknown "B.K."."""
    key = key_of(word)
    if len(key) == 1 or key in words("credentials", "words_too", "generations_or_letters"):
        return True
    dotted = "." in word.rstrip(".") or (word.endswith(".") and len(key) > 1)
    return dotted and key not in words("particles", "surely")


def after_comma(names: list[str], before: list[str], edges: Edges, *, flat: bool) -> bool | Unclear:
    """Take what stands after a comma if it is all degrees; false if it is a name, or why it may be either."""
    parts = joined_degrees([name for name in names if name not in {"-", "\u2013"}])
    titled, rest = leading_titles(parts)
    if titled and rest and titled[0].isupper() and _is_known(titled[0]) and not flat:
        return Unclear("credential_or_name")
    if titled and rest and not all(is_sure(name) for name in rest):
        return _of_given(rest, family=_is_family(before))
    sure = [is_sure(name) or is_title(name) for name in parts]
    if all(sure) or _follows_name(parts, before, edges, flat=flat):
        for name in reversed(parts):
            if not edges.take(name):
                edges.take_doubtful(name)
        return True
    if sure[0] or is_doubtful(parts[0]) or _is_acronym(parts[0], flat=flat):
        return _of_given(parts, family=_is_family(before))
    return False


def _is_family(before: list[str]) -> bool:
    """Whether what stands before a comma can be a family name only: one word, or a prefix and one."""
    kept = [name for name in before if not is_sure(name)]
    return len([name for name in kept if key_of(name) not in words("particles", "surely")]) <= 1


def _of_given(names: list[str], *, family: bool) -> bool | Unclear:
    """Return false if it is a first name all the same, as in "J.", "Dr. John", "Ed", else why not."""
    first, key = names[0], key_of(names[0])
    initials = first.endswith(".") and all(len(part) <= 1 for part in first.split(".")) and len(key) <= _FEWEST
    if is_sure(first) or is_title(first) or (initials and key in words("credentials", "dotted")):
        return Unclear("credential_or_name")
    plain = not is_doubtful(first) and not first.isupper()
    named = family and first.istitle() and "." not in first and len(key) > 1
    initials = initials and (family or len(key) == 1)
    return False if initials or plain or named else Unclear("credential_or_name")


def _follows_name(names: list[str], before: list[str], edges: Edges, *, flat: bool) -> bool:
    """Whether acronyms follow a name ("Ann Lee, XYZ"), so that they are degrees and no first name."""
    any_sure = bool(edges.credentials) or any(is_sure(name) for name in names)
    capitals = all(_is_acronym(name, flat=False) or is_sure(name) for name in names)
    if any_sure and capitals and not flat and (is_sure(names[0]) or _is_known(names[0])):
        return True
    if any_sure and len(before) >= _FEWEST and _is_whole(before[-1]) and all(_may_follow(name) for name in names):
        return True
    if len(before) < _FEWEST or not _is_whole(before[-1]) or key_of(before[0]) in words("particles", "surely"):
        return False
    if len(names) == 1 and key_of(names[0]) in words("credentials", "generations_or_letters"):
        return names[0].isupper() or flat
    known = all(key_of(name) in words("credentials", "words_too") - words("credentials", "names_too") for name in names)
    if any("." in name and key_of(name) not in words("credentials", "dotted", "sure") for name in names):
        return False
    return known and (flat or capitals)


def _may_follow(word: str) -> bool:
    return (
        is_sure(word)
        or is_title(word)
        or _is_known(word)
        or key_of(word) in words("credentials", "generations_or_letters")
    )


def _is_acronym(word: str, *, flat: bool) -> bool:
    letters = word.replace(".", "").replace("-", "")
    return not flat and letters.isupper() and 1 < len(letters) <= _LONGEST_ACRONYM


def joined_degrees(names: list[str]) -> list[str]:
    """Join "Ph. D." to one word."""
    made: list[str] = []
    for name in names:
        if made and made[-1].lower() == "ph." and key_of(name) == "d":
            made[-1] += name
        else:
            made.append(name)
    return made
