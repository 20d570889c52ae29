import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from lately.lib import spreadsheets
from lately.lib.refusal import Refusal
from lately.lib.spreadsheets import is_spreadsheet, sheet_rows


def book(path, *rows, title_row=()):
    made = openpyxl.Workbook()
    for row in [*title_row, *rows]:
        made.active.append(row)
    made.save(path)
    return path


def test_a_spreadsheet_is_read_as_people_see_it(tmp_path):
    path = book(
        tmp_path / "list.xlsx",
        ["E-mail", "Since", "Paid", "Yes?"],
        ["ann@example.org", dt.date(2025, 3, 4), 12.0, True],
        [],
        ["dov@example.org", dt.datetime(2025, 3, 4, 12, 3), 12.5, None],  # noqa: DTZ001 - a sheet has no zones
    )
    assert is_spreadsheet(path)
    assert list(sheet_rows(path)) == [
        ["E-mail", "Since", "Paid", "Yes?"],
        ["ann@example.org", "2025-03-04", "12", "yes"],
        [],
        ["dov@example.org", "2025-03-04 12:03:00", "12.5"],
    ]


def test_the_first_sheet_that_holds_anything_is_read(tmp_path):
    made = openpyxl.Workbook()
    made.create_sheet("People").append(["ann@example.org"])
    made.save(tmp_path / "list.xlsx")
    assert list(sheet_rows(tmp_path / "list.xlsx")) == [["ann@example.org"]]


def test_a_small_file_that_swells_beyond_measure_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 10 * 1024 * 1024)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(11):
                sheet.write(b"\0" * 1024 * 1024)
    assert path.stat().st_size < 20_000
    with pytest.raises(Refusal, match="would unpack to 11 MB"):
        list(sheet_rows(path))


def test_a_file_that_lies_about_its_size_hands_out_no_more_than_it_told(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 5_000_000)
    told = packed.getvalue().replace((5_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    path = tmp_path / "lie.xlsx"
    path.write_bytes(told)
    with pytest.raises(Refusal, match="is damaged"):
        list(sheet_rows(path))


@pytest.mark.parametrize("name", ["list.xlsm", "list.xlsx"])
def test_macros_are_refused_and_never_run(tmp_path, name):
    path = book(tmp_path / "list.xlsx", ["email"])
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    with pytest.raises(Refusal, match="holds macros") as refused:
        list(sheet_rows(path.rename(tmp_path / name)))
    assert "save it as .xlsx or as CSV" in refused.value.todo


def test_an_old_excel_file_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "list.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500)
    with pytest.raises(Refusal, match=r"old Excel file \(\.xls\)"):
        is_spreadsheet(path)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"PK\x03\x04 not really", "cannot be unpacked"), (None, "no spreadsheet")],
    ids=["broken", "another zip"],
)
def test_what_is_no_spreadsheet_is_refused(tmp_path, data, why):
    path = tmp_path / "list.xlsx"
    if data is None:
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("photos/cat.jpg", b"meow")
    else:
        path.write_bytes(data)
    with pytest.raises(Refusal, match=why):
        list(sheet_rows(path))


def test_entities_that_grow_without_end_do_not(tmp_path):
    path = book(tmp_path / "list.xlsx", ["email"])
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    cell = '<worksheet><sheetData><row><c t="str"><v>&e11;</v></c></row></sheetData></worksheet>'
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [{grown}]>{cell}'
    out = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part, sheet if part.filename.startswith("xl/worksheets/") else old.read(part))
    with pytest.raises(Refusal, match="is damaged"):
        list(sheet_rows(out))
