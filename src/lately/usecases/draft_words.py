"""In which ways can one of us say it: by phone, mail, text message, letter or visit, and with what words?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.content.filling import drafted, is_complete
from lately.decisioning.expression import leaves
from lately.decisioning.offers import Content
from lately.imports.reading import phone_number
from lately.interactions.timeline import When
from lately.interactions.waiting import promises_due, untold_deeds
from lately.lib.refusal import Refusal
from lately.usecases.advise import Advice

LOOK_AT = 20
ORDER = ("phone", "email", "sms", "post", "visit")
BY_HAND = ("phone", "visit")
_BY_WORD = ("phone", "email")  # where one speaks without a text made for it
LABELS = {
    "phone": _("Ring %(whom)s"), "email": _("Write to %(whom)s"), "sms": _("Text %(whom)s"),
    "post": _("Letter to %(whom)s"), "visit": _("Visit %(whom)s"),
}  # fmt: skip
VERBS = {
    "phone": _("Ring"),
    "email": _("Write"),
    "sms": _("Send a text"),
    "post": _("Send a letter"),
    "visit": _("Visit"),
}
DONE = {"phone": "rang", "email": "wrote to", "sms": "texted", "post": "sent a letter to", "visit": "visited"}


@dataclass(frozen=True)
class Matter:
    """What a contact is about beside its content: something done and not told, a promise to keep, a message."""

    deed: Mapping[str, Any] = field(default_factory=dict)
    promise: Mapping[str, Any] = field(default_factory=dict)
    message: Mapping[str, Any] = field(default_factory=dict)

    def facts(self, person: Mapping[str, Any], sender: str) -> dict[str, str]:
        """What wordings may name: how the customer is greeted, who signs, and the matter itself."""
        return {
            **person.get("fields", {}),
            "customer.greeting": person["greeting"],
            "sender.name": _signed(sender, person["owner"]),
            "deed.what": self.deed.get("text", ""),
            "answer.done": self.deed.get("text", ""),
            "answer.said": self.deed.get("said", ""),
            "promise.what": self.promise.get("text", ""),
        }

    @property
    def refers(self) -> dict[str, str]:
        """Which rows of the ledger a contact refers to, by their keys."""
        closes = self.deed.get("answers", "") or self.message.get("key", "")
        found = {"tells": self.deed.get("key", ""), "closes": closes}
        return {name: key for name, key in {**found, "keeps": self.promise.get("key", "")}.items() if key}


def _signed(sender: str, owner: str) -> str:
    """Who signs: whoever writes; for a customer whom somebody else looks after, in their name too."""
    return sender if owner in {"", sender} else f"{sender} (for {owner})"


def draft_words(
    advice: Advice, person: Mapping[str, Any], content: Content | None, facts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the ways that are open to say a content (None: just to speak to them), the best first.

    Texts are filled from `facts`; for phone and visit the text is what to mind, not what to read out.
    """
    first = advice.says["channel"] if advice.says and content and advice.says["content"] == content.key else ""
    ways = [_way(channel, person, content, facts) for channel in ORDER if _is_open(channel, advice, person, content)]
    return sorted(ways, key=lambda way: way["channel"] != first)


