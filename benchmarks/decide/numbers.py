"""Which numbers stand in the rules and factors? Written out for the peers, as the package's defaults have them."""

from __future__ import annotations

DAY = 86_400
WINDOWS = (1, 7, 30)  # days of the pressure budgets
SPACING = 20 * 3600
LIFE = 96 * 3600
CREDIT = 400  # thousandths of a give that must stand before we ask
ANNIVERSARY = 183 * DAY  # from then on a first purchase has one
LAPSE = 365 * DAY
FAR = 10**10
WORD = 64
ALL = (1 << WORD) - 1
HELD_BY_COMPLAINT = ("ask", "mixed", "disguised", "feedback")

# From this value on, this number: thousandths, or micro-worth.
IGNORED = ((6, 850), (12, 700))
PRESSED = ((3, -1_000_000), (5, -2_000_000), (7, -4_000_000))
NEGLECTED = ((45, 1_500_000), (90, 3_000_000), (180, 5_000_000), (365, 6_000_000))
LIKED, PREFERRED, OTHER_PREFERRED, COMPLAINED = 1500, 1250, 800, 500
LATELY_COMPLAINED = 90
