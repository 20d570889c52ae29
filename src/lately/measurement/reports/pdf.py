"""How does a report become a PDF?"""

from __future__ import annotations

import datetime as dt
import json
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from lately.lib.refusal import Refusal
from lately.measurement.reports.words import Words


def pdf_of(words: Words, *, organisation: str, address: str, day: str, at: dt.datetime) -> bytes:
    """Return the report as a PDF of the moment `at`; raises Refusal where the extra `pdf` is not installed.

    Its words go in as data, so that nothing in them is taken for markup.
    """
    try:
        import typst  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refusal(
            _("A PDF cannot be made here yet."),
            _("It is set by Typst, which comes with the extra “pdf” and is not installed."),
            _(
                "Whoever looks after this installation can add it: ./lately add pdf (or pip install typst), and start "
                "Lately again. Until then print the page, or write by mail."
            ),
        ) from None
    page = resources.files(__package__).joinpath("report.typ").read_bytes()
    said = json.dumps(_told(words) | {"organisation": organisation, "address": address, "day": day})
    made = typst.compile(page, format="pdf", sys_inputs={"report": said}, timestamp=int(at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


def _told(words: Words) -> dict[str, Any]:
    return {
        "title": words.title,
        "opening": words.opening,
        "closing": words.closing,
        "signed": words.signed,
        "answer": words.answer,
        "totals": words.totals,
        "sections": [
            {
                "title": section["title"],
                "lines": [{"text": line.text, "said": line.said, "money": line.money} for line in section["lines"]],
            }
            for section in words.sections
        ],
    }
