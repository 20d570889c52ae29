"""Audit what was done for customers lately: contacts, purchases and mail in, one page out.

It needs no book and changes nothing; there is no Django here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lately.decisioning.policy import Policy
from lately.lib.moments import zone_named
from lately.lib.money import CURRENCIES
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext
from lately.measurement.audit.assembly import (
    Book,
    book_of,
    false_greetings,
    names_in,
    notes_on,
    people_of_book,
    waiting_in,
)
from lately.measurement.audit.pestered import pestered
from lately.measurement.audit.post import read_post
from lately.measurement.audit.report import AuditReport
from lately.measurement.audit.sources import Lists, Manner, Progress, read_lists
from lately.measurement.audit.today import Around, today
from lately.measurement.lives import life_of, terms_of
from lately.measurement.neglect import neglect_of
from lately.measurement.neglect_words import Words

NO_MAIL = (
    "No message that we sent was found in these files, so nobody can be called neglected. "
    "Add the mail we sent, as an mbox, a Maildir or .eml files."
)


def audit(
    *,
    files: Sequence[Path],
    at: int,
    me: Sequence[str] = (),
    zone: str = "UTC",
    currency: str = "EUR",
    known_since: int | None = None,
    progress: Progress = lambda _: None,
) -> AuditReport:
    """Return the page for `files` (contacts, purchases, mail; any mix and order) at `at`, seconds since 1970 UTC.

    `me` are our addresses ("@example.org" for all there); without them ours is found in the mail. `known_since` says
    since when the mail is all that we wrote (seconds; found out if None). `progress` is told now and then how far it
    is. Raises Refusal for a file that cannot be used, or if it is not clear who we are.
    """
    zone_named(zone)
    if currency not in CURRENCIES:
        raise Refusal(
            gettext("%(code)r is no currency.") % {"code": currency},
            gettext("It must be an ISO 4217 code."),
            gettext("Write EUR, USD or GBP."),
        )
    lists = read_lists(files, Manner(zone, currency, progress))
    post = read_post(lists.mailboxes, me=me, customers=lists.customers, progress=progress)
    return _report(book_of(lists, post, at, known_since), lists, at=at, zone=zone, currency=currency)


def _report(book: Book, lists: Lists, *, at: int, zone: str, currency: str) -> AuditReport:
    policy, here = Policy({}), zone_named(zone)
    terms = terms_of(policy)
    known_since = {} if book.since is None else {"email": book.since}
    lives = [life_of(person, at=at, terms=terms, zone=here) for person in people_of_book(book, policy)]
    words = Words(at, at if book.begun is None else book.begun, here)
    around = Around(at, known_since, terms, words, waiting_in(book), names_in(book), currency)
    said = [reading for _, reading in book.sent]
    neglected = neglect_of(lives, words, known_since=known_since, terms=terms, currency=currency)
    return AuditReport(
        neglect=neglected if known_since else replace(neglected, note=NO_MAIL),
        classes=Counter(reading.classed for reading in said),
        wanted=Counter(reading.wanted for reading in said if reading.wanted),
        pestered=pestered(lives, policy, here),
        salutations=Counter(reading.salutation.kind for reading in said),
        greetings=false_greetings(book),
        today=today(lives, around),
        me=book.post.me,
        found_me=book.post.found_me,
        read=[*lists.read, *book.post.read],
        notes=notes_on(book, lists, zone),
        currency=currency,
        zone=zone,
    )
