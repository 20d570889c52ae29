"""The grocery book, built once for all tests of a file and taken back afterwards."""

import datetime as dt

import pytest
from django.db import connection, transaction

from lately.books.grocery import build

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def built_once(django_db_setup, django_db_blocker):
    """Build the book of `./lately demo --book grocery` in a transaction that ends with the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(now=NOW, progress=lambda _: None)
        connection.check_constraints()  # once, lest PostgreSQL does it at the end of every test
        yield
        transaction.set_rollback(True)


@pytest.fixture
def grocery_book(built_once, db):
    """The book as it was built: `db` is a savepoint here, so what a test writes goes with it."""
