"""Put a report into a draft of one's own mail program: a link that opens one, and a file that is one."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.measurement.reports.words import plain_text
from lately.profiles.books import Reader
from lately.usecases.draft_words import mail_link
from lately.usecases.reporting import opened, refuse_unready

LONGEST_LINK = 1_900  # mail programs on Windows cut longer ones off, or open nothing


@dataclass(frozen=True)
class Draft:
    """A mail nobody sent yet. `link` opens it in the mail program, blank if it is too long for one; `file` is .eml."""

    to: str
    subject: str
    text: str
    link: str
    file: bytes


def report_mail(*, user: Reader, key: str, page: str, at: int, now: int) -> Draft:
    """Return the draft, with the address of the `page` in it if there is one; nothing is sent.

    Raises Refusal for empty praise, for what is not so any more, and for a customer without an address.
    """
    one = opened(user=user, key=key, at=at, now=now)
    of, words = one.refuse_for_all(), one.kept.words
    refuse_unready(words, one.fresh())
    to = str(of.person["email"])
    if not to:
        raise Refusal(
            _("%(name)s has no e-mail address here.") % {"name": of.person["name"]}, _("So no mail can be drafted."),
            _("Print it, or hand the link over another way."),
        )  # fmt: skip
    text = plain_text(words, organisation(at=at_seconds(now)).name, page)
    link = mail_link(to, words.title, text)
    return Draft(to, words.title, text, link if len(link) <= LONGEST_LINK else "", _file(to, words.title, text))


def _file(to: str, subject: str, text: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    mail["To"] = " ".join(to.split())
    mail["Subject"] = " ".join(subject.split())
    mail.set_content(text)
    return mail.as_bytes()
