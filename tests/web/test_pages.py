import io
import logging

import pytest
from django.template.loader import render_to_string

from lately.accounts.services import set_organisation
from lately.lib.clock import now
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.web.views import today


@pytest.fixture
def signed_in(client, owner):
    client.get(f"/sign-in/{make_sign_in_link(at=now())}", headers={"host": "localhost"})
    return client


def test_a_link_opened_from_elsewhere_needs_the_button(client, owner, settings):
    """Mail scanners open links; they do not press buttons."""
    settings.ALLOWED_HOSTS = ["lately.example.org"]
    link = f"/sign-in/{make_sign_in_link(at=now())}"
    elsewhere = {"host": "lately.example.org"}
    assert client.get(link, headers=elsewhere).status_code == 200
    assert client.get("/", headers=elsewhere).status_code == 302
    assert client.post(link, headers=elsewhere).status_code == 302
    assert client.get("/", headers=elsewhere).status_code == 200


def test_looking_at_a_link_does_not_use_it_up(client, owner):
    link = f"/sign-in/{make_sign_in_link(at=now())}"
    assert client.head(link, headers={"host": "localhost"}).status_code == 200
    assert client.get(link, headers={"host": "localhost"}).status_code == 302


def test_signing_in_changes_the_session_key(client, owner):
    session = client.session
    session["before"] = "known to somebody else"
    session.save()
    client.get(f"/sign-in/{make_sign_in_link(at=now())}", headers={"host": "localhost"})
    assert client.session.session_key != session.session_key
    assert "before" not in client.session


def test_somebody_who_left_is_out_at_once(signed_in, owner):
    assert signed_in.get("/", headers={"host": "localhost"}).status_code == 200
    owner.is_active = False
    owner.save()
    assert signed_in.get("/", headers={"host": "localhost"}).status_code == 302


@pytest.mark.parametrize(
    ("book", "marker"), [("invented", "Invented book"), ("grocery", "Published purchases, invented names")]
)
def test_a_demo_book_says_so_on_every_page(signed_in, at, book, marker):
    set_organisation(at=at, name="Demo", zone="Europe/London", book=book)
    for path in ("/", "/people/", "/say/", "/heard/", "/how-we-do/", "/sign-in/", "/nowhere"):
        assert marker in signed_in.get(path, headers={"host": "localhost"}).content.decode(), path


def test_a_book_of_ones_own_carries_no_marker(signed_in, at):
    set_organisation(at=at, name="Ours", zone="Europe/London")
    assert 'class="marker"' not in signed_in.get("/", headers={"host": "localhost"}).content.decode()


@pytest.mark.parametrize("page", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_nothing_to_be_shown(page, db):
    assert "<h1>" in render_to_string(page)


def test_why_a_page_broke_stands_where_lately_was_started(signed_in, monkeypatch):
    (handler,) = logging.getLogger("django.request").handlers
    monkeypatch.setattr(handler, "stream", said := io.StringIO())
    monkeypatch.setattr(today, "see_today", lambda **_: 1 / 0)
    signed_in.raise_request_exception = False
    assert signed_in.get("/", headers={"host": "localhost"}).status_code == 500
    assert "ZeroDivisionError" in said.getvalue()


def test_a_page_allows_no_script_or_style_from_elsewhere(signed_in):
    policy = signed_in.get("/", headers={"host": "localhost"}).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == "'self'"


def test_htmx_and_the_api_are_told_in_their_own_way_to_sign_in(client, db):
    assert client.get("/people/", headers={"hx-request": "true"}).headers["HX-Redirect"] == "/sign-in/"
    answer = client.get("/api/anything")
    assert answer.status_code == 401
    assert set(answer.json()) == {"what", "why", "todo"}
    assert client.post("/people/").status_code == 401


def test_an_empty_book_teaches_on_every_page(signed_in):
    for path in ("/", "/people/", "/say/", "/heard/", "/how-we-do/"):
        page = signed_in.get(path, headers={"host": "localhost"})
        assert page.status_code == 200
        assert 'class="empty"' in page.content.decode(), path
    assert signed_in.get("/say/filter", headers={"host": "localhost"}).status_code == 200
