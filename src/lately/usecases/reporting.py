"""Whose report is it, what do the records say behind it, and may it go out like this?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import NAMELESS, organisation
from lately.interactions.known import known_at
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.measurement.reports.for_all import lines_for_all
from lately.measurement.reports.for_one import lines_for
from lately.measurement.reports.quarters import Quarter, quarter_named
from lately.measurement.reports.words import Line, Words, changed
from lately.measurement.selectors import Kept, report_of
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.profiles.selectors import find_customer, keys_of
from lately.usecases.know_reader import know_reader
from lately.usecases.read_wording import GRAVEST_FIRST
from lately.words.guard.check import check
from lately.words.guard.look import WANTING
from lately.words.message import Message


class NothingDone(Refusal):
    """There is no deed, told-back or result to report: praise would be empty."""


@dataclass(frozen=True)
class Whose:
    """A customer whom the reader may see: all records that are theirs, and what is shown of them."""

    customer: int
    ids: Sequence[int]
    when: When
    person: Mapping[str, Any]


def whose(*, user: Reader, who: str, at: int, now: int) -> Whose:
    """Find a customer; raises Refusal if there is none, or they are not the reader's."""
    customer, known = find_customer(who), known_at(at=at, now=now)
    refuse_unless_theirs(user, customer)
    merged = [each for each, into in redirects(known).items() if into == customer]
    person = people([customer], at=at, known=known)[customer]
    return Whose(customer, [customer, *merged], When(at, known), person)


@dataclass(frozen=True)
class Opened:
    """A report that the reader may see; `of` is None where it is for all customers."""

    kept: Kept
    of: Whose | None
    at: int
    now: int

    def refuse_for_all(self) -> Whose:
        """Whose it is; raises Refusal for a report for all customers, which reaches nobody by name."""
        if self.of is None:
            raise Refusal(
                _("This is for all customers."), _("It is published, not sent to one of them."),
                _("Publish it, or open the page of one customer."),
            )  # fmt: skip
        return self.of

    def fresh(self) -> list[Line]:
        """The lines as the records have them now."""
        report = self.kept.report
        if self.of is not None:
            return lines_for(self.of.ids, self.of.when, since=seconds(report.begins))
        zone = organisation(at=at_seconds(self.now)).zone
        return lines_in(quarter_named(report.quarter, zone), at=self.at, now=self.now)


def opened(*, user: Reader, key: str, at: int, now: int) -> Opened:
    """Open a report; raises Refusal if there is none, or it is of a customer who is not the reader's."""
    kept = report_of(key, now=at_seconds(now))
    at = max(at, seconds(kept.report.ends))  # looked at from an earlier moment, it tells the same
    customer = kept.report.customer_id
    of = None if customer is None else whose(user=user, who=keys_of([customer])[customer], at=at, now=now)
    return Opened(kept, of, at, now)


def lines_in(quarter: Quarter, *, at: int, now: int) -> list[Line]:
    """What was done for all customers in a quarter, as far as it has come.

    What was written down, or taken back, only after it ended counts as it does for whoever looks.
    """
    until, known = min(quarter.ends - 1, at), known_at(at=at, now=now)
    few = policy_at(at=now, known=now)["reports.few_below"]
    return lines_for_all(When(until, known), since=quarter.begins, few=few)


def refuse_unready(words: Words, fresh: Iterable[Line]) -> None:
    """Raise Refusal for a report of nobody, of empty praise, or of what the records do not bear out any more."""
    if NAMELESS in words.signed.splitlines():
        raise Refusal(
            _("It does not say who you are."),
            _("“%(name)s” is what stands where no name was said.") % {"name": NAMELESS},
            _("Write your name over it where it is signed, and save. Settings, Who we are, keeps it for the next."),
        )
    found = changed(words, fresh)
    gone = [line.text for line in words.told if line.id in found.gone]
    if gone:
        raise Refusal(
            _("Something in it is not so any more."),
            _("What stood behind “%(line)s” was taken back.") % {"line": gone[0]},
            _("Leave that line out and save, then let it go out."),
        )
    if all(line.own for line in words.told):
        raise NothingDone(
            _("This would be empty praise."),
            _("Every line that stands in it was written by hand; nothing that we did is behind it."),
            _("Take in a line of what was done, or write the deed down first."),
        )


def read_words(words: Words, *, of: Whose | None, at: int, now: int) -> dict[str, Any]:
    """What the guard finds in our own words; those of the customer are quoted, and theirs.

    `asks` says whether it wants something, `asking` the words that do; `sure` is the class where nobody needs to
    guess; `groups` are the findings by severity, the gravest first, `counts` how many there are.
    """
    severities = policy_at(at=at, known=known_at(at=at, now=now))["words.severities"]
    message = Message(_ours(words, at), channel="post", subject=words.title, one_to_one=of is not None)
    reader = know_reader(customer=str(of.person["who"]), at=at, now=now).reader if of else None
    verdict = check(message, reader=reader, severities=severities)
    asks = verdict.sure in WANTING
    texts = {"subject": words.title, "text": message.text}
    told = [(why, [asdict(one) for one in verdict.findings if one.severity == why]) for why in GRAVEST_FIRST]
    return {
        "sure": verdict.sure,
        "asks": asks,
        "asking": [texts[span.part][span.start : span.end] for span in verdict.because] if asks else [],
        "groups": [{"severity": why, "findings": found} for why, found in told if found],
        "counts": {why: len(found) for why, found in told if found},
    }


def _ours(words: Words, at: int) -> str:
    lines = [line.text for section in words.sections for line in section["lines"]]
    signed = words.signed or organisation(at=at_seconds(at)).name
    return "\n\n".join(filter(None, [words.opening, *lines, words.closing, signed]))
