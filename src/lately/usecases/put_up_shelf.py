"""Put the starter shelf into a book: seven drafts of things worth saying that want nothing."""

from __future__ import annotations

import datetime as dt
from importlib import resources

from lately.accounts.selectors import organisation
from lately.content.definition import parse_definitions
from lately.content.models import Content
from lately.content.services import keep_contents
from lately.lib.gate import write_transaction


def put_up_shelf(*, now: dt.datetime) -> int:
    """Add the contents of the shelf that were never there and return how many; a second time adds nothing.

    What somebody made theirs, or took off, stays as they left it.
    """
    text = resources.files("lately.content").joinpath("shelf.yaml").read_text(encoding="utf-8")
    shelf = parse_definitions(text, zone=organisation(at=now).zone)
    with write_transaction():
        seen = set(Content.objects.filter(key__in=[entry["key"] for entry in shelf]).values_list("key", flat=True))
        added, _ = keep_contents(definitions=[entry for entry in shelf if entry["key"] not in seen], now=now)
    return added
