"""The lists with a known answer: read, compared, and told on a page, without the published ones."""

from __future__ import annotations

import importlib

HEAD = (
    "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, "
    "date_of_birth, soc_sec_id"
)
LINES = """
rec-1-org, annabel, calloway, 12, mill lane, willaroo, st james, 4011, wa, 19790401, 1
rec-1-dup-0, anabel, calloway, 12, mill lne, willaroo, st james, 4011, wa, 19790401, 1
rec-2-org, benjamin, okafor, 7, high street, rosetta, harbour, 2304, vic, 19800503, 2
rec-2-dup-0, okafor, benjamin, 7, high street, , harbour, 2304, vic, 19800503, 2
rec-3-org, dov, lindqvist, 90, station road, , corio, 4670, nsw, 19510101, 3
"""


def test_a_list_is_measured_and_told_by_threshold(tmp_path):
    bench = importlib.import_module("benchmarks.identity.bench")
    file = tmp_path / "febrl_dataset1.csv"
    file.write_text(HEAD + LINES)
    found = bench.measure(file)
    assert (found.records, sorted(found.truth)) == (5, [(0, 1), (2, 3)])
    assert found.figures(bench.PROPOSED) == (1.0, 1.0, 1.0)
    assert found.figures(1_000.0)[1] == 0.0
    assert bench.chosen(found, (0.0, 3.0, 1_000.0)) == 3.0
    page = bench.page([found])
    assert "| febrl_dataset1.csv (chosen on it) | 5 | 2 | 1.0000 | 1.0000 | **1.0000** |" in page
