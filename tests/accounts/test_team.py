import datetime as dt
import threading

import pytest
from django.db import connection

from lately.accounts.models import Role, User
from lately.accounts.services import set_user
from lately.accounts.team import ChangedMeanwhile, version_of
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.usecases.change_team import change_colleague, end_their_access, invite_colleague, make_their_link
from lately.usecases.sign_in import sign_in

MEMBER = {"name": "Tom Ashdown", "role": "member", "sees": "own", "leaves_on": ""}
OWNER = {"name": "Olga Owner", "role": "owner", "sees": "all", "leaves_on": ""}


@pytest.fixture
def now(at):
    return seconds(at)


@pytest.fixture
def tom(owner, now):
    invite_colleague(email="Tom@Example.org", now=now, **MEMBER)
    return User.objects.get(email="tom@example.org")


def changed(user, **terms):
    return change_colleague(number=user.pk, seen=version_of(user), **{**MEMBER, **terms})


def test_whoever_is_let_in_comes_in_by_the_link_they_were_given(owner, at, now):
    name, token = invite_colleague(email="tom@example.org", now=now, **MEMBER)
    assert name == "Tom Ashdown"
    assert sign_in(token=token, at=at).user == User.objects.get(email="tom@example.org", role="member", sees="own")


@pytest.mark.parametrize(
    "wrong", [{"email": "tom"}, {"name": "  "}, {"role": "king"}, {"sees": "some"}, {"leaves_on": "soon"}, {"role": ""}]
)
def test_what_cannot_be_of_a_colleague_lets_nobody_in(owner, now, wrong):
    with pytest.raises(Refusal):
        invite_colleague(**({"email": "tom@example.org", "now": now} | MEMBER | wrong))
    assert User.objects.count() == 1


def test_nobody_is_let_in_twice(tom, now):
    with pytest.raises(Refusal, match="Tom Ashdown works here already"):
        invite_colleague(email="tom@example.org", now=now, **MEMBER)


def test_access_that_ended_ends_links_too_and_comes_back_by_name(tom, at, now):
    _, token = make_their_link(number=tom.pk, now=now)
    end_their_access(number=tom.pk, now=now)
    assert sign_in(token=token, at=at).code == "left"
    with pytest.raises(Refusal, match="no access any more"):
        make_their_link(number=tom.pk, now=now)
    _, fresh = invite_colleague(email="tom@example.org", now=now + 60, **MEMBER)
    assert sign_in(token=token, at=at + dt.timedelta(minutes=2)).code == "used"
    assert sign_in(token=fresh, at=at + dt.timedelta(minutes=2)).user == tom


def test_the_last_owner_can_neither_go_nor_step_down(owner, tom, now):
    with pytest.raises(Refusal, match="last owner"):
        end_their_access(number=owner.pk, now=now)
    with pytest.raises(Refusal, match="last owner"):
        changed(owner, role="viewer")
    changed(tom, role="owner")
    changed(owner, role="viewer")
    with pytest.raises(Refusal, match="Tom Ashdown is the last owner"):
        end_their_access(number=tom.pk, now=now)


def test_an_owner_without_access_does_not_count_as_one(owner, tom, now):
    changed(tom, role="owner")
    end_their_access(number=tom.pk, now=now)
    with pytest.raises(Refusal, match="last owner"):
        end_their_access(number=owner.pk, now=now)


def test_two_owners_who_shut_each_other_out_at_once_leave_one(transactional_db, at):
    two = [set_user(at=at, email=f"{name}@example.org", name=name, role=Role.OWNER) for name in ("Ann", "Ben")]
    told = []

    def end(user):
        try:
            end_their_access(number=user.pk, now=seconds(at))
        except Refusal as refusal:
            told.append(refusal.what)
        connection.close()

    doing = [threading.Thread(target=end, args=[user]) for user in two]
    for each in doing:
        each.start()
    for each in doing:
        each.join()
    assert User.objects.filter(is_active=True).count() == 1
    assert len(told) == 1


def test_who_changes_somebody_second_is_told(tom):
    seen = version_of(tom)
    changed(tom, sees="all")
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed Tom Ashdown"):
        change_colleague(number=tom.pk, seen=seen, **MEMBER | {"role": "viewer"})
    tom.refresh_from_db()
    assert (tom.role, tom.sees) == ("member", "all")
