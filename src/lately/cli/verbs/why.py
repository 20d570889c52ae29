"""`lately why`: the decision for one customer, with every rule's verdict and what would change it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from lately.cli.rules_folder import rules_folder
from lately.lib.clock import now
from lately.lib.moments import seconds

HELP = "say why a customer is told something, or nothing, and what would change it"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the customer, the content and the moment."""
    parser.add_argument("customer", metavar="CUSTOMER", help="key, e-mail address or phone number")
    parser.add_argument("content", nargs="?", default="", metavar="CONTENT", help="key of one content (default: all)")
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument("--as-known-now", action="store_true", help="with what is on record now, not then")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> int:
    """Explain and print."""
    from lately.usecases.explain import explain
    from lately.usecases.read_moment import read_moment

    moment = now()
    asked = seconds(moment)
    found = explain(
        customer=options.customer,
        content=options.content,
        at=read_moment(options.at, now=moment),
        now=asked,
        known=asked if options.as_known_now else None,
        rules_in=rules_folder(),
    )
    print(json.dumps(found, ensure_ascii=False) if options.json else "\n".join(_told(found, one=bool(options.content))))
    return 0


def _told(found: dict[str, Any], *, one: bool) -> Iterator[str]:
    yield f"{found['name']} ({found['customer']}) at {found['at']}, by what was known at {found['known']}"
    for says in found["says"]:
        yield f"\nSay “{says['content']}” by {says['channel']}, not before {says['not_before']}:"
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
            yield f"  {fact['fact']}: {fact['value']} ({fact['source']})"
            yield from (
                f"      {row['name']} = {row['value']} ({row['source']}, {row['date']})" for row in fact["stored"]
            )


def _held(content: dict[str, Any]) -> Iterator[str]:
    yield f"\nHeld back: “{content['title']}” ({content['content']})"
    for channel in content["channels"]:
        for reason in channel["reasons"]:
            yield f"  {channel['channel']}: {reason['sentence']} ({reason['code']})"
    if "would_change" in content:
        yield from (f"  What would change it: {sentence}" for sentence in content["would_change"]["what"])


def _verdicts(content: dict[str, Any]) -> Iterator[str]:
    for channel in content["channels"]:
        yield f"\nEvery rule on {channel['channel']} ({channel['class']}):"
        for verdict in channel["verdicts"]:
            yield f"  {verdict['outcome']:8} {verdict['code']:22} {verdict['sentence']}"
