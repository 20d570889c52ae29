"""Who is meant by a From, To or Cc line?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 200_000
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]{1,64}@[^\s<>@,;:\"()]{1,255}")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|\([^()]*\)?|<[^<>]*>?|[,;]|[^",;<(]+|.', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: the address in lower case, the display name as written, or empty."""

    address: str
    name: str = ""


def addresses_in(line: str) -> list[Address]:
    """All mailboxes of a header line, in order; what is no address is left out. Linear in its length."""
    return [found for entry in _entries(line[:LONGEST_LINE]) if (found := _mailbox(entry)) is not None]


def _entries(line: str) -> Iterator[list[str]]:
    """Split at the commas and semicolons that stand outside quotes, comments and angle brackets."""
    entry: list[str] = []
    for token in _TOKEN.findall(line):
        if token in {",", ";"}:
            yield entry
            entry = []
        else:
            entry.append(token)
    yield entry


def _mailbox(entry: list[str]) -> Address | None:
    angles = [token for token in entry if token.startswith("<")]
    plain = " ".join(token for token in entry if not token.startswith(("<", "(", '"')))
    found = _ADDRESS.search(" ".join(angles) if angles else plain) or _ADDRESS.search(" ".join(entry))
    if found is None:
        return None
    address = found.group().strip(".'").lower()
    return Address(address, _display_name(entry, address) if angles else _comment(entry))


def _display_name(entry: list[str], address: str) -> str:
    words = [_bare(token) for token in entry if not token.startswith(("<", "("))]
    name = " ".join(" ".join(words).split()).rpartition(":")[2].strip(" '\"")
    return "" if name.lower() == address else name


def _comment(entry: list[str]) -> str:
    """Old mail programs write `ann@example.org (Ann Lee)`."""
    return " ".join(" ".join(token.strip("() ") for token in entry if token.startswith("(")).split())


def _bare(token: str) -> str:
    return _QUOTED_PAIR.sub(r"\1", token[1:].removesuffix('"')) if token.startswith('"') else token
