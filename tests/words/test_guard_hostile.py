"""Whatever comes in, the guard answers, in bounded work and memory: nobody can stop it by a message."""

import base64
import contextlib
import json
import re
import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lately.cli.main import main
from lately.words.files import MOST_BYTES, message_from, opened
from lately.words.guard.check import VERDICTS, check
from lately.words.guard.filled import prepared
from lately.words.message import CHANNELS, Message, Reader
from lately.words.wordings import LONGEST_FILLED, Unfillable, fill, problems

HEAD = b"From: Olga <olga@bikes.example>\nTo: ann@example.org\nSubject: Hi\nMIME-Version: 1.0\n"
MEBIBYTE = 1024 * 1024


def nested(deep):
    """Multiparts in multiparts, the text in the innermost."""
    parts = [b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(deep)]
    return HEAD + b"".join(parts) + b"Content-Type: text/plain\n\nDear Ann, the lamp is ready.\n"


def page(inside):
    return HEAD + b"Content-Type: text/html; charset=utf-8\n\n<html><body>" + inside + b"</body></html>"


BOMB = base64.b64encode(b"A" * 8 * MEBIBYTE)
HOSTILE = {
    "nothing": b"",
    "no head": b"\n\nDear Ann",
    "only a head": b"From: x\nSubject: y",
    "NULs": HEAD + b"\n" + b"\0Dear\0 Ann\0" * 1000,
    "unknown charset": HEAD + b"Content-Type: text/plain; charset=x-klingon\n\nDear Ann, \xff\xfe gr\xfc\xdfe",
    "wrong charset": HEAD + b"Content-Type: text/plain; charset=utf-16\n\nDear Ann",
    "a charset that is no charset": HEAD + b"Content-Type: text/plain; charset=rot13\n\nDear Ann",
    "a zip for a charset": HEAD + b"Content-Type: text/plain; charset=zlib\n\nDear Ann",
    "no boundary": HEAD + b"Content-Type: multipart/mixed\n\n--x\n\nDear Ann",
    "a boundary of nothing": HEAD + b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nDear Ann',
    "a boundary of its own": HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 2 + b"\nhi",
    "ten thousand parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nDear Ann\n" * 10_000,
    "ten thousand deep": nested(10_000),
    "broken base64": HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nRGVh!!!ciBB\nbm4=====x",
    "a bomb of base64": HEAD + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + BOMB,
    "fifty megabytes": HEAD + b"\n" + b"Dear Ann, your lamp is ready. " * (50 * MEBIBYTE // 30),
    "a line of a megabyte": HEAD + b"\n" + b"a" * MEBIBYTE,
    "a megabyte of capitals": HEAD + b"\n" + b"ABCD" * (MEBIBYTE // 4),
    "a megabyte of spaces": HEAD + b"\n" + b" " * MEBIBYTE + b"x",
    "a megabyte of braces": HEAD + b"\n" + b"{{" * (MEBIBYTE // 2),
    "a megabyte of open fields": HEAD + b"\n" + b"{{a}}" * (MEBIBYTE // 5),
    "a megabyte of brackets": HEAD + b"\n" + b"[[your " * (MEBIBYTE // 7),
    "a megabyte of per cent": HEAD + b"\n" + b"%%" * (MEBIBYTE // 2),
    "a megabyte of quotes": HEAD + b"\n" + b"> " * (MEBIBYTE // 2),
    "a megabyte of signatures": HEAD + b"\n" + b"\nAnn Lee, " * (MEBIBYTE // 10),
    "a megabyte of one name": HEAD + b"\nDear " + b"Ann-" * (MEBIBYTE // 4),
    "a megabyte of headers": b"".join(b"X-%d: y\n" % number for number in range(100_000)) + b"\nDear Ann",
    "a From of a megabyte": b"From: " + b'"a\\' * (MEBIBYTE // 3) + b"\n\nDear Ann",
    "a subject of a megabyte": b"Subject: " + b"Re: " * (MEBIBYTE // 4) + b"\n\nDear Ann",
    "a subject of encoded words": b"Subject: " + b"=?utf-8?b?QUJD?= " * 50_000 + b"\n\nDear Ann",
    "a hundred thousand links": page(b'<a href="https://x.example/">x</a>' * 100_000),
    "a hundred thousand open links": page(b'<a href="https://x.example/">' * 100_000),
    "unclosed tags": page(b"<div><p><a href='" * 60_000),
    "unclosed comments": page(b"<!--" * 200_000),
    "unclosed comments of links": page(b"<!-- <a href=x>" * 60_000),
    "comments in comments": page(b"<!--a-->" * 100_000),
    "listings without end": page(b"<pre><code>" * 80_000),
    "attributes without end": page(b"<img " + b"alt= " * 100_000 + b">"),
    "widths without end": page(b"<table " + b"width" * 100_000),
    "fonts without end": page(b"font:" * 200_000),
    "entities": page(b"&amp;" * 200_000),
    "fenced without end": HEAD + b"\n" + b"```\n" * 200_000,
    "right to left": HEAD + "Content-Type: text/plain; charset=utf-8\n\n\u202eDear Ann\u202c \u2066\u2066".encode(),
    "an emoji of many": HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + "👨\u200d".encode() * 50_000,
    "accents upon accents": HEAD + b"Content-Type: text/plain; charset=utf-8\n\nZ" + "\u0301".encode() * 100_000,
    "a host of look-alikes": page(b'<a href="https://xn--' + b"a" * 5000 + b'.example/">x</a>'),
    "a host in brackets": page(b'<a href="https://[::1/">x</a><a href="//">y</a><a href="https://[v1.x]/">z</a>'),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_gets_an_answer_in_a_bounded_space(data, tmp_path):
    file = tmp_path / "hostile.eml"
    file.write_bytes(data)
    tracemalloc.start()
    try:
        verdict = check(opened(file))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert verdict.verdict in VERDICTS.values()
    assert len(verdict.findings) <= 200
    assert peak < 16 * MOST_BYTES


class Steps:
    """Counts the lines of our own code that run: work, whatever the machine."""

    def __init__(self):
        self.seen = 0

    def __call__(self, frame, event, _argument):
        """Count, as sys.settrace calls it."""
        if "lately" not in frame.f_code.co_filename:
            return None
        self.seen += event == "line"
        return self

    def of(self, work):
        """How many lines this runs."""
        self.seen = 0
        before = sys.gettrace()
        sys.settrace(self)
        try:
            work()
        finally:
            sys.settrace(before)
        return self.seen


GROWING = {
    "paragraphs": lambda times: b"Dear Ann, your lamp is ready. Order now, 15% off!\n\n" * times,
    "links": lambda times: page(b'<p><a href="https://x.example/">see http://y.example</a></p>' * times),
    "parts": lambda times: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nDear Ann\n" * times,
    "nesting": nested,
    "open tags": lambda times: page(b"<div><!--<pre><a href='" * times),
    "quotes": lambda times: HEAD + b"\n" + b"On Monday 3 March Ann wrote:\n> x\n" * times,
    "fields": lambda times: HEAD + b"\n" + b"{{ name }} [[first_name]] *|FNAME|*\n" * times,
}


@pytest.mark.parametrize("grown", GROWING.values(), ids=GROWING)
def test_four_times_the_message_is_at_most_about_four_times_the_work(grown):
    check(message_from(grown(10), ".eml"))
    steps = Steps()
    some, more = (steps.of(lambda n=n: check(message_from(grown(n), ".eml"))) for n in (500, 2000))
    assert more < 6 * some


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from((".eml", ".html", ".txt", ".md")), st.sampled_from(CHANNELS))
def test_any_bytes_get_a_verdict(data, ending, channel):
    assert check(message_from(data, ending, channel=channel)).verdict in VERDICTS.values()


PIECES = (
    "<a href='", "'>", "</a>", "<!--", "-->", "<pre>", "</pre>", "{{", "}}", "{%", "%}", "*|", "|*", "[[", "]]", "%%",
    "Dear ", "Hi ,", "\n", "\n\n", "> ", "-- \n", "Re: ", "=?utf-8?b?", "?=", "\0", "\u202e", "\u200b", "http://",
    "xn--", "@", "```", "    ", "width=9999", "urgent", "we care", "Order now", "15% off", "https://[", "&#x",
    ";", "💡", "a" * 300,
)  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)


@settings(max_examples=200, deadline=None)
@given(soup, soup, st.sampled_from(CHANNELS), st.lists(st.text(max_size=10), max_size=3))
def test_any_soup_of_what_means_something_gets_a_verdict(subject, text, channel, names):
    verdict = check(Message(text, channel, subject, html=text), reader=Reader(tuple(names)))
    assert verdict.verdict in VERDICTS.values()
    for one in verdict.findings:
        assert 0 <= one.start <= one.end <= len(subject if one.where == "subject" else text)


BOMBS = {
    "a loop": "{% for a in range(99999999) %}{% for b in range(99999999) %}x{% endfor %}{% endfor %}",
    "multiplied": "{{ 'x' * 999999999 }}",
    "added": "{{ product ~ product ~ product }}",
    "a macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "set and doubled": "{% set a = 'x' %}{% set a = a + a %}",
    "including itself": "{% include 'it.txt' %}",
    "inside the machine": "{{ product.__class__.__mro__ }}",
    "a call": "{{ product.replace('a', 'b') }}",
    "nested brackets": "{{ " + "(" * 5000 + "product" + ")" * 5000 + " }}",
    "nested conditions": "{% if product %}" * 5000 + "x" + "{% endif %}" * 5000,
    "a megabyte": "x" * MEBIBYTE,
    "many fields": "{{ product }}" * 20_000,
    "open braces": "{{ " * 20_000,
    "a comment without end": "{# " * 20_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_wording_made_to_explode_is_refused_or_stays_small(text):
    tracemalloc.start()
    try:
        found = problems(text, {"product": "what they bought"})
        try:
            filled = fill(text, {"product": "lamp" * 50})
        except Unfillable as refused:
            filled = refused.why
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found or len(filled) <= LONGEST_FILLED
    assert len(filled) <= LONGEST_FILLED
    assert peak < 64 * MEBIBYTE
    with contextlib.suppress(Unfillable):
        assert prepared("", text).verdict in VERDICTS.values()


def test_every_file_gets_a_line_and_the_status_says_that_all_were_read(tmp_path, capsys):
    files = []
    for number, data in enumerate((b"", b"\0" * 100, page(b"<a href='"), HEAD + b"\nDear {{ name }},")):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_bytes(data)
    assert main(["check", "--json", *map(str, files)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert lines[-1]["verdict"] == "refuse"


@pytest.mark.parametrize("what", ["missing", "folder", "unknown ending", "unreadable"])
def test_what_cannot_be_read_is_told_in_three_sentences(what, tmp_path, capsys):
    file = tmp_path / {"unknown ending": "mail.docx"}.get(what, "mail.eml")
    if what == "folder":
        file.mkdir()
    elif what == "unreadable":
        file.symlink_to(file)  # a link to itself can be read by nobody, whoever one is
    elif what == "unknown ending":
        file.write_bytes(b"Dear Ann")
    assert main(["check", str(file)]) == 2
    told = capsys.readouterr()
    assert len(re.findall(r"[.!](?:\s|$)", told.err or told.out)) >= 3