def answers(advice: Advice, person: Mapping[str, Any], message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the ways that are open to answer a message: first the one on which they wrote."""
    subject = message["subject"] if message["subject"].casefold().startswith("re:") else f"Re: {message['subject']}"
    ways = [
        _way(channel, person, None, {}, subject=subject if message["subject"] else "") | {"answers": True}
        for channel in (*_BY_WORD, *({message["channel"]} & {"sms", "post"}))
        if _can_reach(channel, advice, person)
    ]
    return sorted(ways, key=lambda way: way["channel"] != message["channel"])


def to_ask(advice: Advice, person: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the ways that are open to ask how they are, where there is nothing to tell: a call, a mail of one's own.

    Nothing is open on which they asked us to stop, or took back their agreement.
    """
    return [
        _way(one, person, None, {})
        for one in _BY_WORD
        if one not in advice.unwelcome and _can_reach(one, advice, person)
    ]


def own_words(
    advice: Advice, person: Mapping[str, Any], *, subject: str, text: str, to_mind: str
) -> list[dict[str, Any]]:
    """Return the ways that are open for words that stand in no content: a mail, a letter, a call (what to mind).

    Nothing is open on which they asked us to stop.
    """
    ways = [
        _way(one, person, None, {})
        for one in ("email", "phone", "post")
        if one not in advice.stopped and _can_reach(one, advice, person)
    ]
    return [
        way | {"text": to_mind}
        if way["to_mind"]
        else way | {"subject": subject, "text": text, "href": way_to(way["channel"], way["address"], subject, text)}
        for way in ways
    ]


def matter_of(content: Content | None, customer: int, when: When) -> Matter:
    """What stands in the ledger that this content is about: the deed it tells, the promise it owns up to."""
    if content is None:
        return Matter()
    if content.tells:
        found = untold_deeds(when, customer=customer, limit=LOOK_AT)
        deeds = [one for one in found if bool(one["answers"]) == (content.tells == "answer")]
        return Matter(deed=deeds[0]) if deeds else Matter()
    asked = {leaf.fact for leaf in leaves(content.occasion)} if content.occasion else set()
    late = promises_due(when, until=when.at, customer=customer, limit=1) if "promise_overdue" in asked else []
    return Matter(promise=late[0]) if late else Matter()


def _is_open(channel: str, advice: Advice, person: Mapping[str, Any], content: Content | None) -> bool:
    if not _can_reach(channel, advice, person):
        return False
    if content is None:
        return channel in _BY_WORD
    return advice.allows(content, channel)


def _can_reach(channel: str, advice: Advice, person: Mapping[str, Any]) -> bool:
    return bool(_address(channel, person)) and channel not in advice.closed and not advice.silenced


def _way(
    channel: str, person: Mapping[str, Any], content: Content | None, facts: Mapping[str, str], subject: str = ""
) -> dict[str, Any]:
    wordings = () if content is None else content.wordings
    wording = next((one for one in wordings if one.channel == channel), None)
    subject, text = (drafted(wording.subject, facts), drafted(wording.text, facts)) if wording else (subject, "")
    address = _address(channel, person)
    return {
        "channel": channel,
        "label": gettext(LABELS[channel]) % {"whom": person["given"] if channel in {"post", "visit"} else address},
        "verb": gettext(VERBS[channel]),
        "address": address,
        "href": way_to(channel, address, subject, text),
        "subject": subject,
        "text": text,
        "to_mind": channel in BY_HAND,
        "complete": is_complete(subject) and is_complete(text),
        "done": DONE[channel],
    }


def _address(channel: str, person: Mapping[str, Any]) -> str:
    by = {"phone": "phone", "sms": "phone", "email": "email", "post": "address", "visit": "address"}
    return str(person[by[channel]])


def way_to(channel: str, address: str, subject: str, text: str) -> str:
    """What opens the phone, or a draft, of whoever clicks it; blank where there is nothing to open."""
    if channel == "phone":
        return f"tel:{_dialled(address)}"
    if channel == "sms":
        return f"sms:{_dialled(address)}{_query([('body', text)])}"
    if channel == "email":
        return mail_link(address, subject, text)
    return ""


def _dialled(number: str) -> str:
    """A number as a phone dials it: +49 (0)89 12 is +498912; of what is none, its digits."""
    try:
        return phone_number(number)
    except Refusal:
        return "".join(sign for place, sign in enumerate(number) if sign.isdigit() or (sign == "+" and place == 0))


def mail_link(address: str, subject: str, text: str) -> str:
    """What opens a draft in the mail program of whoever clicks it."""
    return f"mailto:{quote(address, safe='@')}{_query([('subject', subject), ('body', text)])}"


def _query(parts: Sequence[tuple[str, str]]) -> str:
    """RFC 6068: line ends are CR LF, blanks are %20 (mail programs show a plus as a plus)."""
    told = [f"{name}={quote(value.replace(chr(10), chr(13) + chr(10)), safe='')}" for name, value in parts if value]
    return f"?{'&'.join(told)}" if told else ""
