"""What does a replay show, in plain words, and what can nobody conclude from it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Told = Mapping[str, Any]
OBJECTED = "objected"


def sentences(campaigns: Sequence[Told], totals: Told) -> list[str]:
    """What the figures show, from the figures; then what they cannot show."""
    aimed = [one for one in campaigns if one["kind"]]
    return [_aim(aimed), _inside(aimed), _missed(aimed), _rules(totals), _crowding(totals), _NO_CHANCE, _INVENTED]


def _aim(aimed: Sequence[Told]) -> str:
    mailed, inside = _sum(aimed, "mailed"), sum(one["by_audience"]["mailed"] for one in aimed)
    redeemed, kept = _sum(aimed, "redemptions"), sum(one["by_audience"]["redemptions_kept"] for one in aimed)
    names = ", ".join(one["campaign"].removeprefix("campaign-") for one in aimed)
    perfect = sum(not one["by_audience"]["spared"] for one in aimed)
    return (
        f"Campaigns {names} are for one kind of home. The retailer had aimed well: {inside:,} of its {mailed:,} "
        f"mailings went to homes that had bought of the kind, all of them in {perfect} of the {len(aimed)}. Sparing "
        f"the other {mailed - inside:,} loses {redeemed - kept:,} of {redeemed:,} redemptions."
    )


def _inside(aimed: Sequence[Told]) -> str:
    return (
        "While these ran, the mailed homes inside the audience bought of the kind for "
        f"${_per_home(aimed, 'inside'):.2f} each, those outside it for ${_per_home(aimed, 'outside'):.2f}."
    )


def _missed(aimed: Sequence[Told]) -> str:
    buyers = sum(one["bought"]["inside_not_mailed"]["buyers"] for one in aimed)
    return (
        f"It passed over more than it wasted: {buyers:,} times a home that had bought of the kind bought of it again "
        "while such a campaign ran, and had not been mailed."
    )


def _rules(totals: Told) -> str:
    rules, mailed, redeemed = totals["by_all_rules"], totals["mailed"], totals["redemptions"]
    invented = totals["held"].get(OBJECTED, {"mailings": 0, "redemptions": 0})
    spared, lost = rules["spared"], redeemed - rules["redemptions_kept"]
    told = (
        f"By all rules {spared:,} of {mailed:,} mailings ({_per_hundred(spared, mailed)} %) are spared and {lost:,} of "
        f"{redeemed:,} redemptions ({_per_hundred(lost, redeemed)} %) are lost; {invented['mailings']:,} and "
        f"{invented['redemptions']:,} of these for objections that are invented."
    )
    return f"{told} {_cost(spared - invented['mailings'], lost - invented['redemptions'], rules)}"


def _cost(spared: int, lost: int, rules: Told) -> str:
    held, sent = _per_hundred(lost, spared), _per_hundred(rules["redemptions_kept"], rules["mailed"])
    told = f"The rest redeemed {held} coupons for each 100 mailings held back, against {sent} for each 100 sent."
    if held <= sent:
        return told
    return f"{told} By this measure the rules cost something here: who is asked most has earned an ask least."


def _crowding(totals: Told) -> str:
    crowd, said, homes = totals["ever_more_than_three_in_30_days"], totals["said"], totals["homes_ever_mailed"]
    return (
        f"The retailer seldom crowded anybody: {crowd['before']:,} of the {homes['before']:,} homes it mailed ever had "
        f"more than three mails in 30 days. We would have said {said.get('give', 0):,} gives besides "
        f"{said.get('ask', 0):,} asks, and {crowd['after']:,} would have had more than three."
    )


_NO_CHANCE = (
    "What nobody can conclude: it was not by chance who was mailed, so what the mailed bought is no effect of the "
    "mailing; homes inside an audience buy more of the kind because that is how they came into it; a home spared a "
    "mailing might have used the coupon of another one; and what the gives would have done is not in the data."
)
_INVENTED = (
    "Objections, consents, addresses and the gives are invented (docs/grocery-book.md); what comes of them is "
    "arithmetic, not history."
)


def _per_home(aimed: Sequence[Told], side: str) -> float:
    groups = [one["bought"][f"{side}_mailed"] for one in aimed]
    homes = sum(group["homes"] for group in groups)
    spent = sum(group["homes"] * (group["dollars_per_home"] or 0) for group in groups)
    return float(spent / homes) if homes else 0.0


def _sum(campaigns: Sequence[Told], name: str) -> int:
    return sum(int(one[name]) for one in campaigns)


def _per_hundred(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
