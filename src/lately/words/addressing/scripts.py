"""How is a name ordered that is not written in Latin letters?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lately.words.addressing.data import key_of, listing, titles, words
from lately.words.addressing.edges import is_sure
from lately.words.addressing.name import PersonName, Unclear, is_initial

_RANGES = (
    (0x0250, "Latn"), (0x02B0, "Latn"), (0x0370, ""), (0x0400, "Grek"), (0x0530, "Cyrl"), (0x0590, "Armn"),
    (0x0600, "Hebr"), (0x0780, "Arab"), (0x0900, "?"), (0x0980, "Deva"), (0x0A00, "Beng"), (0x0E00, "?"),
    (0x0E80, "Thai"), (0x10A0, "?"), (0x1100, "Geor"), (0x1200, "Hang"), (0x1E00, "?"), (0x1F00, "Latn"),
    (0x2000, "Grek"), (0x3005, ""), (0x3008, "Hani"), (0x3041, ""), (0x3100, "Kana"), (0x31F0, "?"), (0x3200, "Kana"),
    (0x3400, "?"), (0xA000, "Hani"), (0xAC00, "?"), (0xD7B0, "Hang"), (0xF900, "?"), (0xFB00, "Hani"),
    (0xFF66, "?"), (0xFFA0, "Kana"), (0x20000, "?"), (0x32000, "Hani"),
)  # fmt: skip
_GIVEN_FIRST = {"Arab", "Hebr", "Deva", "Beng", "Thai", "Geor", "Armn"}
_TWO = 2
_THREE = 3
_SHORTEST = 2
_LONGEST_KOREAN = 4
_NAME = re.compile(r"\w[\w\u0300-\u036f\u0900-\u09ff\u0e30-\u0e4e'\u2019-]*")


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script, "?" for one we know nothing of, "mixed" if there are several."""
    found = {script for sign in text if sign.isalpha() for script in [_script(ord(sign))] if script}
    if len(found) == 1:
        return found.pop()
    return "Jpan" if found and found <= {"Hani", "Kana"} else "mixed"


def _script(code: int) -> str:
    return next((script for end, script in _RANGES if code < end), "?")


def read_script(text: str, script: str, nickname: str) -> PersonName | Unclear:
    """Return the parts of a name in a script other than Latin, or why they cannot be told."""
    if script == "mixed":
        return Unclear("mixed_scripts")
    names = text.replace(",", " , ").split()
    if script == "Hang":
        return _korean(names, nickname)
    if script in {"Hani", "Kana", "Jpan"}:
        return _east_asian(names, script, nickname)
    if script == "Cyrl":
        return _cyrillic(names, nickname)
    return _two_words(names, nickname) if script in _GIVEN_FIRST else Unclear("unknown_script")


def without_latin_degrees(text: str) -> str:
    """Return a name without the degrees that stand after it in Latin letters ("鈴木 一郎 MA")."""
    names = text.split()
    while len(names) > 1 and names[-1].isascii() and (is_sure(names[-1]) or _is_capital_degree(names[-1])):
        names.pop()
    kept = " ".join(names)
    return text if kept.endswith(",") and len(names) == 1 else kept.rstrip(",")


def _is_capital_degree(word: str) -> bool:
    return word.isupper() and key_of(word) in words("credentials", "words_too")


def _korean(names: list[str], nickname: str) -> PersonName | Unclear:
    """Read 이서연 and 이 서연: the family name is known, and stands first."""
    bare_last = names[-1].rstrip(".。")
    names = [*names[:-1], bare_last] if bare_last.endswith(tuple(_honorifics())) else names
    if "," in names:
        if len(names) != _THREE or names[1] != ",":
            return Unclear("commas")
        names = [names[0], names[2]]
        if names[1] in _honorifics():
            return Unclear("commas")
    bare, honorific = _without_honorific(names)
    if len(bare) > 1 and bare[-1] in _honorifics():
        bare, honorific = bare[:-1], f"{bare[-1]} {honorific}".strip()
    joined = "".join(bare)
    if not joined.isalpha() or len(bare) > _TWO or not _SHORTEST <= len(joined) <= _LONGEST_KOREAN + 1:
        return Unclear("order")
    size = len(bare[0]) if len(bare) == _TWO else _family_size(joined)
    family, given = joined[:size], joined[size:]
    if (
        not given
        or joined in words("orders", "korean_two")
        or family not in words("orders", "korean_one", "korean_two")
    ):
        return Unclear("order")
    if len(given) > _THREE - 1 or given in _honorifics():
        return Unclear("order")
    return PersonName(honorific, given, nickname, surname=family, locale="ko")


