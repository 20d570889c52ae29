import datetime as dt

import pytest

from lately.accounts.models import Role, User
from lately.accounts.roles import may
from lately.accounts.selectors import organisation
from lately.accounts.services import set_organisation
from lately.lib.refusal import Refusal


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (Role.OWNER, ["read", "act", "import", "write", "decide_policy", "invite"], []),
        (Role.MEMBER, ["read", "act", "import", "write"], ["decide_policy", "invite"]),
        (Role.VIEWER, ["read"], ["act", "import", "write", "decide_policy", "invite"]),
    ],
)
def test_a_role_says_what_somebody_may_do(role, allowed, refused):
    user = User(role=role)
    assert all(may(user, action) for action in allowed)
    assert not any(may(user, action) for action in refused)


def test_somebody_who_left_may_do_nothing():
    assert not may(User(role=Role.OWNER, is_active=False), "read")


def test_an_action_that_is_not_in_the_table_is_a_mistake():
    with pytest.raises(KeyError):
        may(User(role=Role.OWNER), "fly")


def test_who_we_are_is_dated(db, at):
    set_organisation(at=at, name="Before Ltd", zone="Europe/London")
    set_organisation(at=at, name="After Ltd", zone="Europe/Paris", valid_from=at + dt.timedelta(days=30))
    assert organisation(at=at).name == "Before Ltd"
    assert organisation(at=at + dt.timedelta(days=31)).name == "After Ltd"


def test_a_zone_that_does_not_exist_is_refused(db, at):
    with pytest.raises(Refusal, match="Middle/Earth"):
        set_organisation(at=at, name="Shire", zone="Middle/Earth")


def test_an_organisation_that_nobody_named_lives_in_utc(db, at):
    assert organisation(at=at).zone == "UTC"
