"""Make a draft of what was done for all customers in a quarter; nobody sees it until an owner publishes it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import in_english
from lately.measurement.reports.quarters import quarter_named
from lately.measurement.reports.words import Words
from lately.measurement.services import keep_report
from lately.profiles.books import Reader
from lately.usecases.make_report import answer_to
from lately.usecases.reporting import NothingDone, lines_in

TITLE = "What we have done for you lately"
OPENING = "You would be right to ask what we have done for you lately. This is our answer to all of you, for {quarter}."
CLOSING = "If you see it otherwise, tell us. A person reads every answer."
_NOTHING_DONE = (
    gettext_noop("There is nothing to tell of the first quarter of %(year)s yet."),
    gettext_noop("There is nothing to tell of the second quarter of %(year)s yet."),
    gettext_noop("There is nothing to tell of the third quarter of %(year)s yet."),
    gettext_noop("There is nothing to tell of the fourth quarter of %(year)s yet."),
)


def make_report_for_all(*, user: Reader, quarter: str, at: int, now: int) -> str:
    """Keep a draft and return its key; of a quarter there is one, which is returned if it is there.

    Raises NothingDone where nothing was done, and Refusal for a quarter that has not begun.
    """
    ours = organisation(at=at_seconds(now))
    named = quarter_named(quarter, ours.zone)
    if named.begins > at:
        raise Refusal(_("This quarter has not begun."), _("Nothing was done in it yet."), _("Choose one that has."))
    lines = lines_in(named, at=at, now=now)
    if not lines:
        year, number = named.key.split("-q")
        raise NothingDone(
            _(_NOTHING_DONE[int(number) - 1]) % {"year": year},
            _("No deed, no answer to what somebody told you and no complaint put right is on record in it."),
            _("Write down what you did for your customers, then come back."),
        )
    words = Words(
        title=TITLE, opening=OPENING.format(quarter=in_english(named.words)), lines=tuple(lines), closing=CLOSING,
        signed=ours.name, answer=answer_to(user, ours),
    )  # fmt: skip
    report = keep_report(
        words=words, begins=at_seconds(named.begins), ends=at_seconds(min(named.ends - 1, at)), by=user.pk,
        now=at_seconds(now), once=f"all:{named.key}", quarter=named.key,
    )  # fmt: skip
    return report.key
