"""In which ways can one of us say it: by phone, mail, text message, letter or visit, and with what words?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from lately.content.filling import filled, is_complete
from lately.decisioning.offers import Content
from lately.usecases.advise import Advice

ORDER = ("phone", "email", "sms", "post", "visit")
BY_HAND = ("phone", "visit")
LABELS = {
    "phone": "Ring {}", "email": "Write to {}", "sms": "Text {}", "post": "Letter to {}", "visit": "Visit {}",
}  # fmt: skip
VERBS = {"phone": "Ring", "email": "Write", "sms": "Text", "post": "Send a letter", "visit": "Visit"}
DONE = {"phone": "rang", "email": "wrote to", "sms": "texted", "post": "sent a letter to", "visit": "visited"}


def draft_words(
    advice: Advice, person: Mapping[str, Any], content: Content | None, facts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the ways that are open to say a content (None: just to speak to them), the best first.

    Texts are filled from `facts`; for phone and visit the text is what to mind, not what to read out.
    """
    first = advice.says["channel"] if advice.says and content and advice.says["content"] == content.key else ""
    ways = [_way(channel, person, content, facts) for channel in ORDER if _is_open(channel, advice, person, content)]
    return sorted(ways, key=lambda way: way["channel"] != first)


def blanks(person: Mapping[str, Any], sender: str, **known: str) -> dict[str, str]:
    """The facts that wordings may name: how the customer is greeted, who signs, and what else is known."""
    more = {name.replace("__", "."): value for name, value in known.items()}
    return {"customer.greeting": person["greeting"], "sender.name": sender, **more}


def _is_open(channel: str, advice: Advice, person: Mapping[str, Any], content: Content | None) -> bool:
    if not _address(channel, person) or channel in advice.closed:
        return False
    if content is None:
        return channel in {"phone", "email"}
    return advice.allows(content.key, channel)


def _way(channel: str, person: Mapping[str, Any], content: Content | None, facts: Mapping[str, str]) -> dict[str, Any]:
    wordings = () if content is None else content.wordings
    wording = next((one for one in wordings if one.channel == channel), None)
    subject, text = (filled(wording.subject, facts), filled(wording.text, facts)) if wording else ("", "")
    address = _address(channel, person)
    return {
        "channel": channel,
        "label": LABELS[channel].format(person["given"] if channel in {"post", "visit"} else address),
        "verb": VERBS[channel],
        "address": address,
        "href": _href(channel, address, subject, text),
        "subject": subject,
        "text": text,
        "to_mind": channel in BY_HAND,
        "complete": is_complete(subject) and is_complete(text),
        "done": DONE[channel],
    }


def _address(channel: str, person: Mapping[str, Any]) -> str:
    by = {"phone": "phone", "sms": "phone", "email": "email", "post": "address", "visit": "address"}
    return str(person[by[channel]])


def _href(channel: str, address: str, subject: str, text: str) -> str:
    number = "".join(sign for place, sign in enumerate(address) if sign.isdigit() or (sign == "+" and place == 0))
    if channel == "phone":
        return f"tel:{number}"
    if channel == "sms":
        return f"sms:{number}{_query([('body', text)])}"
    if channel == "email":
        return f"mailto:{quote(address, safe='@')}{_query([('subject', subject), ('body', text)])}"
    return ""


def _query(parts: Sequence[tuple[str, str]]) -> str:
    """RFC 6068: line ends are CR LF, blanks are %20 (mail programs show a plus as a plus)."""
    told = [f"{name}={quote(value.replace(chr(10), chr(13) + chr(10)), safe='')}" for name, value in parts if value]
    return f"?{'&'.join(told)}" if told else ""
