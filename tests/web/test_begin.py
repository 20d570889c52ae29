"""What a process that answers keeps from one page to the next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ASKED = """
import shutil, sqlite3, django
django.setup()
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from lately.web.begin import begin

def put(name, customer):
    with sqlite3.connect(settings.HOME / name) as book:
        book.execute("CREATE TABLE who (name text)")
        book.execute("INSERT INTO who VALUES (?)", (customer,))
    book.close()

def page():
    request_started.send(None)
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT name FROM who").fetchone()[0]
    request_finished.send(None)
    return found, id(connection.connection)

put("lately.sqlite3", "Ann")
begin()
first, second = page(), page()
if {replaced}:
    put("other.sqlite3", "Ben")
    shutil.move(settings.HOME / "other.sqlite3", settings.HOME / "lately.sqlite3")
print(first[0], second[0], first[1] == second[1], page()[0])
"""


def _told(home: Path, *, replaced: bool) -> str:
    environment = {**os.environ, "LATELY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "lately.config.settings"}
    environment = {name: value for name, value in environment.items() if name != "LATELY_DATABASE"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    asked = [sys.executable, "-c", _ASKED.replace("{replaced}", str(replaced))]
    return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(("replaced", "told"), [(False, "Ann Ann True Ann"), (True, "Ann Ann True Ben")])
def test_a_customer_is_read_from_the_book_that_stands_there_though_the_connection_is_kept(tmp_path, replaced, told):
    assert _told(tmp_path, replaced=replaced) == told