def _family_size(joined: str) -> int:
    return 2 if joined[:2] in words("orders", "korean_two") and len(joined) > _THREE - 1 else 1


def _without_honorific(names: list[str]) -> tuple[list[str], str]:
    if len(names) > 1 and names[-1] in _honorifics():
        return names[:-1], names[-1]
    last = next((one for one in sorted(_honorifics(), key=len, reverse=True) if names[-1].endswith(one)), "")
    if last and len("".join(names)) - len(last) >= _THREE:
        return [*names[:-1], names[-1].removesuffix(last)], last
    return names, ""


def _honorifics() -> frozenset[str]:
    return words("orders", "honorifics") | {"양", "군", "선생님", "박사", "박사님", "부장", "사장", "사장님"}


def _east_asian(names: list[str], script: str, nickname: str) -> PersonName | Unclear:
    """Read 鈴木 一郎: family name first, where a space shows its end. A name in kana only is often a foreigner's."""
    if "," in names:
        if len(names) != _THREE or names[1] != ",":
            return Unclear("commas")
        names = [names[0], _without_honorific(names[2:])[0][0]]
    elif script == "Kana":
        return _foreign(names, nickname)
    if len(names) == 1:
        return Unclear("unspaced")
    bare, honorific = (names[:-1], names[-1]) if names[-1] in _honorifics() else (names, "")
    if len(bare) == 1 and honorific:
        return Unclear("unspaced")
    if len(bare) != _TWO or not all(name.isalpha() for name in bare) or _is_polite(bare[1]):
        return Unclear("order")
    return PersonName(honorific, bare[1], nickname, surname=bare[0], locale="ja" if script == "Jpan" else "zh")


def _foreign(names: list[str], nickname: str) -> PersonName | Unclear:
    """Read ジェーン・オースティン: a foreigner's name keeps its own order. Without the dot the order is not sure."""
    parts = names[0].replace("·", "・").split("・")
    if len(names) > 1 or len(parts) != _TWO or not all(parts):
        return Unclear("order")
    return PersonName("", parts[0], nickname, surname=parts[1])


def _is_polite(word: str) -> bool:
    return any(word.endswith(one) for one in _honorifics()) or len(word) > _THREE


def _cyrillic(names: list[str], nickname: str) -> PersonName | Unclear:
    """Read Иван Иванович Петров and Петров Иван Иванович: the patronymic or the endings show the order."""
    titled = list(_leading(names))
    rest = names[len(titled) :]
    title = " ".join(titled)
    if len(rest) >= _THREE and rest[1] == ",":
        return _after_comma(title, rest, nickname)
    if not _plain(rest):
        return Unclear("order")
    if len(rest) == 1:
        return PersonName(title, surname=rest[0]) if title else Unclear("one_word")
    if len(rest) == _TWO:
        return _by_endings(title, rest, nickname)
    return _by_patronymic(title, rest, nickname) if len(rest) == _THREE else Unclear("order")


def _by_patronymic(title: str, rest: list[str], nickname: str) -> PersonName | Unclear:
    middle, last = (_ends(name, "patronymics") for name in rest[1:])
    if middle == last:
        return Unclear("order")
    family, given, father = rest if last else (rest[2], rest[0], rest[1])
    return PersonName(title, given, nickname, father, surname=family)


def _leading(names: list[str]) -> Iterator[str]:
    for name in names:
        if key_of(name) not in titles():
            return
        yield name


def _after_comma(title: str, names: list[str], nickname: str) -> PersonName | Unclear:
    if not _plain([names[0], *names[2:]]):
        return Unclear("order")
    return PersonName(title, names[2], nickname, " ".join(names[3:]), surname=names[0])


def _by_endings(title: str, rest: list[str], nickname: str) -> PersonName | Unclear:
    first, last = (_ends(name, "cyrillic_families") for name in rest)
    if first == last:
        return Unclear("order")
    given, surname = (rest[1], rest[0]) if first else (rest[0], rest[1])
    return PersonName(title, given, nickname, surname=surname)


def _ends(name: str, key: str) -> bool:
    return name.lower().endswith(tuple(str(listing("orders")[key]).split()))


def _plain(names: list[str]) -> bool:
    known = words("credentials", "generations")
    return all(
        key_of(name) not in known and _NAME.fullmatch(name) and not is_initial(name) and len(name) > 1 for name in names
    )


def _two_words(names: list[str], nickname: str) -> PersonName | Unclear:
    """Read two words with a comma between; without it we do not know the titles of these languages well enough."""
    if len(names) == _THREE and names[1] == "," and _plain(names[::2]):
        return PersonName("", names[2], nickname, surname=names[0])
    return Unclear("order")
