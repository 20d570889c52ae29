"""Has anything changed since we last looked?"""

from __future__ import annotations

from lately.lib.sql import rows


def mark() -> tuple[int, ...]:
    """Numbers that are others once anything was recorded, corrected or taken back; cheap beside reading it all."""
    query = """
        SELECT (SELECT max(id) FROM interactions_interaction), (SELECT max(id) FROM interactions_knownsince),
        (SELECT sum(version) FROM interactions_customerstate), (SELECT max(id) FROM profiles_fact),
        (SELECT max(id) FROM profiles_customer), (SELECT max(id) FROM profiles_redirect),
        (SELECT max(id) FROM policies_policyvalue), (SELECT count(*) FROM imports_import WHERE undone_at IS NOT NULL)
    """
    ((*found,),) = rows(query, {})
    return tuple(int(number or 0) for number in found)
