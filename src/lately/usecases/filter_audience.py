"""A list in; who should get it and who not, with reasons, out. Nothing is recorded, so that any sender can be used."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from lately.decisioning.decide import Decided, decide, unpacked
from lately.decisioning.explain import Verdict, against
from lately.decisioning.moments import HORIZON_DAYS, by_days, moves
from lately.decisioning.offers import NEVER_AGAIN
from lately.decisioning.outcome import case_of
from lately.decisioning.phrases import day_words
from lately.decisioning.rules import STAGES
from lately.decisioning.segments import ANSWERS, NO, UNKNOWN
from lately.imports.columns import WHO, customer_columns
from lately.lib.cells import guarded
from lately.lib.refusal import Refusal
from lately.lib.tables import Rejected, Row, Table, read_table
from lately.lib.writing import whole
from lately.profiles.selectors import customers_of
from lately.segments.selectors import segment_known
from lately.usecases.ask_segments import ask
from lately.usecases.pass_over import Setting, gather, set_up

NAMES = {
    "key": ("customer", "id", *WHO["id"], "household"),
    "email": WHO["email"],
    "phone": customer_columns()["phone"],
}
DAY = 86_400
EACH_DAY = 31


@dataclass(frozen=True)
class Held:
    """One line of the list that should not be sent to."""

    row: Row | Rejected
    code: str
    sentence: str
    until: str = ""


@dataclass(frozen=True)
class Filtered:
    """What became of a list: lines to send to as they were, and those held with the reason."""

    table: Table
    send: Sequence[Row]
    held: Sequence[Held]
    channel: str

    @property
    def summary(self) -> dict[str, Any]:
        """Counts, by reason."""
        reasons: dict[str, int] = {}
        for held in self.held:
            reasons[held.code] = reasons.get(held.code, 0) + 1
        return {
            "channel": self.channel,
            "send": len(self.send),
            "held": len(self.held),
            "held_by_reason": dict(sorted(reasons.items())),
        }


def filter_audience(
    *,
    audience: Path,
    content: str,
    channel: str = "",
    segment: str = "",
    at: int,
    now: int,
    rules_in: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Filtered:
    """Ask for every line of a CSV list whether it is right to say this content to them now. Raises Refusal.

    With a `segment` whoever is not in it is held, and so is, apart, of whom it is not known.
    """
    setting = set_up(at=at, now=now, only=[content], rules_in=rules_in)
    bit = _offer(setting, content, channel)
    table = read_table(audience, needs=[], knows=NAMES)
    if not table.columns:
        raise Refusal(
            gettext("%(file)s has no column that says who is meant.") % {"file": audience.name},
            gettext("Its columns are %(columns)s.") % {"columns": ", ".join(table.headers)},
            gettext("Give it a column email, phone or customer."),
        )
    lines = list(table)
    found = customers_of([_named(line) for line in lines])
    decided = decide(gather(setting, sorted({one for one in found if one is not None})), setting.tables)
    open_cells = unpacked(decided.allowed, len(setting.tables.offers))[:, bit]
    places = {customer: place for place, customer in enumerate(decided.records.customers)}
    reasons = {
        customer: _first(setting, decided, place, bit) for customer, place in places.items() if not open_cells[place]
    }
    again = setting.tables.offers[bit].attributes["again_after"] < NEVER_AGAIN * DAY
    waiting = [
        customer for customer, held in reasons.items() if all(_may_pass(verdict, again=again) for verdict in held)
    ]
    until = dict(_allowed_from(setting, waiting, bit, progress))
    answers = _Answers(places.keys(), reasons, until, _apart(setting, segment, decided.records.customers))
    answered = [answers.of(line, customer) for line, customer in zip(lines, found, strict=True)]
    send = [one for one in answered if isinstance(one, Row)]
    held = [one for one in answered if isinstance(one, Held)]
    return Filtered(table, send, held, setting.tables.offers[bit].channel)


def _apart(setting: Setting, key: str, customers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Those who are not in the segment, or of whom it is not known, with the code and sentence that says so."""
    if not key:
        return {}
    segment = segment_known(key, known=setting.known)
    ids, answers = ask([segment], at=setting.at, now=setting.now).of(customers)
    says = {
        NO: ("outside_segment", f"They are not among “{segment.title}”."),
        UNKNOWN: (
            "segment_unknown",
            f"We do not know whether they are among “{segment.title}”, and would have to guess.",
        ),
    }
    told = zip(ids, answers[:, 0].tolist(), strict=True)
    return {one: says[ANSWERS[place]] for one, place in told if ANSWERS[place] in says}


