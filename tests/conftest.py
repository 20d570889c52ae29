"""What every test may ask for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import settings

from lately.accounts.models import Role, User
from lately.accounts.services import set_user

# No deadline: a busy machine is no fault of the code. ./lately test --long takes the long one.
settings.register_profile("short", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile("short")

_DATABASE = {"db", "transactional_db", "live_server"}
# Screens ask verbs, and those run on both databases; of the screens these are enough.
_ON_BOTH = {"test_pages", "test_people", "test_today", "test_person"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use, so that nobody has to remember it."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if used & _DATABASE or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if "page_of" in used:
            item.add_marker("browser")
        screen = item.path.parent.name in {"web", "house"} and item.path.stem not in _ON_BOTH
        if "built_once" in used or screen:
            item.add_marker("large")


@pytest.fixture
def at() -> dt.datetime:
    """The moment at which the tests' stories happen: a Monday morning."""
    return dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def owner(db: None, at: dt.datetime) -> User:
    """The owner of the organisation."""
    return set_user(at=at, email="olga@example.org", name="Olga Owner", role=Role.OWNER)
