"""Whom did we write to, who wrote to us, and which of it came from people?

`read_mailbox` reads an mbox, a Maildir, a folder of .eml files or one .eml, message by message, in bounded memory.
`contacts_of` says with whom each message was, and in which direction; machines and mailing lists are nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from pathlib import Path

from lately.words.addresses import Address, addresses_in
from lately.words.boxes import messages
from lately.words.machines import calendar_sign, is_automatic_reply, is_machine_address, is_newsletter, machine_sign
from lately.words.mime import Headers, split_head, text_in
from lately.words.quoting import own_words

EARLIEST = int(dt.datetime(1980, 1, 1, tzinfo=dt.UTC).timestamp())
LATEST = int(dt.datetime(2200, 1, 1, tzinfo=dt.UTC).timestamp())
NEWSLETTER_FROM = 10
LONGEST_SUBJECT = 500
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `text` is what its writer says: HTML as text, quoted history and signature left out."""

    number: int  # its place in the mailbox, from 1
    message_id: str  # without <>; empty if it has none
    at: int | None  # seconds since 1970 UTC; None if there is no date that can be read
    sender: Address | None
    to: tuple[Address, ...]  # To, Cc and Bcc, each address once
    subject: str
    text: str
    machine: str  # why it is a machine's, or empty
    newsletter: bool  # has the headers of a mailing list
    automatic_reply: bool
    in_reply_to: str  # id of the message it answers, or empty
    likeness: str  # the same for mails with the same subject and words, the first line (the greeting) aside


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that could not be read: its place, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Encounter:
    """One message between us and one person."""

    who: Address
    direction: str  # out or in
    mail: Mail
    asked_for: bool  # our answer to what they wrote
    newsletter: bool  # one of ours: one text to many


def read_mailbox(path: Path | str, *, with_text: bool = True) -> Iterator[Mail | Unreadable]:
    """Yield every message in order; without the text it is several times quicker.

    Never raises for what is in the file, only OSError for the file itself.
    """
    for raw in messages(Path(path)):
        empty = not raw.data.strip()
        yield (
            Unreadable(raw.number, "It is empty or cannot be opened.")
            if empty
            else mail_of(raw.data, raw.number, with_text=with_text)
        )


def mail_of(data: bytes, number: int = 1, *, with_text: bool = True) -> Mail | Unreadable:
    """Read one message from its bytes (one longer than boxes.MOST_BYTES has been cut there)."""
    headers, body = split_head(data)
    if not headers.fields:
        return Unreadable(number, "It does not begin with mail headers.")
    senders = addresses_in(headers.text("from")) or addresses_in(headers.text("sender"))
    subject = headers.text("subject")[:LONGEST_SUBJECT]
    text = own_words(text_in(headers, body)) if with_text else ""
    return Mail(
        number=number,
        message_id=_one_id(headers, "message-id"),
        at=_moment(headers),
        sender=senders[0] if senders else None,
        to=_recipients(headers),
        subject=subject,
        text=text,
        machine=machine_sign(headers, senders[0].address if senders else "") or calendar_sign(body),
        newsletter=is_newsletter(headers),
        automatic_reply=is_automatic_reply(headers),
        in_reply_to=_one_id(headers, "in-reply-to") or _last_reference(headers),
        likeness=_likeness(subject, text),
    )


def _likeness(subject: str, text: str) -> str:
    words = text.partition("\n")[2] or text
    return hashlib.sha256(f"{subject}\n{words}".encode("utf-8", "replace")).hexdigest()[:32]


def people_of(mail: Mail, me: Iterable[str], lists: frozenset[str] = frozenset()) -> tuple[str, list[Address]]:
    """Return the direction ("out", "in", or "" for neither) and the people it was with.

    `me` holds our addresses, and "@domain" for everybody there. A machine or a list is nobody; so is one of us.
    """
    ours = frozenset(entry.strip().lower() for entry in me)
    if mail.sender is None or mail.automatic_reply:
        return "", []
    if is_ours(mail.sender.address, ours):
        others = [to for to in mail.to if not is_ours(to.address, ours) and to.address not in lists]
        people = [to for to in others if not is_machine_address(to.address)]
        return ("out", people) if people else ("", [])
    return ("", []) if mail.machine or mail.newsletter else ("in", [mail.sender])


def is_ours(address: str, ours: frozenset[str]) -> bool:
    """Whether the address is one of `ours`, or of a domain named there as "@domain"."""
    return address in ours or "@" + address.rpartition("@")[2] in ours


def encounters(mails: Iterable[Mail], me: Iterable[str]) -> list[Encounter]:
    """Every message with every person, in the order given; our own newsletters and answers are marked.

    A message that stands in two folders counts once.
    """
    ours = frozenset(entry.strip().lower() for entry in me)
    unique = list(_once(mails))
    sent = {mail.message_id for mail in unique if mail.sender and is_ours(mail.sender.address, ours)}
    lists = _lists(unique, ours)
    met = [(mail, *people_of(mail, ours, lists)) for mail in unique]
    reached: dict[str, set[str]] = {}
    for mail, direction, people in met:
        if direction == "out":
            reached.setdefault(mail.likeness, set()).update(person.address for person in people)
    return [
        Encounter(
            person,
            direction,
            mail,
            asked_for=direction == "out" and bool(mail.in_reply_to) and mail.in_reply_to not in sent,
            newsletter=direction == "out" and (mail.newsletter or len(reached[mail.likeness]) >= NEWSLETTER_FROM),
        )
        for mail, direction, people in met
        for person in people
    ]


def _lists(mails: list[Mail], ours: frozenset[str]) -> frozenset[str]:
    """The addresses under which other people's list mail came to us: a post to them is no message to a person."""
    theirs = (mail for mail in mails if mail.newsletter and mail.sender and not is_ours(mail.sender.address, ours))
    return frozenset(mail.to[0].address for mail in theirs if len(mail.to) == 1) - ours


def _once(mails: Iterable[Mail]) -> Iterator[Mail]:
    seen: set[str] = set()
    for mail in mails:
        if mail.message_id not in seen:
            yield mail
        if mail.message_id:
            seen.add(mail.message_id)


def _recipients(headers: Headers) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for name, _ in headers.fields:
        if name in {"to", "cc", "bcc"}:
            for address in addresses_in(headers.text(name)):
                found.setdefault(address.address, address)
    return tuple(found.values())


def _moment(headers: Headers) -> int | None:
    """Read the Date, else the date of the last Received line; None for what cannot be (before 1980, after 2200)."""
    for text in (headers.text("date"), headers.text("received").rpartition(";")[2]):
        try:
            parts = parsedate_tz(text[:100])
            at = None if parts is None else mktime_tz(parts)
        except (ValueError, TypeError, IndexError, OverflowError):
            at = None
        if at is not None and EARLIEST <= at < LATEST:
            return int(at)
    return None


def _one_id(headers: Headers, name: str) -> str:
    found = _MESSAGE_ID.search(headers.text(name))
    return found.group(1) if found else ""


def _last_reference(headers: Headers) -> str:
    found = _MESSAGE_ID.findall(headers.text("references")[-4000:])
    return str(found[-1]) if found else ""
