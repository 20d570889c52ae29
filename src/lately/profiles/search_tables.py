"""What stands beside the tables so that a search among a million customers takes some milliseconds?

An index of all parts of three letters of the search entries, kept by the database itself: FTS5's trigrams on SQLite, an
index of arrays (GIN) on PostgreSQL, which needs no extension. And triggers that note for whom the entry is due to be
worked out anew, so that no way of writing, by hand, in bulk or yet to come, can forget it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection, connections

FIELDS = ("given_name", "family_name", "full_name", "company_name", "email", "phone", "postal_address")
_NAMED = ", ".join(f"'{name}'" for name in FIELDS)
# Table, column that names the customer, which rows matter, and which of their columns change.
_WATCHED = (
    ("profiles_fact", "customer_id", f"{{row}}name IN ({_NAMED})", "voided_at, value"),
    ("profiles_identifier", "customer_id", "1 = 1", "voided_at, value"),
    ("profiles_note", "customer_id", "1 = 1", "voided_at, text"),
    ("profiles_redirect", "customer_id", "1 = 1", "voided_at"),
    ("profiles_customer", "id", "1 = 1", "voided_at"),
)
_DUE = "INSERT INTO profiles_searchdue (customer_id)"
_HUSHED = ("profiles_fact_insert_due", "profiles_identifier_insert_due")
_SET = "SET LOCAL lately.noted ="
_IS_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'profiles_searchgrams'",
    "postgresql": "SELECT 1 WHERE to_regclass('search_by_grams') IS NOT NULL",
}
_INDEXES = {
    "sqlite": (
        "CREATE INDEX IF NOT EXISTS search_by_name ON profiles_searchentry (name, customer_id)",
        """
        CREATE VIRTUAL TABLE profiles_searchgrams USING fts5(text, content='profiles_searchentry',
        content_rowid='customer_id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)
        """,
        "INSERT INTO profiles_searchgrams(profiles_searchgrams) VALUES ('rebuild')",
    ),
    "postgresql": (
        'CREATE INDEX IF NOT EXISTS search_by_name ON profiles_searchentry (name COLLATE "C", customer_id)',
        """
        CREATE OR REPLACE FUNCTION lately_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT COALESCE(array_agg(DISTINCT substr(words, place, 3)), '{}')
        FROM generate_series(1, length(words) - 2) place $$
        """,
        "CREATE INDEX search_by_grams ON profiles_searchentry USING gin (lately_grams(text))",
    ),
}
_EVERYBODY = f"""
    {_DUE} SELECT c.id FROM profiles_customer c
    WHERE c.id NOT IN (SELECT customer_id FROM profiles_searchentry)
    AND c.id NOT IN (SELECT customer_id FROM profiles_searchdue)
"""  # noqa: S608 - names of our own tables, here and below
# A book that is emptied leaves its customers due, as its rows went one by one.
_NOBODY = "DELETE FROM profiles_searchdue WHERE customer_id NOT IN (SELECT c.id FROM profiles_customer c)"


def make(using: str) -> None:
    """Make what is missing; nothing is done while the tables of the search are not there."""
    there = connections[using]
    if "profiles_searchdue" not in there.introspection.table_names():
        return
    with there.cursor() as cursor:
        cursor.execute(_IS_THERE[there.vendor])
        new = not cursor.fetchone()
        for statement in (*_INDEXES[there.vendor], _EVERYBODY) if new else ():
            cursor.execute(statement)
        cursor.execute(_NOBODY)
        for statement in _sqlite_triggers() if there.vendor == "sqlite" else _postgresql_triggers():
            cursor.execute(statement)


@contextlib.contextmanager
def noted_with_customer() -> Iterator[None]:
    """Write rows of customers who were made in the same transaction: their own rows have noted that they are due.

    SQLite asks its triggers of every row, which takes as long as the rows themselves; they are away meanwhile, for this
    transaction only. Nobody else writes there before it ends, and if it fails, they are where they were. On PostgreSQL
    they are told that there is nothing to note.
    """
    before, after = _hush() if connection.vendor == "sqlite" else ([f"{_SET} 'yes'"], [f"{_SET} ''"])
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)


def _hush() -> tuple[list[str], list[str]]:
    hushed = {name: made for made in _sqlite_triggers() for name in _HUSHED if f" {name} " in made}
    return [f"DROP TRIGGER IF EXISTS {name}" for name in hushed], list(hushed.values())


def _sqlite_triggers() -> Iterator[str]:
    grams = "INSERT INTO profiles_searchgrams"
    put = f"{grams}(rowid, text) VALUES (NEW.customer_id, NEW.text);"
    take = f"{grams}(profiles_searchgrams, rowid, text) VALUES ('delete', OLD.customer_id, OLD.text);"
    yield _on_sqlite("search_put", "INSERT ON profiles_searchentry", put)
    yield _on_sqlite("search_taken", "DELETE ON profiles_searchentry", take)
    yield _on_sqlite("search_changed", "UPDATE OF text ON profiles_searchentry WHEN OLD.text <> NEW.text", take + put)
    for table, column, matters, columns in _WATCHED:
        for what, row in (("INSERT", "NEW"), (f"UPDATE OF {columns}", "NEW"), ("DELETE", "OLD")):
            not_yet = f"{row}.{column} NOT IN (SELECT customer_id FROM profiles_searchdue)"  # noqa: S608
            yield _on_sqlite(
                f"{table}_{what.split()[0].lower()}_due",
                f"{what} ON {table} WHEN {matters.format(row=f'{row}.')} AND {not_yet}",
                f"{_DUE} VALUES ({row}.{column});",
            )


def _on_sqlite(name: str, when: str, what: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} BEGIN {what} END"


def _postgresql_triggers() -> Iterator[str]:
    for table, column, matters, columns in _WATCHED:
        many = f"SELECT DISTINCT {column} FROM added WHERE {matters.format(row='')} ORDER BY 1"  # noqa: S608
        yield from _on_postgresql(
            f"{table}_insert_due", f"INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT", many
        )
        for what, row in ((f"UPDATE OF {columns}", "NEW"), ("DELETE", "OLD")):
            yield from _on_postgresql(
                f"{table}_{what.split()[0].lower()}_due",
                f"{what} ON {table} FOR EACH ROW WHEN ({matters.format(row=f'{row}.')})",
                f"VALUES ({row}.{column})",
            )


def _on_postgresql(name: str, when: str, whose: str) -> Iterator[str]:
    noted = "IF current_setting('lately.noted', true) = 'yes' THEN RETURN NULL; END IF;" if name in _HUSHED else ""
    body = f"BEGIN {noted} {_DUE} {whose} ON CONFLICT DO NOTHING; RETURN NULL; END"
    yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    yield f"CREATE OR REPLACE TRIGGER {name} AFTER {when} EXECUTE FUNCTION {name}()"
