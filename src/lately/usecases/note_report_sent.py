"""Write down that the customer got a report: a give that tells the deeds in it. Said twice, it is written once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.interactions import by_key
from lately.interactions.services import record
from lately.interactions.timeline import answered, deeds
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.measurement.reports.for_one import deed_line
from lately.measurement.reports.words import plain_text
from lately.measurement.services import sent
from lately.profiles.books import Reader
from lately.usecases.reporting import NothingDone, Opened, Whose, opened, read_words

CHANNELS = {"email": "message", "post": "message", "visit": "visit", "phone": "call"}
SOURCE = "a report of what we did"


def note_report_sent(*, user: Reader, key: str, channel: str, at: int, now: int) -> int:
    """Record the contact and return how many deeds it told that nobody had told before.

    What wants something by the guard's sure word counts as that, not as a give. Raises Refusal for an unknown way, and
    NothingDone if no deed stands behind any line.
    """
    one = opened(user=user, key=key, at=at, now=now)
    of = one.refuse_for_all()
    if channel not in CHANNELS:
        raise Refusal(
            _("It is not clear how they got it."),
            _("By mail, as a letter, on a visit or in a call."),
            _("Choose one of these."),
        )
    if one.kept.report.sent_at:
        return 0
    told = _told(one, of)
    if not told:
        raise NothingDone(
            _("This would be empty praise."), _("No deed stands behind any line of it."),
            _("Take in a line of what was done, and save."),
        )  # fmt: skip
    read = read_words(one.kept.words, of=of, at=at, now=now)
    found = read["sure"] if read["asks"] else ""
    # A contact tells one deed; the others are told by it, too, and it is felt once.
    new = [deed for deed in told if deed["told_at"] is None] or told[:1]
    with write_transaction():
        for place, deed in enumerate(new):
            _recorded(user, one, of, channel, deed, found=found, felt=place == 0)
        sent(report=one.kept.report, channel=channel, at=at_seconds(one.at))
    return sum(deed["told_at"] is None for deed in told)


def _told(one: Opened, of: Whose) -> list[Mapping[str, Any]]:
    """The deeds behind the lines that stand in it."""
    by_line = {deed_line(deed["key"]): deed for deed in deeds(of.ids, of.when)}
    return [by_line[line.id] for line in one.kept.words.told if line.id in by_line]


def _recorded(
    user: Reader, one: Opened, of: Whose, channel: str, deed: Mapping[str, Any], *, found: str, felt: bool
) -> None:
    words, moment = one.kept.words, at_seconds(one.now)
    done = by_key.deed(str(deed["key"]))
    mark = hashlib.sha256(str(deed["key"]).encode()).hexdigest()[:20]
    record(
        customer=of.customer,
        direction="out",
        channel=channel,
        happened_at=at_seconds(one.at),
        now=moment,
        source=SOURCE,
        source_key=f"{prefix_of(one.kept.report.key)}{mark}",
        kind=CHANNELS[channel],
        declared="give",
        found=found if felt else "",
        asked_for=not felt,
        by_id=user.pk,
        subject=words.title if felt else f"{words.title}: {done.what if done else ''}"[:500],
        text=plain_text(words, organisation(at=moment).name) if felt else "",
        tells=done,
        closes=answered(done, of.when) if done else None,
    )


def is_felt_elsewhere(row: Mapping[str, Any]) -> bool:
    """Whether a row of the ledger only says that a report told one more deed: they got one report."""
    return bool(row["source"] == SOURCE and row["asked_for"])


def prefix_of(key: str) -> str:
    """With what the keys of a report's rows in the ledger begin."""
    return f"report:{key}:"
