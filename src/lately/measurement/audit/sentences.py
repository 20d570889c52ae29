"""How is the audit's answer said, in the same words on the terminal and on the page?"""

from __future__ import annotations

from lately.measurement.audit.report import AuditReport
from lately.measurement.neglect import Neglected

KINDS = {
    "wrong": "by a name that is not theirs",
    "empty": "with the name missing",
    "unrendered": "with an unfilled field",
    "generic": "as anybody (Dear customer)",
    "formal": "formally, without a name",
    "named": "by name",
}


def percent(share: float | None) -> str:
    """Return a share as whole percent; a dash where there is nobody to ask about."""
    return "\u2013" if share is None else f"{share * 100:.0f}%"


def silence(report: AuditReport) -> list[str]:
    """Who has not heard from us since the first purchase, and how many left against those we cared for."""
    found, silent = report.neglect, report.neglect.lists["silent_since_purchase"]
    if not found.customers:
        return ["There is nobody in these files."]
    if found.note:
        return [found.note]
    count = f"{silent.count:,} of {customers(found.customers)} ({percent(silent.share)})"
    lines = [f"{count} {'has' if silent.count == 1 else 'have'} not heard from us since their first purchase."]
    if silent.count and silent.left_share is not None:
        lines.append(f"{percent(silent.left_share)} of those have left{_against(found.cared_for)}.")
    if found.unknown:
        lines.append(
            f"Of {found.unknown:,} more it cannot be told: they bought before anything in these files tells of mail."
        )
    return lines


def nobody_today(report: AuditReport) -> str:
    """What stands in place of the people to speak to, if there are none."""
    if report.neglect.note:
        return "That can only be told with the mail we sent."
    return "Nobody stands out. Enjoy the day."


def _against(cared_for: Neglected) -> str:
    if cared_for.left_share is None:
        return "; there is nobody we kept in touch with to compare them with"
    return f"; of the {cared_for.count:,} we kept in touch with, {percent(cared_for.left_share)}"


def customers(count: int) -> str:
    """Return a count of customers in words."""
    return "1 customer" if count == 1 else f"{count:,} customers"


def balance(report: AuditReport) -> list[str]:
    """Asks against gives, what was wanted, and what could not be read."""
    total = sum(report.classes.values())
    if not total:
        return ["No message of ours to a customer was found."]
    other = total - report.asks - report.gives - report.unread
    wanted = ", ".join(f"{count:,} {_wanted(name, count)}" for name, count in sorted(report.wanted.items()))
    return [
        f"{total:,} messages to customers: {report.asks:,} wanted something, {report.gives:,} gave something.",
        *([f"What was wanted: {wanted}."] if wanted else []),
        *([f"{other:,} were service or asked what they think."] if other else []),
        *([f"{report.unread:,} could not be told by their words and count as neither."] if report.unread else []),
    ]


def _wanted(name: str, count: int) -> str:
    plural = {"renewal": "renewals", "invoice": "invoices", "sale": "sales", "favour": "favours"}
    return name if count == 1 else plural[name]


def only_asked(report: AuditReport) -> str:
    """How many heard only when something was wanted."""
    found = report.neglect.lists["only_asked"]
    left = f" {percent(found.left_share)} of them have left." if found.left_share is not None else ""
    return f"{customers(found.count)} ({percent(found.share)}) heard from us only when something was wanted.{left}"


def pestered(report: AuditReport) -> str:
    """How many heard too much."""
    count, everybody = len(report.pestered), report.neglect.customers
    share = percent(count / everybody) if everybody else percent(None)
    return f"{customers(count)} ({share}) got more than is kind within a day, a week or a month."


def greetings(report: AuditReport) -> list[str]:
    """How messages greeted, the false and empty ways first."""
    used = [(kind, report.salutations.get(kind, 0)) for kind in KINDS]
    told = "; ".join(f"{count:,} {KINDS[kind]}" for kind, count in used if count)
    return [f"Greeted: {told}."] if told else []
