"""May the wordings of a content of the book go out: to anybody, or to one customer?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lately.content.filling import drafted, examples
from lately.content.reading import checked
from lately.usecases.check_words import told
from lately.usecases.fill_message import content_known, filled_for
from lately.usecases.pass_over import set_up
from lately.words.message import CHANNELS, Message


def check_wordings(
    *, content: str, channel: str = "", customer: str = "", at: int, now: int
) -> Iterator[dict[str, Any]]:
    """Yield what is found in each wording of a content (of one channel, if given), as `lately check --json` says it.

    For a `customer` it is filled for them; what cannot be filled is told as `missing`. Raises Refusal if there is no
    such content, channel or customer.
    """
    severities = set_up(at=at, now=now, only=[]).policy["words.severities"]
    for wording in content_known(content, at=at, now=now).wordings:
        if channel not in {"", wording.channel}:
            continue
        name = {"file": f"{content} ({wording.channel})"}
        if customer:
            found = filled_for(customer=customer, content=content, channel=wording.channel, at=at, now=now)
            yield name | found["verdict"] | {"missing": found["missing"], "because": found["because"]}
        else:
            spoken = wording.channel if wording.channel in CHANNELS else "phone"
            message = Message(drafted(wording.text, examples()), spoken, drafted(wording.subject, examples()))
            yield name | told(checked(wording.channel, wording.subject, wording.text, severities), message)
