"""Which facts of its own does the organisation keep of its customers?"""

from __future__ import annotations

from lately.lib.sql import rows

OWN = "own."
# One name after the other, each the next in an index of these names: of a million facts a handful is read. The
# condition is word for word as the index has it.
_THESE = "f.name LIKE 'own.%%' ESCAPE '\\' AND f.voided_at IS NULL"
_NAMES = f"""
    WITH RECURSIVE own(name) AS (
        SELECT min(f.name) FROM profiles_fact f WHERE {_THESE}
        UNION ALL
        SELECT (SELECT min(f.name) FROM profiles_fact f WHERE {_THESE} AND f.name > own.name) FROM own
        WHERE own.name IS NOT NULL
    )
    SELECT name FROM own WHERE name IS NOT NULL
"""  # noqa: S608 - no value stands in the text


def own_facts() -> list[str]:
    """Their names by the alphabet."""
    return sorted(name for (name,) in rows(_NAMES, {}))
