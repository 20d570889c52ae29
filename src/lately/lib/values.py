"""Which day, which sum of money, whose key or address does this cell mean?"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import email_validator

from lately.lib.moments import moment, seconds, zone_named
from lately.lib.money import CURRENCIES, SYMBOLS, minor_digits
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop
from lately.lib.tables import Rejected, Row

_ISO_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?:,?[ T]+(.+))?")
_EMPTY_DAY = re.compile(r"0{1,4}[./-]0{1,2}[./-]0{1,4}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS_DAY_FIRST = re.compile(r"(?:[^\W\d]+,? )?(\d{1,2})\.?[ -]([^\W\d]{3,})\.?,?[ -](\d{4})(?:,? +(.+))?")
_WORDS_MONTH_FIRST = re.compile(r"(?:[^\W\d]+,? )?([^\W\d]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? +(.+))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s?([ap])?\.?m?\.?(?: Uhr)?", re.IGNORECASE)
_MONTHS = (
    ("jan", "jän"), ("feb",), ("mar", "mär", "mrz"), ("apr",), ("may", "mai"), ("jun",), ("jul",), ("aug",),
    ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez"),
)  # fmt: skip
_AMOUNT = re.compile(r"[-+]?\d+(?:[.,'\u2019 ]\d+)*")
_NO_CENTS = re.compile(r"(?<=\d)[.,](?:--?|\u2013|\u2014)(?!\d)")  # 12,- and 12.--
_PLAIN_ADDRESS = re.compile(
    r"(?=.{6,120}$)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,20}"
)
_NEVER_MAIL = ("local", "invalid", "localhost", "onion", "arpa")  # .test is for trying things out, and may be
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# What the library says mostly of an address: put into the catalogue here; what it says seldom stays English.
_NO_ADDRESS = (
    gettext_noop("An email address must have an @-sign."),
    gettext_noop("There must be something before the @-sign."),
    gettext_noop("There must be something after the @-sign."),
    gettext_noop("The part after the @-sign is not valid. It should have a period."),
    gettext_noop("The part after the @-sign is not valid. It is not within a valid top-level domain."),
    gettext_noop("The part after the @-sign is a special-use or reserved name that cannot be used with email."),
    gettext_noop("An email address cannot have two periods in a row."),
    gettext_noop("An email address cannot have a period immediately before the @-sign."),
    gettext_noop("An email address cannot start with a period."),
    gettext_noop("An email address cannot end with a period."),
    gettext_noop("An email address cannot have a period immediately after the @-sign."),
    gettext_noop("The email address contains invalid characters before the @-sign: SPACE."),
    gettext_noop("The email address contains invalid characters before the @-sign: %(signs)s."),
    gettext_noop("The part after the @-sign contains invalid characters: SPACE."),
    gettext_noop("The part after the @-sign contains invalid characters: %(signs)s."),
)
_YEAR_DIGITS = 4
_ISO_LENGTH = 10
_LARGEST = 10**15
_MOST_MONTH = 12
_A_THOUSAND_GROUP = 3


class NoSuchDay(Refusal):
    """A day is written that no calendar has, as 31.02.1980."""


@dataclass(frozen=True, slots=True)
class Customs:
    """How one file writes: days `dmy` or `mdy`, decimals "," or "."; empty where nothing in it tells."""

    days: str = ""
    decimal: str = ""


def customs_of(table: Iterable[Row | Rejected], *, day: str = "", amount: str = "") -> Customs:
    """Read the whole table once for how it writes days and decimals.

    What it writes in two ways stays untold: then each day and sum that can be read in two ways is refused.
    """
    days: set[str] = set()
    marks: set[str] = set()
    for row in table:
        if isinstance(row, Row):
            days.add(_day_order(row.values.get(day, "")))
            marks.add(_decimal_mark(row.values.get(amount, "")))
    return Customs(_only(days), _only(marks))


def _with_cents(text: str) -> str:
    """12,- as 12,00: what stands before the dash is the decimal mark."""
    return _NO_CENTS.sub(lambda found: f"{found.group()[0]}00", text)


def _only(seen: set[str]) -> str:
    told = seen - {""}
    return told.pop() if len(told) == 1 else ""


@functools.lru_cache(maxsize=65_536)
def _day_order(text: str) -> str:
    """`dmy` or `mdy` if this one day can only be read so; dots are never months first."""
    found = _NUMBERS.fullmatch(text.strip())
    if not found or len(found[1]) == _YEAR_DIGITS or found[2] == ".":
        return ""
    if int(found[1]) > _MOST_MONTH:
        return "dmy"
    return "mdy" if int(found[3]) > _MOST_MONTH else ""


@functools.lru_cache(maxsize=65_536)
def _decimal_mark(text: str) -> str:
    """The decimal mark if this one sum can only be read so."""
    found = _AMOUNT.search(_with_cents(text))
    if found is None:
        return ""
    marks = re.findall(r"[.,]", found.group())
    last = re.split(r"[.,]", found.group())[-1]
    if not marks or (len(set(marks)) == 1 and (len(marks) > 1 or len(last) == _A_THOUSAND_GROUP)):
        return ""
    return str(marks[-1])


def day_or_moment(text: str, *, zone: str, customs: Customs = Customs()) -> int:
    """Return whole seconds since 1970 UTC; a bare day is its first moment in `zone`. Raises Refusal.

    ISO days and moments, 31.12.2025, 12/31/2025 (where the file tells day from month), 31 Dec 2025, Dec 31, 2025.
    """
    return _moment(" ".join(text.split()), zone, customs.days)


@functools.lru_cache(maxsize=65_536)
def _moment(text: str, zone: str, order: str) -> int:
    if _ISO_LIKE.match(text) and (len(text) != _ISO_LENGTH or _is_day(text)):
        return seconds(moment(text, zone=zone))
    try:
        parts = _written_in_numbers(text, order) or _written_in_words(text)
        if parts is None:
            raise Refusal(
                _("%(text)r is not a date.") % {"text": text},
                _("It cannot be read as a day."),
                _("Write it as 2025-03-31."),
            )
        year, month, day, clock = parts
        day_text = dt.date(year, month, day).isoformat()
        at = moment(day_text, zone=zone)
        return _at_clock(day_text, clock, zone) if clock else seconds(at)
    except ValueError:
        raise _no_such_day(text) from None


def _no_such_day(text: str) -> NoSuchDay:
    return NoSuchDay(
        _("%(text)r is not a date.") % {"text": text}, _("There is no such day."), _("Write it as 2025-03-31.")
    )


def _is_day(text: str) -> bool:
    """True; raises NoSuchDay for one that no calendar has."""
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        raise _no_such_day(text) from None


def is_no_day(text: str) -> bool:
    """Whether programs write so where there is no day: 0.0.00, 0000-00-00."""
    return bool(_EMPTY_DAY.fullmatch(text.strip()))


def _at_clock(day: str, clock: str, zone: str) -> int:
    found = _CLOCK.fullmatch(clock.strip())
    if found is None:
        raise Refusal(
            _("%(clock)r is not a time.") % {"clock": clock},
            _("It follows the day."),
            _("Write it as 2025-03-31 14:05."),
        )
    hour = int(found[1]) % 12 + (12 if found[4] in "pP" else 0) if found[4] else int(found[1])
    at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, int(found[2]), int(found[3] or 0)))
    return seconds(at.replace(tzinfo=zone_named(zone)))


def _written_in_numbers(text: str, order: str) -> tuple[int, int, int, str] | None:
    compact = _COMPACT.fullmatch(text)
    if compact:
        return int(compact[1]), int(compact[2]), int(compact[3]), ""
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, mark, second, third, clock = found.groups()
    if len(first) == _YEAR_DIGITS:
        return int(first), int(second), int(third), clock or ""
    order = "dmy" if mark == "." else order or _day_order(text)
    if not order and first != second:
        raise Refusal(
            _("%(text)r may be two different days.") % {"text": text},
            _("Nothing in the file tells whether the day or the month comes first."),
            _("Write it as 2025-03-31."),
        )
    day, month = (first, second) if order != "mdy" else (second, first)
    return _full_year(third), int(month), int(day), clock or ""


def _full_year(text: str) -> int:
    if len(text) == _YEAR_DIGITS:
        return int(text)
    if len(text) != 2:  # noqa: PLR2004 - a year of three digits is a slip
        raise ValueError(text)
    return 2000 + int(text) if int(text) < 70 else 1900 + int(text)  # noqa: PLR2004 - as POSIX reads two digits


def _written_in_words(text: str) -> tuple[int, int, int, str] | None:
    found = _WORDS_DAY_FIRST.fullmatch(text)
    if found:
        day, name, year, clock = found.groups()
    else:
        found = _WORDS_MONTH_FIRST.fullmatch(text)
        if found is None:
            return None
        name, day, year, clock = found.groups()
    month = next((number for number, names in enumerate(_MONTHS, 1) if name.lower().startswith(names)), None)
    return None if month is None else (int(year), month, int(day), clock or "")


def money(text: str, currency: str, customs: Customs = Customs()) -> tuple[int, str]:
    """Return (minor units, ISO 4217 code); `currency` is meant where the text names none. Raises Refusal.

    1234.56, 1.234,56 EUR, $12, CHF 1'234.50, -5,00 and (5.00) for what was paid back.
    """
    return _money(" ".join(text.split()), currency.upper(), customs.decimal)


@functools.lru_cache(maxsize=65_536)
def _money(text: str, currency: str, mark: str) -> tuple[int, str]:
    text = _with_cents(text)
    found = _AMOUNT.search(text)
    if found is None:
        raise Refusal(
            _("%(text)r is not a sum of money.") % {"text": text}, _("It holds no number."), _("Write it as 1234.56.")
        )
    code = _currency(text, (text[: found.start()] + text[found.end() :]), currency)
    digits = minor_digits(code)
    value = _decimal(text, found.group(), mark, digits)
    before, after = text[: found.start()], text[found.end() :]
    if ("(" in before and ")" in after) or before.rstrip().endswith(("-", "\u2212")) or after.startswith("-"):
        value = -abs(value)
    minor = int((value * 10**digits).to_integral_value(ROUND_HALF_UP))
    if abs(minor) > _LARGEST:
        raise Refusal(
            _("%(text)r is too large.") % {"text": text}, _("No customer has paid that much."), _("Check the cell.")
        )
    return minor, code


def _currency(text: str, around: str, currency: str) -> str:
    words = around.replace("(", " ").replace(")", " ").replace("-", " ").replace("\u2212", " ").split()
    for word in words:
        known = word.upper().strip(".,:") if word.upper().strip(".,:") in CURRENCIES else None
        symbol = SYMBOLS.get(word.casefold().strip(".,:"))
        if symbol:
            known = currency if currency in symbol else symbol[0]
        if known is None:
            raise Refusal(
                _("%(text)r is not a sum of money.") % {"text": text},
                _("%(word)r is no currency known here.") % {"word": word},
                _("Write it as 1234.56, or with an ISO code: 1234.56 EUR."),
            )
        return known
    return currency


def _decimal(text: str, number: str, mark: str, digits: int) -> Decimal:
    mark = _mark_in(text, number, mark, digits)
    if not mark:
        return Decimal(re.sub(r"[^\d+-]", "", number))
    whole, _, part = number.rpartition(mark)
    return Decimal(f"{re.sub(r'[^0-9+-]', '', whole) or '0'}.{part}")


def _mark_in(text: str, number: str, mark: str, digits: int) -> str:
    """Which sign in this number is the decimal mark, if any; refuses 12.345, which may be two sums."""
    own = _decimal_mark(number)
    if own or not re.search(r"[.,]", number):
        return own
    marks = re.findall(r"[.,]", number)
    if len(marks) > 1:
        return ""
    if mark:
        return mark if marks[0] == mark else ""
    if number.lstrip("+-").startswith("0"):
        return str(marks[0])
    if len(number.lstrip("+-").partition(marks[0])[0]) > _A_THOUSAND_GROUP or digits == 0:
        return "" if digits == 0 else str(marks[0])
    raise Refusal(
        _("%(text)r may be two different sums.") % {"text": text},
        _("Nothing in the file tells whether its mark divides thousands or cents."),
        _("Write it as 12345.00 or 12.35."),
    )


def address(text: str) -> str:
    """Return the e-mail address in lower case; `Ann <ann@example.org>` will do. Raises Refusal. No DNS.

    The plain ones are known at sight; all others are looked at closely, with the same answer.
    """
    stripped = text.strip()
    if _PLAIN_ADDRESS.fullmatch(stripped) and not stripped.lower().endswith(_NEVER_MAIL):
        return stripped.lower()
    return _address(stripped)


def country_code(text: str) -> str:
    """Return a country's code of two letters in capitals; raises Refusal."""
    if not _COUNTRY.fullmatch(text):
        raise Refusal(
            _("country %(text)r is no country code.") % {"text": text[:40]},
            _("It has two letters (ISO 3166)."),
            _("Write GB or DE."),
        )
    return text.upper()


