"""Who saw and changed what?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds
from lately.usecases.see_activity import export_activity, see_activity
from lately.web.activity_words import told
from lately.web.lists import Choice, Sifting, asked
from lately.web.visit import Visit, screen

HEADER = ["at", "who", "what", "customer", "before", "now"]
_CHOSEN = ("who", "customer", "day", "just")


@require_safe
@screen("audit")
def show(visit: Visit) -> HttpResponse:
    """Show it by person, customer, day and kind."""
    before = visit.request.GET.get("before", "")
    chosen = asked(visit.request, *_CHOSEN)
    found = see_activity(**chosen, before=before, at=visit.moment.at, now=visit.moment.now)
    rows = [row | {"told": told(row)} for row in found["rows"]]
    return visit.show("web/activity.html", found | {"rows": rows, "sift": _sifting(found)})


def lines_of(visit: Visit) -> Iterator[bytes]:
    """The same as the lines of a table, all of them; moments are in UTC."""
    rows = export_activity(**asked(visit.request, *_CHOSEN), at=visit.moment.at, now=visit.moment.now)
    return _lines(rows)


def _lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    yield csv_lines([HEADER])
    for row in rows:
        who = row["person"]["who"] if row["person"] else ""
        words = (row["by"], told(row), who, row["before"], row["after"])
        yield csv_lines([[at_seconds(row["at"]).isoformat(), *map(guarded, words)]])


def _sifting(found: dict[str, Any]) -> Sifting:
    kinds = [
        ("", gettext("Everything")),
        ("changes", gettext("All but what was only seen")),
        ("changed", gettext("What was changed")),
        ("saw", gettext("What was seen")),
        ("tried", gettext("What was refused")),
        ("came", gettext("Coming and going")),
        ("ran", gettext("Commands that were run")),
    ]
    team = [("", gettext("Everybody")), *((str(one["number"]), one["name"]) for one in found["team"])]
    who = found["who"] if any(found["who"] == number for number, _ in team) else ""
    return Sifting(
        "activity",
        [
            Choice("who", gettext("Who"), who, team),
            Choice("customer", gettext("Of which customer"), found["customer"], hint=gettext("Key, address or number")),
            Choice("day", gettext("On which day"), found["day"], kind="date"),
            Choice("just", gettext("What they did"), found["just"], kinds),
        ],
    )
