"""Who says it, can one answer, and can one make them stop?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lately.words.addresses import Address, addresses_in
from lately.words.guard.findings import Found
from lately.words.guard.look import Look
from lately.words.machines import is_newsletter

_SIGNED = re.compile(
    r"\n[ \t]{0,10}[-\u2013\u2014~]?[ \t]{0,3}[^\W\d_][\w'\u2019.-]{0,25}"
    r"(?:[ \t,&]{1,3}[^\W\d_][\w'\u2019.-]{0,25}){0,5}[ \t,&]{0,5}(?:\n|\Z)"
)
_TAIL, _LONGEST_NAME = 900, 45
_NOBODY_READS = re.compile(
    r"^(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|keine-?antwort|nicht-?antworten|ne-?pas-?repondre|mailer-daemon|"
    r"bounces?|daemon)(?:[+._=-].*)?$|[._+-](?:no-?reply|bounces?)$",
    re.IGNORECASE,
)


def check(look: Look) -> Iterator[Found]:
    """Report a sender nobody can answer or name, and a message nobody signs or can leave."""
    yield from _from_whom(look)
    if look.words and not _is_signed(look) and (look.subject or look.message.channel == "post"):
        yield Found("nobody_signs")
    unwanted = look.first("no_answer")
    if unwanted:
        yield Found("answer_unwanted", unwanted[0], unwanted[1].start, unwanted[1].end, look.quoted(*unwanted))
    if _needs_a_way_out(look) and not _way_out(look):
        yield Found("no_way_out")
    consumers = look.first("consumers")
    if consumers:
        yield Found("says_consumers", consumers[0], consumers[1].start, consumers[1].end, look.quoted(*consumers))


def _from_whom(look: Look) -> Iterator[Found]:
    """What only headers show."""
    head = look.message.head
    if head is None or look.message.channel != "email":
        return
    senders = addresses_in(head.text("from"))
    answers = addresses_in(head.text("reply-to")) or senders
    if not senders or not _tells_who(look, senders[0]):
        yield Found("sender_unknown", "headers", text=senders[0].address if senders else "")
    if answers and all(_NOBODY_READS.search(one.address.partition("@")[0]) for one in answers):
        yield Found("no_reply_sender", "headers", text=answers[0].address)


def _tells_who(look: Look, sender: Address) -> bool:
    """A name stands beside the address, or somebody signs, or the address is words: shop@, not k7x2@."""
    return bool(sender.name) or _is_signed(look) or not any(sign.isdigit() for sign in sender.address.partition("@")[0])


def _needs_a_way_out(look: Look) -> bool:
    """Whether it is promotion, and the file shows all of it: a mail with its headers, a text message."""
    whole = look.message.channel == "sms" or (look.message.channel == "email" and look.message.head is not None)
    wants = look.wants and look.reading.wanted in {"sale", "favour"}
    return whole and wants and not look.message.one_to_one


def _way_out(look: Look) -> bool:
    head = look.message.head
    in_links = (
        any("unsubscri" in link.href.lower() or "abmeld" in link.href.lower() for link in look.page.links)
        if look.page
        else False
    )
    return (
        in_links
        or look.first("way_out") is not None
        or (head is not None and "list-unsubscribe" in head)
        or bool(head and is_newsletter(head))
    )


def _is_signed(look: Look) -> bool:
    return _SIGNED.search(look.message.text[-_TAIL:]) is not None or any(
        _closes(look.body, place.start, place.end) for place in look.says.get("signs", ())
    )


def _closes(text: str, start: int, end: int) -> bool:
    """Whether these words end a message ("Kind regards, Olga"), and begin no sentence ("Your lights are ready.")."""
    line = text[end:].split("\n", 1)[0].strip()
    return len(text) - start <= _TAIL and len(line) <= _LONGEST_NAME and not line.endswith((".", ":", "?"))
