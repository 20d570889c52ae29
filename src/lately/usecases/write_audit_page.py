"""Write an audit as one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.measurement.audit.page import html_page
from lately.measurement.audit.report import AuditReport


def write_audit_page(report: AuditReport, path: Path) -> None:
    """Write the page to `path`; raises Refusal if that cannot be written."""
    try:
        path.write_text(html_page(report), encoding="utf-8")
    except OSError as error:
        raise Refusal(
            _("%(file)s cannot be written.") % {"file": path},
            f"{error.strerror or error}.",
            _("Give --html another place."),
        ) from None
