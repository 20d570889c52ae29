import os
import sqlite3
import subprocess
import sys

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


def test_four_who_start_at_once_on_an_empty_home_all_find_their_tables(tmp_path):
    command = [sys.executable, "-m", "lately.cli.main", "sign-in"]
    environment = {
        **os.environ,
        "LATELY_HOME": str(tmp_path),
        "LATELY_DATABASE": "",
        "PYTHONPATH": ":".join(sys.path),
        "DJANGO_SETTINGS_MODULE": "lately.config.settings",
    }
    starts = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [start.communicate()[1] for start in starts]
    assert [start.returncode for start in starts] == [2, 2, 2, 2]
    assert all(text.startswith("There is nobody to sign in yet.") for text in told), told
    with sqlite3.connect(tmp_path / "lately.sqlite3") as book:
        assert book.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)
    book.close()
