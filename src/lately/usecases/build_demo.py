"""Build one of the two demo books in this home: the invented firm, or the published purchases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from lately.accounts.models import Activity, Organisation, Role, SignInLink, User
from lately.accounts.selectors import organisation_said
from lately.books import grocery, invented
from lately.interactions.models import Interaction
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer
from lately.usecases.catch_up_with_search import catch_up_after_import
from lately.usecases.find_duplicates import find_after_import

Progress = Callable[[str], None]


def _invented(at: dt.datetime, progress: Progress) -> dt.datetime:
    return invented.build(now=at, progress=progress)


def _grocery(at: dt.datetime, progress: Progress) -> dt.datetime:
    return grocery.build(now=at, progress=progress)


BOOKS: dict[str, Callable[[dt.datetime, Progress], dt.datetime | None]] = {"invented": _invented, "grocery": _grocery}
NAMES = {"invented": "the invented book", "grocery": "the grocery book"}
# Rows that refer to others come first, so that no deletion leaves a row without what it refers to.
_ROOMS = ("identity", "plans", "interactions", "consent", "content", "policies", "profiles", "imports")


def build_demo(*, book: str, at: dt.datetime, progress: Progress) -> dt.datetime | None:
    """Build the demo book named `book` ("invented" or "grocery"), recorded at `at`.

    Returns the moment at which it wants to be looked at, if that is not `at`. The same book already there is left as
    it is; the other demo is cleared first. Raises Refusal if the home holds a book of its own, or if there is no such
    demo.
    """
    if book not in BOOKS:
        *others, last = BOOKS
        raise Refusal(
            _("There is no demo book %(book)r.") % {"book": book},
            _("There are %(others)s and %(last)s.") % {"others": ", ".join(others), "last": last},
            _("Choose one of them."),
        )
    there = _there(at)
    if there == book:
        progress(f"This home holds {NAMES[book]} already; it is left as it is.")
        return None
    if there:
        progress(f"This home holds {NAMES[there]}; it is cleared and {NAMES[book]} is built in its place.")
        clear_demo()
    begins = BOOKS[book](at, progress)
    catch_up_after_import()
    find_after_import(now=at)
    return begins


def _there(at: dt.datetime) -> str:
    """Which demo stands in this home, blank if nothing does; refuses a home with a real book."""
    ours = organisation_said(at=at)
    real = ours is not None and ours.book not in BOOKS
    if real or (ours is None and (Customer.objects.exists() or Interaction.objects.exists())):
        nameless = _("This home holds a book of your own.")
        raise Refusal(
            _("This home holds a book of your own: %(name)s.") % {"name": ours.name} if ours else nameless,
            _("A demo would mix invented people with yours."),
            _("Give the demo a home of its own: LATELY_HOME=./var-demo ./lately demo"),
        )
    return ours.book if ours else ""


def clear_demo() -> None:
    """Empty the rooms of a demo; its owner may still sign in, its other people go."""
    with write_transaction(), connection.cursor() as cursor:
        for label in _ROOMS:
            for table in _tables(label):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
        Organisation.objects.all().delete()
        Activity.objects.all().delete()  # its numbers would name customers of the next book
        SignInLink.objects.exclude(user__role=Role.OWNER).delete()
        User.objects.exclude(role=Role.OWNER).delete()


def _tables(label: str) -> list[str]:
    """Tables of a room; those that point at another of its tables first."""
    models = list(apps.get_app_config(label).get_models())
    pointed = {field.related_model for model in models for field in model._meta.concrete_fields if field.is_relation}  # noqa: SLF001 - Django's public API
    return [model._meta.db_table for model in sorted(models, key=lambda model: model in pointed)]  # noqa: SLF001 - the same
