"""Keep what somebody wrote as the new version of a wording; what the guard keeps in only by their word and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.content.definition import check_definition
from lately.content.filling import wrong_in
from lately.content.selectors import version_of
from lately.content.services import keep_contents
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader
from lately.segments.selectors import questions_known
from lately.usecases.read_wording import kept_in_by
from lately.usecases.see_texts import standing

_LONGEST_REASON = 500


@dataclass(frozen=True)
class Written:
    """What somebody typed.

    `version` is the one they saw; `mine`: it is no draft any more; `because`: why it goes out `all_the_same`.
    """

    subject: str
    text: str
    version: str
    mine: bool = False
    all_the_same: bool = False
    because: str = ""


class SavedMeanwhile(Refusal):
    """Somebody else saved the wording after this one was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else saved this text while you were writing."),
            _(
                "Nothing of yours was kept yet, and nothing of theirs is lost: theirs stands below, yours is in the "
                "form."
            ),
            _("Take over what you like of theirs, then save again; yours becomes the newest."),
        )


class NotLetOut(Refusal):
    """The guard keeps the wording in, and nobody gave a reason to let it out."""


def save_wording(*, user: Reader, content: str, channel: str, written: Written, at: int, now: int) -> bool:
    """Keep a new version of the content with this wording; returns False if it stood like this already.

    Raises Refusal, changing nothing: for a wording that cannot be filled, for one that the guard keeps in and that is
    not let out with a reason, and SavedMeanwhile.
    """
    subject, text = _lines(written.subject).strip(), _lines(written.text)
    _refuse_unfillable(subject, text)
    kept_in = kept_in_by(channel=channel, subject=subject, text=text, at=at, now=now)
    with write_transaction():
        definition, form = standing(content, channel)
        words = {key: value for key, value in (("subject", subject), ("text", text)) if value or key in form}
        changed = {**form, **words}
        if not kept_in:
            changed.pop("allowed_by", None)
            changed.pop("allowed_because", None)
        elif changed != form or not form.get("allowed_by"):
            changed |= _let_out(user, written, kept_in)
        wanted = {**definition, "channels": {**definition["channels"], channel: changed}}
        if written.mine:
            wanted.pop("draft", None)
        if wanted == definition:
            return False
        if version_of(definition, channel) != written.version:
            raise SavedMeanwhile
        _keep(wanted, now, user)
    return True


def _keep(definition: Mapping[str, Any], now: int, user: Reader) -> None:
    moment = at_seconds(now)
    check_definition(definition, zone=organisation(at=moment).zone, named=questions_known())
    keep_contents(definitions=[definition], now=moment, by_id=user.pk)


def _refuse_unfillable(subject: str, text: str) -> None:
    if not text.strip():
        raise Refusal(_("There is no text."), _("A wording is a text."), _("Write it, then save."))
    for part in (subject, text):
        for wrong in wrong_in(part)[:1]:
            raise Refusal(wrong.says, _("It would reach the customer unfilled."), wrong.todo)


def _let_out(user: Reader, written: Written, kept_in: list[str]) -> dict[str, str]:
    because = " ".join(written.because.split())[:_LONGEST_REASON]
    if not written.all_the_same:
        raise NotLetOut(
            _("It does not go out as it is written."),
            " ".join(kept_in),
            _("Mend it as said beside the text, or tick “Let it out all the same” and say why."),
        )
    if not because:
        raise NotLetOut(
            _("Letting it out needs a reason."),
            _("It stands under your name in the list of what was let out."),
            _("Say in a few words why it may go out like this."),
        )
    return {"allowed_by": user.name or user.email, "allowed_because": because}


def _lines(text: str) -> str:
    """A form sends CR LF; a wording has plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
