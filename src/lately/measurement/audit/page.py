"""How does the audit look as one self-contained page? Everything that came from a file is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from urllib.parse import quote

from lately.lib.moments import zone_named
from lately.lib.money import roughly
from lately.measurement.audit import sentences
from lately.measurement.audit.report import AuditReport, lists_of
from lately.measurement.neglect import Neglected
from lately.measurement.neglect_words import day

MOST_LISTED = 200
_NO_REQUESTS = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_page(report: AuditReport) -> str:
    """Return the page as HTML: no script, no request to anywhere, light and dark, readable on a phone."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    today = day(report.neglect.at, zone_named(report.zone))
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_NO_REQUESTS}">',
        f"<title>What have we done for them lately? {escape(today)}</title><style>{style}</style></head><body><main>",
        f'<h1>What have we done for them lately?</h1><p class="soft">{escape(_made_of(report, today))}</p>',
        *_silence(report),
        *_today(report),
        *_said(report),
        *_lists(report),
        *_pestered(report),
        *_made_from(report),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _made_of(report: AuditReport, today: str) -> str:
    return f"As of {today}. {sentences.customers(report.neglect.customers)}, from {_named(report)}."


def _named(report: AuditReport) -> str:
    return ", ".join(read.name for read in report.read) or "nothing"


def _silence(report: AuditReport) -> Iterable[str]:
    first, *more = sentences.silence(report)
    yield f'<p class="lead">{escape(first)}</p>'
    silent, cared_for = report.neglect.lists["silent_since_purchase"], report.neglect.cared_for
    bars = [
        ("left, of the silent", silent.left_share, "bar"),
        ("left, of those we kept in touch with", cared_for.left_share, "bar calm"),
    ]
    drawn = [_bar(*bar) for bar in bars if bar[1] is not None]
    if drawn:
        yield f'<div class="bars">{"".join(drawn)}</div>'
    yield from (f"<p>{escape(line)}</p>" for line in more[len(drawn) // 2 :])


def _bar(label: str, share: float | None, look: str) -> str:
    width = f"{100 * (share or 0):.1f}"
    return (
        f'<span class="label">{escape(label)}</span>'
        f'<span class="{look}"><span style="width:{width}%"></span></span><b>{sentences.percent(share)}</b>'
    )


def _today(report: AuditReport) -> Iterable[str]:
    yield "<h2>Speak to these people today</h2>"
    if not report.today:
        yield f"<p>{sentences.nobody_today(report)}</p>"
        return
    yield '<ol class="today">'
    for visit in report.today:
        worth = roughly(visit.worth_at_risk)
        worth = f'<span class="worth">{escape(worth)} at risk</span>' if worth else ""
        name = f"{escape(visit.name)}, " if visit.name else ""
        yield (
            f'<li>{worth}<a href="mailto:{quote(visit.customer, safe="@")}">{name}{escape(visit.customer)}</a>'
            f'<p>{escape(visit.because)}</p><p class="say">{escape(visit.say)}</p></li>'
        )
    yield "</ol>"


def _said(report: AuditReport) -> Iterable[str]:
    yield "<h2>What we said</h2>"
    total = sum(report.classes.values())
    if total:
        shares = [("wanted something", report.asks, "bar"), ("gave something", report.gives, "bar calm")]
        yield f'<div class="bars">{"".join(_bar(label, count / total, look) for label, count, look in shares)}</div>'
    yield from (f"<p>{escape(line)}</p>" for line in sentences.balance(report))
    yield from (f"<p>{escape(line)}</p>" for line in sentences.greetings(report))
    if report.greetings:
        rows = (_row(each.customer, sentences.KINDS[each.kind], f"{each.text}") for each in report.greetings)
        yield _details("False and empty greetings", ["To", "Greeted", "As it was written"], rows)


def _lists(report: AuditReport) -> Iterable[str]:
    yield "<h2>Whom we have been neglecting</h2>"
    yield f"<p>{escape(sentences.only_asked(report))}</p>"
    for title, found in lists_of(report.neglect):
        rows = (
            _row(each.customer, each.because, number=roughly(each.worth_at_risk))
            for each in found.customers[:MOST_LISTED]
        )
        yield _details(f"{title}: {found.count:,}{_first(found)}", ["Customer", "Why", "Worth at risk"], rows)
    yield '<p class="soft">Worth at risk is what they bought in the 365 days up to their last purchase.</p>'


def _first(found: Neglected) -> str:
    return f" (the first {MOST_LISTED})" if found.count > MOST_LISTED else ""


def _pestered(report: AuditReport) -> Iterable[str]:
    yield "<h2>Too much of a good thing</h2>"
    yield f"<p>{escape(sentences.pestered(report))}</p>"
    if report.pestered:
        rows = (_row(each.customer, each.because) for each in report.pestered[:MOST_LISTED])
        yield _details("Who, and when", ["Customer", "What they got"], rows)


def _made_from(report: AuditReport) -> Iterable[str]:
    yield "<h2>What this was made from</h2>"
    rows = (
        _row(read.name, read.kind, number=f"{read.count:,} ({len(read.rejected):,} not used)") for read in report.read
    )
    yield f"<table>{_head(['File', 'Taken for', 'Read'])}{''.join(rows)}</table>"
    yield from (f'<p class="soft">{escape(note)}</p>' for note in report.notes)
    for read in report.read:
        if read.rejected:
            wrong = (_row(str(each.number), each.what, each.todo) for each in read.rejected[:MOST_LISTED])
            yield _details(f"Not used of {read.name}", ["Line", "What is wrong", "How to mend it"], wrong)
    yield '<p class="soft">Nothing was sent anywhere and nothing was changed.</p>'


def _details(title: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    return f"<details><summary>{escape(title)}</summary><table>{_head(heads)}{''.join(rows)}</table></details>"


def _head(heads: Sequence[str]) -> str:
    numbers = {"Worth at risk", "Read"}
    cells = (f'<th scope="col"{" class=number" if head in numbers else ""}>{escape(head)}</th>' for head in heads)
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _row(*cells: str, number: str | None = None) -> str:
    last = f'<td class="number">{escape(number)}</td>' if number is not None else ""
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}{last}</tr>"
