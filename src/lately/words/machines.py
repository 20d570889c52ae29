"""Was this written by a person, or by a machine or a mailing list?"""

from __future__ import annotations

import re

from lately.words.mime import Headers, media_type

_MACHINE_NAMES = re.compile(
    r"^(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|keine-?antwort|nicht-?antworten|ne-?pas-?repondre|mailer-daemon|postmaster|"
    r"(?:auto(?:mated)?|system|account)?-?notifications?|notify|bounces?|returns?|daemon|root|cron|alerts?|updates?)"
    r"(?:[+._=-].*)?$|[._+-]no-?reply$|-(?:request|bounces?|owner)$",
    re.IGNORECASE,
)
_AWAY_SUBJECT = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|away from (?:the )?office|"
    r"automatische antwort|abwesenheits\w*|abwesend|réponse automatique|absence du bureau|respuesta automática|"
    r"fuera de la oficina)\b",
    re.IGNORECASE,
)

_FOR_A_CALENDAR = re.compile(
    rb"^content-type:[ \t]*text/calendar\b(?:[^\n]|\n[ \t])*?\bmethod=", re.IGNORECASE | re.MULTILINE
)


def is_machine_address(address: str) -> bool:
    """Whether nobody reads mail there (no-reply, bounces, list commands)."""
    return bool(_MACHINE_NAMES.search(address.partition("@")[0]))


def is_newsletter(headers: Headers) -> bool:
    """Whether it came through a mailing list: List-* headers, or Precedence bulk or list."""
    names = {"list-id", "list-unsubscribe", "list-post", "mailing-list", "x-mailing-list", "feedback-id"}
    return any(name in headers for name in names) or _precedence(headers) in {"bulk", "list"}


def is_automatic_reply(headers: Headers) -> bool:
    """Whether it is an out-of-office note or the like (RFC 3834, and what programs wrote before it)."""
    submitted = headers.text("auto-submitted").lower()
    return (
        submitted.startswith("auto-replied")
        or "x-autoreply" in headers
        or "x-autorespond" in headers
        or _precedence(headers) == "auto_reply"
        or bool(_AWAY_SUBJECT.match(headers.text("subject")))
    )


def machine_sign(headers: Headers, sender: str) -> str:
    """Return the sign that no person wrote it, in words; empty if there is none."""
    submitted = headers.text("auto-submitted").lower().partition(";")[0].strip()
    kind = headers.text("content-type").lower()
    signs = (
        (submitted not in {"", "no"}, f"Auto-Submitted: {submitted}"),
        (headers.raw("return-path").strip() == b"<>", "a null return path"),
        (media_type(headers) == "multipart/report", "a delivery or abuse report"),
        (media_type(headers) == "text/calendar" or "method=reply" in kind, "a calendar's answer"),
        (is_machine_address(sender), f"sent from {sender}"),
        (_precedence(headers) in {"junk", "auto_reply"}, "Precedence: junk"),
        (is_automatic_reply(headers), "an automatic reply"),
    )
    return next((words for holds, words in signs if holds), "")


def calendar_sign(body: bytes) -> str:
    """Return that it is an invitation, or what was answered to one, in words; empty if no part is for a calendar.

    It is answered in the calendar, so the mail cannot tell who still waits. An event that is only attached is none.
    """
    return "a calendar's invitation or answer" if _FOR_A_CALENDAR.search(body) else ""


def _precedence(headers: Headers) -> str:
    return headers.text("precedence").lower().strip()
