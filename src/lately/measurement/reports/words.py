"""What does a report say: which lines, under which headings, and as plain text?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

from lately.lib.money import shown
from lately.lib.refusal import Refusal

HEARD, SAVED, DONE, COUNTED = "heard", "saved", "done", "counted"
GROUPS = {
    HEARD: "You told us, and this came of it",
    SAVED: "What it saved or brought you",
    DONE: "What we did for you",
    COUNTED: "In numbers",
}
OWN = "own:"
LONGEST = {"title": 120, "opening": 2_000, "closing": 1_000, "signed": 300, "answer": 200, "text": 600}
MOST_LINES = 200
_TOO_LONG = {
    "title": gettext_noop("The heading is too long."), "opening": gettext_noop("The beginning is too long."),
    "closing": gettext_noop("The end is too long."), "signed": gettext_noop("The signature is too long."),
    "answer": gettext_noop("The way to answer is too long."), "text": gettext_noop("A line is too long."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done. `id` says from what it was made ("own:..." was written by hand).

    `was` says what it was drafted from, so that a change behind it is noticed; `said` the customer's own words that
    it answers; `on` when it was done (seconds since 1970 UTC, 0 for none); `minor` and `currency` what it saved or
    brought them; `out`: it is left out.
    """

    id: str
    group: str
    text: str
    was: str = ""
    said: str = ""
    on: int = 0
    minor: int = 0
    currency: str = ""
    out: bool = False

    @property
    def own(self) -> bool:
        """Whether somebody wrote it by hand: no deed stands behind it."""
        return self.id.startswith(OWN)

    @property
    def money(self) -> str:
        """What it saved or brought them, unless the line says so itself."""
        told = shown(self.minor, self.currency) if self.minor > 0 else ""
        return "" if told and told in self.text else told


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a report. `answer` is how the customer reaches us: an address or a number, or both."""

    title: str
    opening: str
    lines: tuple[Line, ...]
    closing: str = ""
    signed: str = ""
    answer: str = ""

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Read what `body` wrote."""
        return cls(**{**body, "lines": tuple(Line(**line) for line in body["lines"])})

    @property
    def body(self) -> dict[str, Any]:
        """All of it as JSON holds it."""
        return asdict(self) | {"lines": [asdict(line) for line in self.lines]}

    @property
    def told(self) -> list[Line]:
        """The lines that are not left out."""
        return [line for line in self.lines if not line.out]

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The headings with their lines, empty ones left out."""
        found = [{"title": title, "lines": self._of(group)} for group, title in GROUPS.items()]
        return [one for one in found if one["lines"]]

    @property
    def totals(self) -> list[str]:
        """What several lines saved or brought them together, in each currency."""
        sums: dict[str, list[int]] = {}
        for line in self.told:
            if line.minor > 0:
                sums.setdefault(line.currency, []).append(line.minor)
        return [shown(sum(parts), currency) for currency, parts in sorted(sums.items()) if len(parts) > 1]

    def _of(self, group: str) -> list[Line]:
        return [line for line in self.told if line.group == group]


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the form: the parts by name, the text of each line by id, which of them are said.

    `added` is a line of their own; `taken` are the lines (by id) that they take over as the records have them now;
    `seen` is the number of the version that they saw.
    """

    parts: Mapping[str, str]
    texts: Mapping[str, str]
    said: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    added: str = ""
    seen: int = 0

    def into(self, words: Words, fresh: Iterable[Line]) -> Words:
        """These words with what was typed; a blank line of one's own is gone, a blank other one is left out.

        `fresh` are the lines as the records have them now.
        """
        taken = {line.id: line for line in fresh if line.id in self.taken}
        old = {line.id for line in words.lines}
        lines = [taken[line.id] if line.id in taken else self._typed(line) for line in words.lines]
        lines += [line for line in taken.values() if line.id not in old]
        kept = [line for line in lines if line.text or not line.own]
        kept += [Line(f"{OWN}{_next(words)}", DONE, cleaned(self.added))] if self.added.strip() else []
        parts = {name: _lines(self.parts[name]).strip() for name in self.parts}
        return replace(words, **parts, lines=tuple(kept))

    def _typed(self, line: Line) -> Line:
        if line.id not in self.texts:  # it was not in the form that was sent: it stands as it stood
            return line
        text = cleaned(self.texts[line.id])
        return replace(line, text=text or (line.text if not line.own else ""), out=not text or line.id not in self.said)


def refuse_too_long(words: Words) -> None:
    """Raise Refusal for what nobody would read to its end."""
    parts = [(name, getattr(words, name)) for name in LONGEST if name != "text"]
    for name, text in [*parts, *(("text", line.text) for line in words.lines)]:
        if len(text) > LONGEST[name]:
            count, most = (number_format(each, force_grouping=True) for each in (len(text), LONGEST[name]))
            raise Refusal(
                gettext(_TOO_LONG[name]),
                gettext("It has %(count)s signs, and there is room for %(most)s.") % {"count": count, "most": most},
                gettext("Say it shorter; nothing of what you typed is lost."),
            )
    if len(words.lines) > MOST_LINES:
        raise Refusal(
            gettext("These are too many lines."),
            gettext("There is room for %(most)s.") % {"most": MOST_LINES},
            gettext("Leave some out."),
        )


def plain_text(words: Words, organisation: str, link: str = "") -> str:
    """The report as a mail or a letter says it."""
    parts = [words.opening, *map(_section, words.sections)]
    parts += [f"Together that is {' and '.join(words.totals)}."] if words.totals else []
    parts += [words.closing]
    parts += [f"To read it as a page, or to print it: {link}"] if link else []
    parts += ["\n".join(filter(None, [words.signed or organisation, words.answer]))]
    return "\n\n".join(filter(None, parts)) + "\n"


def _section(section: Mapping[str, Any]) -> str:
    return "\n".join([section["title"], *map(_bullet, section["lines"])])


def _bullet(line: Line) -> str:
    said = f"\n  You said: “{line.said}”" if line.said else ""
    money = f" ({line.money} for you)" if line.money else ""
    return f"- {line.text}{money}{said}"


def cleaned(text: str) -> str:
    """A line as one line."""
    return " ".join(text.split())


def _lines(text: str) -> str:
    """A form sends CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _next(words: Words) -> int:
    return 1 + max((int(line.id.removeprefix(OWN)) for line in words.lines if line.own), default=0)


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of the records behind a report since it was drafted: lines by id that read otherwise, are gone, new.

    `now` is how a line would be drafted today.
    """

    now: Mapping[str, Line]
    gone: frozenset[str]
    new: Sequence[Line]


def changed(words: Words, fresh: Iterable[Line]) -> Changed:
    """Compare a report with the lines that would be drafted from the records today."""
    drafted = {line.id: line for line in fresh}
    old = {line.id: line for line in words.lines if not line.own}
    return Changed(
        now={one: drafted[one] for one, line in old.items() if one in drafted and drafted[one].was != line.was},
        gone=frozenset(old.keys() - drafted.keys()),
        new=[line for one, line in drafted.items() if one not in old],
    )
