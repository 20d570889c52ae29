"""Put a customer's matter off in Today: until tomorrow, next week, a day; or "not this one", and why.

What was said of the reason becomes a note on the customer; "nothing at all until 1 March" becomes a promise to refrain,
which every plan and every sender then keeps.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext

from lately.accounts.acting import tell
from lately.accounts.models import Role
from lately.accounts.selectors import organisation
from lately.interactions.keeping import into
from lately.interactions.known import known_at
from lately.interactions.services import record_promise
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, moment, seconds
from lately.lib.refusal import Refusal
from lately.plans.models import PutOff
from lately.plans.putting_off import Matter, Until, keep, newest, stands, void
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, refuse_unless_theirs
from lately.profiles.notes import add_note
from lately.profiles.selectors import find_customer
from lately.usecases.put_back import also_taken_back

SOURCE: Final = "the screens"
KINDS: Final = ("complaint", "waits", "promise", "deed", "neglected", "plan", "calls", "earned")
WHYS: Final = {
    "wrong_time": gettext_lazy("Wrong time"),
    "moved": gettext_lazy("They moved"),
    "know_better": gettext_lazy("I know better"),
    "no_use": gettext_lazy("Of no use to them"),
}
LONGEST: Final = 400
FARTHEST_DAYS: Final = 800


@dataclass(frozen=True)
class Wish:
    """What was pressed: `how` is tomorrow, week, day (with `day`) or not; `changes` is the key of what it replaces.

    `why` is one of WHYS or blank, `words` what was typed. `peace` is the day until which they get nothing at all.
    """

    kind: str
    matter: str = ""
    content: str = ""
    how: str = "tomorrow"
    day: str = ""
    why: str = ""
    words: str = ""
    peace: str = ""
    changes: str = ""

    @property
    def typed(self) -> str:
        """What was typed, in one line."""
        return " ".join(self.words.split())

    @property
    def of_them(self) -> str:
        """What it says of the customer; blank if nothing but the moment was wrong."""
        return ": ".join(str(part) for part in (WHYS["moved"] if self.why == "moved" else "", self.typed) if part)


@dataclass(frozen=True)
class Press:
    """Who presses, and when: the moment it is about and the moment of asking, in seconds since 1970 UTC."""

    user: Reader
    at: int
    now: int

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(organisation(at=at_seconds(self.at)).zone)

    def first(self, day: dt.date) -> dt.datetime:
        """The first moment of a day of the organisation's."""
        return dt.datetime.combine(day, dt.time(), self.zone).astimezone(dt.UTC)

    @property
    def today(self) -> dt.date:
        """The organisation's day."""
        return at_seconds(self.at).astimezone(self.zone).date()


def put_off(*, user: Reader, who: str, wish: Wish, at: int, now: int) -> dict[str, Any]:
    """Write it down and return it: `key`, `until`, `refused`, `why`, `peace`.

    Pressed twice it is written once. Raises Refusal, changing nothing: for a customer who is not theirs, a day that
    is over or too far, a text that is too long, and if what it changes was changed meanwhile.
    """
    customer, press = find_customer(who), Press(user, at, now)
    refuse_unless_theirs(user, customer)
    before = _changed(user, customer, wish)
    matter = _matter(customer, wish, before)
    peace = _day(wish.peace, press) if wish.peace.strip() else None
    until = _until(wish, press)
    rest = Until(max(until, peace) if peace else until, refused=wish.how == "not", why=_why(wish))
    whose = user.pk if before is None else before.user_id
    key = _key(whose, matter, rest, peace)
    if not stands(key) or _replaces(before, key):
        with write_transaction():
            if before is not None:
                void(before, now=at_seconds(now))
                also_taken_back(before.source_key, now=now)
            keep(matter, rest, user=whose, key=key, at=at_seconds(at), now=at_seconds(now), source=SOURCE)
            _also(customer, wish, peace, press, key)
        done = gettext_noop("left out in Today") if rest.refused else gettext_noop("put off in Today")
        tell(done, after=f"until {rest.until.astimezone(press.zone):%Y-%m-%d}")
    return {"key": key, "until": seconds(rest.until), "refused": rest.refused, "why": rest.why, "peace": bool(peace)}


