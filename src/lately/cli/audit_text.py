"""How does an audit read on a terminal of 80 columns?"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from lately.lib.moments import zone_named
from lately.lib.money import roughly
from lately.measurement.audit import sentences
from lately.measurement.audit.report import AuditReport, lists_of
from lately.measurement.neglect import Listed
from lately.measurement.neglect_words import day

WIDTH = 78
MOST_LISTED = 5
MOST_REJECTED = 5


def told(report: AuditReport) -> str:
    """Return the whole page as text."""
    blocks = [
        _title(report),
        _block("SILENCE", sentences.silence(report)),
        _block("SPEAK TO THESE PEOPLE TODAY", list(_today(report)) or [sentences.nobody_today(report)]),
        _block("WHAT WE SAID", [*sentences.balance(report), *_greetings(report)]),
        _block("ONLY WHEN SOMETHING WAS WANTED", [sentences.only_asked(report)]),
        _block(
            "TOO MUCH",
            [
                sentences.pestered(report),
                *(f"   {each.customer}: {each.because}" for each in report.pestered[:MOST_LISTED]),
            ],
        ),
        *(_block(title.upper(), _listed(found.customers)) for title, found in lists_of(report.neglect) if found.count),
        _block("READ", list(_read(report))),
    ]
    return "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in "\n\n".join(blocks))


def _title(report: AuditReport) -> str:
    question, today = "What have we done for them lately?", day(report.neglect.at, zone_named(report.zone))
    return f"{question}{today:>{WIDTH - len(question)}}\n{'=' * WIDTH}"


def _block(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(_wrapped(line) for line in lines)])


def _wrapped(line: str) -> str:
    """Fill to the width; a line that begins with white space keeps it."""
    indent = " " * (2 + len(line) - len(line.lstrip()))
    return textwrap.fill(line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _today(report: AuditReport) -> Iterable[str]:
    for number, visit in enumerate(report.today, 1):
        worth = in_brackets(visit.worth_at_risk)
        name = f"{visit.name}, " if visit.name else ""
        yield f"{number}. {name}{visit.customer}{worth}"
        yield f"   {visit.because}"
        yield f"   {visit.say}"


def in_brackets(worth: Mapping[str, str]) -> str:
    """Return what somebody bought, to stand after their name; nothing if it was nothing."""
    return f" ({told_worth})" if (told_worth := roughly(worth)) else ""


def _greetings(report: AuditReport) -> Iterable[str]:
    yield from sentences.greetings(report)
    for each in report.greetings[:MOST_LISTED]:
        yield f'   "{each.text}" to {each.customer}, {day(each.at, zone_named(report.zone))}'


def _listed(customers: Sequence[Listed]) -> list[str]:
    shown = []
    for each in customers[:MOST_LISTED]:
        worth = in_brackets(each.worth_at_risk)
        shown += [f"{each.customer}{worth}", f"   {each.because}"]
    more = len(customers) - MOST_LISTED
    return [*shown, f"... and {more:,} more; --html and --json show more."] if more > 0 else shown


def _read(report: AuditReport) -> Iterable[str]:
    for read in report.read:
        wrong = f", {len(read.rejected):,} not used" if read.rejected else ""
        yield f"{read.name}: {read.kind}, {read.count:,} {'messages' if read.kind == 'mail' else 'lines'}{wrong}"
        for each in read.rejected[:MOST_REJECTED]:
            yield f"   {'message' if read.kind == 'mail' else 'line'} {each.number}: {each.what} {each.todo}"
        if len(read.rejected) > MOST_REJECTED:
            yield f"   ... and {len(read.rejected) - MOST_REJECTED:,} more; --json shows them all."
    yield from report.notes
