"""Bring the tables to where this version of Lately expects them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from lately.lib.locks import held
from lately.lib.refusal import Refusal

_TURN = 0x1A7E17  # the number under which processes take turns on PostgreSQL

Step = tuple[str, str]


def bring_up_to_date() -> bool:
    """Run the migrations that are missing and return whether any were; two processes at once take turns.

    Costs one query when nothing is to do. Raises Refusal if the database does not answer or was made by a newer
    version.
    """
    expected = _expected()
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _missing(expected):
        return False
    with turn():
        if not _missing(expected):
            return False
        call_command("migrate", verbosity=0, interactive=False)
    return True


def steps_missing() -> set[Step]:
    """Return the migrations that this book has yet to go through; raises Refusal as `bring_up_to_date`."""
    return _missing(_expected())


def _expected() -> set[Step]:
    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    }


def _missing(expected: set[Step]) -> set[Step]:
    done = _done()
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("lately.")}
    ahead = {f"{label}.{name}" for label, name in done - expected if label in ours}
    if ahead:
        raise Refusal(
            _("The book has tables that this version of Lately does not know (%(tables)s).")
            % {"tables": ", ".join(sorted(ahead))},
            _("A newer version worked with it."),
            _("Use that version, or set LATELY_HOME to another place."),
        )
    return expected - done


def _done() -> set[Step]:
    try:
        with connection.cursor() as cursor:
            if "django_migrations" not in connection.introspection.table_names(cursor):
                return set()
            cursor.execute("SELECT app, name FROM django_migrations")
            return set(cursor.fetchall())
    except OperationalError as error:
        raise Refusal(
            _("The database does not answer."),
            _("It says: %(error)s") % {"error": str(error).strip()},
            _("Check LATELY_DATABASE, or LATELY_HOME for the embedded one, and that it may be written to."),
        ) from None


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Let one process at a time through."""
    if connection.vendor == "sqlite":
        with held(settings.HOME / "migrate.lock"):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])
