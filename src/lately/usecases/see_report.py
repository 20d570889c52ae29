"""What does this report say, how does it read, what changed behind it, and how can it reach the customer?"""

from __future__ import annotations

from typing import Any

from lately.consent.said import said
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.measurement.models import ReportShowing
from lately.measurement.reports.for_all import is_of_few
from lately.measurement.reports.tokens import token_of
from lately.measurement.reports.words import GROUPS, Line, Typed, Words, changed, refuse_too_long
from lately.profiles.books import Reader
from lately.usecases.reporting import Opened, opened, read_words

_CLOSED = ("withdrawn", "objected")


def see_report(*, user: Reader, key: str, at: int, now: int, typed: Typed | None = None) -> dict[str, Any]:
    """Return a report for whoever edits it, under what was typed if something was; raises Refusal.

    `read` is what the guard finds, None for what is too long to read; `page` the page on which strangers see it.
    """
    one = opened(user=user, key=key, at=at, now=now)
    report, fresh = one.kept.report, one.fresh()
    words = typed.into(one.kept.words, []) if typed else one.kept.words
    return {
        "key": key,
        "person": one.of.person if one.of else None,
        "quarter": report.quarter,
        "words": words,
        "groups": _grouped(words, one.kept.words, fresh),
        "new": changed(one.kept.words, fresh).new,
        "theirs": one.kept.words,
        "added": typed.added if typed else "",
        "version": one.kept.version.number,
        "saved_at": seconds(one.kept.version.saved_at),
        "saved_by": one.kept.version.saved_by.name if one.kept.version.saved_by else "",
        "begins": seconds(report.begins),
        "ends": seconds(report.ends),
        "sent_at": seconds(report.sent_at) if report.sent_at else None,
        "sent_by": report.sent_by,
        "read": _read(one, words),
        "page": _page(one.kept.page, one.kept.version.pk),
        "closed": _closed(one),
    }


def _grouped(words: Words, stands: Words, fresh: list[Line]) -> list[dict[str, Any]]:
    """Every line, those left out too, under its heading, with what became of the records behind it; `few` apart."""
    behind = changed(stands, fresh)
    lines: list[dict[str, Any]] = [
        {"line": line, "now": behind.now.get(line.id), "gone": line.id in behind.gone and not line.own}
        for line in words.lines
    ]
    groups = {group: [one for one in lines if one["line"].group == group] for group in GROUPS}
    return [
        {
            "title": GROUPS[group],
            "lines": [one for one in found if not _is_aside(one["line"])],
            "few": [one for one in found if _is_aside(one["line"])],
        }
        for group, found in groups.items()
        if found
    ]


def _is_aside(line: Line) -> bool:
    return line.out and is_of_few(line)


def _read(one: Opened, words: Words) -> dict[str, Any] | None:
    try:
        refuse_too_long(words)
    except Refusal:
        return None
    return read_words(words, of=one.of, at=one.at, now=one.now)


def _page(page: ReportShowing | None, newest: int) -> dict[str, Any] | None:
    if page is None:
        return None
    return {
        "token": token_of(page.key),
        "behind": page.version_id != newest,
        "shown_at": seconds(page.shown_at),
        "by": page.shown_by.name if page.shown_by else "",
        "expires_at": seconds(page.expires_at) if page.expires_at else None,
    }


def _closed(one: Opened) -> set[str]:
    """The channels on which this customer does not want to hear from us; a blank one closes all."""
    if one.of is None:
        return set()
    told = said(one.of.ids, at=one.of.when.at, known=one.of.when.known)
    return {each["channel"] or "all" for each in told if each["state"] in _CLOSED and not each["purpose"]}
