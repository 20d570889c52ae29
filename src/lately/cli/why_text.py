"""How is a decision explained on the command line? In words, with the codes beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from lately.decisioning.phrases import CHANNEL_WORDS, fact_words
from lately.lib.moments import seconds
from lately.usecases.choose_moment import said


def told(found: dict[str, Any], *, one: bool) -> Iterator[str]:
    """The lines that `lately why` prints; `one` if it was asked about one content."""
    zone, titles = found["zone"], {content["content"]: content["title"] for content in found["contents"]}
    known = "" if found["known"] == found["at"] else f", by what was known on {_spoken(found['known'], zone)}"
    yield f"{found['name']} ({found['customer']}) on {_spoken(found['at'], zone)}{known}"
    for says in found["says"]:
        when = _spoken(says["not_before"], found["their_zone"])
        where = "" if found["their_zone"] == zone else " where they are"
        key, channel = says["content"], CHANNEL_WORDS[says["channel"]]
        yield f"\nSay “{titles.get(key, key)}” ({key}) by {channel}, not before {when}{where}:"
        yield from (f"  {sentence}" for sentence in says["because"])
    if found["silent"]:
        yield f"\nSay nothing. {found['silent']['sentence']} ({found['silent']['code']})"
    for content in found["contents"]:
        if content["outcome"] == "held":
            yield from _held(content)
        if one:
            yield from _verdicts(content)
    if one:
        yield "\nFacts used:"
        for fact in found["facts"]:
            yield f"  {fact_words(fact['fact'])}: {fact['value']} ({fact['source']})"
            yield from (
                f"      {fact_words(row['name'])}: {row['value']} ({row['source']}, {_spoken(row['date'], zone)})"
                for row in fact["stored"]
            )


def _spoken(moment: str, zone: str) -> str:
    """A moment (ISO) as people say it in a zone; a bare day stays that day."""
    parsed = dt.datetime.fromisoformat(moment)
    return said(seconds(parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone))), zone)


def _held(content: dict[str, Any]) -> Iterator[str]:
    yield f"\nHeld back: “{content['title']}” ({content['content']})"
    for channel in content["channels"]:
        for reason in channel["reasons"]:
            yield f"  By {CHANNEL_WORDS[channel['channel']]}: {reason['sentence']} ({reason['code']})"
    if "would_change" in content:
        yield from (f"  What would change it: {sentence}" for sentence in content["would_change"]["what"])


def _verdicts(content: dict[str, Any]) -> Iterator[str]:
    for channel in content["channels"]:
        yield f"\nEvery rule, by {CHANNEL_WORDS[channel['channel']]} ({channel['class']}):"
        for verdict in channel["verdicts"]:
            yield f"  {verdict['outcome']:8} {verdict['code']:22} {verdict['sentence']}"
