"""Take sent and received mail into the book: with whom, when, and what it wanted of them."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.imports.reading import check_rejects, write_rejects
from lately.imports.services import Intake, Manner, Tally, stable_key
from lately.interactions.intake import Event, LedgerIntake, rows_keyed
from lately.interactions.models import Interaction
from lately.interactions.reach import Reach
from lately.lib.moments import moment
from lately.lib.refusal import Refusal
from lately.profiles.services import known
from lately.usecases.find_duplicates import note_duplicates
from lately.usecases.import_interactions import LONGEST_SUBJECT, LONGEST_TEXT, found_class
from lately.usecases.take_table import new_tally, place, settle
from lately.words.boxes import is_mailbox
from lately.words.mailbox import Encounter, Mail, Unreadable, encounters, is_ours, read_mailbox

LONGEST_NAME = 200
COME_LATER = (
    "Strangers are people who are not in the book and with whom mail went one way only. Once they are customers, the "
    "same ./lately import mail takes their mail in, too."
)


def import_mail(
    *,
    path: Path,
    me: Sequence[str],
    now: dt.datetime,
    manner: Manner,
    everyone: bool = False,
    elsewhere: Mapping[str, Collection[str]] | None = None,
) -> Tally:
    """Take an mbox, a Maildir or .eml files in; `me` are our addresses, "@domain" for everybody there.

    People who are not in the book become customers if mail went both ways, or with `everyone`; `elsewhere` tells by
    address which ways it went in other mailboxes. Machines and newsletters are nobody. Raises Refusal, nothing being
    changed.
    """
    zone, _ = place(manner, now)
    ours = _ours(me, now)
    check_rejects(manner.rejects, path)
    _refuse_other(path)
    tally = new_tally("mail", path, now)
    mails = list(_readable(path, now, tally, manner))
    reach = Reach(now, moment(manner.known_since, zone=zone) if manner.known_since else None)
    met = _wanted(encounters(mails, ours), tally, elsewhere or {}, everyone=everyone)
    _count_nobodies(mails, ours, tally)
    for encounter in met if _have_sent(mails, ours, tally) else ():
        reach.see("email", encounter.mail.at or 0)
    begin = functools.partial(settle, tally, manner, now)
    write = LedgerIntake(tally, now, f"mail in {path.name}").events
    try:
        Intake(path, now, tally, manner, Event, write, begin, reach.keep, reach.overrules).take(_events(met))
    finally:
        write_rejects(manner.rejects, tally.rejects)
    tally.known_since = reach.since
    note_duplicates(tally, now)
    return tally


def _ours(me: Sequence[str], now: dt.datetime) -> frozenset[str]:
    """Our addresses: those given, else those of the organisation."""
    given = [entry.strip().lower() for entry in me] or list(organisation(at=now).senders)
    wrong = [entry for entry in given if "@" not in entry]
    if not given or wrong:
        raise Refusal(
            gettext("%(text)r is no address.") % {"text": wrong[0]}
            if wrong
            else gettext("It is not said which addresses are yours."),
            gettext("Mail from them is what you said, mail from others is what was said to you."),
            gettext("Give them with --me, as --me ann@example.org, or --me @example.org for everybody there."),
        )
    return frozenset(given)


def _refuse_other(path: Path) -> None:
    try:
        fine = is_mailbox(path)
    except OSError as error:
        raise Refusal(
            gettext("%(path)s cannot be opened.") % {"path": path},
            f"{error.strerror or error}.",
            gettext("Check the name and who may read it."),
        ) from None
    if not fine:
        raise Refusal(
            gettext("%(file)s is no mailbox.") % {"file": path.name},
            gettext("It is neither an mbox file, nor a Maildir or folder with .eml files."),
            gettext("Export the mail as mbox from your mail program, and give that file."),
        )


def _readable(path: Path, now: dt.datetime, tally: Tally, manner: Manner) -> Iterator[Mail]:
    """The messages that can be used; the others go to the rejected ones."""
    for mail in read_mailbox(path):
        tally.read += 1
        manner.progress("read", tally.read, None)
        wrong = wrong_with(mail, now)
        if wrong:
            again = gettext("Export the mailbox again, or leave it.")
            tally.reject(mail.number, Refusal(wrong, gettext("It is left out."), again))
        elif isinstance(mail, Mail):
            yield mail


def wrong_with(mail: Mail | Unreadable, now: dt.datetime) -> str:
    """Return why a message cannot be used; blank if it can."""
    if isinstance(mail, Unreadable):
        return mail.why
    if mail.sender is None:
        return gettext("It does not say who sent it.")
    if mail.at is None:
        return gettext("It has no date that can be read.")
    return gettext("Its date lies in the future.") if mail.at > now.timestamp() else ""


def _count_nobodies(mails: Sequence[Mail], ours: frozenset[str], tally: Tally) -> None:
    """Count what was received from machines and from mailing lists."""
    received = [mail for mail in mails if mail.sender and not is_ours(mail.sender.address, ours)]
    lists = sum(mail.newsletter for mail in received)
    machines = sum(bool(mail.machine or mail.automatic_reply) and not mail.newsletter for mail in received)
    tally.others |= {"newsletters": lists, "machines": machines}


def _have_sent(mails: Sequence[Mail], ours: frozenset[str], tally: Tally) -> bool:
    """Whether there is mail of ours: without it the mailbox does not tell how long we were silent."""
    if any(mail.sender and is_ours(mail.sender.address, ours) for mail in mails):
        return True
    tally.notes.append(
        gettext(
            "No mail in it was sent by you, so it does not show to whom you were silent. Import the folder of sent "
            "mail too, or check which addresses were given as yours."
        )
    )
    return False


def _wanted(
    met: Sequence[Encounter], tally: Tally, elsewhere: Mapping[str, Collection[str]], *, everyone: bool
) -> list[Encounter]:
    """Leave out people who are not in the book and with whom mail did not go both ways; count them."""
    ways: dict[str, set[str]] = {each.who.address: set() for each in met}
    for encounter in met:
        ways[encounter.who.address] |= set() if encounter.newsletter else {encounter.direction}
    both = {each for each, found in ways.items() if len(found | set(elsewhere.get(each, ()))) > 1}
    both |= {address for _, address in known(names=[("email", each) for each in ways])}
    tally.one_way = {each: "".join(found) for each, found in ways.items() if not everyone and each not in both}
    tally.others["strangers"] = len(tally.one_way)
    if tally.one_way:
        tally.notes.append(COME_LATER)
    return [each for each in met if each.who.address not in tally.one_way]


def _events(met: Sequence[Encounter]) -> Iterator[Event]:
    names = _own_names(met)
    sent = {each.mail.message_id for each in met if each.direction == "out"}
    sent_before = _in_book(each for each in met if each.mail.in_reply_to and each.mail.in_reply_to not in sent)
    for each in met:
        reply = each.mail.in_reply_to in sent or _answered(each) in sent_before
        yield _event(each, names.get(each.who.address, ""), reply=reply and bool(each.mail.in_reply_to))


def _event(met: Encounter, name: str, *, reply: bool) -> Event:
    mail, out = met.mail, met.direction == "out"
    subject, text = mail.subject[:LONGEST_SUBJECT], mail.text[:LONGEST_TEXT]
    found, wanted = found_class(subject, text, "email") if out else ("", "")
    identity = mail.message_id or f"{mail.at}:{mail.likeness}"
    return Event(
        mail.number, "", met.who.address, mail.at or 0, stable_key("mail", identity, met.who.address), met.direction,
        "email", "reply" if reply and not out else "message", asked_for=met.asked_for, found=found, wanted=wanted,
        subject=subject, text=text, name=name,
    )  # fmt: skip


def _own_names(met: Iterable[Encounter]) -> dict[str, str]:
    """How people write their own name; else how we wrote it, the most often."""
    written: dict[str, Counter[tuple[bool, str]]] = {}
    for each in met:
        if each.who.name and "@" not in each.who.name:
            written.setdefault(each.who.address, Counter())[each.direction == "in", each.who.name[:LONGEST_NAME]] += 1
    return {address: max(names, key=lambda name: (name[0], names[name]))[1] for address, names in written.items()}


def _answered(met: Encounter) -> str:
    """The source key of the mail of ours to them that this one answers."""
    return stable_key("mail", met.mail.in_reply_to, met.who.address)


def _in_book(answering: Iterable[Encounter]) -> set[str]:
    keys = sorted({_answered(each) for each in answering})
    return {key for start in range(0, len(keys), 2000) for key in rows_keyed(Interaction, keys[start : start + 2000])}
