"""How does the room change? Every verb is one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from lately.accounts.models import Book, Organisation, Role, SignInLink, User
from lately.lib.gate import write_transaction
from lately.lib.moments import zone_named

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
