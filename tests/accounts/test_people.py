import datetime as dt
import json

import pytest

from lately.accounts.models import Organisation, Role, User
from lately.accounts.roles import may
from lately.accounts.selectors import organisation
from lately.accounts.services import change_organisation, set_organisation
from lately.cli.main import main
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


def test_what_is_changed_holds_from_its_day_on_and_the_rest_stays(db, at):
    set_organisation(at=at, name="Before Ltd", zone="Europe/London", senders=["olga@warm.example.org"], book="own")
    later = at + dt.timedelta(days=30)
    change_organisation(changes={"name": "  After   Ltd ", "currency": "gbp"}, since=later, now=at)
    before, after = organisation(at=at), organisation(at=later)
    assert (before.name, before.currency) == ("Before Ltd", "EUR")
    assert (after.name, after.currency, after.zone) == ("After Ltd", "GBP", "Europe/London")
    assert after.senders == ["olga@warm.example.org"]
    assert Organisation.objects.count() == 2


def test_a_mistake_is_put_right_for_the_days_before_and_for_what_was_said_since(db, at):
    set_organisation(at=at, name="Warm Homes", zone="UTC")
    set_organisation(at=at, name="Warmer Homes", zone="UTC", valid_from=at + dt.timedelta(days=30))
    change_organisation(changes={"zone": "Europe/Berlin"}, since=at - dt.timedelta(days=400), now=at)
    told = [organisation(at=at + dt.timedelta(days=days)) for days in (-500, -1, 0, 31)]
    assert [one.zone for one in told] == ["Europe/Berlin"] * 4
    assert [one.name for one in told] == ["Warm Homes", "Warm Homes", "Warm Homes", "Warmer Homes"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "  "},
        {"name": "x" * 201},
        {"zone": "Mars/Olympus"},
        {"currency": "EURO"},
        {"country": "Britain"},
        {"language": "en!"},
        {"senders": ["olga"]},
        {"senders": ["@"]},
        {"name": "Fine", "zone": "Mars/Olympus"},
    ],
)
def test_what_cannot_be_true_of_us_is_refused_and_nothing_is_changed(db, at, changes):
    set_organisation(at=at, name="Warm Homes", zone="UTC")
    with pytest.raises(Refusal):
        change_organisation(changes=changes, since=at, now=at)
    assert Organisation.objects.count() == 1


def test_who_we_are_is_shown_and_changed_on_the_command_line(db, capsys):
    assert main(["organisation"]) == 0
    assert "Nobody has said yet who you are" in capsys.readouterr().out
    senders = ["Olga@Warm.example.org", "@warm.example.org"]
    given = ["--name", "Warm Homes", "--zone", "Europe/Berlin", "--country", "de", "--senders", *senders]
    assert main(["organisation", *given, "--postal-address", "1 High Street"]) == 0
    told = capsys.readouterr().out
    assert "Warm Homes" in told
    assert "./lately import undo" in told
    assert main(["organisation", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: found[name] for name in ("name", "zone", "country", "senders", "postal_address", "said")} == {
        "name": "Warm Homes", "zone": "Europe/Berlin", "country": "DE", "postal_address": "1 High Street", "said": True,
        "senders": ["olga@warm.example.org", "@warm.example.org"],
    }  # fmt: skip
    assert main(["organisation", "--senders"]) == 0
    assert "(not said)" in capsys.readouterr().out
    assert main(["organisation", "--zone", "Mars/Olympus"]) == 2
