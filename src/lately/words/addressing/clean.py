"""What was typed into the field, and may it be a name at all?"""

from __future__ import annotations

import re
import unicodedata

from lately.words.addressing.data import title_forms, words
from lately.words.addressing.name import Unclear

LONGEST = 100  # characters; the longest names on passports are shorter
MOST_WORDS = 9
_PAIR = 2
_DOTTED_COMPANY = re.compile(
    r"(?<!\w)(?:g\.?m\.?b\.?h|e\.\s?[vk]\.|s\.\s?a\.\s?r\.\s?l\.?|s\.p\.a\.?|s\.l\.(?:u\.)?|b\.v\.|n\.v\.|l\.l\.[cp]\.|"
    r"a/s|d\.o\.o\.|s\.r\.o\.|sp\. z o\.? ?o\.?|株式会社|有限会社|有限公司|주식회사)",
    re.IGNORECASE,
)
_HOUSEHOLD = re.compile(r"[&+/]")
_WEB = re.compile(r"https?:|www\.|\w\.(?:com|org|net|de|co\.uk|io|eu)\b", re.IGNORECASE)
_STRANGE = re.compile(
    r"[^\w\s.,\u3001\u30fb\u00b7;&+/()\[\]\uff08\uff09\u300c-\u300f\uff62\uff63\u00ab\u00bb\"'`\u02b0-\u02ff\u0300-\u036f"
    r"\u2010-\u201f\u2039\u203a\u060c\uff0c-]|_"
)
_MARKS = frozenset(["Mn", "Mc", "Lm", "Sk"])


def clean(text: str) -> str | Unclear:
    """Return the text as one line of plain characters, or why it is no name. Linear in its length, and bounded."""
    if len(text) > 4 * LONGEST:
        return Unclear("too_long")
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    plain = " ".join(part for part in _spaced(text).split() if part)
    return _refused(plain) or plain


def _spaced(text: str) -> str:
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def _refused(text: str) -> Unclear | None:
    digits = any(sign.isdigit() for sign in text)
    if not any(sign.isalpha() for sign in text):
        return Unclear("digits" if digits else "empty")
    if "@" in text or _WEB.search(text):
        return Unclear("address")
    if len(text) > LONGEST:
        return Unclear("too_long")
    return no_person(text) or (Unclear("digits") if digits else _strange(text))


def _strange(text: str) -> Unclear | None:
    """Return why if there is a sign that is no letter, no mark and no punctuation of names."""
    left = [sign for sign in _STRANGE.findall(text) if unicodedata.category(sign) not in _MARKS]
    return Unclear("signs") if left else None


def no_person(text: str) -> Unclear | None:
    """Return why the text names a company, a household or nobody at all; None if it may be a person."""
    keys = [word.strip(".,;:()\"'") for word in text.lower().split()]  # "A.G." are initials, "AG" is a company
    found = frozenset(keys)
    if "und" in found and keys[keys.index("und") - 1] == "von":
        found -= {"und"}  # von und zu
    beside = frozenset(word.strip("()") for word in text.lower().split() if word.startswith("("))
    code = _code(text, found - beside)
    if not code and len(keys) == _PAIR and len(found) == 1:
        code = "repeated"
    if not code and len(keys) > MOST_WORDS:
        code = "many_words"
    return Unclear(code) if code else None


def _code(text: str, found: frozenset[str]) -> str:
    if found & words("nobody", "companies") or _DOTTED_COMPANY.search(text):
        return "company"
    if _HOUSEHOLD.search(text) or found & words("nobody", "households"):
        return "company" if found & words("nobody", "firms") and not found & title_forms().keys() else "household"
    if found <= words("nobody", "placeholders"):
        return "placeholder"
    return "mailbox" if found <= words("nobody", "mailboxes") or found & words("nobody", "teams") else ""
