"""Make a draft of what we have done for one customer; nothing is shown to anybody yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.accounts.models import Organisation
from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, zone_named
from lately.measurement.reports.words import Words
from lately.measurement.services import keep_report
from lately.profiles.books import Reader
from lately.usecases.reporting import NothingDone, whose
from lately.usecases.see_lately import begins_at, lines_of

TITLE = "What we have done for you lately"
OPENING = "You would be right to ask what we have done for you lately. Here is our answer, for the time since {day}."
CLOSING = "If something is missing here, or is not as it should be, tell us. A person reads every answer."


def make_report(*, user: Reader, who: str, since: str, once: str, at: int, now: int) -> str:
    """Keep a draft and return its key; `once` tells one press from another.

    Raises NothingDone if there is no deed, told-back or result in that time, and Refusal as `see_lately` does.
    """
    of = whose(user=user, who=who, at=at, now=now)
    begins, _ = begins_at(of, since)
    lines = lines_of(of, begins)
    if not lines:
        raise nothing_done(str(of.person["given"]))
    ours = organisation(at=at_seconds(now))
    day = at_seconds(begins).astimezone(zone_named(ours.zone)).date()
    salutation = of.person["greeted"].salutation or "Hello"
    words = Words(
        title=TITLE,
        opening=f"{salutation.rstrip(',')},\n\n{OPENING.format(day=f'{day.day} {day:%B %Y}')}",
        lines=tuple(lines),
        closing=CLOSING,
        signed=f"{user.name}\n{ours.name}",
        answer=answer_to(user, ours),
    )
    report = keep_report(
        words=words, begins=at_seconds(begins), ends=at_seconds(at), by=user.pk, now=at_seconds(now),
        once=f"{user.pk}:{of.customer}:{once}"[:80], customer=of.customer,
    )  # fmt: skip
    return report.key


def nothing_done(name: str) -> NothingDone:
    """Why there is no report, and what would fill one."""
    return NothingDone(
        _("There is nothing to tell %(name)s yet.") % {"name": name},
        _(
            "In this time no deed, no answer to what they told us and no result is on record, and praise of ourselves "
            "is no answer to “what have you done for me lately?”."
        ),
        _("Write down what you did for them, or do something for them first. Nothing was sent."),
    )


def answer_to(user: Reader, ours: Organisation) -> str:
    """Where an answer reaches us: whoever makes it, else the organisation; the address of this machine reaches none."""
    senders = [sender for sender in ours.senders if not sender.startswith("@")]
    own = "" if user.email.endswith("@localhost") else user.email
    return own or next(iter(senders), "")
