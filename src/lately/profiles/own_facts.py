"""Which facts of its own does the organisation keep of its customers?"""

from __future__ import annotations

from lately.profiles.models import Fact
from lately.profiles.sampling import some_of_them

OWN = "own."
LOOKED_AT = 1000


def own_facts(*, known: int) -> list[str]:
    """Their names by the alphabet; of a large book, those that stand of every n-th customer, some 1,000 in all."""
    some, _ = some_of_them(most=LOOKED_AT, known=known)
    found = Fact.objects.filter(name__startswith=OWN, voided_at=None)
    if some is not None:
        found = found.filter(customer_id__in=some)
    return sorted(set(found.values_list("name", flat=True)))
