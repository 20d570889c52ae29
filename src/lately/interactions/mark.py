"""Has anything changed since we last looked?"""

from __future__ import annotations

from lately.lib.sql import rows

_GROWING = (
    "interactions_interaction", "interactions_deed", "interactions_promise", "interactions_knownsince",
    "interactions_takenback", "profiles_fact", "profiles_customer", "profiles_redirect", "consent_consent",
    "policies_policyvalue",
)  # fmt: skip


def mark() -> tuple[int, ...]:
    """Numbers that are others once anything was recorded, corrected or taken back.

    A correction adds a row, and whatever is only taken back is noted; so each is the end of an index, in a book of any
    size.
    """
    newest = ", ".join(f"(SELECT max(id) FROM {table})" for table in _GROWING)  # noqa: S608 - our own tables
    query = f"SELECT {newest}, (SELECT count(*) FROM imports_import WHERE undone_at IS NOT NULL)"  # noqa: S608 - our own tables
    ((*found,),) = rows(query, {})
    return tuple(int(number or 0) for number in found)
