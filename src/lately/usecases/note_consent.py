"""Write down that a customer said yes or no to hearing from us: on which channel, about what, when, and how we know."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lately.accounts.acting import tell
from lately.consent.models import State
from lately.consent.services import Word, newest_of, record_words, void_word, word_of
from lately.decisioning.phrases import CHANNEL_WORDS
from lately.interactions.keeping import note_taken_back
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.writing_down import BY_HAND, Hand, is_theirs

ANSWERS = {"yes": State.GRANTED, "no": State.OBJECTED}
CHANNELS = ("email", "phone", "sms", "post", "visit")
_PURPOSE, _WHERE = 40, 120


@dataclass(frozen=True, slots=True)
class Allowed:
    """What stands in the form. Blank channel or purpose: all of them; `on` blank: now; `where` they said it."""

    answer: str
    channel: str = ""
    purpose: str = ""
    on: str = ""
    where: str = ""


def note_consent(*, hand: Hand, said: Allowed) -> str:
    """Record it; returns the key by which it can be taken back, blank if the same stood on record already.

    What they said last counts. Raises Refusal for what is unclear, or for a yes that says nothing of where it was said:
    nobody could show it later.
    """
    customer = hand.customer()
    if said.answer not in ANSWERS:
        raise Refusal(
            _("It is not clear what they said."), _("It is a yes or a no."), _("Choose one of them."), field="answer"
        )
    channel, purpose = _channel(said.channel), _purpose(said.purpose)
    where = " ".join(said.where.split())[:_WHERE]
    if not where and said.answer == "yes":
        raise Refusal(
            _("It does not say where they agreed."), _("A yes is worth something only if it can be shown."),
            _("Say where and how: on the phone, on a form in the shop, in a mail."), field="where",
        )  # fmt: skip
    happened, now = hand.happened(said.on), at_seconds(hand.now)
    proof = _("%(where)s; written down by %(name)s") if where else _("Written down by %(name)s")
    source = f"{BY_HAND}{hand.user.pk}-written down by hand"
    proof %= {"where": where, "name": hand.user.name}
    word = Word(customer, channel, purpose, ANSWERS[said.answer], happened, proof=proof, dated=True)
    with write_transaction():
        if not record_words(words=[word], now=now, source=source).news:
            return ""
        row = newest_of(word)
    on = CHANNEL_WORDS.get(channel, "every channel")
    tell(gettext_noop("wrote down what they allow"), after=f"{said.answer}, {on}, {purpose or 'everything'}")
    return str(row)


def take_consent_back(*, hand: Hand, key: str) -> None:
    """Void a yes or no that was written down by hand; what they said before counts again.

    Raises Refusal if it is gone, did not come from a screen, or somebody else wrote it down (the owner may).
    """
    ids = hand.records()
    row = word_of(int(key) if key.isdecimal() and len(key) < 18 else 0)  # noqa: PLR2004 - no row of ours has more digits
    if row is None or row.customer_id not in ids or not row.source.startswith(BY_HAND):
        raise Refusal(
            _("There is nothing to take back."), _("It was taken back before, or was not written down here."),
            _("Reload the page."),
        )  # fmt: skip
    if not is_theirs(hand.user, row.source):
        raise Refusal(
            _("Somebody else wrote this down."), _("Only they or the owner may take it back."), _("Ask them to do it.")
        )
    with write_transaction():
        void_word(row, now=at_seconds(hand.now))
        note_taken_back(now=hand.now)
    tell(gettext_noop("took back what they allow"), before=str(row))


def _channel(text: str) -> str:
    if text and text not in CHANNELS:
        raise Refusal(
            _("It is not clear by which way."), _("It is mail, phone, text message, letter, a visit, or all of them."),
            _("Choose one of them."), field="channel",
        )  # fmt: skip
    return text


def _purpose(text: str) -> str:
    purpose = " ".join(text.split())
    if len(purpose) > _PURPOSE:
        raise Refusal(
            _("That is too long for what it is about."),
            _("It is a word or two, up to %(most)s characters.") % {"most": _PURPOSE},
            _("Choose one of the list."), field="purpose",
        )  # fmt: skip
    return purpose
