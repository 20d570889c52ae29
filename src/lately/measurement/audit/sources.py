"""What stands in the files somebody gave: contacts, purchases, or mail? Each is known by its content."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lately.imports.any_table import lay_out
from lately.imports.columns import PURCHASES, WHO, Columns, customer_columns
from lately.lib.money import CURRENCIES
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.tables import Rejected, Table, glance, read_table
from lately.lib.values import Customs, address, customs_of, day_or_moment, money
from lately.measurement.records import Purchase
from lately.words.boxes import is_mailbox

Progress = Callable[[str], None]
A_WHILE = 20_000
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})
_NAMES = ("given_name", "family_name", "full_name")
_CUSTOMERS = customer_columns()
CONTACTS: Columns = {
    "id": WHO["id"],
    "email": WHO["email"],
    "given_name": _CUSTOMERS["given_name"],
    "family_name": _CUSTOMERS["family_name"],
    "full_name": (*_CUSTOMERS["full_name"], "display_name", "company_name", *_CUSTOMERS["company_name"]),
    "left": _CUSTOMERS["left"],
}
BOUGHT: Columns = {**WHO, **{name: PURCHASES[name] for name in ("date", "amount", "currency")}}


@dataclass(slots=True)
class Known:
    """One customer as the lists know them; `left_at` in seconds since 1970 UTC, 0 if they left and nobody said when."""

    names: list[str] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    left_at: int | None = None


@dataclass(slots=True)
class Read:
    """One file: what it was taken for, how many lines or messages it holds, which could not be used, what to know."""

    name: str
    kind: str  # contacts, purchases or mail
    count: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Lists:
    """What the tables say: customers by e-mail address, the mailboxes left to read, and what was read."""

    customers: dict[str, Known] = field(default_factory=dict)
    mailboxes: list[Path] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    emails: dict[str, str] = field(default_factory=dict)  # e-mail address by the organisation's own key


@dataclass(frozen=True, slots=True)
class Manner:
    """How cells are read: zone of bare days and currency of bare sums."""

    zone: str
    currency: str
    progress: Progress


def read_lists(files: Sequence[Path], manner: Manner) -> Lists:
    """Read every table, contacts first (purchases may name customers by a key that stands there).

    Raises Refusal for a file that is neither a table with e-mail addresses nor mail.
    """
    with tempfile.TemporaryDirectory(prefix="lately-audit-") as folder:
        return _read_lists(files, manner, Path(folder))


def _read_lists(files: Sequence[Path], manner: Manner, folder: Path) -> Lists:
    lists = Lists()
    tables: list[tuple[str, Table]] = []
    for number, path in enumerate(files):
        if not path.exists():
            raise Refusal(
                _("There is no %(path)s.") % {"path": path}, _("Nothing of that name is there."), _("Check the name.")
            )
        if _is_mail(path):
            lists.mailboxes.append(path)
        elif path.is_dir():
            raise Refusal(
                _("%(path)s holds no mail.") % {"path": path},
                _("It has no cur or new folder and no .eml files."),
                _("Give a Maildir, an mbox file, or a list as CSV, .xlsx or .vcf."),
            )
        else:
            (place := folder / str(number)).mkdir()
            tables.append(_recognised(lay_out(path, place).path))
    for kind, table in sorted(tables, key=lambda found: found[0]):
        lists.read.append(_contacts(table, lists, manner) if kind == "contacts" else _purchases(table, lists, manner))
    return lists


def _is_mail(path: Path) -> bool:
    try:
        return is_mailbox(path)
    except OSError as error:
        raise Refusal(
            _("%(path)s cannot be read.") % {"path": path},
            f"{error.strerror or error}.",
            _("Check the name and who may read it."),
        ) from None


def _recognised(path: Path) -> tuple[str, Table]:
    table = read_table(path, needs=(), knows=BOUGHT)
    if {"date", "amount"} <= table.columns.keys() and {"email", "id", "customer"} & table.columns.keys():
        return "purchases", table
    table = read_table(path, needs=(), knows=CONTACTS)
    if "email" in table.columns:
        return "contacts", table
    raise Refusal(
        _("%(file)s cannot be told for contacts, purchases or mail.") % {"file": path.name},
        _("Its first line names: %(columns)s. A customer is an e-mail address here.")
        % {"columns": glance(table.headers)},
        _("Give contacts with email,given_name,family_name or purchases with email,date,amount in the first line."),
    )


def _contacts(table: Table, lists: Lists, manner: Manner) -> Read:
    customs = customs_of(table, day="left")

    def take(values: Mapping[str, str]) -> None:
        email = address(values.get("email", ""))
        left = _left(values.get("left", ""), customs, manner)
        known = lists.customers.setdefault(email, Known())
        known.names += [name for part in _NAMES if (name := values.get(part, "")) and name not in known.names]
        known.left_at = left if known.left_at is None else known.left_at
        if values.get("id"):
            lists.emails[values["id"]] = email

    return _each(table, Read(table.path.name, "contacts", notes=list(table.notes)), take, manner)


def _purchases(table: Table, lists: Lists, manner: Manner) -> Read:
    """Two equal lines of one list are two purchases, the same lines in another list are the same ones."""
    customs = customs_of(table, day="date", amount="amount")
    before = Counter((email, one) for email, known in lists.customers.items() for one in known.purchases)
    here = Counter[tuple[str, Purchase]]()

    def take(values: Mapping[str, str]) -> None:
        email = _who(values, lists)
        purchase = _purchase(values, customs, manner)
        if before:
            here[email, purchase] += 1
        if not before or here[email, purchase] > before[email, purchase]:
            lists.customers.setdefault(email, Known()).purchases.append(purchase)

    return _each(table, Read(table.path.name, "purchases", notes=list(table.notes)), take, manner)


def _each(table: Table, read: Read, take: Callable[[Mapping[str, str]], None], manner: Manner) -> Read:
    """Take every line; one that is refused is kept with its number and what to do about it."""
    for found in table:
        read.count += 1
        if read.count % A_WHILE == 0:
            manner.progress(f"{read.name}: {read.count:,} lines")
        if isinstance(found, Rejected):
            read.rejected.append(found)
            continue
        try:
            take(found.values)
        except Refusal as refusal:
            read.rejected.append(Rejected(found.number, f"{refusal.what} {refusal.why}", refusal.todo))
    return read


def _who(values: Mapping[str, str], lists: Lists) -> str:
    """The customer of a purchase: its address, or the address that goes with its key in the contacts."""
    named = values.get("email") or values.get("customer") or values.get("id", "")
    if "@" not in named and (values.get("id") or named) in lists.emails:
        return lists.emails[values.get("id") or named]
    return address(named)


def _purchase(values: Mapping[str, str], customs: Customs, manner: Manner) -> Purchase:
    at = day_or_moment(values.get("date", ""), zone=manner.zone, customs=customs)
    stated = values.get("currency", "").upper()
    if stated and stated not in CURRENCIES:
        raise Refusal(
            _("%(code)r is no currency.") % {"code": stated},
            _("It must be an ISO 4217 code."),
            _("Write EUR, USD or GBP."),
        )
    minor, currency = money(values.get("amount", ""), stated or manner.currency, customs)
    if minor < 0:
        raise Refusal(_("The amount is below zero."), _("What was paid back is no purchase."), _("Leave the line out."))
    return at, minor, currency


def _left(text: str, customs: Customs, manner: Manner) -> int | None:
    if text.lower() in _NO:
        return None
    return 0 if text.lower() in _YES else day_or_moment(text, zone=manner.zone, customs=customs)
