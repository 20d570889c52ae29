"""How is a question of Django's asked about hundreds of ids, without Django looking at each of them?

`rows.filter(customer__among=Ids(ids))` is `customer_id IN (...)` with one parameter (lib/sql.py): five hundred ids cost
Django's own `__in` some ten milliseconds a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import IntegerField, Lookup
from django.db.models.fields.related import ForeignObject

from lately.lib.sql import among, listed


class Ids:
    """Ids as one parameter."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self.given = listed(numbers)


class Among(Lookup):
    """Whether a number is one of some."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition, and its one parameter."""
        column, parameters = self.process_lhs(compiler, connection)
        return among(column, chosen=True).replace("%(ids)s", "%s"), (*parameters, self.rhs.given)


ForeignObject.register_lookup(Among)
IntegerField.register_lookup(Among)
