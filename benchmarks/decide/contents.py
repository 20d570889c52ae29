"""Which 50 things could be said? Seeded, on two channels each, with every kind of limit the rules know."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from lately.content.definition import content_from
from lately.decisioning.offers import Content

ZONE = "Europe/London"
COUNT = 50
TOPICS = (
    "heating", "solar", "garden", "kitchen", "tax", "pension", "travel", "wine", "football", "books", "school", "cars",
)  # fmt: skip
ROLES = ("plumber", "roofer", "doctor", "consultant", "teacher", "farmer", "nurse", "lawyer", "architect", "baker")
SECTORS = ("building", "health", "education", "farming", "law", "food", "transport", "energy")
COUNTRIES = ("GB", "DE", "US", "FR", "NL", "JP")
PRODUCTS = ("boiler", "pump", "panel", "lease", "policy", "card", "van", "phone")
PLANS = ("basic", "plus", "family", "trade")
KINDS = ("baby", "cat")
COUNTS = {
    "sale": 12, "renewal": 5, "favour": 4, "news": 11, "thanks": 5, "care": 6, "feedback": 4, "service": 3,
}  # fmt: skip
PURPOSES = tuple(purpose for purpose, count in COUNTS.items() for _ in range(count))
CLASSES_OF = {
    "sale": ("ask", "ask", "ask", "mixed", "disguised"), "renewal": ("ask",), "favour": ("ask", "mixed"),
    "feedback": ("feedback",), "service": ("service",),
}  # fmt: skip


def contents(seed: int) -> list[Content]:
    """The contents; the same seed gives the same."""
    dice = random.Random(seed)
    return [content_from(_definition(number, dice), zone=ZONE) for number in range(COUNT)]


def _definition(number: int, dice: random.Random) -> dict[str, Any]:
    purpose = PURPOSES[number]
    said = {"class": dice.choice(CLASSES_OF.get(purpose, ("give",))), "text": "Hello"}
    found: dict[str, Any] = {
        "key": f"{purpose}-{number:02}",
        "purpose": purpose,
        "benefit": "It is of use to them.",
        "worth": dice.choice((4, 6, 8, 10, 12, 15, 20)) + dice.choice((0, 0.25, 0.5)),
        "again_after": dice.choice((14, 30, 90, 180, 36_500)),
        "channels": {"email": said, "sms": said},
    }
    if dice.random() < 0.6:
        found["topics"] = dice.sample(TOPICS, dice.choice((1, 1, 2)))
    return found | _limits(number, dice)


def _limits(number: int, dice: random.Random) -> dict[str, Any]:
    """One limit or two for most contents; which, goes by the number, so that each kind is there."""
    found: dict[str, Any] = {}
    if number % 3 == 0:
        found["audience"] = dice.choice(_audiences(dice))
    if number % 5 == 1:
        found["occasion"] = _OCCASIONS[number // 5 % len(_OCCASIONS)]
    if number % 10 == 2:
        found["children"] = dice.choice(({"from_months": 0, "to_months": 36}, {"from_months": 48, "to_months": 120}))
    if number % 10 == 4:
        found["ages"] = dice.choice(({"from_years": 18, "to_years": 30}, {"from_years": 55, "to_years": 70}))
    if number % 10 == 5:
        found["roles"] = dice.sample(ROLES, 4)
    if number % 10 == 8:
        found["sectors"] = dice.sample(SECTORS, 4)
    return found | _DATED.get(number, {})


_DATED: dict[int, dict[str, Any]] = {
    3: {"valid_from": "2026-12-01"}, 9: {"valid_to": "2026-11-01"}, 13: {"valid_to": "2026-11-17"},
    20: {"valid_from": "2026-11-01", "valid_to": "2026-12-24"}, 7: {"run_up": "declared"}, 14: {"run_up": "declared"},
    26: {"draft": True}, 49: {"exempt": True},
}  # fmt: skip
_OCCASIONS: Sequence[dict[str, Any]] = (
    {"fact": "days_since_purchase", "at_least": 3, "at_most": 30},
    {"fact": "days_to_birthday", "at_most": 7},
    {"fact": "untold_deeds", "at_least": 1},
    {"fact": "days_to_renewal", "at_least": 0, "at_most": 45},
    {"any": [{"fact": "days_to_anniversary", "at_most": 10}, {"fact": "purchases", "at_least": 9}]},
    {"fact": "untold_answers", "at_least": 1},
    {"fact": "days_silent", "at_least": 60},
)


def _audiences(dice: random.Random) -> Sequence[dict[str, Any]]:
    product, kind = dice.choice(PRODUCTS), dice.choice(KINDS)
    return (
        {"fact": "country", "in": dice.sample(COUNTRIES, 2)},
        {"all": [{"fact": "purchases", "at_least": 3}, {"fact": "days_since_purchase", "at_most": 200}]},
        {"any": [{"fact": f"owns.{product}", "is": True}, {"fact": f"bought.{kind}", "is": True}]},
        {"all": [{"fact": "plan", "in": dice.sample(PLANS, 2)}, {"not": {"fact": f"owns.{product}", "is": True}}]},
        {"any": [{"fact": "employer_size", "at_least": 50}, {"fact": "has_owner", "is": True}]},
        {"fact": "country", "not_in": dice.sample(COUNTRIES, 1)},
    )
