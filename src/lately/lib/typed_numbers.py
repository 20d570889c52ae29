"""Which number did somebody type, with a point or a comma before its fraction?"""

from __future__ import annotations

import re
from decimal import Decimal

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _

_NUMBER = re.compile(r"-?(?:\d{1,15}[.,]?\d{0,15}|[.,]\d{1,15})", re.ASCII)
_EITHER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def typed_number(text: str) -> int | float | None:
    """Return the number, None for what is none. Raises Refusal for 1,000, which may be a thousand or one."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    if _EITHER.fullmatch(plain):
        whole, part = re.split(r"[.,]", plain)
        raise Refusal(
            _("%(text)r may be two different numbers.") % {"text": plain},
            _("Nothing tells whether its mark divides thousands or a fraction."),
            _("Write it as %(large)s or as %(small)s.") % {"large": whole + part, "small": f"{whole}.{part}0"},
        )
    found = float(plain.replace(",", "."))
    return int(found) if found.is_integer() else found


def to_type(number: float) -> str:
    """Return the number as `typed_number` reads it again."""
    text = f"{Decimal(str(number)):f}".removesuffix(".0")
    return f"{text}0" if _EITHER.fullmatch(text) else text
