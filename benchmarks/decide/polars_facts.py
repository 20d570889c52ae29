"""What do the records say, in Polars? Each fact the rules ask for, worked out from the kept tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from benchmarks.decide.numbers import ALL, ANNIVERSARY, CREDIT, DAY, FAR, LAPSE, WINDOWS, WORD
from lately.decisioning.catalogue import fact_kind
from lately.decisioning.hours import open_at
from lately.decisioning.offers import WANTING, Offer
from lately.decisioning.records import NEVER, Named, Records, Stated

MANY = ("likes", "dislikes", "owns")
Tables = dict[str, pl.DataFrame]


def inputs(records: Records) -> Tables:
    """The kept state as tables: text as Enum, what is not known as null, customers in order."""
    tables = {name: _rows(records.facts[name], fact_kind(name).type) for name in (*MANY, "child_birth_date")}
    kept, consents = records.kept, records.consents
    contacts = kept.contacts
    tables["customers"] = _customers(records)
    tables["contacts"] = pl.DataFrame(
        {name: getattr(contacts, name) for name in ("owner", "at", "weight", "given")}
    ).with_columns(pl.col("owner").cast(pl.UInt32).set_sorted(), pl.col("weight", "given").cast(pl.Int32))
    tables["consents"] = pl.DataFrame({
        "owner": _owner(consents.owner), "channel": _text(consents.channel), "purpose": _text(consents.purpose),
        "state": _text(consents.state), "expires": _moments(consents.expires),
    })  # fmt: skip
    promises, received = records.promises, records.received
    tables["promises"] = pl.DataFrame(
        {"owner": _owner(promises.owner), "due": promises.due, "refrains": _text(promises.refrains)}
    )
    tables["received"] = pl.DataFrame(
        {"owner": _owner(received.owner), "content": _text(received.content), "last": received.last}
    )
    return tables


def _owner(places: Any) -> pl.Series:
    return pl.Series(places, dtype=pl.UInt32)


def _text(column: Named, *, fold: bool = True) -> pl.Series:
    words = [word.casefold() if fold else word for word in column.words]
    return pl.Series(words, dtype=pl.String).gather(pl.Series(column.places, dtype=pl.UInt32)).cast(pl.Enum(words))


def _moments(values: Any) -> pl.Series:
    return pl.select(pl.when(pl.lit(pl.Series(values)) != NEVER).then(pl.lit(pl.Series(values)))).to_series()


def _rows(stated: Stated, kind: str = "", *, fold: bool = True) -> pl.DataFrame:
    values: Any = _text(stated.values, fold=fold) if isinstance(stated.values, Named) else pl.Series(stated.values)
    if kind == "flag":
        values = values.cast(pl.Boolean)
    if kind == "day":
        values = values.cast(pl.Int32).cast(pl.Date)
    return pl.DataFrame({"owner": _owner(stated.owner), "value": values, "since": stated.since})


def _customers(records: Records) -> pl.DataFrame:
    kept, history = records.kept, records.history
    found = pl.DataFrame({
        "owner": _owner(np.arange(records.size)),
        "last_contact": _moments(kept.last_contact), "given": kept.given, "asked": kept.asked,
        "first_purchase": _moments(history.first_purchase), "last_purchase": _moments(history.last_purchase),
        "purchases": history.purchases, "last_inbound": _moments(history.last_inbound),
        "last_complaint": _moments(history.last_complaint), "open_complaint": history.open_complaint,
        "untold_deeds": history.untold_deeds, "untold_answers": history.untold_answers, "has_owner": records.owned,
        "reach.email": records.reach["email"], "reach.phone": records.reach["phone"],
    })  # fmt: skip
    for name, stated in records.facts.items():
        if name not in MANY and name != "child_birth_date":
            column = _rows(stated, fact_kind(name).type, fold=name != "zone").rename(
                {"value": name, "since": f"{name}.since"}
            )
            found = found.join(column, on="owner", how="left", maintain_order="left")
            found = found if fact_kind(name).lapses else found.drop(f"{name}.since")
    return found.with_columns(pl.col("owner").set_sorted())


def worked_out(
    tables: Tables, records: Records, channels: Sequence[str], needed: set[str], offers: Sequence[Offer]
) -> pl.LazyFrame:
    """Every needed fact of every customer, in order, and the bits of what they had too lately.

    Measured: the sums over rows are quicker in the streaming engine, the joins and what follows in memory.
    """
    at, names = records.at, sorted(needed)
    customers = _opened(tables["customers"], records, channels)
    contacts = tables["contacts"].lazy().join(
        customers.lazy().select("owner", "last_inbound", *(f"open_at.{channel}" for channel in channels)), on="owner"
    )  # fmt: skip
    sums = pl.collect_all([
        _felt(contacts, channels, at, int(records.policy["asks.run_up_days"]) * DAY),
        *(_later(contacts, channel) for channel in channels),
        _consented(tables["consents"].lazy(), names, at),
        _children(tables["child_birth_date"].lazy(), names, _today(at)),
        *(_having(tables[name].lazy(), name, names) for name in MANY),
        _promised(tables["promises"].lazy(), names, at),
        _said_before(tables["received"].lazy(), offers, at),
    ], engine="streaming")  # fmt: skip
    found = customers.lazy()
    for other in sums:
        found = found.join(other.lazy(), on="owner", how="left", maintain_order="left")
    said_before = [pl.col(f"said_before.{word}").fill_null(0) for word in range(-(-len(offers) // WORD))]
    return found.select("owner", *said_before, *(_fact(name, names, records).alias(name) for name in names))


def _opened(customers: pl.DataFrame, records: Records, channels: Sequence[str]) -> pl.DataFrame:
    """When each channel opens where they are; worked out once for all who share what it depends on."""
    for channel in channels:
        where = ["zone", "mailing_hour" if channel == "email" else "country"]
        places = customers.select(where).unique()
        moments = [
            open_at(
                channel, records.at, zone=place["zone"] or records.calendar.zone,
                country=place.get("country") or records.calendar.country,
                from_hour=-1 if place.get("mailing_hour") is None else place["mailing_hour"], policy=records.policy,
            )
            for place in places.to_dicts()
        ]  # fmt: skip
        opened = places.with_columns(pl.Series(f"open_at.{channel}", moments, dtype=pl.Int64))
        customers = customers.join(opened, on=where, how="left", nulls_equal=True, maintain_order="left")
    return customers


def _felt(contacts: pl.LazyFrame, channels: Sequence[str], at: int, run_up: int) -> pl.LazyFrame:
    """What they felt of us up to the moment each channel opens, and how near the nearest contact is."""
    when, found = pl.col("at"), []
    for channel in channels:
        ahead = when - pl.col(f"open_at.{channel}")
        for window in WINDOWS:
            within = pl.when((ahead <= 0) & (ahead > -window * DAY)).then("weight").otherwise(0)
            found.append(within.sum().alias(f"felt.{channel}.{window}"))
        found += [ahead.abs().min().alias(f"gap.{channel}"), (ahead > 0).any().alias(f"booked.{channel}")]
    lately = (when > at - run_up) & (when <= at)
    silent = (when <= at) & (pl.col("last_inbound").is_null() | (when > pl.col("last_inbound")))
    found += [
        pl.when(lately).then("given").otherwise(0).sum().alias("bait"),
        silent.sum().cast(pl.Int64).alias("unanswered"),
    ]
    return contacts.group_by("owner").agg(found)


def _later(contacts: pl.LazyFrame, channel: str) -> pl.LazyFrame:
    """The heaviest of the windows that end at a contact after the channel opens."""
    opens, end, when = pl.col(f"open_at.{channel}"), pl.col("end"), pl.col("at")
    ends = contacts.filter(when > opens, when < opens + WINDOWS[-1] * DAY).select("owner", end=when, ahead=when - opens)
    sums = ends.join(contacts.select("owner", "at", "weight"), on="owner").group_by("owner", "end", "ahead").agg(
        pl.when((when <= end) & (when > end - window * DAY)).then("weight").otherwise(0).sum().alias(str(window))
        for window in WINDOWS
    )  # fmt: skip
    return sums.group_by("owner").agg(
        pl.when(pl.col("ahead") < window * DAY).then(str(window)).max().alias(f"later.{channel}.{window}")
        for window in WINDOWS
    )


def _consented(consents: pl.LazyFrame, names: Sequence[str], at: int) -> pl.LazyFrame:
    """The newest word on each channel and purpose: its row and what it says, in one number that max() picks."""
    state = pl.col("state")
    said = (
        pl.when((state == "granted") & (pl.col("expires") <= at)).then(2).when(state == "granted").then(1)
        .when(state == "objected").then(0).otherwise(3)
    )  # fmt: skip
    rows = consents.with_row_index("row").with_columns(word=pl.col("row").cast(pl.Int32) * 4 + said)
    found = []
    for name in names:
        stem, *subject = name.split(".")
        if stem in {"objected", "consent"}:
            about = pl.col("channel").is_in(["", subject[0]]) & pl.col("purpose").is_in(["", subject[1]])
            heard = about & state.is_in(["objected", "granted"]) if stem == "objected" else about
            newest = pl.when(heard).then("word").max() % 4
            found.append((newest == 0 if stem == "objected" else newest.cast(pl.UInt8)).alias(name))
    return rows.group_by("owner").agg(found)


def _children(children: pl.LazyFrame, names: Sequence[str], today: dt.date) -> pl.LazyFrame:
    spans = [name for name in names if name.startswith("child_months.")]
    months = _months(pl.col("value"), today)
    return children.with_columns(months=months).group_by("owner").agg(
        pl.col("months").is_between(*map(int, name.split(".")[1:])).any().alias(name) for name in spans
    )  # fmt: skip


def _having(rows: pl.LazyFrame, name: str, names: Sequence[str]) -> pl.LazyFrame:
    """Many-valued facts as bits: one for each value that is asked for."""
    bits = {value: 1 << bit for bit, value in enumerate(_values(name, names))}
    asked = rows.filter(pl.col("value").is_in(list(bits)))
    bit = pl.col("value").cast(pl.String).replace_strict(bits, return_dtype=pl.UInt32)
    return asked.group_by("owner").agg(bit.bitwise_or().alias(name))


def _values(name: str, names: Sequence[str]) -> list[str]:
    return [one.partition(".")[2] for one in names if one.startswith(f"{name}.")]


def _promised(promises: pl.LazyFrame, names: Sequence[str], at: int) -> pl.LazyFrame:
    standing, word = pl.col("due") > at, pl.col("refrains")
    found = [((word == "") & ~standing).any().alias("promise_overdue")]
    for name in names:
        if name.startswith("refrains."):
            classed = name.partition(".")[2]
            meant = (word == "all") | (word == "ask") if classed in WANTING else word == "all"
            found.append((meant & standing).any().alias(name))
    return promises.group_by("owner").agg(found)


def _said_before(received: pl.LazyFrame, offers: Sequence[Offer], at: int) -> pl.LazyFrame:
    """Bits of the offers whose content they had too lately."""
    width = range(-(-len(offers) // WORD))
    masks: dict[str, int] = {}
    for bit, offer in enumerate(offers):
        masks[offer.content] = masks.get(offer.content, 0) | 1 << bit
    again = {offer.content: offer.attributes["again_after"] for offer in offers}
    bits = {
        f"said_before.{word}": pl.Series([mask >> WORD * word & ALL for mask in masks.values()], dtype=pl.UInt64)
        for word in width
    }
    contents = pl.Series(list(masks), dtype=received.collect_schema()["content"])
    table = pl.LazyFrame({"content": contents, "again": list(again.values()), **bits})
    lately = received.join(table, on="content").filter(at - pl.col("last") < pl.col("again"))
    return lately.group_by("owner").agg(pl.col(f"said_before.{word}").bitwise_or() for word in width)


def _today(at: int) -> dt.date:
    return dt.datetime.fromtimestamp(at, dt.UTC).date()


def _months(born: pl.Expr, today: dt.date) -> pl.Expr:
    months = (today.year - born.dt.year()) * 12 + today.month - born.dt.month().cast(pl.Int32)
    return months - (born.dt.day() > today.day).cast(pl.Int32)


def _days_to_next(date: pl.Expr, today: dt.date) -> pl.Expr:
    epoch = today.toordinal() - dt.date(1970, 1, 1).toordinal()
    this, following = (
        pl.date(year, date.dt.month(), 1).cast(pl.Int32) + date.dt.day() - 1 - epoch
        for year in (today.year, today.year + 1)
    )
    return pl.when(this >= 0).then(this).otherwise(following)


def _fact(name: str, names: Sequence[str], records: Records) -> pl.Expr:
    """One fact, from the columns that the joins brought together."""
    stem, *arguments = name.split(".")
    if stem in MANY:
        return _has(records, names, stem, *arguments)
    work_out = _FACTS.get(stem)
    return work_out(records, *arguments) if work_out else pl.col(name)


def _silent(records: Records) -> pl.Expr:
    start = pl.when(pl.col("last_contact").is_null()).then(
        pl.max_horizontal("first_purchase", pl.lit(records.known_since))
    )
    never = pl.when(pl.col("first_purchase").is_not_null()).then(start)
    return (records.at - pl.coalesce(pl.col("last_contact"), never)) // DAY


def _wish_wait(_: Records, channel: str) -> pl.Expr:
    wish = pl.col("wish_days") * DAY
    waited = (pl.col(f"open_at.{channel}") - pl.col("last_contact")).fill_null(FAR)
    return (
        pl.when(pl.col(f"booked.{channel}").fill_null(value=False))
        .then(wish)
        .otherwise(wish - waited)
        .clip(lower_bound=0)
    )


def _anniversary(records: Records) -> pl.Expr:
    first = pl.col("first_purchase")
    date = (first // DAY).cast(pl.Int32).cast(pl.Date)
    return pl.when(records.at - first > ANNIVERSARY).then(_days_to_next(date, _today(records.at)))


def _child(_: Records, low: str, high: str) -> pl.Expr:
    found = pl.col(f"child_months.{low}.{high}")
    return pl.when(found.is_not_null()).then(found).when(~pl.col("has_children")).then(pl.lit(value=False))


def _has(records: Records, names: Sequence[str], stem: str, value: str) -> pl.Expr:
    del records
    return (pl.col(stem) & (1 << _values(stem, names).index(value)) != 0).fill_null(value=False)


def _credit(*less: str) -> pl.Expr:
    return pl.col("given") - pl.col("asked") - sum(pl.col(name).fill_null(0) for name in less) >= CREDIT


def _pressure(_: Records, channel: str, window: str) -> pl.Expr:
    return pl.max_horizontal(
        pl.col(f"felt.{channel}.{window}").fill_null(0), pl.col(f"later.{channel}.{window}").fill_null(0)
    )


def _bought(records: Records, kind: str) -> pl.Expr:
    lately = pl.col(f"bought.{kind}.since") > records.at - LAPSE
    return (pl.col(f"bought.{kind}") & lately).fill_null(value=False)


def _no(name: str) -> pl.Expr:
    return pl.col(name).fill_null(value=False)


_FACTS: dict[str, Callable[..., pl.Expr]] = {
    "deceased": lambda _: _no("deceased"),
    "objected": lambda _, *subject: _no(f"objected.{'.'.join(subject)}"),
    "consent": lambda _, *subject: pl.col(f"consent.{'.'.join(subject)}").fill_null(3),
    "address": lambda _, channel: pl.col({"email": "reach.email", "sms": "reach.phone"}[channel]),
    "promise_overdue": lambda _: _no("promise_overdue"),
    "refrains": lambda _, classed: _no(f"refrains.{classed}"),
    "child_months": _child,
    "age_years": lambda records: _months(pl.col("birth_date"), _today(records.at)) // 12,
    "days_to_birthday": lambda records: _days_to_next(pl.col("birth_date"), _today(records.at)),
    "days_to_anniversary": _anniversary,
    "days_to_renewal": lambda records: pl.col("renewal_date").cast(pl.Int32) - records.at // DAY,
    "days_since_purchase": lambda records: (records.at - pl.col("last_purchase")) // DAY,
    "days_since_complaint": lambda records: (records.at - pl.col("last_complaint")) // DAY,
    "days_silent": _silent,
    "unanswered": lambda _: pl.col("unanswered").fill_null(0),
    "pressure": _pressure,
    "gap": lambda _, channel: pl.col(f"gap.{channel}").fill_null(FAR),
    "wish_wait": _wish_wait,
    "enough": lambda _: _credit(),
    "honest": lambda _: _credit("bait"),
    "bought": _bought,
}
