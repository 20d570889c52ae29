"""May this wording go out, filled for this customer? What is the same for everybody is judged once.

A value is put down to its shape: words that no rule, no phrase and no weight knows stand for any such words. Two
customers whose values have the same shapes, and of whom the same claims and promises hold, get the same judgement; it
is made by the full check the first time that it is needed. What cannot be put down to a shape is looked at in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lately.words.guard.check import Verdict, check
from lately.words.guard.shapes import host_of, shape_of
from lately.words.guard.texting import parts_of_sms
from lately.words.message import Message, Reader
from lately.words.salutations import salutation_of
from lately.words.wordings import fields_in, fill

_MOST = 50_000
_SHORT, _LONG, _OWN = "Qp", "Qpzkwvjxbqzpkv", "Qpzz"
_TO_ZERO = str.maketrans("123456789", "0" * 9)  # digits of one shape stand for each other (shapes.py)
_NOTHING: Mapping[str, str] = {}
_NOBODY = Reader()
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the full check says, without the places: `codes` are the findings with their severities, in order."""

    verdict: str
    codes: tuple[tuple[str, str], ...]
    classed: str
    sure: str
    claims: frozenset[str]


@dataclass
class Prepared:
    """A wording whose constant part is judged.

    `fields` are those in it, `greets` those that may stand in its salutation; `names_somebody`: its salutation holds a
    name of its own. `steady`: words that nobody knows change nothing, however long they are; where they do, every
    customer's message is looked at in full.
    """

    subject: str
    text: str
    channel: str
    severities: Mapping[str, str]
    fields: tuple[str, ...]
    greets: tuple[str, ...] = ()
    names_somebody: bool = False
    steady: bool = True
    verdict: str = ""
    claims: tuple[str, ...] = ()
    shapes: dict[str, str] = field(default_factory=dict)
    known: dict[_Key, Judged] = field(default_factory=dict)

    def check(self, filled_subject: str, filled_text: str, values: Mapping[str, object], reader: Reader) -> Judged:
        """Judge the message that `values` made of this wording, for its reader; the same as the full check says."""
        key = self._key(filled_text, values, reader)
        found = self.known.get(key) if key is not None else None
        if found is None:
            found = self.whole(filled_subject, filled_text, reader)
            if key is not None:
                self._keep(key, found)
        return found

    def _key(self, filled_text: str, values: Mapping[str, object], reader: Reader) -> _Key | None:
        """What the judgement depends on; None if only a full check can tell."""
        shapes, names = self.shapes, reader.names
        key: list[object] = [reader.refrains, reader.broken]
        for name in self.fields:
            value = values.get(name)
            key.append((shapes.get(value) or self._shape(value)) if type(value) is str else value)
        if names:
            if self.greets and not self._greeted(values, names):
                return None  # they are greeted by a name that may or may not be a form of theirs
            key.append(names if self.names_somebody else True)
        if self.claims:
            key += map(reader.claims.get, self.claims)
        if self.channel == "sms":
            key.append(parts_of_sms(filled_text))
            key += (_is_among(values.get(name), names) for name in self.fields)
        return tuple(key)

    def _greeted(self, values: Mapping[str, object], names: tuple[str, ...]) -> bool:
        for name in self.greets:  # noqa: SIM110 - said as any(), it takes twice as long
            if _is_among(values.get(name), names):
                return True
        return False

    def _shape(self, value: str) -> str:
        if not self.steady:
            return f"={value}"
        if value.startswith("https://"):  # every customer has their own
            whole, tail = host_of(value)
            if whole:
                return (self.shapes.get(whole) or self._kept(whole)) + tail
            return shape_of(value)
        return self._kept(value)

    def _kept(self, value: str) -> str:
        if len(self.shapes) >= _MOST:
            self.shapes.clear()
        alike = value if value.startswith("https://") else value.translate(_TO_ZERO)
        shape = self.shapes.get(alike, "=")
        if shape[0] == "=":
            shape = shape_of(value)
            self.shapes[alike if shape[0] != "=" else value] = shape
        self.shapes[value] = shape
        return shape

    def whole(self, subject: str, text: str, reader: Reader) -> Judged:
        """The full check."""
        return _judged(check(self._message(subject, text), reader=reader, severities=self.severities))

    def _message(self, subject: str, text: str) -> Message:
        return Message(text, self.channel, subject if self.channel == "email" else None)

    def _keep(self, key: _Key, found: Judged) -> None:
        new = found.claims - {*self.claims}
        if new:
            self.claims = tuple(sorted({*self.claims, *new}))
            self.known.clear()
        else:
            if len(self.known) >= _MOST:
                self.known.clear()
            self.known[key] = found


def prepared(subject: str, text: str, channel: str = "email", severities: Mapping[str, str] = _NOTHING) -> Prepared:
    """Judge a wording with neutral words in its fields; raises Unfillable for one that cannot be filled."""
    fields = tuple(sorted(fields_in(subject) | fields_in(text)))
    made = Prepared(subject, text, channel, severities, fields)
    short, long = (made.whole(*_neutral(made, word), _NOBODY) for word in (_SHORT, _LONG))
    made.steady = short == long
    made.verdict = short.verdict
    made.claims = tuple(sorted(short.claims | long.claims))
    made.greets = tuple(name for name in fields if any(_greeted(made, name, words) for words in (_OWN, f"Dear {_OWN}")))
    greeting = salutation_of(_neutral(made, _SHORT)[1], names=[_OWN])
    made.names_somebody = greeting.kind == "wrong" and _SHORT not in greeting.name
    return made


def _greeted(made: Prepared, name: str, words: str) -> bool:
    """Whether these words in a field are taken for the salutation."""
    values = {**dict.fromkeys(made.fields, _SHORT), name: words}
    return _OWN in salutation_of(fill(made.text, values), names=[_OWN]).name


def _is_among(value: object, names: tuple[str, ...]) -> bool:
    """Whether a value is one of these names, or ends in one ("Dear Ann,")."""
    return type(value) is str and (value in names or value.rpartition(" ")[2].rstrip(",:!") in names)


def _neutral(made: Prepared, word: str) -> tuple[str, str]:
    values = dict.fromkeys(made.fields, word)
    return fill(made.subject, values), fill(made.text, values)


def _judged(verdict: Verdict) -> Judged:
    codes = tuple((one.code, one.severity) for one in verdict.findings)
    return Judged(verdict.verdict, codes, verdict.classed, verdict.sure, verdict.claims)
