"""Who writes what down about whom, and can it be read? What all entries made by hand share."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lately.accounts.models import Role
from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, moment, seconds, zone_named
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.glance import records_of
from lately.profiles.selectors import find_customer
from lately.usecases.read_moment import read_moment

SOURCE: Final = "the screens"
BY_HAND: Final = "screen:"
LONGEST: Final = 20_000
WAYS: Final = ("phone", "email", "sms", "post", "visit", "web", "shop")
DAY: Final = 86_400
_TYPED: Final = "text what said"  # how the forms call what was typed


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes about whom at which moment (seconds since 1970 UTC); `once` tells one form from another."""

    user: Reader
    who: str
    at: int
    now: int
    once: str = ""

    def customer(self) -> int:
        """The customer who is meant; raises Refusal if there is none or they are not the writer's."""
        found = find_customer(self.who)
        refuse_unless_theirs(self.user, found)
        return found

    def records(self) -> list[int]:
        """The customer, and the records merged into theirs; raises Refusal as above."""
        return records_of(self.customer(), known=self.now)

    def key(self, customer: int, kind: str, *told: object) -> str:
        """The key of what one form says: sent twice it is the same, changed and sent again it is another.

        Without `once`, what is told twice on one day is told once.
        """
        said = "|".join([self.once or str(self.at // DAY), *map(str, told)])
        digest = hashlib.sha256(f"{customer}|{kind}|{said}".encode()).hexdigest()[:40]
        return f"{BY_HAND}{self.user.pk}-{digest}"

    @property
    def zone(self) -> str:
        """The organisation's time zone, in which days are meant."""
        return organisation(at=at_seconds(self.at)).zone

    @property
    def currency(self) -> str:
        """The organisation's currency, meant where a sum names none."""
        return organisation(at=at_seconds(self.at)).currency

    def happened(self, text: str) -> dt.datetime:
        """The moment at which something happened: a day that is not today at noon, blank is now; raises Refusal."""
        if not text.strip():
            return at_seconds(self.at)
        day = moment(text.strip()[:10], zone=self.zone)
        if seconds(day) > self.at:
            raise Refusal(
                _("%(day)s has not come yet.") % {"day": text}, _("What is written down here has happened."),
                _("Choose today or an earlier day; what we will do is a promise."), field="on",
            )  # fmt: skip
        noon, now = day + dt.timedelta(hours=12), at_seconds(self.at)
        return now if now < day + dt.timedelta(days=1) else min(noon, now)

    def coming(self, text: str, *, whole: bool) -> dt.datetime:
        """A day to come: its last second if the `whole` day counts, else its first; raises Refusal."""
        if not text.strip():
            raise Refusal(
                _("It does not say until when."), _("A promise has a day."), _("Choose the day."), field="due"
            )
        begins = at_seconds(read_moment(text.strip()[:10], now=at_seconds(self.at)))
        ends = begins.astimezone(zone_named(self.zone)) + dt.timedelta(days=1) - dt.timedelta(seconds=1)
        found = ends.astimezone(dt.UTC) if whole else begins
        if seconds(found) <= self.at:
            raise Refusal(
                _("%(day)s is over.") % {"day": text},
                _("It is about a time to come."),
                _("Choose a later day."),
                field="due",
            )
        return found


def words(text: str, what: str, *, most: int = LONGEST) -> str:
    """Return what was typed, without blanks around it; raises Refusal if it is nothing, or more than `most`.

    `what` says what is missing: the note, what was done.
    """
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Refusal(
            _("%(what)s is missing.") % {"what": what},
            _("There is nothing to write down without it."),
            _("Say it in a line."),
            field=_TYPED,
        )
    if len(cleaned) > most:
        raise Refusal(
            _("That is %(count)s characters long.") % {"count": number_format(len(cleaned), force_grouping=True)},
            _("Up to %(most)s can be kept here, so that a customer's page can be read at a glance.")
            % {"most": number_format(most, force_grouping=True)},
            _("Write down what matters; keep a long text where it is, and say where."),
            field=_TYPED,
        )
    return cleaned


def way(text: str) -> str:
    """Return the channel; raises Refusal if there is no such way to speak."""
    if text not in WAYS:
        raise Refusal(
            _("It is not clear how you spoke to each other."),
            _("It is a call, a mail, a text message, a letter, a visit, the web or the shop."),
            _("Go back and choose one."),
            field="channel",
        )
    return text


def may_take_back(user: Reader, key: str, by: int | None) -> bool:
    """Whether a row of the ledger was written by hand, and by this user, or they are the owner."""
    return key.startswith(BY_HAND) and (by == user.pk or user.role == Role.OWNER)


def is_theirs(user: Reader, key: str) -> bool:
    """Whether a row under this key was written down by this user, or they are the owner and it was by hand."""
    return key.startswith(f"{BY_HAND}{user.pk}-") or (user.role == Role.OWNER and key.startswith(BY_HAND))
