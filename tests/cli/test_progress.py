import time

from lately.cli.progress import Progress


def test_what_is_done_within_a_second_is_silent_and_then_it_speaks_once_a_second(capsys, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    progress = Progress("purchases.csv")
    for done in range(50):
        now[0] = 100 + done / 10
        progress("written", done, 50)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"purchases.csv: {done} of 50 written" for done in (10, 20, 30, 40)]
