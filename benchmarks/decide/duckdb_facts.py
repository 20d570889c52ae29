"""What do the records say, in SQL? Each fact the rules ask for, worked out from the kept tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from benchmarks.decide.numbers import ALL, ANNIVERSARY, CREDIT, DAY, FAR, LAPSE, WINDOWS, WORD
from lately.decisioning.hours import open_at
from lately.decisioning.offers import WANTING, Offer
from lately.decisioning.records import Records

MANY = ("likes", "dislikes", "owns")


class Facts:
    """Works out the table `facts` with the columns named."""

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        records: Records,
        channels: Sequence[str],
        offers: Sequence[Offer],
        names: Sequence[str],
    ) -> None:
        self.base, self.records, self.channels, self.names = base, records, channels, names
        self.at = records.at
        self.today = dt.datetime.fromtimestamp(records.at, dt.UTC).date()
        self.width = range(-(-len(offers) // WORD))
        self._keep_contents(offers)
        self.query = self._query()

    def work_out(self) -> None:
        """Make the table anew."""
        self._open()
        self.base.execute(self.query)

    def _query(self) -> str:
        parts = {
            "near": 'SELECT *, "at" AS happened FROM contacts JOIN opened USING (owner)',
            "felt": self._felt(),
            **{f"later_{channel}": self._later(channel) for channel in self.channels},
            "consented": self._consented(),
            "born": self._children(),
            **{f"having_{name}": self._having(name) for name in MANY},
            "promised": self._promised(),
            "said": self._said_before(),
        }
        tables = ", ".join(f"{name} AS ({query})" for name, query in parts.items())
        joins = " ".join(f"LEFT JOIN {name} USING (owner)" for name in list(parts)[1:])
        columns = [f'coalesce("said_before.{word}", 0::UBIGINT) AS "said_before.{word}"' for word in self.width]
        columns += [f'{self._fact(name)} AS "{name}"' for name in self.names]
        return (
            f"CREATE OR REPLACE TEMP TABLE facts AS WITH {tables} SELECT owner, {', '.join(columns)} "
            f"FROM customers JOIN opened USING (owner) {joins}"
        )

    def _keep_contents(self, offers: Sequence[Offer]) -> None:
        masks: dict[str, int] = {}
        for bit, offer in enumerate(offers):
            masks[offer.content] = masks.get(offer.content, 0) | 1 << bit
        again = {offer.content: offer.attributes["again_after"] for offer in offers}
        words = ", ".join(f'"said_before.{word}" UBIGINT' for word in self.width)
        self.base.execute(f"CREATE TABLE contents (content VARCHAR, again BIGINT, {words})")
        rows = [
            [content, again[content], *(mask >> WORD * word & ALL for word in self.width)]
            for content, mask in masks.items()
        ]
        self.base.executemany(f"INSERT INTO contents VALUES ({', '.join('?' * (2 + len(self.width)))})", rows)

    def _open(self) -> None:
        """When each channel opens where they are; worked out once for all who share what it depends on."""
        joins, columns = "", []
        for channel in self.channels:
            where = ("zone", "mailing_hour" if channel == "email" else "country")
            places = self.base.execute(f"SELECT DISTINCT {', '.join(where)} FROM customers").fetchall()
            rows = [(*place, self._opens(channel, dict(zip(where, place, strict=True)))) for place in places]
            kinds = f"{where[0]} VARCHAR, {where[1]} {'BIGINT' if channel == 'email' else 'VARCHAR'}, opens BIGINT"
            values = ", ".join(f"({', '.join('NULL' if cell is None else repr(cell) for cell in row)})" for row in rows)
            self.base.execute(f"CREATE OR REPLACE TEMP TABLE open_{channel} ({kinds})")
            self.base.execute(f"INSERT INTO open_{channel} VALUES {values}")
            same = " AND ".join(f"customers.{name} IS NOT DISTINCT FROM open_{channel}.{name}" for name in where)
            joins += f" JOIN open_{channel} ON {same}"
            columns.append(f'open_{channel}.opens AS "open_at.{channel}"')
        self.base.execute(
            f"CREATE OR REPLACE TEMP TABLE opened AS SELECT owner, {', '.join(columns)} FROM customers{joins}"
        )

    def _opens(self, channel: str, place: dict[str, Any]) -> int:
        ours, hour = self.records.calendar, place.get("mailing_hour")
        return open_at(
            channel,
            self.at,
            zone=place["zone"] or ours.zone,
            country=place.get("country") or ours.country,
            from_hour=-1 if hour is None else hour,
            policy=self.records.policy,
        )

    def _felt(self) -> str:
        """What they felt of us up to the moment each channel opens, and how near the nearest contact is."""
        run_up = self.at - int(self.records.policy["asks.run_up_days"]) * DAY
        found = [
            f"sum(CASE WHEN happened > {run_up} AND happened <= {self.at} THEN given ELSE 0 END)::BIGINT AS bait",
            f"count(*) FILTER (WHERE happened <= {self.at} AND happened > coalesce(last_inbound, -1)) AS unanswered",
        ]
        for channel in self.channels:
            ahead = f'(happened - "open_at.{channel}")'
            found += [
                f"sum(CASE WHEN {ahead} <= 0 AND {ahead} > {-window * DAY} THEN weight ELSE 0 END)::BIGINT"
                f' AS "felt.{channel}.{window}"'
                for window in WINDOWS
            ]
            found += [f'min(abs({ahead})) AS "gap.{channel}"', f'bool_or({ahead} > 0) AS "booked.{channel}"']
        return (
            f"SELECT owner, {', '.join(found)} FROM near JOIN (SELECT owner, last_inbound FROM customers) USING (owner)"
            " GROUP BY owner"
        )

    def _later(self, channel: str) -> str:
        """The heaviest of the windows that end at a contact after the channel opens."""
        opens = f'"open_at.{channel}"'
        ends = (
            f"SELECT DISTINCT owner, happened AS ends, happened - {opens} AS ahead FROM near "
            f"WHERE happened > {opens} AND happened < {opens} + {WINDOWS[-1] * DAY}"
        )
        sums = [
            f'sum(CASE WHEN happened <= ends AND happened > ends - {window * DAY} THEN weight ELSE 0 END) AS "{window}"'
            for window in WINDOWS
        ]
        most = [
            f'max(CASE WHEN ahead < {window * DAY} THEN "{window}" END)::BIGINT AS "later.{channel}.{window}"'
            for window in WINDOWS
        ]
        inner = f"SELECT owner, ends, ahead, {', '.join(sums)} FROM ({ends}) JOIN near USING (owner) GROUP BY ALL"
        return f"SELECT owner, {', '.join(most)} FROM ({inner}) GROUP BY owner"

    def _consented(self) -> str:
        """The newest word on each channel and purpose: its row and what it says, in one number that max() picks."""
        meaning = (
            f"CASE WHEN state = 'granted' AND expires <= {self.at} THEN 2 WHEN state = 'granted' THEN 1 "
            "WHEN state = 'objected' THEN 0 ELSE 3 END"
        )
        found = []
        for name in self.names:
            stem, *subject = name.split(".")
            if stem in {"objected", "consent"}:
                about = f"channel IN ('', '{subject[0]}') AND purpose IN ('', '{subject[1]}')"
                heard = f"{about} AND state IN ('objected', 'granted')" if stem == "objected" else about
                newest = f"max(word) FILTER (WHERE {heard}) % 4"
                found.append(f'{newest} = 0 AS "{name}"' if stem == "objected" else f'{newest} AS "{name}"')
        words = f"SELECT *, rowid * 4 + {meaning} AS word FROM consents"
        return f"SELECT owner, {', '.join(found)} FROM ({words}) GROUP BY owner"

    def _children(self) -> str:
        spans = [name for name in self.names if name.startswith("child_months.")]
        tests = [f'bool_or(months BETWEEN {" AND ".join(name.split(".")[1:])}) AS "{name}"' for name in spans]
        ages = f"SELECT owner, {self._months('value')} AS months FROM child_birth_date"
        return f"SELECT owner, {', '.join(tests)} FROM ({ages}) GROUP BY owner"

    def _having(self, name: str) -> str:
        """Many-valued facts, as one yes or no for each value that is asked for."""
        asked = [one.partition(".")[2] for one in self.names if one.startswith(f"{name}.")]
        tests = ", ".join(f"bool_or(value = '{value}') AS \"{name}.{value}\"" for value in asked)
        return f"SELECT owner, {tests} FROM {name} GROUP BY owner"

    def _promised(self) -> str:
        found = [f"bool_or(refrains = '' AND due <= {self.at}) AS promise_overdue"]
        for name in self.names:
            if name.startswith("refrains."):
                meant = "refrains IN ('all', 'ask')" if name.partition(".")[2] in WANTING else "refrains = 'all'"
                found.append(f'bool_or({meant} AND due > {self.at}) AS "{name}"')
        return f"SELECT owner, {', '.join(found)} FROM promises GROUP BY owner"

    def _said_before(self) -> str:
        """Bits of the offers whose content they had too lately."""
        bits = ", ".join(f'bit_or("said_before.{word}") AS "said_before.{word}"' for word in self.width)
        return (
            f"SELECT owner, {bits} FROM received JOIN contents ON received.content = contents.content "
            f"WHERE {self.at} - last < again GROUP BY owner"
        )

    def _months(self, born: str) -> str:
        day = self.today
        return f"(({day.year} - year({born})) * 12 + {day.month} - month({born}) - (day({born}) > {day.day})::INTEGER)"

    def _days_to_next(self, date: str) -> str:
        now = f"DATE '{self.today}'"
        this, following = (
            f"(make_date({year}, month({date}), 1) - {now} + day({date}) - 1)"
            for year in (self.today.year, self.today.year + 1)
        )
        return f"CASE WHEN {this} >= 0 THEN {this} ELSE {following} END"

    def _fact(self, name: str) -> str:
        """One fact, from the columns that the joins brought together."""
        stem, _, rest = name.partition(".")
        plain = {
            "age_years": f"{self._months('birth_date')} // 12",
            "days_to_birthday": self._days_to_next("birth_date"),
            "days_to_anniversary": self._anniversary(),
            "days_to_renewal": f"renewal_date - DATE '{self.today}'",
            "days_since_purchase": f"({self.at} - last_purchase) // {DAY}",
            "days_since_complaint": f"({self.at} - last_complaint) // {DAY}",
            "days_silent": self._silent(),
            "unanswered": "coalesce(unanswered, 0)",
            "enough": f"given - asked >= {CREDIT}",
            "honest": f"given - asked - coalesce(bait, 0) >= {CREDIT}",
            "wish_wait": self._wish_wait(rest),
            "bought": f'coalesce("{name}" AND "{name}.since" > {self.at - LAPSE}, FALSE)',
        }
        return plain.get(stem) or (WITH_ARGUMENTS[stem](rest) if stem in WITH_ARGUMENTS else f'"{name}"')

    def _anniversary(self) -> str:
        date = f"(DATE '1970-01-01' + (first_purchase // {DAY})::INTEGER)"
        return f"CASE WHEN {self.at} - first_purchase > {ANNIVERSARY} THEN {self._days_to_next(date)} END"

    def _silent(self) -> str:
        never = f"CASE WHEN first_purchase IS NOT NULL THEN greatest(first_purchase, {self.records.known_since}) END"
        return f"({self.at} - coalesce(last_contact, {never})) // {DAY}"

    def _wish_wait(self, channel: str) -> str:
        waited = f'coalesce("open_at.{channel}" - last_contact, {FAR})'
        wait = f'wish_days * {DAY} - CASE WHEN coalesce("booked.{channel}", FALSE) THEN 0 ELSE {waited} END'
        return f"CASE WHEN wish_days IS NOT NULL THEN greatest(0, {wait}) END"


def _no(name: str) -> str:
    return f'coalesce("{name}", FALSE)'


WITH_ARGUMENTS: dict[str, Callable[[str], str]] = {
    "deceased": lambda _: _no("deceased"),
    "objected": lambda rest: _no(f"objected.{rest}"),
    "consent": lambda rest: f'coalesce("consent.{rest}", 3)',
    "address": lambda rest: {"email": '"reach.email"', "sms": '"reach.phone"'}[rest],
    "promise_overdue": lambda _: _no("promise_overdue"),
    "refrains": lambda rest: _no(f"refrains.{rest}"),
    "child_months": lambda rest: f'coalesce("child_months.{rest}", CASE WHEN NOT has_children THEN FALSE END)',
    "pressure": lambda rest: f'greatest(coalesce("felt.{rest}", 0), coalesce("later.{rest}", 0))',
    "gap": lambda rest: f'coalesce("gap.{rest}", {FAR})',
    "likes": lambda rest: _no(f"likes.{rest}"),
    "dislikes": lambda rest: _no(f"dislikes.{rest}"),
    "owns": lambda rest: _no(f"owns.{rest}"),
}
