"""How is it said what somebody saw or changed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# By the name of the address: what was looked at, as it follows "looked at", or what was done.
_SEEN = {
    "today": "Today",
    "people": "the list of people",
    "person": "a customer's page",
    "ledger": "what was said to a customer",
    "shoes": "what a customer saw of us",
    "fact": "a fact of a customer",
    "why": "why, and why not",
    "say": "what goes out tonight",
    "say_content": "who gets a text",
    "say_reason": "who does not get a text",
    "texts": "the texts",
    "text": "a text",
    "filter": "who of a list may be written to",
    "write_new": "the form for something new to say",
    "write": "what is said, and to whom",
    "reach": "who would get a text",
    "reach_names": "who would get a text, or not, by name",
    "wanted": "what was found worth passing on",
    "wanted_piece": "who would want something found",
    "ahead": "the weeks ahead",
    "heard": "what customers said",
    "how_we_do": "how we do",
    "numbers": "our numbers",
    "number": "one of our numbers",
    "number_preview": "what another number would change",
    "audit": "what files say",
    "bring_in": "what was brought in",
    "upload": "a list that was brought in",
    "upload_rejected": "the lines that could not be used",
    "bring_in_audit": "what the files that were brought in say",
    "same": "who is in the book twice",
    "same_pair": "two records that look like one customer",
    "same_beside": "who else a customer may be",
    "owed": "what is owed",
    "put_off_list": "what was put off",
    "quarters": "what was done for all",
    "lately": "what was done for a customer lately",
    "report": "a report of what was done",
    "report_pdf": "a report of what was done, as a file",
    "settings": "the settings",
    "team": "who works here",
    "colleague": "what somebody may do",
    "handovers": "the handovers",
    "handover": "who would take whom",
    "hello": "whom to say hello to",
    "activity": "who saw and changed what",
    "take_away": "what can be taken away",
    "take_away_everything": "everything, as tables to take away",
    "take_away_people": "the customers, as a table to take away",
    "take_away_found": "some of the customers, as a table to take away",
    "segments": "the segments",
    "segment_new": "the form for a new segment",
    "segment": "a segment",
    "segment_names": "who is in a segment, or not",
    "take_away_segment": "who is in a segment, as a table to take away",
    "take_away_ledger": "what was said to a customer, as a table to take away",
    "take_away_owed": "what is owed, as a table to take away",
    "take_away_heard": "what customers said, as a table to take away",
    "take_away_activity": "who saw and changed what, as a table to take away",
    "take_away_reason": "who does not get a text, as a table to take away",
}
_DONE = {
    "done": "wrote down a contact",
    "hello_said": "wrote down a hello",
    "take_back": "took a contact back",
    "greet": "said how somebody likes to be greeted",
    "entry": "wrote something down about a customer",
    "take_entry_back": "took back what was written down",
    "keep_fact": "said a fact of a customer",
    "end_fact": "ended a fact or took it back",
    "make_plan": "made tonight's plan",
    "text_save": "saved a text",
    "write_make": "wrote something new to say",
    "write_save": "changed what is said, or to whom",
    "approve": "approved a text or took that back",
    "wanted": "took in something found",
    "wanted_about": "said what something found is about",
    "filter": "filtered a list",
    "bring_in_take": "brought files in",
    "bring_in_undo": "took an import back",
    "bring_in_demo": "had the demo made",
    "bring_in_own": "cleared the demo away",
    "upload_choose": "said how a list is to be read",
    "upload_steer": "went on with a list, stopped it or took it back",
    "same_find": "looked for customers who are in the book twice",
    "same_propose": "put two records side by side",
    "same_merge": "made two records one",
    "same_different": "said that two records are two people",
    "same_apart": "took two records apart again",
    "put_off": "put something off",
    "put_back": "took up again what was put off",
    "quarters_make": "drafted what was done for all",
    "lately_make": "drafted what was done for a customer",
    "report_save": "changed a report",
    "report_show": "made a report's page",
    "report_hide": "took a report's page away",
    "report_publish": "published what was done for all",
    "report_unpublish": "took back what was published",
    "report_sent": "wrote down that a report was sent",
    "report_not_sent": "took back that a report was sent",
    "report_mail": "wrote a report as a mail",
    "settings_save": "saved the settings",
    "segment_save": "saved a segment",
    "segment_end": "took a segment off",
    "number_save": "changed one of our numbers",
}


def told(row: Mapping[str, Any]) -> str:
    """A row as a sentence without its person: "looked at their page"."""
    page, what = row["page"], row["what"]
    if row["action"] == "ran":
        return f"ran {what}"
    if row["action"] == "came":
        return what or "signed in"
    if row["action"] == "tried":
        return f"was refused: {_seen(page)}"
    if row["action"] == "changed":
        return what or _DONE.get(page) or f"used “{_plain(page)}”"
    return f"looked at {_seen(page)}"


def _seen(page: str) -> str:
    return _SEEN.get(page) or _DONE.get(page) or f"“{_plain(page)}”"


def _plain(page: str) -> str:
    return page.replace("_", " ")
