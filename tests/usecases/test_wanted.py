"""Something found: taken in safely, matched with what people told us, and who would want it."""

from __future__ import annotations

import datetime as dt
import http.server
import ipaddress
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_user
from lately.content.feeds import entries_of, is_feed, page_of
from lately.content.fetching import Bounds, Fetched, fetched, is_public
from lately.content.models import Piece
from lately.content.topics import spoken_of
from lately.interactions import bought_like
from lately.interactions.services import record
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer
from lately.usecases.capture_piece import capture_mail, capture_page, capture_text, put_piece_away, say_what_it_is_about
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.see_segments import try_segment
from lately.usecases.see_wanted import see_piece, see_pieces, see_wanted
from lately.usecases.write_content import see_form, write_content

ARTICLE = "Gardening before the frost. A gardener mulches, and old houses keep warm."
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Our news</title><link>https://example.org</link>
<item><title>Mulch &amp; more</title><link>https://example.org/mulch</link>
<description>&lt;p&gt;For the &lt;b&gt;garden&lt;/b&gt;.&lt;/p&gt;</description></item>
<item><title>Second</title><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Stoves</title>
<link rel="alternate" href="https://example.org/stoves"/><summary>On stoves.</summary></entry></feed>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""
PAGE = b"""<html><head><title>Plain</title><meta property="og:title" content="Ten things &amp; one">
<meta name="description" content="For your garden"></head><body><nav>Home Shop</nav>
<article><h1>Ten</h1><p>Mulch.</p><script>evil()</script></article></body></html>"""


