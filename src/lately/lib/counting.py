"""How is Django asked only for rows that counted at a moment?

`rows.filter(Live(known))` is one condition of one parameter's worth of work; the same said with `Q` costs Django half a
millisecond a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Expression, F

from lately.lib.sql import live, stamped


class Live(Expression):
    """Whether a row counted: recorded by `known` and not taken back by then; with `at`, happened by then, too.

    Moments in seconds since 1970 UTC. The rule is `live` of lib/sql.py.
    """

    def __init__(self, known: int, at: int | None = None) -> None:
        super().__init__(output_field=BooleanField())
        self.known, self.at = known, at
        self.column: Any = F("voided_at")  # tells Django which table of the question is meant

    def get_source_expressions(self) -> list[Any]:
        """What Django finds the table of."""
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The same, found."""
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition, and its parameters."""
        del connection
        row = compiler.compile(self.column)[0].rpartition(".")[0]
        held = live(row, known=True).replace("%(known)s", "%s")
        given = [stamped(self.known)] * held.count("%s")
        if self.at is None:
            return f"({held})", tuple(given)
        return f"({held} AND {row}.happened_at <= %s)", (*given, stamped(self.at))
