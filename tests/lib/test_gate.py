import subprocess
import sys
import threading

import pytest
from django.db import connection, transaction

from lately.accounts.models import Organisation
from lately.lib.gate import write_transaction
from lately.lib.locks import held


def test_what_fails_leaves_nothing(db, at):
    def half():
        with write_transaction():
            Organisation.objects.create(name="Half", zone="UTC", valid_from=at, recorded_at=at)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert not Organisation.objects.exists()


def test_a_transaction_within_a_transaction_is_part_of_it(db, at):
    with write_transaction(), write_transaction():
        Organisation.objects.create(name="Whole", zone="UTC", valid_from=at, recorded_at=at)
    assert Organisation.objects.count() == 1


def test_eight_writers_at_once_lose_nothing_and_none_is_turned_away(transactional_db, at):
    ours = Organisation.objects.create(name="0", zone="UTC", valid_from=at, recorded_at=at)
    faults = []

    def write():
        try:
            for _ in range(10):
                with write_transaction():
                    row = Organisation.objects.select_for_update().get(pk=ours.pk)
                    row.name = str(int(row.name) + 1)
                    row.save()
        except Exception as error:  # noqa: BLE001 - whatever it was, the test shows it
            faults.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    assert Organisation.objects.get().name == "80"


def test_a_lock_is_dropped_when_its_holder_dies(tmp_path):
    code = f"""
import pathlib, sys, time
from lately.lib.locks import held
with held(pathlib.Path({str(tmp_path / "lock")!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={"PYTHONPATH": ":".join(sys.path)}
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        waited = []
        threading.Timer(0.2, holder.kill).start()
        with held(tmp_path / "lock", waiting=lambda: waited.append(1)):
            assert waited == [1]


def test_reading_takes_no_turn(transactional_db, settings):
    with held(settings.HOME / "write.lock"), transaction.atomic():
        assert Organisation.objects.count() == 0
