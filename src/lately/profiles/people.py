"""Who are these customers, as a list on a screen shows them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds
from lately.profiles.frames import Places, redirects, stated
from lately.profiles.greeted import FACTS, Greeted, greeted
from lately.profiles.models import Customer, Identifier
from lately.profiles.nameless import BEGINS
from lately.profiles.selectors import keys_of

UNNAMED = "A customer without a name"
REACH = ("email", "phone", "postal_address")


def people(ids: Iterable[int], *, at: int, known: int, apart: bool = False) -> dict[int, dict[str, Any]]:
    """Return for each id: `who` (what to call them in addresses), names, ways to reach them, who looks after them.

    `greeting` follows "Dear" and is blank where it is not known; `greeted` says more (greeted.Greeted).
    `apart` reads each record by itself, as if nothing were merged. `unowned` says that others are looked after by
    somebody, and this one is not.
    """
    wanted = sorted(set(ids))
    merged = {} if apart else redirects(known)
    places = Places(wanted, merged)
    facts = stated(places, [*FACTS, *REACH], chosen=True, at=at, known=known)
    told: list[dict[str, str]] = [{} for _ in wanted]
    for name, column in facts.items():
        for place, value in zip(column.owner.tolist(), column.values.tolist(), strict=True):
            told[place][name] = str(value).strip()
    keys, owners, reached = keys_of(wanted), _owners(wanted), _identified(wanted, merged)
    ours = organisation(at=at_seconds(at)).language
    shared = Customer.objects.filter(owner__gt=0).exists()
    return {
        customer: _person(
            (customer, keys[customer]), told[place], owners.get(customer), reached.get(customer, {}), ours
        )
        | {"unowned": shared and not owners.get(customer, ("", ""))[1]}
        for place, customer in enumerate(wanted)
    }


def display_name(facts: Mapping[str, str], otherwise: str) -> str:
    """Given and family name, else the whole name, else the company, else whatever else they go by."""
    whole = " ".join(filter(None, (facts.get("given_name"), facts.get("family_name"))))
    return whole or facts.get("full_name") or facts.get("company_name") or otherwise


def _person(
    who: tuple[int, str], facts: Mapping[str, str], owner: tuple[str, str] | None, reached: Mapping[str, str], ours: str
) -> dict[str, Any]:
    (customer, key), (kind, looked_after) = who, owner or ("person", "")
    email = facts.get("email") or reached.get("email", "")
    said = greeted(facts, company=kind == "company", language=ours, email=email)
    return {
        "id": customer,
        "who": key,
        "name": display_name(facts, UNNAMED if key.startswith(BEGINS) else key),
        "given": facts.get("given_name") or display_name(facts, gettext("this customer")),
        "greeting": said.greeting,
        "greeted": said,
        "firm": _firm(facts, kind),
        "email": email,
        "phone": facts.get("phone") or reached.get("phone", ""),
        "address": facts.get("postal_address", ""),
        "kind": kind,
        "owner": looked_after,
        "fields": _fields(said, facts),
    }


def _fields(said: Greeted, facts: Mapping[str, str]) -> dict[str, str]:
    """What wordings may name of a customer (content/fields.yaml), blank where it is not known."""
    return {
        "customer.greeting": said.greeting,
        "customer.salutation": said.salutation,
        "customer.first": said.first,
        "customer.last": said.last,
        "customer.name": said.name,
        "customer.company": facts.get("company_name", ""),
    }


def _firm(facts: Mapping[str, str], kind: str) -> str:
    """The company a person speaks for, where the name is not the company's own."""
    firm = facts.get("company_name", "")
    return firm if kind == "company" and firm != display_name(facts, "") else ""


def _owners(ids: list[int]) -> dict[int, tuple[str, str]]:
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "kind", "owner__name")
    return {customer: (kind, owner or "") for customer, kind, owner in rows}


def _identified(ids: list[int], merged: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """Addresses and numbers by kind: one's own first, else that of a record merged into it."""
    wanted = set(ids)
    asked = [*ids, *(record for record, into in merged.items() if into in wanted)]
    rows = Identifier.objects.filter(customer__in=asked, voided_at=None)
    found: dict[int, dict[str, str]] = {each: {} for each in ids}
    said = list(rows.values_list("customer_id", "pk", "kind", "value"))
    # Put in order and chosen by kind here: asked for it of hundreds, SQLite would walk through everybody's.
    for customer, _, kind, value in sorted(said, key=lambda row: (row[0] in wanted, -row[1])):
        if kind in {"email", "phone"}:
            found[customer if customer in wanted else merged[customer]][kind] = value
    return found