def _changed(user: Reader, customer: int, wish: Wish) -> PutOff | None:
    """What is replaced, if anything is; raises Refusal if it is of somebody else, or of another customer."""
    if not wish.changes:
        return None
    row = newest(wish.changes)
    if into(row.customer_id) != customer or (row.user_id != user.pk and user.role != Role.OWNER):
        raise Refusal(_("Somebody else put this off."), _("Only they or the owner may change it."), _("Ask them."))
    return row


def _replaces(before: PutOff | None, key: str) -> bool:
    """Whether what is replaced counts still, beside what stands under this key."""
    return before is not None and before.voided_at is None and before.source_key != key


def _matter(customer: int, wish: Wish, before: PutOff | None) -> Matter:
    if before is not None:
        return Matter(customer, before.kind, before.matter, before.content)
    if wish.kind not in KINDS:
        raise Refusal(
            _("It is not clear what is put off."), _("A card of Today says what it is about."), _("Press it there.")
        )
    return Matter(customer, wish.kind, wish.matter[:200], wish.content[:80])


def _until(wish: Wish, press: Press) -> dt.datetime:
    """Until when; the first moment of a day of the organisation's."""
    if wish.how == "day":
        return _day(wish.day, press)
    if wish.how not in {"not", "week", "tomorrow"}:
        raise Refusal(_("It is not clear until when."), _("Tomorrow, next week, or a day."), _("Choose one of them."))
    policy = policy_at(at=press.at, known=known_at(at=press.at, now=press.now))
    days = {"not": int(policy["today.not_again_days"]), "week": 7 - press.today.weekday(), "tomorrow": 1}[wish.how]
    return press.first(press.today + dt.timedelta(days=days))


def _day(text: str, press: Press) -> dt.datetime:
    typed = text.strip()[:10]
    if not typed:
        raise Refusal(_("It does not say until when."), _("A matter is put off until a day."), _("Choose the day."))
    begins = moment(typed, zone=str(press.zone))
    days = (seconds(begins) - press.at) / 86_400
    if not 0 < days < FARTHEST_DAYS:
        wrong = _("%(day)s is over.") if days <= 0 else _("%(day)s is too far away.")
        raise Refusal(
            wrong % {"day": typed}, _("Nobody would think of it then."), _("Choose a day of the next two years.")
        )
    return begins


def _why(wish: Wish) -> str:
    """The reason as it is shown: chosen, typed, or both."""
    if len(wish.typed) > LONGEST:
        raise Refusal(
            _("That is %(count)s characters long.") % {"count": number_format(len(wish.typed), force_grouping=True)},
            _("Up to %(most)s say why; a longer story is a note on the customer's page.") % {"most": LONGEST},
            _("Say it shorter."),
        )
    return ": ".join(str(part) for part in (WHYS.get(wish.why, ""), wish.typed) if part)


def _key(whose: int, matter: Matter, rest: Until, peace: dt.datetime | None) -> str:
    told = (matter.customer, whose, matter.kind, matter.matter, rest.until, rest.refused, rest.why, peace)
    return "put-off:" + hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()[:40]


def _also(customer: int, wish: Wish, peace: dt.datetime | None, press: Press, key: str) -> None:
    """What was said of the customer stands on their page, and what was promised is kept by every plan."""
    if wish.of_them:
        add_note(
            customer=customer, text=wish.of_them, by=press.user.pk, at=press.at, now=press.now, source=SOURCE,
            source_key=key,
        )  # fmt: skip
    if peace is not None:
        day = formatted(peace.astimezone(press.zone), pgettext("day, as in 16 November 2026", "j F Y"))
        said = _("Nothing at all until %(day)s: %(words)s") if wish.typed else _("Nothing at all until %(day)s")
        record_promise(
            customer=customer,
            what=said % {"day": day, "words": wish.typed},
            due_at=peace,
            happened_at=at_seconds(press.at),
            now=at_seconds(press.now),
            source=SOURCE,
            source_key=key,
            refrains="all",
            by=press.user.name,
        )
