"""How is it said what somebody saw or changed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# By the name of the address: what was looked at, as it follows "looked at", or what was done.
_SEEN = {
    "today": _("Today"),
    "people": _("the list of people"),
    "person": _("a customer's page"),
    "ledger": _("what was said to a customer"),
    "shoes": _("what a customer saw of us"),
    "fact": _("a fact of a customer"),
    "why": _("why, and why not"),
    "say": _("what goes out tonight"),
    "say_content": _("who gets a text"),
    "say_reason": _("who does not get a text"),
    "texts": _("the texts"),
    "text": _("a text"),
    "filter": _("who of a list may be written to"),
    "write_new": _("the form for something new to say"),
    "write": _("what is said, and to whom"),
    "reach": _("who would get a text"),
    "reach_names": _("who would get a text, or not, by name"),
    "wanted": _("what was found worth passing on"),
    "wanted_piece": _("who would want something found"),
    "ahead": _("the weeks ahead"),
    "heard": _("what customers said"),
    "how_we_do": _("how we do"),
    "numbers": _("our numbers"),
    "number": _("one of our numbers"),
    "number_preview": _("what another number would change"),
    "audit": _("what files say"),
    "bring_in": _("what was brought in"),
    "upload": _("a list that was brought in"),
    "upload_rejected": _("the lines that could not be used"),
    "bring_in_audit": _("what the files that were brought in say"),
    "same": _("who is in the book twice"),
    "same_pair": _("two records that look like one customer"),
    "same_beside": _("who else a customer may be"),
    "owed": _("what is owed"),
    "put_off_list": _("what was put off"),
    "quarters": _("what was done for all"),
    "lately": _("what was done for a customer lately"),
    "report": _("a report of what was done"),
    "report_pdf": _("a report of what was done, as a file"),
    "settings": _("the settings"),
    "team": _("who works here"),
    "colleague": _("what somebody may do"),
    "handovers": _("the handovers"),
    "handover": _("who would take whom"),
    "hello": _("whom to say hello to"),
    "activity": _("who saw and changed what"),
    "take_away": _("what can be taken away"),
    "take_away_everything": _("everything, as tables to take away"),
    "take_away_people": _("the customers, as a table to take away"),
    "take_away_found": _("some of the customers, as a table to take away"),
    "segments": _("the segments"),
    "segment_new": _("the form for a new segment"),
    "segment": _("a segment"),
    "segment_names": _("who is in a segment, or not"),
    "take_away_segment": _("who is in a segment, as a table to take away"),
    "take_away_ledger": _("what was said to a customer, as a table to take away"),
    "take_away_owed": _("what is owed, as a table to take away"),
    "take_away_heard": _("what customers said, as a table to take away"),
    "take_away_activity": _("who saw and changed what, as a table to take away"),
    "take_away_reason": _("who does not get a text, as a table to take away"),
    "take_away_same": _("who is in the book twice, as a table to take away"),
    "take_away_texts": _("the texts, as a table to take away"),
    "take_away_wanted": _("who would want something, as a table to take away"),
    "take_away_brought": _("what was brought in, as a table to take away"),
    "take_away_segments": _("the segments, as a table to take away"),
    "take_away_team": _("who works here, as a table to take away"),
}
_DONE = {
    "done": _("wrote down a contact"),
    "hello_said": _("wrote down a hello"),
    "take_back": _("took a contact back"),
    "greet": _("said how somebody likes to be greeted"),
    "entry": _("wrote something down about a customer"),
    "take_entry_back": _("took back what was written down"),
    "keep_fact": _("said a fact of a customer"),
    "end_fact": _("ended a fact or took it back"),
    "make_plan": _("made tonight's plan"),
    "text_save": _("saved a text"),
    "write_make": _("wrote something new to say"),
    "write_save": _("changed what is said, or to whom"),
    "approve": _("approved a text or took that back"),
    "wanted": _("took in something found"),
    "wanted_about": _("said what something found is about"),
    "filter": _("filtered a list"),
    "bring_in_take": _("brought files in"),
    "bring_in_undo": _("took an import back"),
    "bring_in_demo": _("had the demo made"),
    "bring_in_own": _("cleared the demo away"),
    "upload_choose": _("said how a list is to be read"),
    "upload_steer": _("went on with a list, stopped it or took it back"),
    "same_find": _("looked for customers who are in the book twice"),
    "same_propose": _("put two records side by side"),
    "same_merge": _("made two records one"),
    "same_different": _("said that two records are two people"),
    "same_apart": _("took two records apart again"),
    "put_off": _("put something off"),
    "put_back": _("took up again what was put off"),
    "quarters_make": _("drafted what was done for all"),
    "lately_make": _("drafted what was done for a customer"),
    "report_save": _("changed a report"),
    "report_show": _("made a report's page"),
    "report_hide": _("took a report's page away"),
    "report_publish": _("published what was done for all"),
    "report_unpublish": _("took back what was published"),
    "report_sent": _("wrote down that a report was sent"),
    "report_not_sent": _("took back that a report was sent"),
    "report_mail": _("wrote a report as a mail"),
    "settings_save": _("saved the settings"),
    "segment_save": _("saved a segment"),
    "segment_end": _("took a segment off"),
    "number_save": _("changed one of our numbers"),
}


def told(row: Mapping[str, Any]) -> str:
    """A row as a sentence without its person: "looked at their page"."""
    page, what = row["page"], row["what"]
    if row["action"] == "ran":
        return gettext("ran %(command)s") % {"command": what}
    if row["action"] == "came":
        return gettext(what) if what else gettext("signed in")
    if row["action"] == "tried":
        return gettext("was refused: %(page)s") % {"page": _seen(page)}
    if row["action"] == "changed":
        known = what or _DONE.get(page)
        return gettext(known) if known else gettext("used “%(page)s”") % {"page": _plain(page)}
    return gettext("looked at %(page)s") % {"page": _seen(page)}


def _seen(page: str) -> str:
    known = _SEEN.get(page) or _DONE.get(page)
    return gettext(known) if known else gettext("“%(page)s”") % {"page": _plain(page)}


def _plain(page: str) -> str:
    return page.replace("_", " ")
