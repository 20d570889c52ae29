"""Was it they themselves who were told, answered, or kept a promise to?

A deed is told when *its customer* was told, a complaint settled when its writer was answered: what was said to another
does nothing for them. Two records that were taken for one customer may turn out to be two people; a contact made with
the one that spoke of the other's deed stays with whom it was made, and the deed is untold again. referring.py says the
same of kept state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Expression, F

from lately.lib.sql import live, stamped


def same_customer(one: str, other: str) -> str:
    """SQL: two columns of customers mean one customer, by the merges known at %(known)s."""
    return f"({one} = {other} OR {_read_as(one)} = {_read_as(other)})"


def _read_as(column: str) -> str:
    into = f"SELECT m.into_id FROM profiles_redirect m WHERE m.customer_id = {column} AND {live('m', known=True)}"  # noqa: S608 - no value stands in the text
    return f"COALESCE(({into}), {column})"


class Theirs(Expression):
    """For `filter`: the row is of the same customer as `other`, a column of another row; `known` as in Live."""

    def __init__(self, other: Any, known: int) -> None:
        super().__init__(output_field=BooleanField())
        self.known = known
        self.columns: list[Any] = [F("customer_id"), other]

    def get_source_expressions(self) -> list[Any]:
        """What Django finds the tables of."""
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The same, found."""
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition, and its parameters."""
        del connection
        one, other = (compiler.compile(column)[0] for column in self.columns)
        said = same_customer(one, other).replace("%(known)s", "%s")
        return said, (stamped(self.known),) * said.count("%s")
