"""Let everybody read what was done for all customers in a quarter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.measurement.services import open_page
from lately.profiles.books import Reader
from lately.usecases.reporting import opened, read_words, refuse_unready


def publish_report(*, user: Reader, key: str, at: int, now: int) -> None:
    """Open the page of the newest version, until it is taken back.

    Raises Refusal for empty praise, for what is not so any more, and for what surely asks for something: it is no
    thanks then.
    """
    one = opened(user=user, key=key, at=at, now=now)
    words = one.kept.words
    if one.of is not None:
        raise Refusal(_("This is for one customer."), _("Only they see it, by a link."), _("Make them a link."))
    refuse_unready(words, one.fresh())
    read = read_words(words, of=None, at=at, now=now)
    if read["asks"]:
        raise Refusal(
            _("It asks for something."),
            _("“%(words)s” wants something of the reader, and a report with an ask in it is no thanks.")
            % {"words": next(iter(read["asking"]), words.title)},
            _("Take it out and save, then publish; ask another day."),
        )
    open_page(report=one.kept.report, version=one.kept.version, by=user.pk, now=at_seconds(now), expires=None)
