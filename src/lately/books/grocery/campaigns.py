"""What does each campaign offer, to whom, and what is it worth?

Worth is in points, by one rule: 10 where the coupons are for one kind of home (it surely uses them, and such coupons
saved about two dollars each), 8 for type A (a pool of about 200 coupons over the whole shop, so that most homes find
some), 6 for the rest. Measured on the baskets in which coupons were redeemed: docs/grocery-book.md.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from importlib import resources
from typing import Any

import yaml

from lately.books.grocery.kinds import Kind, kind_of
from lately.books.grocery.published import Campaign

WORTH_FOR_A_KIND, WORTH_OF_TYPE_A, WORTH = 10, 8, 6


def definitions(campaigns: Iterable[Campaign]) -> list[dict[str, Any]]:
    """Return the content of each campaign, in the form of docs/content.md."""
    return [_definition(campaign, kind_of(campaign.shares)) for campaign in campaigns]


def shelf() -> str:
    """Return the gives, as YAML."""
    return resources.files(__package__).joinpath("shelf.yaml").read_text(encoding="utf-8")


@functools.cache
def abouts() -> dict[int, str]:
    """What each campaign's coupons were for, in a shopper's words."""
    found: dict[int, str] = yaml.safe_load(
        resources.files(__package__).joinpath("campaigns.yaml").read_text(encoding="utf-8")
    )
    return found


def title(number: int) -> str:
    """The title of a campaign."""
    return f"Coupons for {abouts()[number]}"


def _definition(campaign: Campaign, kind: Kind | None) -> dict[str, Any]:
    about = abouts()[campaign.number]
    found: dict[str, Any] = {
        "key": campaign.key,
        "title": title(campaign.number),
        "purpose": "sale",
        "benefit": f"Money off {about}, where they buy it anyway.",
        "worth": _worth(campaign, kind),
        "valid_from": campaign.start.isoformat(),
        "valid_to": (campaign.end + dt.timedelta(days=1)).isoformat(),
        "channels": _wordings(campaign, about),
    }
    if kind:
        found["audience"] = {"fact": kind.fact, "is": True}
        found["because"] = f"{{name}} bought for {kind.home} within the last year."
    return found


def _worth(campaign: Campaign, kind: Kind | None) -> int:
    if kind:
        return WORTH_FOR_A_KIND
    return WORTH_OF_TYPE_A if campaign.type == "Type A" else WORTH


def _wordings(campaign: Campaign, about: str) -> dict[str, dict[str, str]]:
    text = (
        "Hello {{ customer.greeting }},\n\n"
        f"Here are your coupons for {about}. They are good until {campaign.end:%B} {campaign.end.day}.\n"
    )
    subject = f"Your coupons for {about}"
    return {"post": {"class": "ask", "text": text}, "email": {"class": "ask", "subject": subject, "text": text}}
