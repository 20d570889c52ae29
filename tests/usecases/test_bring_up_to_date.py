import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lately.lib.refusal import Refusal
from lately.usecases.bring_up_to_date import bring_up_to_date


def test_tables_that_are_up_to_date_cost_two_queries(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert not bring_up_to_date()


def test_a_book_of_a_newer_version_is_left_alone(db):
    MigrationRecorder(connection).record_applied("profiles", "9999_from_the_future")
    with pytest.raises(Refusal, match="9999_from_the_future"):
        bring_up_to_date()


@pytest.fixture
def empty_database(transactional_db) -> Iterator[str]:
    """LATELY_DATABASE of a database without a table, of the kind that the tests run on."""
    given = os.environ.get("LATELY_DATABASE", "")
    if not given:
        yield ""
        return
    name = f"starts_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield urlsplit(given)._replace(path=f"/{name}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def test_four_who_start_at_once_on_nothing_all_find_their_tables(tmp_path, empty_database):
    environment = {
        **os.environ,
        "LATELY_HOME": str(tmp_path),
        "LATELY_DATABASE": empty_database,
        "PYTHONPATH": ":".join(sys.path),
        "DJANGO_SETTINGS_MODULE": "lately.config.settings",
    }
    command = [sys.executable, "-m", "lately.cli.main", "sign-in"]
    starts = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [start.communicate()[1] for start in starts]
    assert [start.returncode for start in starts] == [2, 2, 2, 2]
    assert all(text.startswith("There is nobody to sign in yet.") for text in told), told
