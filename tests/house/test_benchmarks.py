"""The benchmarks themselves: they run, and they compare answers before they compare times."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


def test_deciding_gives_the_cells_of_a_plain_loop_over_objects():
    command = [sys.executable, "-P", str(ROOT / "benchmarks" / "start.py"), "decide", "--json"]
    small = ["--customers", "200", "--rounds", "1", "--peers", "loop"]
    done = subprocess.run([*command, *small], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "loop: the same 20,000 cells" in done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"bench", "machine", "lines"}
    for line in found["lines"]:
        assert set(line) == {"line", "unit", "ours", "peer_name", "peer", "ratio"}
        assert line["ratio"] == pytest.approx(line["peer"] / line["ours"])


@pytest.mark.parametrize("changed", ["allowed", "refused", "scores"])
def test_an_engine_that_answers_otherwise_is_not_measured(changed):
    bench = importlib.import_module("benchmarks.decide.cells")
    words, scores = np.array([[5]], np.uint64), np.array([10, 20])
    mine = bench.Cells(words, {"too_soon": words}, scores)
    mine.check(bench.Cells(words, {"too_soon": words, "draft": words * 0}, scores), "peer")
    other = {"allowed": words * 2, "refused": {"too_soon": words * 2}, "scores": scores + 1}[changed]
    with pytest.raises(bench.DifferentCellsError):
        mine.check(
            bench.Cells(**{"allowed": words, "refused": {"too_soon": words}, "scores": scores} | {changed: other}),
            "peer",
        )


def test_checking_words_is_measured_beside_reading_and_filling():
    command = [sys.executable, "-P", str(ROOT / "benchmarks" / "start.py"), "words", "--json"]
    done = subprocess.run(
        [*command, "--customers", "200", "--rounds", "1"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)["lines"]
    assert [line["peer_name"] for line in lines] == ["email", "filling"]
    for line in lines:
        assert set(line) == {"line", "unit", "ours", "peer_name", "peer", "ratio"}
        assert line["ratio"] == pytest.approx(line["peer"] / line["ours"])


def test_an_import_is_measured_beside_bare_rows_and_nobody_comes_in_twice():
    command = [sys.executable, "-P", str(ROOT / "benchmarks" / "start.py"), "import", "--json"]
    small = ["--customers", "200", "--peers", "executemany"]
    done = subprocess.run([*command, *small], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = json.loads(done.stdout)["lines"]
    assert line["peer_name"] == "executemany"
    assert line["ratio"] == pytest.approx(line["peer"] / line["ours"])
