"""Which customer is meant, and how are they called where people read?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from lately.lib.refusal import Refusal
from lately.lib.sql import among, listed, rows
from lately.profiles.models import Customer, Identifier
from lately.profiles.nameless import BEGINS, customer_of, word_of
from lately.profiles.services import Name, known

KINDS = ("key", "email", "phone")
_LOOKED_AT = 2_000
_NEAR = 5


def find_customer(text: str) -> int:
    """Return the id of the customer who goes by this key, e-mail address or phone number, merges followed.

    Of several, the key counts before the address and the address before the number. Raises Refusal, with near
    matches, if there is none.
    """
    (found,) = customers_of([("", text)])
    if found is None:
        near = names_like(text)
        raise Refusal(
            _("Nobody in the book goes by %(name)r.") % {"name": text.strip()},
            _("A customer is named by their key, e-mail address or phone number."),
            _("Did you mean %(name)s?") % {"name": _(" or ").join(near)}
            if near
            else _("Import them first, or look them up under another name."),
        )
    return found


def customers_of(names: Sequence[Name | None]) -> list[int | None]:
    """Return the customer of each (kind, value), merges followed; None where nobody has it.

    The kind is key, email or phone; blank looks under all three, in this order. A value is found in capitals or
    small letters, a number with blanks and dashes or without.
    """
    tried = [[] if name is None else list(_spellings(*name)) for name in names]
    found = known(names={one for spellings in tried for one in spellings})
    first = [next((found[one] for one in spellings if one in found), None) for spellings in tried]
    missing = [name[1] if name and not name[0] and one is None else "" for name, one in zip(names, first, strict=True)]
    nameless = _nameless({word for word in missing if word.strip().lower().startswith(BEGINS)})
    return [one if one is not None else nameless.get(word) for one, word in zip(first, missing, strict=True)]


def _nameless(words: set[str]) -> dict[str, int]:
    """Who is meant by the words that stand for customers without an identifier, merges followed."""
    meant = {word: customer for word in words if (customer := customer_of(word)) is not None}
    into = _into(sorted(set(meant.values()))) if meant else {}
    there = set(Customer.objects.filter(pk__in=set(into.values()), voided_at=None).values_list("pk", flat=True))
    return {word: into[customer] for word, customer in meant.items() if into[customer] in there}


def keys_of(ids: Iterable[int]) -> dict[int, str]:
    """Return what to call each customer by: their key, else e-mail address, else phone number.

    A merged customer is called what the one is called into whom they were merged; who has no identifier, by a word of
    its own (nameless.py).
    """
    wanted = sorted(set(ids))
    into = _into(wanted)
    shown: dict[int, tuple[int, int, str]] = {}
    for customer, kind, row, value in _identifiers(sorted(set(into.values()))):
        best = (KINDS.index(kind), row, value)
        shown[customer] = min(best, shown.get(customer, best))
    return {each: shown[into[each]][2] if into[each] in shown else word_of(into[each]) for each in wanted}


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()  # PostgreSQL knows no text with NUL in it


def _spellings(kind: str, value: str) -> Iterable[Name]:
    text = _plain(value)
    digits = re.sub(r"[\s()./-]", "", text)
    spelled = {"key": [text], "email": [text, text.lower()], "phone": [text, digits, "+" + digits.removeprefix("00")]}
    return [(each, one) for each in ([kind] if kind else KINDS) for one in dict.fromkeys(spelled[each]) if one]


def _into(ids: Sequence[int]) -> dict[int, int]:
    query = f"""
        SELECT r.customer_id, r.into_id FROM profiles_redirect r
        WHERE r.voided_at IS NULL AND {among("r.customer_id", chosen=True)}
    """  # noqa: S608 - no value stands in the text
    return {each: each for each in ids} | dict(rows(query, {"ids": listed(ids)}))


def _identifiers(ids: Sequence[int]) -> list[tuple[int, str, int, str]]:
    """Customer, kind, row and value of every identifier that counts."""
    query = f"""
        SELECT i.customer_id, i.kind, i.id, i.value FROM profiles_identifier i
        WHERE i.voided_at IS NULL AND i.kind IN ('key', 'email', 'phone') AND {among("i.customer_id", chosen=True)}
    """  # noqa: S608 - the same
    return rows(query, {"ids": listed(ids)})


def names_like(name: str) -> list[str]:
    """Return identifiers that look like a name nobody goes by, the nearest first."""
    text = _plain(name)
    if not text:
        return []
    begins = Q(value__istartswith=text[: min(3, max(1, len(text) // 2))]) | Q(value__icontains=text)
    ends = Q(value__iendswith=text[text.rfind("@") :] if "@" in text else text[-4:])
    values = Identifier.objects.filter(voided_at=None).order_by("value").values_list("value", flat=True)
    folded = {value.lower(): value for alike in (begins, ends) for value in values.filter(alike)[:_LOOKED_AT]}
    close = difflib.get_close_matches(text.lower(), folded, n=_NEAR, cutoff=0.6)
    inside = [value for value in folded if text.lower() in value and value not in close]
    return [folded[value] for value in [*close, *inside][:_NEAR]]
