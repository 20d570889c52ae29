"""What was chosen of a list in the address, and how is it offered to choose otherwise?

All that somebody chose stands in the address: a link to it can be sent on, and going back brings it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose a list by: its name in the address, its label, what was chosen, and what may be.

    An option is a value and its words; the first, blank one is the list as it is. Without options it is typed, as text
    or as another `kind` of input.
    """

    name: str
    label: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""
    kind: str = "text"

    @property
    def words(self) -> str:
        """What was chosen, in words; blank if nothing was."""
        if not self.options:
            return self.value and f"“{self.value}”"
        return next((words for value, words in self.options if value and value == self.value), "")


@dataclass(frozen=True)
class Sifting:
    """What was chosen of the list at an address: `screen` and `parts` make it, `beside` stays in it, too.

    `section` is where the list begins, on a page that begins with something else.
    """

    screen: str
    choices: Sequence[Choice]
    parts: Sequence[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    section: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(choice.words for choice in self.choices)

    @property
    def words(self) -> str:
        """All that was chosen, in words."""
        return " · ".join(choice.words for choice in self.choices if choice.words)

    @property
    def sorts(self) -> bool:
        """Whether an order may be chosen."""
        return any(choice.name == "order" for choice in self.choices)

    @property
    def query(self) -> dict[str, str]:
        """All that stands in the address."""
        return {**self.beside, **{choice.name: choice.value for choice in self.choices}}


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """What stands in the address under these names, cut where it is too long to be meant."""
    return {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}


def whose(value: str, colleagues: Sequence[tuple[str, str]], *, nobodys: bool = True) -> Choice:
    """The choice whose customers a list shows."""
    options = [("", gettext("Everybody's")), ("mine", gettext("Mine"))]
    options += [("nobody", gettext("Nobody's"))] if nobodys else []
    options += [(number, gettext("Those of %(name)s") % {"name": name}) for number, name in colleagues]
    return Choice("whose", gettext("Whose customers"), value, options)
