"""Which lines of a message are its writer's own words, and not quoted history or a signature?"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_MARK = 500
_INTRODUCES = re.compile(
    r"^\W{0,3}(?:"
    r"(?:on|am|le|el|il|op|em|den|dne|w dniu|i|em|på)\b.{6,250}"
    r"(?:wrote|writes|schrieb(?: [^:]{1,120})?|a écrit|escribió|ha scritto|schreef|escreveu|skrev|"
    r"napsal\(a\)|napisał\(a\)?)"
    r"|[^:]{3,150}\b(?:wrote|schrieb|a écrit|escribió)(?: (?:on|am|le|el)\b.{4,60})?"
    r")\s?:\s*$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"^[>|\s*]{0,4}-{2,}\s?(?:originale? message|original appointment|forwarded message|forwarded by|"
    r"ursprüngliche nachricht|original-nachricht|originalnachricht|weitergeleitete nachricht|message d'origine|"
    r"message transféré|mensaje original|mensaje reenviado|messaggio originale|oorspronkelijk bericht)\b.*$"
    r"|^begin forwarded message:\s*$|^anfang der weitergeleiteten (?:nachricht|e-mail):\s*$",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(
    r"^[>\s*_]{0,4}(?P<name>from|sent|to|date|subject|von|gesendet|an|datum|betreff|de|envoyé|à|objet|para|asunto|"
    r"enviado|da|inviato|oggetto|van|verzonden|aan|onderwerp)\s?:[*_]{0,2}\s?\S",
    re.IGNORECASE,
)
_NAMES_WRITER = re.compile(r"(?:@\S|\d{4}).*:\s*$")  # of any language, if the quotation follows
_BEGINS = re.compile(r"^\W{0,3}(?:on|am|le|el|il)\b.{6,200}$", re.IGNORECASE)
_RULER = re.compile(r"_{5,}")
_SIGNATURE = re.compile(
    r"^(?:-- ?|__ ?|—|sent from (?:my|mail for|outlook for|yahoo mail for)\b.{0,60}|"
    r"get outlook for (?:ios|android).{0,60}|"
    r"(?:von meinem|gesendet von|gesendet mit|diese nachricht wurde von meinem).{0,80}|envoyé de mon .{0,60}|"
    r"enviado desde mi .{0,60})$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """Return what the writer says: quoted lines, what follows "Original Message", the signature left out.

    An introduction ("On Monday Ann wrote:") goes with the quotation below it. If that is not marked by ">", all
    that follows belongs to it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines[number] for number in _own(lines))).strip()


def own_words_in_place(text: str) -> str:
    """Return the same with blanks where something is left out, so that every word keeps its place."""
    lines = text.replace("\r", "\n").split("\n")
    own = set(_own(lines))
    return "\n".join(line if number in own else " " * len(line) for number, line in enumerate(lines))


def _own(lines: list[str]) -> Iterator[int]:
    """Yield the numbers of the lines that are the writer's own."""
    number = 0
    while number < len(lines):
        line = lines[number]
        if len(line) > LONGEST_MARK:
            yield number
            number += 1
            continue
        if _HISTORY.match(line) or _headers_begin(lines, number) or _SIGNATURE.match(line.strip()):
            return
        introduces = _introduction(lines, number)
        if introduces and not _quoted_next(lines, number + introduces - 1):
            return
        if not introduces and not line.lstrip().startswith(">"):
            yield number
        number += introduces or 1


def _introduction(lines: list[str], number: int) -> int:
    """How many lines from here introduce a quotation ("On Monday,", "3 March 2025,", "Ann wrote:"), if they do."""
    line = lines[number].strip()
    if _INTRODUCES.match(line):
        return 1
    if _NAMES_WRITER.search(line) and number + 1 < len(lines) and _quoted_next(lines, number):
        return 1
    for more in (2, 3) if _BEGINS.match(line) else ():
        whole = " ".join(part.strip() for part in lines[number : number + more])
        if number + more <= len(lines) and re.search(r"\d", whole) and _INTRODUCES.match(whole):
            return more
    return 0


def _headers_begin(lines: list[str], number: int) -> bool:
    """Outlook quotes by repeating the headers: From, Sent, To, Subject on lines of their own."""
    if _RULER.fullmatch(lines[number].strip()):
        return number + 1 < len(lines) and _headers_begin(lines, number + 1)
    if not _HEADER_LINE.match(lines[number]):
        return False
    near = [line for line in lines[number : number + 8] if line.strip()][:5]
    names = {found["name"].lower() for line in near if (found := _HEADER_LINE.match(line))}
    return len(names) >= 3  # noqa: PLR2004 - two such lines occur in ordinary text ("From: ... To: ...")


def _quoted_next(lines: list[str], number: int) -> bool:
    following = (line for line in lines[number + 1 : number + 6] if line.strip())
    return next(following, ">").lstrip().startswith(">")
