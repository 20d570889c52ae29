"""When did one of us speak to a customer, with their own mouth or hand? A mailing is no answer to anybody."""

from __future__ import annotations

# Rows `i` of the ledger: one of us did it, it is a reply to what they wrote, or it was said face to face or by phone.
SPOKEN_SQL = """
    i.direction = 'out' AND i.status = 'done' AND i.kind <> 'invoice'
    AND (i.by_id IS NOT NULL OR i.asked_for OR i.kind IN ('call', 'visit') OR i.closes_id IS NOT NULL)
"""
