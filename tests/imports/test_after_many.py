"""What is done at the end of a large import, so that the first page after it is not slow."""

from django.db import connection

from lately.imports import services
from lately.imports.services import Manner
from lately.usecases.import_customers import import_customers


def _taken_for() -> int:
    """How many identifiers the database takes there to be; -1 if it never looked."""
    if connection.vendor == "postgresql":
        asked = "SELECT reltuples::int FROM pg_class WHERE relname = 'profiles_identifier'"
    elif _has_figures():
        asked = "SELECT CAST(stat AS integer) FROM sqlite_stat1 WHERE tbl = 'profiles_identifier' LIMIT 1"
    else:
        return -1
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = cursor.fetchone()
    return found[0] if found else -1


def _has_figures() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        return cursor.fetchone() is not None


def test_after_many_came_in_the_database_knows_how_many_and_ann_s_page_is_not_read_through(
    db, at, tmp_path, monkeypatch
):
    monkeypatch.setattr(services, "MANY", 3)
    (few := tmp_path / "few.csv").write_text("email\nann@example.org\nben@example.org\n")
    import_customers(path=few, now=at, manner=Manner())
    before = _taken_for()
    (many := tmp_path / "many.csv").write_text("email\ncara@example.org\ndov@example.org\neve@example.org\n")
    import_customers(path=many, now=at, manner=Manner())
    assert before != _taken_for() == 5
