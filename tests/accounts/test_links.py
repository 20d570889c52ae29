import datetime as dt
import threading

import pytest
from django.db import connection

from lately.accounts.models import SignInLink
from lately.lib.refusal import Refusal
from lately.usecases.make_owner import make_owner
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.usecases.sign_in import sign_in


def test_a_link_signs_its_person_in(owner, at):
    token = make_sign_in_link(email="OLGA@example.org", at=at)
    assert sign_in(token=token, at=at).user == owner


def test_a_link_works_once(owner, at):
    token = make_sign_in_link(at=at)
    sign_in(token=token, at=at)
    assert sign_in(token=token, at=at).code == "used"


def test_a_link_lives_an_hour(owner, at):
    token = make_sign_in_link(at=at)
    assert sign_in(token=token, at=at + dt.timedelta(hours=1)).code == "expired"
    assert sign_in(token=token, at=at + dt.timedelta(minutes=59)).user == owner


def test_a_link_that_was_never_made_lets_nobody_in(owner, at):
    assert sign_in(token="made-up", at=at).code == "unknown"


def test_a_link_of_somebody_who_left_lets_nobody_in(owner, at):
    token = make_sign_in_link(at=at)
    owner.is_active = False
    owner.save()
    assert sign_in(token=token, at=at).code == "left"


def test_only_the_hash_of_a_link_is_kept(owner, at):
    token = make_sign_in_link(at=at)
    assert token not in str(SignInLink.objects.values().get())


def test_nobody_gets_a_link_who_is_not_known(owner, at):
    with pytest.raises(Refusal, match=r"stranger@example\.org"):
        make_sign_in_link(email="stranger@example.org", at=at)


def test_the_owner_is_made_once(db, at):
    first, new = make_owner(at=at)
    assert new
    assert make_owner(at=at, email="other@example.org") == (first, False)


def test_of_eight_who_come_at_once_with_one_link_one_gets_in(transactional_db, owner, at):
    token = make_sign_in_link(at=at)
    answers = []

    def come():
        answers.append(sign_in(token=token, at=at).code)
        connection.close()

    comers = [threading.Thread(target=come) for _ in range(8)]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join()
    assert sorted(answers) == ["", *["used"] * 7]
