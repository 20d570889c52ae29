"""How do the people who work here come, change what they may do, and go? Nobody can shut out the last owner."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lately.accounts.acting import tell
from lately.accounts.models import Book, Role, SignInLink, User
from lately.accounts.services import LONGEST_NAME
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.lib.values import address

MAY = {Role.OWNER: "owner", Role.MEMBER: "member", Role.VIEWER: "viewer"}


@dataclass(frozen=True, slots=True)
class Terms:
    """How somebody works here: name, what they may do, whose customers they see, their last day if it is known."""

    name: str
    role: Role
    sees: Book
    leaves_on: dt.date | None = None

    def __str__(self) -> str:
        """As the record of changes says it."""
        whose = (
            f", sees {'their own' if self.sees == Book.OWN else 'all'} customers" if self.role == Role.MEMBER else ""
        )
        last = f", last day {self.leaves_on}" if self.leaves_on else ""
        return f"{self.name}: {MAY[self.role]}{whose}{last}"


class ChangedMeanwhile(Refusal):
    """Somebody else changed this person after the page was opened."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Somebody else changed %(name)s while you had this page open.") % {"name": name},
            _("What stands now is shown beside what you chose."),
            _("Look at both, and save again if yours should hold."),
        )


def terms_read(*, name: str, role: str, sees: str, leaves_on: str) -> Terms:
    """What was typed into a form, checked; raises Refusal."""
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= LONGEST_NAME:
        raise Refusal(
            _("This person needs a name."),
            _("It has up to %(most)s characters.") % {"most": LONGEST_NAME},
            _("Type what you call them."),
        )
    if role not in Role.values or sees not in Book.values:
        raise Refusal(
            _("It is not clear what they may do."), _("The form was not sent whole."), _("Go back and choose again.")
        )
    try:
        day = dt.date.fromisoformat(leaves_on.strip()) if leaves_on.strip() else None
    except ValueError:
        raise Refusal(
            _("“%(text)s” is no day.") % {"text": leaves_on.strip()[:40]},
            _("A day is written like 2026-12-31."),
            _("Choose it again."),
        ) from None
    return Terms(cleaned, Role(role), Book(sees) if role == Role.MEMBER else Book.ALL, day)


def terms_of(user: User) -> Terms:
    """How somebody works here now."""
    return Terms(user.name, Role(user.role), Book(user.sees), user.leaves_on)


def version_of(user: User) -> str:
    """Other once somebody changed this person."""
    return hashlib.sha256(f"{terms_of(user)!r}{user.is_active}".encode()).hexdigest()[:16]


def let_in(*, email: str, terms: Terms, at: dt.datetime) -> User:
    """Add somebody, or take back whoever left; raises Refusal for no address, and for who works here already."""
    cleaned = address(email)
    with write_transaction():
        user = User.objects.select_for_update().filter(email=cleaned).first()
        if user is not None and user.is_active:
            raise Refusal(
                _("%(name)s works here already.") % {"name": user.name},
                _("Each address stands for one person."),
                _("Change them in the list below."),
            )
        user = user or User(email=cleaned, recorded_at=at)
        _set(user, terms)
        user.is_active = True
        user.save()
    tell(f"let {user.name} in", after=str(terms))
    return user


def change(*, number: int, terms: Terms, seen: str) -> User:
    """Change somebody; raises Refusal if `seen` is not their version any more, or no owner would be left."""
    with write_transaction():
        user = _person(number)
        if seen != version_of(user):
            raise ChangedMeanwhile(user.name)
        before = terms_of(user)
        if terms.role != Role.OWNER:
            _refuse_last_owner(user)
        _set(user, terms)
        user.save()
    if terms != before:
        tell(f"changed {user.name}", before=str(before), after=str(terms))
    return user


def end_access(*, number: int, at: dt.datetime) -> User:
    """Let somebody in no more, at once: sessions and links are worth nothing. Raises Refusal for the last owner."""
    with write_transaction():
        user = _person(number)
        _refuse_last_owner(user)
        if user.is_active:
            user.is_active, user.times_ended = False, user.times_ended + 1
            user.save()
            SignInLink.objects.filter(user=user, used_at=None).update(used_at=at)
            tell(f"ended the access of {user.name}")
    return user


def team() -> list[User]:
    """Everybody who works or worked here, those who may come in first, by name."""
    return sorted(User.objects.all(), key=lambda one: (not one.is_active, one.name.casefold(), one.pk))


def colleague(number: int) -> User:
    """One of them; raises Refusal if there is nobody of that number."""
    found = User.objects.filter(pk=number).first()
    if found is None:
        raise _nobody()
    return found


def _nobody() -> Refusal:
    return Refusal(_("Nobody is there."), _("This person does not work here."), _("Choose somebody from the list."))


def _set(user: User, terms: Terms) -> None:
    user.name, user.role, user.sees, user.leaves_on = terms.name, terms.role, terms.sees, terms.leaves_on


def _person(number: int) -> User:
    """The person, and all owners, held until the transaction ends: of two who shut each other out one is told."""
    owners = list(User.objects.select_for_update().filter(role=Role.OWNER).order_by("pk"))
    found = next((one for one in owners if one.pk == number), None)
    found = found or User.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise _nobody()
    return found


def _refuse_last_owner(user: User) -> None:
    """Raise Refusal if this is the only owner who may come in."""
    others = User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=user.pk)
    if user.role == Role.OWNER and user.is_active and not others.exists():
        raise Refusal(
            _("%(name)s is the last owner.") % {"name": user.name},
            _("Without an owner nobody could let people in or change who may do what."),
            _("Make somebody else an owner first."),
        )
