"""Whom did we write to and what did it want of them; who wrote to us and still waits?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import grouped
from lately.lib.tables import Rejected
from lately.measurement.audit.sources import Known, Progress, Read
from lately.words.machines import is_machine_address
from lately.words.mailbox import Encounter, Mail, Unreadable, encounters, is_ours, read_mailbox
from lately.words.reader import read
from lately.words.salutations import Salutation, salutation_of

A_WHILE = 500
CLEAR_SHARE = 0.6
ONLY_RECEIVED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Said:
    """What one message of ours is, by its words."""

    classed: str
    wanted: str
    salutation: Salutation


@dataclass(slots=True)
class Post:
    """All mail: every message with every person, what ours say, which of theirs ask something; and what was read."""

    met: list[Encounter] = field(default_factory=list)
    said: dict[int, Said] = field(default_factory=dict)  # by Mail.number, made one count over all files
    asking: set[int] = field(default_factory=set)  # numbers of their messages that hold a question
    read: list[Read] = field(default_factory=list)
    me: tuple[str, ...] = ()
    found_me: bool = False
    undated: int = 0


def read_post(
    mailboxes: Sequence[Path], *, me: Sequence[str], customers: Mapping[str, Known], progress: Progress
) -> Post:
    """Read every mailbox. Without `me` our address is found in the mail; raises Refusal if that is not clear.

    `customers` lends the names that greetings are compared with.
    """
    if not mailboxes:
        return Post(me=tuple(me))
    ours = tuple(entry.strip().lower() for entry in me) or (find_me(mailboxes, progress),)
    post = Post(me=ours, found_me=not me)
    mails = list(_understood(mailboxes, post, frozenset(ours), customers, progress))
    if mails and not any(
        is_ours(one.address, frozenset(ours)) for mail in mails for one in (mail.sender, *mail.to) if one
    ):
        raise Refusal(
            _("No message is from or to %(addresses)s.") % {"addresses": _(" or ").join(ours)},
            _("Without your address it cannot be told who said what."),
            _("Check the spelling, or leave --me out: then your address is found in the mail."),
        )
    post.met = [meeting for meeting in encounters(mails, ours) if meeting.mail.at is not None]
    post.undated = sum(mail.at is None for mail in mails)
    return post


def find_me(mailboxes: Sequence[Path], progress: Progress) -> str:
    """Return the address that is in nearly every message, as sender or recipient; raises Refusal if none is."""
    sent: Counter[str] = Counter()
    met: Counter[str] = Counter()
    count = 0
    for mail in _mails(mailboxes, progress, with_text=False):
        sender = mail.sender.address if mail.sender else ""
        count += 1
        sent[sender] += 1
        met.update({sender, *(to.address for to in mail.to)} - {""})
    likely = max(met, key=lambda address: (met[address], sent[address], address), default="")
    needed = CLEAR_SHARE if sent[likely] else ONLY_RECEIVED_SHARE
    if not likely or met[likely] < needed * count or is_machine_address(likely):
        raise _not_clear(count, met.most_common(3))
    return likely


def _not_clear(count: int, met: Sequence[tuple[str, int]]) -> Refusal:
    why = _("No address is in most of the %(count)s messages; the most frequent: none.")
    if met:
        why = _("No address is in most of the %(count)s messages; the most frequent: %(addresses)s.")
    addresses = ", ".join(f"{address} ({times})" for address, times in met)
    return Refusal(
        _("It is not clear which address is yours."),
        why % {"count": grouped(count), "addresses": addresses},
        _("Say it with --me you@example.org (again for each further address; --me @example.org means all there)."),
    )


def _mails(mailboxes: Iterable[Path], progress: Progress, *, with_text: bool) -> Iterator[Mail]:
    for path in mailboxes:
        for number, found in enumerate(read_mailbox(path, with_text=with_text), 1):
            if number % A_WHILE == 0:
                progress(f"{path.name}: {number:,} messages")
            if isinstance(found, Mail):
                yield found


def _understood(
    mailboxes: Iterable[Path], post: Post, ours: frozenset[str], customers: Mapping[str, Known], progress: Progress
) -> Iterator[Mail]:
    """Yield every message without its text, once it has been read for what it says."""
    total = 0
    for path in mailboxes:
        account = Read(path.name, "mail")
        post.read.append(account)
        for found in read_mailbox(path):
            account.count += 1
            total += 1
            if account.count % A_WHILE == 0:
                progress(f"{path.name}: {account.count:,} messages")
            if isinstance(found, Unreadable):
                account.rejected.append(Rejected(found.number, found.why, "Export the mailbox again."))
                continue
            mail = replace(found, number=total)
            _understand(mail, post, ours, customers)
            yield replace(mail, text="")


def _understand(mail: Mail, post: Post, ours: frozenset[str], customers: Mapping[str, Known]) -> None:
    if mail.sender is None:
        return
    if not is_ours(mail.sender.address, ours):
        if "?" in mail.text:
            post.asking.add(mail.number)
        return
    reading = read(mail.subject, mail.text)
    names = [name for to in mail.to for name in _names(to.address, to.name, customers)]
    greeting = salutation_of(mail.text, names=names) if names else reading.salutation
    post.said[mail.number] = Said(reading.classed, reading.wanted, greeting)


def _names(address: str, display: str, customers: Mapping[str, Known]) -> list[str]:
    """The names somebody is known by; an address used as a name is none."""
    known = customers.get(address)
    listed = known.names if known else []
    return [*listed, *([display] if display and "@" not in display else [])]
