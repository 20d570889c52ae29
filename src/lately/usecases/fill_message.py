"""How does a content read for one customer, filled; and may it go to them like this? Asked once more before sending."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.content.filling import is_complete
from lately.decisioning.offers import Content, Wording
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.check_words import told
from lately.usecases.draft_words import matter_of
from lately.usecases.know_reader import Known, know_reader
from lately.usecases.pass_over import set_up
from lately.words.guard.check import check
from lately.words.message import CHANNELS, Message
from lately.words.wordings import Unfillable, fill

OPEN_ENDS = "what stands in [brackets]"


def filled_for(
    *,
    customer: str,
    content: str,
    channel: str = "",
    at: int,
    now: int,
    sender: str = "",
    subject: str | None = None,
    text: str | None = None,
) -> dict[str, Any]:
    """Fill the content's wording (or `subject` and `text` in its place) strictly, and check it for its reader.

    Keys: `customer, content, channel, subject, text` (blank if it cannot be filled), `missing` (the field that is not
    known of them, what a person has still to fill in, or ""), `verdict` (the keys of `lately check --json`; at least
    hold if something is missing, and without findings if it cannot be filled) and `because` (what the facts say to
    each claim). Raises Refusal if there is no such customer, content or channel.
    """
    said = content_known(content, at=at, now=now)
    wording = _wording(said, channel)
    known = know_reader(customer=customer, at=at, now=now, content=said, channel=wording.channel)
    values = _values(known, said, sender)
    form = (wording.subject if subject is None else subject, wording.text if text is None else text)
    found = {"customer": known.person["who"], "content": said.key, "channel": wording.channel}
    try:
        whole = [fill(part, values).strip() for part in form]
    except Unfillable as gap:
        missing = {"verdict": "hold", "class": wording.classed, "findings": []}
        return found | {"subject": "", "text": "", "missing": gap.field or gap.why, "verdict": missing, "because": {}}
    spoken = wording.channel if wording.channel in CHANNELS else "phone"
    message = Message(whole[1], spoken, whole[0])
    verdict = check(message, reader=known.reader, severities=known.setting.policy["words.severities"])
    because = {name: known.reader.because[name] for name in sorted(verdict.claims) if name in known.reader.because}
    judged, open_ends = told(verdict, message), not all(map(is_complete, whole))
    if open_ends and judged["verdict"] == "pass":
        judged["verdict"] = "hold"
    return found | {
        "subject": whole[0],
        "text": whole[1],
        "missing": OPEN_ENDS if open_ends else "",
        "verdict": judged,
        "because": because,
    }


def content_known(key: str, *, at: int, now: int) -> Content:
    """The content of that key as it counts at the moment; raises Refusal if there is none, or it is set aside."""
    setting = set_up(at=at, now=now)
    setting.refuse_aside(key)
    known = [one.key for one in setting.contents]
    if key not in known:
        raise Refusal(
            _("There is no content %(content)r.") % {"content": key},
            _("Known are: %(contents)s.") % {"contents": ", ".join(known)} if known else _("Known are: none."),
            _("Choose one of them."),
        )
    return setting.content(key)


def _wording(content: Content, channel: str) -> Wording:
    found = next((one for one in content.wordings if channel in {"", one.channel}), None)
    if found is None:
        has = ", ".join(one.channel for one in content.wordings)
        raise Refusal(
            _("%(content)r has no wording for %(channel)s.") % {"content": content.key, "channel": channel},
            _("It has %(channels)s.") % {"channels": has},
            _("Choose one of them."),
        )
    return found


def _values(known: Known, content: Content, sender: str) -> dict[str, Any]:
    """What may be filled in: the customer, the matter, who signs and who we are, and which claims are true."""
    setting = known.setting
    matter = matter_of(content, known.id, When(setting.at, setting.known))
    us = organisation(at=at_seconds(setting.at))
    signs = sender or known.person["owner"]
    said = matter.facts(known.person, signs) | {"organisation.name": us.name}
    return said | {f"claim.{name}": bool(so) for name, so in known.reader.claims.items()}
