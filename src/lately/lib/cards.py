"""What stands in these contact cards (.vcf: vCard 2.1, 3.0 and 4.0, as phones and mail programs save them)?

The readers there are want six packages or build a tree of every card; this takes the dozen properties that are of use
here, card by card, in bounded memory.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lately.lib.encodings import encoding_of

COLUMNS = (
    "full_name", "given_name", "family_name", "address_as", "company_name", "role", "email", "phone", "postal_address",
    "birth_date", "note", "id",
)  # fmt: skip
LONGEST_LINE = 100_000
NO_YEAR = "1604"  # what Apple writes where only day and month of a birthday are known
MOST_LINES = 2_000  # of one card; a photograph may have more, and is not read
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_UNESCAPED = re.compile(r"\\([\\,;:nN])")


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: `name` and `parameters` in capitals, the value as it stands."""

    name: str
    parameters: str
    value: str

    @property
    def preferred(self) -> bool:
        """Whether it is marked as the one to use."""
        return "PREF" in self.parameters


def is_cards(path: Path) -> bool:
    """Whether it begins as a contact card does."""
    with path.open("rb") as file:
        begin = file.read(200).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n")
    return begin.upper().startswith(b"BEGIN:VCARD")


def card_rows(path: Path) -> Iterator[list[str]]:
    """Yield a row of COLUMNS for each card; raises Refusal if the file cannot be read as text."""
    card: list[Property] = []
    for line in _unfolded(path):
        found = _property(line)
        if found is None:
            continue
        if (found.name, found.value.strip().upper()) == ("BEGIN", "VCARD"):
            card = []
        elif (found.name, found.value.strip().upper()) == ("END", "VCARD"):
            yield _row(card)
            card = []
        elif len(card) < MOST_LINES:
            card.append(found)


def _unfolded(path: Path) -> Iterator[str]:
    """Lines as they were before they were broken into shorter ones."""
    with path.open(encoding=encoding_of(path).codec, errors="replace", newline="") as file:
        kept = ""
        while line := file.readline(LONGEST_LINE):
            text = line.rstrip("\r\n")
            soft = kept.endswith("=") and "QUOTED-PRINTABLE" in kept.partition(":")[0].upper()
            if soft or text[:1] in {" ", "\t"}:
                kept = (kept[:-1] + text if soft else kept + text[1:])[:LONGEST_LINE]
                continue
            if kept:
                yield kept
            kept = text
        if kept:
            yield kept


def _property(line: str) -> Property | None:
    head, colon, value = _parted(line)
    name, _, parameters = head.partition(";")
    name = name.rpartition(".")[2].upper()  # item1.EMAIL is Apple's way of grouping
    if not colon or not name:
        return None
    return Property(name, parameters.upper(), _decoded(value, parameters.upper()))


def _parted(line: str) -> tuple[str, str, str]:
    """Part a line at its first colon that stands in no quotation marks."""
    quoted = False
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[:place], ":", line[place + 1 :]
    return line, "", ""


def _decoded(value: str, parameters: str) -> str:
    raw: bytes | None = None
    if "QUOTED-PRINTABLE" in parameters:
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
    elif re.search(r"ENCODING=(B|BASE64)\b", parameters):
        try:
            raw = base64.b64decode(value)
        except (binascii.Error, ValueError):
            return ""
    if raw is None:
        return value
    named = re.search(r"CHARSET=\"?([\w-]+)", parameters)
    try:
        return raw.decode(named[1] if named else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _row(card: list[Property]) -> list[str]:
    name = _parts(_first(card, "N"))
    email, phone = _first(card, "EMAIL").removeprefix("mailto:"), _first(card, "TEL").removeprefix("tel:")
    given, family = (_joined(name[1:3]), name[0]) if len(name) > 1 else ("", "")
    company = next(iter(_parts(_first(card, "ORG"))), "")
    whole = "" if given or family else _plain(_first(card, "FN"))
    whole = "" if whole == company else whole
    day = _DAY.match(_first(card, "BDAY"))
    day = None if day and day[1] == NO_YEAR else day
    found = {
        "full_name": whole, "given_name": given, "family_name": family, "address_as": _plain(_first(card, "NICKNAME")),
        "company_name": company,
        "role": _plain(_first(card, "TITLE") or _first(card, "ROLE")), "email": email, "phone": phone,
        "postal_address": _joined(_parts(_first(card, "ADR")), ", "),
        "birth_date": "-".join(day.groups()) if day else "", "note": _plain(_first(card, "NOTE")),
        "id": "" if email or phone else _first(card, "UID").removeprefix("urn:uuid:"),
    }  # fmt: skip
    return [found[column].strip() for column in COLUMNS]


def _first(card: list[Property], name: str) -> str:
    """The value of a property; of several the preferred one, else the first that says something."""
    values = [found for found in card if found.name == name and found.value.strip(" ;")]
    return next((found.value for found in values if found.preferred), values[0].value if values else "").strip()


def _parts(value: str) -> list[str]:
    """The parts of a value such as `Lee;Ann;Mary`, unescaped."""
    return [_plain(part) for part in re.split(r"(?<!\\);", value)] if value else []


def _plain(text: str) -> str:
    return _UNESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _joined(parts: list[str], mark: str = " ") -> str:
    return mark.join(part for part in parts if part)
