"""Whose customers may somebody see?"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lately.accounts.acting import tell
from lately.accounts.models import Book, Role, User
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer, Redirect

Reader = User
"""Whoever looks at a screen; doors name them by this, since they see no models."""


class NotInYourBook(Refusal):
    """The customer is looked after by somebody else, and the reader sees their own customers only."""

    def __init__(self) -> None:
        super().__init__(
            _("This customer is not in your book."),
            _("Somebody else looks after them, and your role shows you your own customers."),
            _("Ask the owner to give you all customers, or to hand this one over to you."),
        )


def book_of(user: User) -> int | None:
    """The id of the owner whose customers the user may see; None if they may see everybody."""
    return user.pk if user.role == Role.MEMBER and user.sees == Book.OWN else None


def records_of(owner: int) -> QuerySet[Customer]:
    """The records of the customers somebody looks after: whose a merged one is, is said by whom it is read as."""
    merged = Redirect.objects.filter(voided_at=None)
    own = Q(owner_id=owner) & ~Q(pk__in=merged.values("customer"))
    return Customer.objects.filter(own | Q(pk__in=merged.filter(into__owner_id=owner).values("customer")))


def refuse_unless_theirs(user: User, customer_id: int) -> None:
    """Raise NotInYourBook if the user may not see this customer; the record of who looked names the customer by it."""
    tell(customer=customer_id)
    book = book_of(user)
    if book is not None and not Customer.objects.filter(pk=customer_id, owner_id=book).exists():
        tell(refused=True)
        raise NotInYourBook
