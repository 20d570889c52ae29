"""How many minor units has a currency, and how is a sum written, for programs and for people?"""

from __future__ import annotations

import re
from collections.abc import Mapping

# ISO 4217 codes in use (list one); what is not here is taken for a slip of the pen.
CURRENCIES = frozenset(
    re.findall(
        r"[A-Z]{3}",
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
        "GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD "
        "KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
        "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP "
        "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES "
        "VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ",
    )
)
# The first is meant unless the organisation's own currency is one of the others.
SYMBOLS = {
    "€": ("EUR",),
    "euro": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP"),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD", "JMD", "BBD", "TTD", "FJD"),
    "us$": ("USD",),
    "¥": ("JPY", "CNY"),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "₹": ("INR",),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "r$": ("BRL",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "ft": ("HUF",),
}
_NO_MINOR = frozenset(re.findall(r"[A-Z]{3}", "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"))
_THREE_DIGITS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def minor_digits(currency: str) -> int:
    """How many digits stand after the decimal mark (ISO 4217)."""
    if currency in _NO_MINOR:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def written(minor: int, currency: str) -> str:
    """Return minor units as a decimal text, without the currency: 1230 EUR is 12.30."""
    digits = minor_digits(currency)
    sign, count = ("-" if minor < 0 else ""), str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{count[: len(count) - digits]}.{count[len(count) - digits :]}" if digits else f"{sign}{count}"


def shown(minor: int, currency: str) -> str:
    """Return minor units as people write them, without a zero of small change: £95, £13.50, CHF 1,200."""
    whole, _, rest = written(abs(minor), currency).partition(".")
    below = "-" if minor < 0 else ""
    return f"{below}{_sign(currency)}{int(whole):,}" + (f".{rest}" if rest.strip("0") else "")


def roughly(sums: Mapping[str, str]) -> str:
    """Return decimal text by currency as people write sums, without small change: £13,379, CHF 20; zero is left out."""
    told = [(currency, f"{float(amount):,.0f}") for currency, amount in sums.items()]
    return ", ".join(f"{_sign(currency)}{amount}" for currency, amount in told if amount not in {"0", "-0"})


def _sign(currency: str) -> str:
    return _SIGNS.get(currency, f"{currency} ")
