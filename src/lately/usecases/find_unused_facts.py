"""Which facts were asked for and never used, so that we had better use them or stop asking?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lately.decisioning.catalogue import fact_kind
from lately.decisioning.derived import derived_facts, is_derived, parted
from lately.decisioning.questions import facts_in
from lately.interactions.size import is_large
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext
from lately.measurement.overviews import newest
from lately.profiles.greeted import FACTS as OF_GREETINGS
from lately.profiles.held import Held, facts_held
from lately.usecases.keep_fact import BY_THE_BOOK
from lately.usecases.pass_over import Setting, set_up

# Used whatever the contents are: to reach, greet and leave in peace, by those who read a page, to know who left.
ALWAYS = frozenset(
    {
        *OF_GREETINGS, "email", "phone", "postal_address", "zone", "country", "language", "preferred_channel",
        "mailing_hour", "wish_days", "dislikes", "note", "left", "deceased",
    }
)  # fmt: skip


def find_unused_facts(*, at: int, now: int, rules_in: Path | None = None) -> list[dict[str, Any]]:
    """Return the facts on record that no rule, wording or content asks for now, the most collected first."""
    setting = set_up(at=at, now=now, rules_in=rules_in)
    used = facts_used(setting)
    unused = [one for one in _held(setting.known) if not is_used(one.name, used)]
    return [
        {
            "name": one.name,
            "meaning": _meaning(one.name),
            "customers": one.customers,
            "sources": one.sources,
            "last": one.last,
        }
        for one in sorted(unused, key=lambda one: (-one.customers, one.name))
    ]


def _held(known: int) -> list[Held]:
    """Every fact on record; of a large book as it was counted last."""
    if not is_large():
        return facts_held(known=known)
    there = newest()
    return [Held(name, count, tuple(sources), last) for name, count, sources, last in there.held] if there else []


def facts_used(setting: Setting) -> frozenset[str]:
    """The stored facts that count for something at the moment: asked by a rule, a score, a content, or a sentence."""
    sentences = [*(rule.sentence for rule in setting.rules), *(content.because for content in setting.contents)]
    asked: Sequence[str] = [*setting.tables.encoders, *(name for one in sentences for name in facts_in(one))]
    return frozenset({*ALWAYS, *(stored for name in asked for stored in _stored(name))})


def is_used(name: str, used: frozenset[str]) -> bool:
    """Whether this fact is among the used; what the book works out or made up by itself was not asked for."""
    return name in used or name.startswith(BY_THE_BOOK)


def _stored(name: str) -> Iterable[str]:
    """The stored facts from which a fact is worked out; a stored one is its own."""
    if not is_derived(name):
        return (name,)
    of = derived_facts()[parted(name)[0]]["of"]
    return of if isinstance(of, list) else ()


def _meaning(name: str) -> str:
    try:
        return gettext(fact_kind(name).meaning)
    except Refusal:
        return gettext("A fact that nothing declares any more")
