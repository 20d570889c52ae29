"""Decide for everybody: what is worth saying to each customer, or silence, and why."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lately.decisioning.decide import Decided
from lately.decisioning.outcome import lines, summary
from lately.decisioning.rules import package_factors
from lately.interactions.size import is_large
from lately.lib.moments import at_seconds
from lately.lib.sql import planned_anew
from lately.plans.services import keep_plan
from lately.profiles.selectors import keys_of
from lately.usecases.keep_overview import keep_overview
from lately.usecases.pass_over import Setting, pass_over


@dataclass(frozen=True)
class Tonight:
    """A plan: its summary, and a line for each customer."""

    summary: dict[str, Any]
    lines: Sequence[dict[str, Any]]
    setting: Setting
    decided: Decided


def decide_tonight(
    *, at: int, now: int, known: int | None = None, keep: bool = True, rules_in: Path | None = None
) -> Tonight:
    """Decide for the whole book at `at` (seconds since 1970 UTC) and keep the plan; nothing is reserved."""
    began = time.perf_counter()
    setting, decided = pass_over(at=at, now=now, known=known, rules_in=rules_in)
    shown = keys_of(decided.records.customers)
    told = list(lines(decided, setting.contents, package_factors()))
    ids = [line["customer"] for line in told]
    for line in told:
        line["customer"] = shown.get(line["customer"], "")
    key = f"plan-{at_seconds(at):%Y%m%d}-{secrets.token_hex(4)}"
    found: dict[str, Any] = {
        "plan": key,
        "at": at_seconds(at).isoformat(),
        "known": at_seconds(setting.known).isoformat(),
    }
    found |= summary(decided, len(setting.contents))
    found["set_aside"] = [
        {"content": one.key, "what": one.what, "why": one.why, "todo": one.todo} for one in setting.aside
    ]
    if keep:
        keep_plan(
            key=key,
            at=at_seconds(at),
            known=at_seconds(setting.known),
            now=at_seconds(now),
            summary=found,
            versions=setting.versions,
            lines=list(zip(ids, told, strict=True)),
        )
    if keep and at == now and is_large():
        keep_overview(at=at, now=at_seconds(now))
        planned_anew()
    found["seconds"] = round(time.perf_counter() - began, 3)
    return Tonight(found, told, setting, decided)
