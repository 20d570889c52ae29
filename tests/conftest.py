"""What every test may ask for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import settings

from lately.accounts.models import Role, User
from lately.accounts.services import set_user

settings.register_profile("lately", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("lately")

_DATABASE = {"db", "transactional_db", "live_server"}
# Books that are built once for a whole file: its tests then stay in one process.
_SHARED = {"built", "built_once", "demo_built", "told"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use, so that nobody has to remember it."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if used & _DATABASE or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if "page_of" in used:
            item.add_marker("browser")
        if used & _SHARED:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
        if "built_once" in used:
            item.add_marker("large")


@pytest.fixture
def at() -> dt.datetime:
    """The moment at which the tests' stories happen: a Monday morning."""
    return dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def owner(db: None, at: dt.datetime) -> User:
    """The owner of the organisation."""
    return set_user(at=at, email="olga@example.org", name="Olga Owner", role=Role.OWNER)
