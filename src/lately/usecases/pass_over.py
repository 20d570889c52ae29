"""How is a pass over the book set up? Numbers, contents and rules of the moment; then what is on record."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.consent.frames import consents
from lately.content.selectors import SetAside, Shelf, shelf_known
from lately.decisioning.compile import Tables, compile_tables
from lately.decisioning.decide import Decided, decide
from lately.decisioning.derived import is_derived
from lately.decisioning.hours import Calendar
from lately.decisioning.offers import Content, offers_of
from lately.decisioning.policy import Policy, named_numbers
from lately.decisioning.questions import facts_in
from lately.decisioning.records import Records
from lately.decisioning.rules import Rule, package_factors, package_rules, refuse_taken_codes, rules_from
from lately.interactions.frames import kept
from lately.interactions.history import history, known_since, promises, received
from lately.interactions.known import known_at
from lately.interactions.standing import FACTS, standing
from lately.lib.encodings import encoding_of
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.policies.selectors import policy_at
from lately.profiles.frames import Places, greets, owned, reach, redirects, stated
from lately.profiles.greeted import FACTS as OF_GREETINGS

ALWAYS_READ = (
    "deceased",
    "given_name",
    "family_name",
    "full_name",
    "company_name",
    "zone",
    "country",
    "mailing_hour",
    "wish_days",
    "birth_date",
    "child_birth_date",
    "has_children",
    "likes",
    "dislikes",
    "owns",
    "preferred_channel",
    "renewal_date",
    "email",
    "phone",
    "postal_address",
)


@dataclass(frozen=True)
class Setting:
    """What holds for everybody at one moment (`at`), by what was on record at `known`; asked at `now`.

    All three in seconds since 1970 UTC. `aside` are contents that stand in the book and cannot be said as they are.
    """

    at: int
    known: int
    now: int
    policy: Policy
    contents: Sequence[Content]
    aside: Sequence[SetAside]
    rules: Sequence[Rule]
    calendar: Calendar
    currency: str
    language: str
    tables: Tables

    def content(self, key: str) -> Content:
        """The content of that key."""
        return next(content for content in self.contents if content.key == key)

    def refuse_aside(self, key: str) -> None:
        """Raise Refusal, saying why, if the content of that key is set aside."""
        for one in self.aside:
            if one.key == key:
                told = {"key": key, "what": one.what}
                raise Refusal(_("%(key)r is set aside. %(what)s") % told, one.why, one.todo)

    @property
    def versions(self) -> dict[str, str]:
        """Fingerprints of the rules, numbers and contents, so that a plan can say what it was made with."""
        parts = {"rules": self.rules, "policy": sorted(self.policy.own.items()), "contents": self.contents}
        return {name: hashlib.sha256(repr(part).encode()).hexdigest()[:16] for name, part in parts.items()}


def set_up(
    *, at: int, now: int, known: int | None = None, only: Sequence[str] | None = None, rules_in: Path | None = None,
    numbers: Mapping[str, Any] = MappingProxyType({}),
) -> Setting:  # fmt: skip
    """Bring together what holds at the moment. `only` limits the contents; `known` None follows DESIGN.md 4.1.

    `numbers` are policies taken otherwise than they stand, to see what that would do.
    """
    by = known_at(at=at, now=now) if known is None else known
    us = organisation(at=at_seconds(at))
    policy = policy_at(at=at, known=by)
    policy = replace(policy, own={**policy.own, **numbers}) if numbers else policy
    shelf = shelf_known(known=by, zone=us.zone) if only is None or only else Shelf()
    contents = [one for one in shelf.contents if only is None or one.key in only]
    rules = (*package_rules(), *own_rules(rules_in))
    return Setting(
        at=at,
        known=by,
        now=now,
        policy=policy,
        contents=contents,
        aside=[one for one in shelf.aside if only is None or one.key in only],
        rules=rules,
        calendar=Calendar(us.zone, us.country),
        currency=us.currency,
        language=us.language,
        tables=_tables(tuple(contents), rules, repr(sorted(policy.own.items())), _Quiet(policy)),
    )


def own_rules(folder: Path | None) -> tuple[Rule, ...]:
    """The organisation's own rules: every YAML file in the folder, by name. Raises Refusal for what is no rule."""
    if folder is None or not folder.is_dir():
        return ()
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    found = [rule for file in files for rule in rules_from(file.read_text(encoding_of(file).codec), file.name)]
    refuse_taken_codes(found)
    return tuple(found)


@dataclass(frozen=True)
class _Quiet:
    """The policy, left out of the cache's key: its fingerprint stands beside it."""

    policy: Policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Quiet)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=64)
def _tables(contents: tuple[Content, ...], rules: tuple[Rule, ...], numbers: str, quiet: _Quiet) -> Tables:
    del numbers
    policy = quiet.policy
    return compile_tables(rules, package_factors(), offers_of(contents, policy), named_numbers(policy))


def gather(
    setting: Setting, customer_ids: Sequence[int] | None = None, *, also: Collection[str] = frozenset()
) -> Records:
    """Read what is on record of these customers (None is everybody) at the moment of the setting.

    `also` are facts that are asked for beside those of the rules.
    """
    at, known, chosen = setting.at, setting.known, customer_ids is not None
    merged = redirects(known)
    ids, ledger = kept(customer_ids, at=at, known=known, now=setting.now, policy=setting.policy)
    places = Places(ids, merged)
    sentences = [*(rule.sentence for rule in setting.rules), *(content.because for content in setting.contents)]
    wanted = {*setting.tables.encoders, *also}
    asked = [name for name in wanted if not is_derived(name)]
    said = [name for sentence in sentences for name in facts_in(sentence)]
    names = sorted({*ALWAYS_READ, *OF_GREETINGS, *asked, *said})
    facts = stated(places, names, chosen=chosen, at=at, known=known)
    return Records(
        customers=ids,
        at=at,
        known=known,
        policy=setting.policy,
        calendar=setting.calendar,
        kept=ledger,
        facts=facts,
        consents=consents(places, chosen=chosen, at=at, known=known),
        promises=promises(places, chosen=chosen, at=at, known=known),
        received=received(places, chosen=chosen, at=at, known=known),
        history=history(places, chosen=chosen, at=at, known=known),
        reach=reach(places, facts, chosen=chosen, known=known),
        owned=owned(places, chosen=chosen, at=at, known=known),
        known_since=known_since(known=known),
        standing=replace(
            standing(
                places,
                FACTS & wanted,
                chosen=chosen,
                at=at,
                known=known,
                zone=setting.calendar.zone,
                currency=setting.currency,
            ),
            greets=greets(places, facts, wanted, chosen=chosen, language=setting.language),
        ),
    )


def pass_over(
    *,
    at: int,
    now: int,
    known: int | None = None,
    only: Sequence[str] | None = None,
    customer_ids: Sequence[int] | None = None,
    rules_in: Path | None = None,
) -> tuple[Setting, Decided]:
    """Decide for these customers (None is everybody) about these contents (None is all) at a moment."""
    setting = set_up(at=at, now=now, known=known, only=only, rules_in=rules_in)
    return setting, decide(gather(setting, customer_ids), setting.tables)
