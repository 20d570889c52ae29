"""Read by column or line by line: is it the same book?"""

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection, transaction

from lately.accounts.models import User
from lately.consent.models import Consent
from lately.imports.customer_blocks import Block
from lately.imports.customer_lines import LineReader, Told
from lately.imports.reading import Sheet, lines
from lately.imports.services import Tally
from lately.lib.tables import Row, Table
from lately.profiles.models import Customer, Fact, Handed, Identifier, SearchDue
from lately.usecases import import_customers as verb

CELLS: dict[str, Sequence[str]] = {
    "id": ["", "", "A1", "A2", "A3", "A4", " A 5 ", "=A6", "A7"],
    "email": ["", "", "ann@example.org", "Ben@Example.org", "cara@example.org", "no address", "eve@example.org"],
    "phone": ["", "+44 20 7946 0018", "+442079460018", "0044 20 79460019", "12", "07946001"],
    "given_name": ["", "Ann", "Ben", "O'Neill", "'Cara", "=1+1"],
    "full_name": ["", "", "Dov Moss"],
    "company_name": ["", "", "", "Warm Homes", "=Sum"],
    "employer": ["", "", "", "Cool Homes"],
    "kind": ["", "", "person", "company", "Household", "elephant"],
    "likes": ["", "tea; coffee;tea", "tea", ";"],
    "birth_date": ["", "1980-02-01", "2080-02-01", "03/04/1980", "13/04/1980"],
    "country": ["", "GB", "de", "Germany"],
    "own.favourite_tea": ["", "Assam"],
    "owner": ["", "", "olga@example.org"],
    "as_of": ["", "", "", "2026-01-05", "2099-01-01"],
    "left": ["", "", "", "2026-02-01", "someday"],
    "consent_email": ["", "yes", "no", "perhaps"],
    "consent_sms_news": ["", "", "objected"],
    "do_not_contact": ["", "", "", "yes", "so so"],
    "consent_date": ["", "", "2025-05-05", "never"],
    "consent_until": ["", "", "2027-05-05", "x"],
    "consent_proof": ["", "", "by hand", "=x"],
}
ODD = ("id", "email")


def table_of(dice: random.Random) -> str:
    """A table of up to 14 lines with some of the columns; most cells are fit to be used, and lines may be cut."""
    wrong = dice.random() < 0.5
    columns = [name for name in CELLS if name in ODD or dice.random() < 0.45]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for _ in range(dice.randint(1, 14)):
        row = [dice.choice(CELLS[name] if wrong else CELLS[name][:3]) for name in columns]
        row = row[: dice.randint(1, len(row))] if dice.random() < 0.1 else row
        row += ["spare"] if dice.random() < 0.03 else []
        row[0] += "\0" if dice.random() < 0.02 else ""
        writer.writerow(row)
    return out.getvalue()


def one_by_one(table: Table, reader: LineReader, tally: Tally) -> Iterator[Block]:
    """What `blocks` yields, with every line read by itself."""
    sheet = Sheet(table, *[None] * 4)  # type: ignore[arg-type]  # `lines` asks for nothing else
    others = list(lines(sheet, reader.read, tally))
    if others:
        yield Block([], [], [], [], [], [], [], [], [], [], [], others)


def whole_book() -> list[Any]:
    """Every customer by what is known of them, without the numbers that the database gave."""
    found = []
    for customer in Customer.objects.all():
        about = {"customer": customer.pk}
        found.append((
            sorted(Identifier.objects.filter(**about).values_list("kind", "value", "recorded_at", "voided_at")),
            customer.kind, customer.owner_id, customer.recorded_at, customer.voided_at, customer.imported_id is None,
            sorted(map(repr, Fact.objects.filter(**about).values_list(
                "name", "value", "happened_at", "recorded_at", "source", "voided_at", "until"))),
            list(Consent.objects.filter(**about).order_by("pk").values_list(
                "channel", "purpose", "state", "happened_at", "expires_at", "proof", "source")),
            list(Handed.objects.filter(**about).values_list("before_id", "after_id")),
            SearchDue.objects.filter(customer_id=customer.pk).exists(),
        ))  # fmt: skip
    return sorted(found, key=repr)


def told(tally: Tally) -> tuple[Any, ...]:
    """What the one who imports is told."""
    wrong = sorted((line.number, line.what, line.todo) for line in tally.rejects)
    return tally.read, tally.added, tally.unchanged, tally.customers_added, wrong, sorted(tally.notes)


def rolled_back(work: Callable[[], Any]) -> Any:
    """What the work returns; the book is as before."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_list_read_by_column_makes_the_book_that_its_lines_make_one_by_one(take, monkeypatch, seed):
    dice = random.Random(seed)
    User.objects.create(email="olga@example.org", name="Olga", recorded_at=take.now)
    for _ in range(3):
        files = [table_of(dice) for _ in range(dice.randint(1, 3))]
        manner = {"as_of": "2026-03-01"} if dice.random() < 0.3 else {}

        def taken(files: list[str] = files, manner: dict[str, str] = manner) -> Any:
            tallies = [take.later(day).customers(file, **manner) for day, file in enumerate(files)]
            return [told(tally) for tally in tallies], whole_book()

        by_column = rolled_back(taken)
        with monkeypatch.context() as patched:
            patched.setattr(verb, "blocks", one_by_one)
            assert rolled_back(taken) == by_column, files


def test_ann_is_read_by_column_and_only_the_line_without_a_name_by_itself(take, monkeypatch):
    looked_at: list[int] = []
    read = LineReader.read

    def looking(self: LineReader, row: Row) -> Told:
        looked_at.append(row.number)
        return read(self, row)

    monkeypatch.setattr(LineReader, "read", looking)
    tally = take.customers("email,given_name,country\nann@example.org,Ann,GB\nben@example.org,Ben,Britain\n")
    assert (tally.added, [line.number for line in tally.rejects], looked_at) == (1, [3], [3])


def test_ann_who_is_in_the_book_is_found_among_strangers(take):
    take.customers("email,given_name\nann@example.org,Ann\n")
    tally = take.later(1).customers("email,given_name\ndov@example.org,Dov\nann@example.org,Anna\n")
    assert (tally.added, tally.customers_added) == (2, 1)
    assert take.facts("ann@example.org", "given_name") == ["Ann", "Anna"]


def test_after_a_list_of_strangers_a_fact_by_hand_is_still_due_for_the_search(take):
    take.customers("email,given_name\nann@example.org,Ann\n")
    SearchDue.objects.all().delete()
    Fact.objects.create(
        customer_id=take.who("ann@example.org"), name="family_name", value="Lee", source="by hand",
        happened_at=take.now, recorded_at=take.now,
    )  # fmt: skip
    assert SearchDue.objects.count() == 1
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'profiles_%_insert_due'")
            assert cursor.fetchone() == (5,)
