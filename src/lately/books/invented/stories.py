"""How are the story customers told? Their files say every row in the order it happened (people/*.yaml)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lately.books.invented.data import data, people
from lately.books.invented.days import Days
from lately.books.invented.dice import dice
from lately.books.invented.rows import Known, Person, Word
from lately.books.invented.telling import PENCE, Teller
from lately.books.invented.who import SOURCE, Register, office_or_person, placed
from lately.lib.refusal import Refusal

FIRST_KNOWN = 600
"""Days ago at which they spoke of channels, if the file does not say when."""


def told_people(days: Days, seed: str, register: Register) -> Iterator[Person]:
    """The story customers, in the order of their keys."""
    for key, spec in sorted(people().items()):
        yield _told(key, days.dated(spec), days, seed, register)


def _told(key: str, spec: dict[str, Any], days: Days, seed: str, register: Register) -> Person:
    rolled = dice(seed, key, "story")
    person = Person(key, spec.get("kind", "person"), spec.get("rep", ""))
    placed(person, rolled)
    person.names |= {name: spec[name] for name in ("given", "family", "company") if name in spec}
    person.facts += list(_facts(person, spec, days, register))
    person.words += list(_words(spec, days))
    _Ledger(Teller(person, days, rolled)).tell(spec.get("ledger", []))
    return person


def _facts(person: Person, spec: dict[str, Any], days: Days, register: Register) -> Iterator[Known]:
    reached = dict(_reached(person, spec, register))
    shared = {"zone": "Europe/London", "country": "GB", "language": "en-GB"}
    given = reached | shared | spec.get("facts", {})
    since = days.at(
        max((line["ago"] for line in spec.get("ledger", []) if "ago" in line), default=FIRST_KNOWN), "12:00"
    )
    for name, value in given.items():
        if value is not None:
            for one in value if isinstance(value, list) else [value]:
                yield Known(name, one, since, f"{SOURCE}: order form")
    for told in spec.get("told", []):
        yield from _told_facts(told, days)


def _told_facts(told: dict[str, Any], days: Days) -> Iterator[Known]:
    """Facts with a day and a source of their own."""
    at = days.at(told["ago"], "12:00")
    for name, value in told.items():
        if name not in {"ago", "source"}:
            yield Known(name, value, at, f"{SOURCE}: {told['source']}")


def _reached(person: Person, spec: dict[str, Any], register: Register) -> Iterator[tuple[str, str]]:
    names, without = person.names, spec.get("without", [])
    for fact, name in (("given_name", "given"), ("family_name", "family"), ("company_name", "company")):
        if names.get(name):
            yield fact, names[name]
    if "email" not in without:
        yield "email", spec.get("email") or register.email(*office_or_person(person))
    if "phone" not in without:
        yield "phone", register.number(person.kind)
    if "post" not in without:
        yield "postal_address", f"{names['house']}, {names['town']} {names['postcode']}"


def _words(spec: dict[str, Any], days: Days) -> Iterator[Word]:
    """What they said of channels; who says nothing else has agreed to e-mail."""
    for word in spec.get("words", [{"email": "granted", "ago": FIRST_KNOWN}]):
        channel, state = next((name, value) for name, value in word.items() if name in _CHANNELS)
        ends = days.at(word["ends"], "00:00") if "ends" in word else None
        yield Word(
            "" if channel == "all" else channel, state, days.at(word["ago"], word.get("clock", "11:30")),
            word.get("purpose", ""), ends, word.get("proof", "Ticked on the order form"),
        )  # fmt: skip


_CHANNELS = frozenset({"email", "sms", "phone", "voice", "post", "visit", "all"})
_VERBS = ("say", "hear", "mailing", "out", "in", "bought", "deed", "promise")
_EVENT_LINES = frozenset({"clock", "by", "content", "channel", "tells", "keeps", "closes", "as", "ago", *_VERBS})


_REFERS = ("tells", "keeps", "closes")


class _Ledger:
    """Reads the lines of a ledger; what has a name (`as`) can be told, kept or closed by a later line."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.named: dict[str, Any] = {}

    def tell(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            verb = next((verb for verb in _VERBS if verb in line), "")
            if not verb:
                raise Refusal(
                    _("A line of %(key)s's ledger does nothing: %(line)s.")
                    % {"key": self.teller.person.key, "line": line},
                    _("It has no verb."),
                    _("Give it one of %(verbs)s.") % {"verbs": ", ".join(_VERBS)},
                )
            made = getattr(self, f"_{verb}")(line)
            if "as" in line:
                self.named[line["as"]] = made

    def _say(self, line: dict[str, Any]) -> Any:
        return self.teller.say(line["say"], line["ago"], **self._more(line))

    def _hear(self, line: dict[str, Any]) -> Any:
        return self.teller.hear(line["hear"], line["ago"], **self._more(line))

    def _mailing(self, line: dict[str, Any]) -> Any:
        mailing = next(one for one in data("texts/broadcasts") if one["key"] == line["mailing"])
        return self.teller.out(mailing, mailing["ago"], by="", content=mailing["key"], clock="10:15")

    def _out(self, line: dict[str, Any]) -> Any:
        return self.teller.out(line, line["ago"], **self._more(line) | {"channel": line["out"]})

    def _in(self, line: dict[str, Any]) -> Any:
        form = line | {"in": line.get("kind", "reply"), "channel": line["in"]}
        return self.teller.inward(form, line["ago"], **self._more(line))

    def _bought(self, line: dict[str, Any]) -> Any:
        form = {"in": "purchase", "channel": line.get("channel", "visit"), "subject": line["bought"]}
        paid = {"pence": round(line["pounds"] * PENCE), "clock": line.get("clock", "16:00")}
        return self.teller.inward(form | {"text": line.get("text", "")}, line["ago"], **paid)

    def _deed(self, line: dict[str, Any]) -> Any:
        pence = round(line["saved"] * PENCE) if "saved" in line else None
        answers = self.named[line["answers"]] if "answers" in line else None
        return self.teller.deed(line["ago"], line["deed"], worth=line.get("worth", 1), pence=pence, answers=answers)

    def _promise(self, line: dict[str, Any]) -> Any:
        return self.teller.vow(line["ago"], line["promise"], line["due"], line.get("refrains", ""))

    def _more(self, line: dict[str, Any]) -> dict[str, Any]:
        """Columns of the row, and words for a shared phrase; the message's own lines are the form's."""
        found: dict[str, Any] = {name: self.named[line[name]] for name in _REFERS if name in line}
        found |= {name: line[name] for name in ("clock", "by", "content", "channel") if name in line}
        if "say" in line or "hear" in line:
            found |= {name: value for name, value in line.items() if name not in _EVENT_LINES}
        return found