def language_tag(text: str) -> str:
    """Return a language's tag with hyphens; raises Refusal."""
    if not _LANGUAGE.fullmatch(text):
        raise Refusal(
            _("language %(text)r is no language tag.") % {"text": text[:40]},
            _("It is a short tag (BCP 47)."),
            _("Write en or de-CH."),
        )
    return text.replace("_", "-")


def currency_code(text: str) -> str:
    """Return a currency's code of three letters in capitals; raises Refusal."""
    if text.upper() not in CURRENCIES:
        raise Refusal(
            _("There is no currency %(text)r.") % {"text": text[:40]},
            _("It must be an ISO 4217 code."),
            _("Write EUR, USD or GBP."),
        )
    return text.upper()


def outside_key(text: str) -> str:
    """Return an organisation's own key of a customer as it is kept: no blanks around it, one between its words."""
    return " ".join(text.split()).strip(_UNSEEN + " ")


@functools.lru_cache(maxsize=65_536)
def _address(text: str) -> str:
    inner = re.fullmatch(r"[^<>]*<([^<>]+)>", text)
    meant = inner[1] if inner else text
    if len(re.findall(r"[\w.+-]+@[\w-]+\.\w", meant)) > 1:
        raise Refusal(
            _("%(text)r are several e-mail addresses.") % {"text": text[:100]},
            _("A customer is found again by one."),
            _("Leave one in the cell."),
        )
    try:
        checked = email_validator.validate_email(
            meant.strip().removeprefix("mailto:"),
            check_deliverability=False,
            test_environment=True,
        )
    except email_validator.EmailNotValidError as error:
        raise Refusal(
            _("%(text)r is not an e-mail address.") % {"text": text[:100]},
            _why_no_address(str(error).split("\n")[0]),
            _("Mend it, or leave it empty."),
        ) from None
    return checked.normalized.lower()


def _why_no_address(said: str) -> str:
    """What the library says, in the language spoken now if the catalogue has it."""
    if said in _NO_ADDRESS:
        return _(said)
    begin, _colon, signs = said.partition(": ")
    shape = begin + ": %(signs)s."
    return _(shape).replace("%(signs)s", signs.removesuffix(".")) if shape in _NO_ADDRESS else said