class Answers(http.server.BaseHTTPRequestHandler):
    """A page, a feed, a way into a private network, and pages without end."""

    def do_GET(self) -> None:
        """Answer by the path."""
        path, host = self.path.partition("?")[0], self.headers["Host"]
        if path.startswith("/moved"):
            goes = {
                "/moved": f"http://{host}/page",
                "/moved-in": "http://10.0.0.1/",
                "/moved-on": f"http://{host}/moved-on",
            }
            self.send_response(302)
            self.send_header("Location", goes[path])
            self.end_headers()
            return
        kinds = {"/page": "text/html; charset=utf-8", "/feed": "application/rss+xml", "/picture": "image/png"}
        self.send_response(404 if path == "/none" else 200)
        self.send_header("Content-Type", kinds.get(path, "text/html"))
        self.end_headers()
        if path == "/slow":
            for _ in range(40):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.1)
        self.wfile.write(
            {"/page": PAGE, "/feed": RSS, "/large": b"x" * 3_000_000}.get(path, b"<p>Hello there, you</p>")
        )

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[tuple[str, Bounds]]:
    """A site on this machine, and bounds that let it be asked."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    port = int(server.server_address[1])
    yield f"http://127.0.0.1:{port}", Bounds(seconds=0.7, ports=(80, port), allowed=lambda one: one.is_loopback)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - it is refused
        "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "::",
    ],
)  # fmt: skip
def test_nothing_inside_a_private_network_is_ever_asked(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_a_public_address_may_be_asked() -> None:
    assert is_public(ipaddress.ip_address("93.184.216.34"))
    assert is_public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/", "http://127.0.0.1:80/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/",
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/", "", "http://",
        "http://example.org:22/", "http://user:secret@example.org/", "http://[bad/", "javascript:alert(1)",
        "http://127.0.0.1.nip.invalid/", "http://exa mple.invalid/\r\nHost: x",
    ],
)  # fmt: skip
def test_what_is_no_public_page_is_refused_before_it_is_asked(address: str) -> None:
    with pytest.raises(Refusal, match="The page was not read"):
        fetched(address)


def test_a_host_with_umlauts_is_asked_for_by_the_name_that_the_network_knows() -> None:
    with pytest.raises(Refusal) as refused:
        fetched("https://müller.invalid/gärten")
    assert refused.value.why == "There is no xn--mller-kva.invalid."


def test_a_page_is_read_once_with_its_title_and_its_article(site: tuple[str, Bounds]) -> None:
    address, bounds = site
    found = page_of(fetched(f"{address}/moved", bounds=bounds))
    assert (found.title, found.description, found.text) == ("Ten things & one", "For your garden", "Ten\n\nMulch.")
    assert found.address == f"{address}/page"


@pytest.mark.parametrize("path", ["/moved-in", "/moved-on", "/large", "/slow", "/picture", "/none"])
def test_what_leads_inside_is_too_large_too_slow_or_no_text_is_refused(site: tuple[str, Bounds], path: str) -> None:
    address, bounds = site
    began = time.monotonic()
    with pytest.raises(Refusal, match="The page was not read"):
        fetched(address + path, bounds=bounds)
    assert time.monotonic() - began < 3


def test_a_feed_offers_its_entries_to_choose_from(site: tuple[str, Bounds], owner: User, small_book: Any) -> None:
    address, bounds = site
    taken = capture_page(user=owner, address=f"{address}/feed", now=0, bounds=bounds)
    assert [(one.title, one.text, one.address) for one in taken.entries] == [
        ("Mulch & more", "For the garden.", "https://example.org/mulch"),
        ("Second", "", ""),
    ]
    assert not Piece.objects.exists()


def test_atom_is_a_feed_too_and_a_page_is_none() -> None:
    atom = Fetched("https://example.org/f", "text/xml", "", ATOM)
    assert is_feed(atom)
    assert [(one.title, one.address) for one in entries_of(atom)] == [("Stoves", "https://example.org/stoves")]
    assert not is_feed(Fetched("https://example.org/", "text/html", "", PAGE))


@pytest.mark.parametrize("data", [BOMB, b"<rss>", b"<rss></rss>", b"\x00\xff", RSS.replace(b"</item>", b"")])
def test_a_feed_that_unfolds_or_is_damaged_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="The feed was not read"):
        entries_of(Fetched("https://example.org/f", "application/rss+xml", "", data))


def test_what_it_speaks_of_is_found_whatever_the_ending() -> None:
    found = {
        one.topic: one for one in spoken_of("Gardens in winter", ARTICLE, ["garden", "old houses", "solar", "heat"])
    }
    assert set(found) == {"garden", "old houses"}
    assert (found["garden"].times, found["garden"].likely) == (3, True)
    assert set(found["garden"].words) == {"gardens", "gardening", "gardener"}
    assert not found["old houses"].likely, "named once, and not in the title"


def test_the_longer_name_counts_where_two_would() -> None:
    found = spoken_of("", "Heat pumps. Heat pumps are quiet.", ["heating", "heat pumps"])
    assert [(one.topic, one.times) for one in found] == [("heat pumps", 2)]


@pytest.fixture
def likers(small_book: Any, at: dt.datetime) -> Any:
    """Ann likes gardens, Ben wants nothing of them, Dov has a shed of us; Eve, who complained, likes them too."""
    small_book.fact("Ann", "likes", "Garden")
    small_book.fact("Ben", "dislikes", "garden")
    small_book.fact("Dov", "owns", "gardens")
    small_book.fact("Eve", "likes", "garden")
    small_book.heard("Eve", 0.1)
    return small_book


def taken(owner: User, at: int, *topics: str) -> str:
    key = capture_text(user=owner, title="Gardens in winter", text=ARTICLE, address="https://example.org/g", now=at).key
    if topics:
        say_what_it_is_about(key=key, topics=topics, now=at)
    return key


def test_nothing_counts_before_a_person_says_what_it_is_about(likers: Any, owner: User, at: dt.datetime) -> None:
    found = see_piece(key=taken(owner, seconds(at)), at=seconds(at), now=seconds(at))
    assert not found["chosen"]
    assert [(one.topic, ticked) for one, ticked in found["proposed"]] == [("garden", True)]
    assert not found["topics"]


def test_who_told_us_stands_before_who_has_it_and_for_the_rest_it_is_noise(
    likers: Any, owner: User, at: dt.datetime
) -> None:
    moment = seconds(at)
    found = see_wanted(user=owner, key=taken(owner, moment, "garden"), at=moment, now=moment)
    assert [card["person"]["given"] for card in found["cards"]] == ["Ann", "Dov"]
    assert found["cards"][0]["want"].facts[0].source == "a call"
    assert (found["wanting"], found["free"], found["against"], found["noise"]) == (3, 2, 1, 1)
    assert found["held"] == [("too_soon", 1)]
    assert "https://example.org/g" in found["cards"][0]["ways"][0]["text"]


def test_where_the_ledger_is_too_large_what_cara_bought_is_not_looked_through_and_that_is_said(
    likers: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = seconds(at)
    record(
        customer=likers.ids["Cara"], direction="in", channel="shop", kind="purchase", subject="A garden bench",
        happened_at=at, now=at, source="till",
    )  # fmt: skip
    key = taken(owner, moment, "garden")
    found = see_wanted(user=owner, key=key, at=moment, now=moment)
    assert (found["wanting"], found["bought_unread"]) == (4, False)
    monkeypatch.setattr(bought_like, "TOO_LARGE", 0)
    found = see_wanted(user=owner, key=key, at=moment, now=moment)
    assert (found["wanting"], found["bought_unread"]) == (3, True)


def test_who_was_told_is_not_told_again(likers: Any, owner: User, at: dt.datetime) -> None:
    moment = seconds(at)
    key = taken(owner, moment, "garden")
    content = see_wanted(user=owner, key=key, at=moment, now=moment)["content"]
    about = About(content=content, classed="give", said="Gardens")
    note_contact_made(user=owner, who="ann@example.com", channel="email", about=about, at=moment, now=moment)
    later = moment + 5 * 86_400
    found = see_wanted(user=owner, key=key, at=later, now=later)
    assert "Ann" not in [card["person"]["given"] for card in found["cards"]]
    assert ("said_before", 1) in found["held"]


def test_a_member_of_their_own_book_is_told_of_their_own_only(likers: Any, owner: User, at: dt.datetime) -> None:
    maya = set_user(at=at, email="maya@example.org", name="Maya", role=Role.MEMBER, sees=Book.OWN)
    Customer.objects.filter(pk=likers.ids["Dov"]).update(owner=maya)
    found = see_wanted(user=maya, key=taken(owner, seconds(at), "garden"), at=seconds(at), now=seconds(at))
    assert [card["person"]["given"] for card in found["cards"]] == ["Dov"]
    assert (found["wanting"], found["against"], found["noise"]) == (1, 0, 0)


def test_made_something_to_say_it_is_for_those_who_like_it(likers: Any, owner: User, at: dt.datetime) -> None:
    key = taken(owner, seconds(at), "garden", "old {{ houses")
    form = see_form(piece=key, now=seconds(at))["form"] | {
        "classes": {"email": "give"},
        "benefit": "Less work in March",
    }
    kept = write_content(user=owner, form=form, piece=key, now=seconds(at))
    again = see_form(content=kept.content, now=seconds(at))["form"]
    assert again["audience"] == [("likes", "is", "garden")]
    assert kept.content == "gardens-in-winter"


def test_whoever_likes_it_however_it_was_written_is_told_and_a_number_is_like_no_other(
    small_book: Any, owner: User, at: dt.datetime
) -> None:
    small_book.fact("Ann", "likes", "wine_tasting")
    small_book.fact("Ben", "likes", "Wine tasting")
    small_book.fact("Cara", "likes", "365")
    moment, segment = seconds(at), {"fact": "likes.wine tasting", "is": True}
    for topic, wanting in (("wine tasting", 2), ("24/7", 0), ("???", 0)):
        found = see_wanted(user=owner, key=taken(owner, moment, topic), at=moment, now=moment)
        assert found["wanting"] == wanting, topic
    assert try_segment(user=owner, title="", question=segment, at=moment, now=moment)["yes"] == 2


def test_of_too_many_things_none_is_left_out_in_silence(small_book: Any, owner: User, at: dt.datetime) -> None:
    key = taken(owner, seconds(at), "garden")
    with pytest.raises(Refusal, match="too much at once"):
        say_what_it_is_about(key=key, topics=[f"topic {place}" for place in range(13)], now=seconds(at))
    assert Piece.objects.get(key=key).topics == ["garden"]


def test_the_same_found_twice_stands_once_and_what_was_put_away_is_gone(
    likers: Any, owner: User, at: dt.datetime
) -> None:
    first, again = taken(owner, seconds(at)), taken(owner, seconds(at))
    assert first == again
    assert len(see_pieces()["pieces"]) == 1
    put_piece_away(key=first, now=seconds(at))
    assert not see_pieces()["pieces"]
    with pytest.raises(Refusal, match="put away"):
        see_piece(key=first, at=seconds(at), now=seconds(at))
    assert taken(owner, seconds(at)) == first
    assert len(see_pieces()["pieces"]) == 1


@pytest.mark.parametrize("text", ["", "Hi", "x" * 70_000])
def test_too_little_and_too_much_is_refused(likers: Any, owner: User, text: str) -> None:
    with pytest.raises(Refusal):
        capture_text(user=owner, title="", text=text, address="", now=0)


def test_a_forwarded_mail_is_taken_in_by_its_subject_and_text(likers: Any, owner: User, tmp_path: Path) -> None:
    mail = tmp_path / "fwd.eml"
    mail.write_bytes(
        b"Subject: Fwd: Re: Gardens in winter\r\nFrom: a@example.org\r\n\r\nMulch them well, says my aunt.\r\n"
    )
    key = capture_mail(user=owner, path=mail, now=0).key
    row = Piece.objects.get(key=key)
    assert (row.title, row.text, row.came) == ("Gardens in winter", "Mulch them well, says my aunt.", "mail")
