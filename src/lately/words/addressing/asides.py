"""What stands beside the name: a nickname in quotes or brackets, a former name?"""

from __future__ import annotations

import re

from lately.words.addressing.data import key_of, titles, words
from lately.words.addressing.name import Unclear

# Every kind of bracket and double quotation mark counts as the plain one.
_PLAIN = str.maketrans(
    dict.fromkeys("[\uff08", "(")
    | dict.fromkeys("]\uff09", ")")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f\uff62\uff63", '"')
    | {"\u2018": "'"}
)
_PAIR = re.compile(r"\(([^()]*)\)|\"([^\"]*)\"|(?:(?<=\s)|^)'([^']+)['\u2019](?=[\s,]|$)")
_OPEN = re.compile(r"[()\"`]")
_ANY = re.compile(r"[()\"`]|(?:^|\s)'|['\u2019](?:[\s,]|$)")
_MOST_WORDS = 2


def without_asides(text: str) -> tuple[str, str] | Unclear:
    """Return the text without what stands in quotes or brackets, and the nickname that was there, or why not."""
    text = text.translate(_PLAIN)
    if not _ANY.search(text):
        return text, ""
    asides = [next(part for part in found if part) for found in _PAIR.findall(text) if any(found)]
    rest = " ".join(_PAIR.sub(" ", text).replace(" ,", ",").split())
    if _OPEN.search(rest) or len(asides) != len(_PAIR.findall(text)):
        return Unclear("brackets")
    if any(_is_odd_former(aside) for aside in asides):
        return Unclear("maiden")
    nicknames = [aside.strip() for aside in asides if not _says_something_else(aside)]
    if any(not _may_be_nickname(nickname) for nickname in nicknames) or len(nicknames) > 1:
        return Unclear("brackets")
    return (rest, nicknames[0] if nicknames else "") if rest else Unclear("brackets")


def without_maiden(names: list[str], *, least: int = 2) -> list[str] | Unclear:
    """Return the words before "née"; a former name is no part of how somebody is addressed."""
    keys = [key_of(word) for word in names]
    at = next((number for number, key in enumerate(keys) if key in words("particles", "maiden")), None)
    if at is None:
        return names
    kept = names[: at - 1] if keys[at] == "domu" and at and keys[at - 1] == "z" else names[:at]
    if not _is_former(names[at + 1 :]):
        return Unclear("maiden")
    if len(kept) < least or at == len(names) - 1 or keys[at - 1] in words("particles", "surely"):
        return Unclear("maiden")
    return kept


def _is_former(names: list[str]) -> bool:
    """Whether a plain name follows "née", and no prefix stands without its name."""
    known = words("credentials", "sure", "generations", "words_too", "generations_or_letters") | titles()
    plain = bool(names) and len(key_of(names[0])) > 1 and "." not in names[0] and key_of(names[0]) not in known
    last = key_of(names[-1]) if names else ""
    return plain and (last not in words("particles", "surely") or names[-1].isupper())


def _says_something_else(aside: str) -> bool:
    """Whether it is a former name, a degree or "ret.", which are no nicknames."""
    keys = [key_of(word) for word in aside.replace(",", " ").split()]
    known = words("credentials", "sure", "generations", "words_too") | titles()
    if not keys or {*keys[:2]} & words("particles", "maiden") or {*keys} <= words("nobody", "placeholders"):
        return True
    if {*keys} & words("nobody", "companies", "mailboxes"):
        return True
    initialism = "." in aside and aside.replace(".", "").isupper()
    return initialism or all(key in known for key in keys)


def _is_odd_former(aside: str) -> bool:
    """Whether no plain name follows the "née" in brackets."""
    first, *rest = aside.split() or [""]
    return _is_maiden(first) and bool(rest) and not _is_former(rest)


def _may_be_nickname(nickname: str) -> bool:
    parts = nickname.split()
    plain = all(part.replace("-", "").replace("'", "").isalpha() for part in parts)
    return plain and len(parts) <= _MOST_WORDS and not any(_is_maiden(part) for part in parts)


def _is_maiden(word: str) -> bool:
    return key_of(word) in words("particles", "maiden")