def _offer(setting: Setting, content: str, channel: str) -> int:
    channels = [offer.channel for offer in setting.tables.offers]
    setting.refuse_aside(content)
    if not channels:
        raise Refusal(
            gettext("There is no content %(content)r.") % {"content": content},
            gettext("A list is filtered for something to say."),
            gettext("./lately import content FILE brings contents in; Say, in the browser, lists them."),
        )
    wanted = channel or ("email" if "email" in channels else channels[0])
    if wanted not in channels:
        raise Refusal(
            gettext("%(content)r has no wording for %(channel)s.") % {"content": content, "channel": wanted},
            gettext("It has %(channels)s.") % {"channels": ", ".join(channels)},
            gettext("Choose one of them."),
        )
    return channels.index(wanted)


def _named(line: Row | Rejected) -> tuple[str, str] | None:
    if isinstance(line, Row):
        for kind in ("key", "email", "phone"):
            if line.values.get(kind):
                return kind, line.values[kind]
    return None


def _first(setting: Setting, decided: Decided, place: int, bit: int) -> list[Verdict]:
    held = against(case_of(decided, place), bit, setting.rules)
    return sorted(held, key=lambda verdict: STAGES.index(verdict.stage))


def _may_pass(verdict: Verdict, *, again: bool) -> bool:
    """Whether time can lift the verdict; `again`: the content is ever said a second time."""
    received = verdict.facts[0].startswith("received.") if verdict.facts else False
    return any(moves(fact) for fact in verdict.facts) and (again or not received)


def _allowed_from(
    setting: Setting, customers: Sequence[int], bit: int, progress: Callable[[str], None]
) -> Iterator[tuple[int, str]]:
    """The first day on which each of these customers may hear it, if nothing new happens; of several, the last told."""
    waiting, daily = set(customers), bool(by_days(setting.tables, 1 << bit))
    for days in range(1, HORIZON_DAYS + 1):
        if not waiting:
            return
        if days > EACH_DAY and days % 7 and not daily:  # nothing asked changes by the day, so a look a week will do
            continue
        progress(f"{len(waiting)} held back; looking {days} days ahead")
        free = _free(setting, waiting, bit, days)
        yield from free.items()
        for earlier in range(days - 1, days - 7, -1) if days > EACH_DAY and not daily else ():
            yield from _free(setting, free, bit, earlier).items()
        waiting -= set(free)


def _free(setting: Setting, customers: Collection[int], bit: int, days: int) -> dict[int, str]:
    """Who of them may hear it so many days later, with that day in words."""
    later = replace(setting, at=setting.at + days * DAY)
    decided = decide(gather(later, sorted(customers)), setting.tables)
    free = unpacked(decided.allowed, len(setting.tables.offers))[:, bit]
    words = day_words(later.at, setting.calendar.zone)
    return {customer: words for place, customer in enumerate(decided.records.customers) if free[place]}


@dataclass(frozen=True)
class _Answers:
    """What is known of each customer of the list: the verdicts that hold them back, and until when."""

    asked: Collection[int]
    reasons: Mapping[int, Sequence[Verdict]]
    until: Mapping[int, str]
    apart: Mapping[int, tuple[str, str]]
    seen: set[int] = field(default_factory=set)

    def of(self, line: Row | Rejected, customer: int | None) -> Row | Held:
        """The line itself if it may be sent to, else why not; a customer's second line is held."""
        if isinstance(line, Rejected):
            return Held(line, "unreadable_line", f"Line {line.number}: {line.what} {line.todo}")
        if customer is None or customer not in self.asked:
            return Held(line, "not_in_book", "Nobody in the book goes by this; import them first.")
        if customer in self.seen:
            return Held(line, "twice_in_list", "The same customer stands further up in this list.")
        self.seen.add(customer)
        if customer in self.apart:
            return Held(line, *self.apart[customer])
        if customer not in self.reasons:
            return line
        first = self.reasons[customer][0]
        return Held(line, first.reason, first.sentence, self.until.get(customer, ""))


def write_lists(filtered: Filtered, folder: Path) -> tuple[Path, Path]:
    """Write send.csv (the list's own columns, unchanged) and held.csv (and code, sentence, until) into the folder."""
    send, held = folder / "send.csv", folder / "held.csv"
    headers = list(filtered.table.headers)
    _write(send, headers, (list(row.cells) for row in filtered.send), filtered.table.delimiter)
    told = ([*_cells(one.row, len(headers)), one.code, guarded(one.sentence), one.until] for one in filtered.held)
    _write(held, [*headers, "code", "sentence", "until"], told, filtered.table.delimiter)
    return send, held


def _cells(row: Row | Rejected, count: int) -> list[str]:
    cells = list(row.cells) if isinstance(row, Row) else []
    return [*cells, *[""] * (count - len(cells))]


def _write(path: Path, headers: list[str], rows: Iterator[list[str]], delimiter: str) -> None:
    with whole(path) as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(headers)
        writer.writerows(rows)
