"""Decide for one customer: the same rules, the same answer, in integers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lately.decisioning.decide import DecidedOne, decide_one, look_up
from lately.decisioning.explain import Case
from lately.decisioning.outcome import line_of_one
from lately.decisioning.rules import package_factors
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.selectors import find_customer, keys_of
from lately.usecases.pass_over import Setting, gather, set_up


def decide_now(
    *, customer: str, at: int, now: int, known: int | None = None, rules_in: Path | None = None
) -> dict[str, Any]:
    """The line of `decide` for one customer (key, address or number) at `at`; nothing is reserved or kept."""
    setting = set_up(at=at, now=now, known=known, rules_in=rules_in)
    one, case = decided_for(setting, find_customer(customer))
    line = line_of_one(one, case, setting.contents, package_factors())
    return line | {"customer": keys_of([line["customer"]])[line["customer"]]}


def decided_for(setting: Setting, customer_id: int) -> tuple[DecidedOne, Case]:
    """Decide for one customer in a setting; raises Refusal if they were not on record then."""
    records = gather(setting, [customer_id])
    if not records.customers:
        name, then = keys_of([customer_id])[customer_id], at_seconds(setting.known)
        raise Refusal(
            _("%(name)s was not in the book at %(moment)s UTC.") % {"name": name, "moment": f"{then:%Y-%m-%d %H:%M}"},
            _("A decision looks at what was on record then."),
            _("Ask for a later moment, or with what is known now (--as-known-now)."),
        )
    columns, codes = look_up(records, setting.tables)
    case = Case(records, setting.tables, columns, codes, 0)
    return decide_one(records, setting.tables, codes, 0), case
