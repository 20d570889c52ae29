"""The ledger of one customer, page by page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lately.accounts.models import User
from lately.interactions.bought_like import bought_like
from lately.interactions.services import record
from lately.interactions.timeline import Part
from lately.lib.moments import seconds
from lately.usecases import see_ledger
from lately.usecases.see_ledger import export_ledger


def bought(book: Any, what: str, when: dt.datetime) -> None:
    """Something that Ben bought."""
    record(
        customer=book.ids["Ben"], direction="in", channel="shop", kind="purchase", now=book.at, source="till",
        happened_at=when, subject=what, amount_minor=5000, currency="GBP",
    )  # fmt: skip


@pytest.mark.parametrize("word", ["ölheizung", "Ölheizung", "ÖLHEIZUNG"])
def test_what_ben_bought_is_found_by_its_name_in_small_letters_and_capitals(
    small_book: Any, owner: User, at: dt.datetime, word: str
) -> None:
    for what in ("Ölheizung", "ÖLHEIZUNGEN", "ölheizung, gebraucht"):
        bought(small_book, what, small_book.ago(9))
    moment = seconds(at)
    part = Part(words=word)
    found = see_ledger.see_ledger(user=owner, who="ben@example.com", part=part, before="", at=moment, now=moment)
    assert len(found["said"]["rows"]) == 3
    (ben,) = bought_like([word], at=moment, known=moment)
    assert (ben.customer, ben.what) == (small_book.ids["Ben"], "ölheizung, gebraucht")


def test_what_ben_bought_before_1970_stands_in_his_table_once(
    small_book: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in (1961, 1962, 1963, 1971):
        bought(small_book, "Coal", dt.datetime(year, 5, 1, tzinfo=dt.UTC))
    monkeypatch.setattr(see_ledger, "AT_ONCE", 1)
    moment = seconds(at)
    lines = export_ledger(user=owner, who="ben@example.com", part=Part(oldest=True), at=moment, now=moment)
    years = [line[:4] for _, line in zip(range(9), lines, strict=False)]
    assert years[1:5] == [b"1961", b"1962", b"1963", b"1971"]
