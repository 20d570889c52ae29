"""It was not sent after all: the rows that said so are taken back, and its deeds are untold again."""

from __future__ import annotations

from lately.interactions import by_key
from lately.interactions.services import withdraw
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.measurement.services import sent
from lately.profiles.books import Reader
from lately.usecases.note_report_sent import prefix_of
from lately.usecases.reporting import opened


def take_report_back(*, user: Reader, key: str, at: int, now: int) -> None:
    """Void the rows of the ledger; done twice, it is done once. Raises Refusal if the report is not theirs to see."""
    one = opened(user=user, key=key, at=at, now=now)
    with write_transaction():
        for row in by_key.beginning(prefix_of(key)):
            withdraw(row, now=at_seconds(now))
        sent(report=one.kept.report, channel="", at=None)
