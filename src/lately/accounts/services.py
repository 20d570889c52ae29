"""How does the room change? Every verb is one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from lately.accounts.models import Book, Organisation, Role, SignInLink, User
from lately.accounts.selectors import organisation
from lately.lib.gate import write_transaction
from lately.lib.moments import zone_named
from lately.lib.refusal import Refusal
from lately.lib.row_values import values_of
from lately.lib.values import address, country_code, currency_code, language_tag

LONGEST_NAME = 200
LINK_LIVES = dt.timedelta(hours=1)


def set_organisation(
    *,
    at: dt.datetime,
    name: str,
    zone: str,
    country: str = "",
    language: str = "en",
    currency: str = "EUR",
    postal_address: str = "",
    senders: Sequence[str] = (),
    book: str = "own",
    valid_from: dt.datetime | None = None,
) -> Organisation:
    """Say who we are from `valid_from` (default `at`) on; raises Refusal for a zone that does not exist.

    What was said before stays as history.
    """
    zone_named(zone)
    with write_transaction():
        return Organisation.objects.create(
            name=name,
            zone=zone,
            country=country,
            language=language,
            currency=currency,
            postal_address=postal_address,
            senders=[sender.lower() for sender in senders],
            book=book,
            valid_from=valid_from or at,
            recorded_at=at,
        )


def change_organisation(*, changes: Mapping[str, Any], since: dt.datetime, now: dt.datetime) -> Organisation:
    """Say that from `since` on some of who we are is otherwise; returns what holds then. Raises Refusal.

    `changes` may name CHANGEABLE. Rows are added, none is changed: one from `since` on, and one in the place of each
    that begins later, so that the change holds there, too.
    """
    checked = {name: CHANGEABLE[name](value) for name, value in changes.items()}
    with write_transaction():
        later = Organisation.objects.filter(valid_from__gt=since).order_by("valid_from", "pk")
        newest = {row.valid_from: row for row in later}
        stands = organisation(at=since)
        for begins, row in {since: stands, **newest}.items():
            Organisation.objects.create(
                **values_of(row) | checked | {"id": None, "valid_from": begins, "recorded_at": now}
            )
    return organisation(at=since)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refusal(
            gettext("The organisation must have a name."),
            gettext("It has up to %(most)s characters.") % {"most": LONGEST_NAME},
            gettext("Write it as --name Firm."),
        )
    return name


def _zone(text: str) -> str:
    zone_named(text)
    return text


def _senders(given: Sequence[str]) -> list[str]:
    """Addresses, or @ and a domain for everybody there."""
    return [one.lower() if one.startswith("@") and address(f"all{one}") else address(one) for one in given]


CHANGEABLE: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "zone": _zone,
    "country": lambda text: country_code(text) if text else "",
    "language": language_tag,
    "currency": currency_code,
    "senders": _senders,
    "postal_address": str.strip,
}


def set_user(
    *,
    at: dt.datetime,
    email: str,
    name: str,
    role: Role = Role.MEMBER,
    sees: Book = Book.ALL,
    leaves_on: dt.date | None = None,
) -> User:
    """Add the user of that address, or change them to what is said here."""
    with write_transaction():
        user, _ = User.objects.update_or_create(
            email=email.strip().lower(),
            defaults={"name": name, "role": role, "sees": sees, "leaves_on": leaves_on, "is_active": True},
            create_defaults={"name": name, "role": role, "sees": sees, "leaves_on": leaves_on, "recorded_at": at},
        )
        return user


def make_link(*, user: User, at: dt.datetime) -> str:
    """Return a new token that signs the user in once within the hour; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    with write_transaction():
        SignInLink.objects.create(user=user, token_hash=_hash(token), made_at=at, expires_at=at + LINK_LIVES)
    return token


def use_link(*, token: str, at: dt.datetime) -> User | str:
    """Use the token up and return its user, or say why not: `unknown`, `used`, `expired` or `left`.

    Of two who come at once with one token, one gets in.
    """
    link = SignInLink.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if link is None:
        return "unknown"
    if not link.user.is_active:
        return "left"
    # Conditions on this row alone: PostgreSQL would not look again at a joined one after waiting for the other.
    fresh = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at)
    with write_transaction():
        taken = fresh.update(used_at=at)
    if taken:
        return link.user
    return "expired" if link.expires_at <= at else "used"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
