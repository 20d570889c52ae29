"""What may a wording claim of its reader, and of whom is it so? Every claim is a question about facts."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources

import yaml

from lately.decisioning.expression import Expression
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: its name, what it says, the question it stands for, and where it comes from."""

    name: str
    words: str
    test: Expression = field(hash=False)
    source: str = field(hash=False)

    def __str__(self) -> str:
        return self.words

    @property
    def told(self) -> str:
        """What it says, in the language that is spoken now."""
        return _(self.words)


@functools.cache
def claims() -> Mapping[str, Claim]:
    """Every claim by its name."""
    from lately.decisioning.questions import parse  # noqa: PLC0415 - questions know offers, offers have claims

    listed = yaml.safe_load(resources.files(__package__).joinpath("claims.yaml").read_text("utf-8"))
    offer = {"last_days": 0, "valid_to": 0}
    return {
        name: Claim(name, entry["words"], parse(entry["test"], where=f"Claim {name!r}", names=offer), entry["source"])
        for name, entry in listed.items()
    }


def claims_named(names: Iterable[str], *, where: str) -> tuple[Claim, ...]:
    """The claims of these names, in order; raises Refusal for one there is not."""
    found = []
    for name in sorted(set(names)):
        if name not in claims():
            near = difflib.get_close_matches(name, claims(), n=1)
            raise Refusal(
                _("%(where)s claims %(name)r, which is no claim that can be checked.") % {"where": where, "name": name},
                _("There are %(claims)s.") % {"claims": ", ".join(claims())},
                _("Did you mean %(near)r?") % {"near": near[0]} if near else _("See docs/words.md."),
            )
        found.append(claims()[name])
    return tuple(found)
