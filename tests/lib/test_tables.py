import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lately.lib.refusal import Refusal
from lately.lib.tables import LONGEST_LINE, Rejected, Row, read_table

KNOWS = {"email": ["e-mail address", "mail"], "date": ["bought on"], "amount": ["total", "betrag"]}


@pytest.fixture
def table(tmp_path):
    def written(content, needs=("email",)):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, needs=needs, knows=KNOWS)

    return written


def rows(found):
    return [(row.number, row.values) for row in found if isinstance(row, Row)]


def rejected(found):
    return [(row.number, row.what) for row in found if isinstance(row, Rejected)]


def test_a_plain_list_is_read_with_the_line_of_each_row(table):
    found = table("email,name\nann@example.org, Ann \n\nben@example.org,Ben\n")

    assert rows(found) == [(2, {"email": "ann@example.org"}), (4, {"email": "ben@example.org"})]
    assert [row.cells for row in found] == [("ann@example.org", " Ann "), ("ben@example.org", "Ben")]
    assert found.headers == ("email", "name")
    assert found.notes == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_encoding_and_delimiter_is_read(table, delimiter, encoding):
    lines = [["E-Mail Address", "Betrag"], ["änn@example.org", "12,50"]]
    found = table("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))

    if delimiter == ",":
        assert rejected(found)
    else:
        assert rows(found) == [(2, {"email": "änn@example.org", "amount": "12,50"})]


def test_windows_1252_is_told_as_such(table):
    found = table("email;name\nann@example.org;Änn\n".encode("cp1252"))

    assert [row.cells[1] for row in found] == ["Änn"]
    assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize("header", ["EMAIL", "E-Mail", "e_mail", "E-mail Address", " Mail "])
def test_a_header_is_known_in_any_spelling(table, header):
    assert rows(table(f"name,{header}\nAnn,ann@example.org\n")) == [(2, {"email": "ann@example.org"})]


def test_the_spelling_named_first_wins_over_another_column_for_the_same(table):
    assert rows(table("mail,email\nold@example.org,ann@example.org\n")) == [(2, {"email": "ann@example.org"})]


@pytest.mark.parametrize(
    ("content", "what", "todo"),
    [
        ("name\nAnn\n", "no column 'email'", "Name a column 'email'"),
        ("email,email\na,b\n", "twice", "Rename or delete"),
        ("", "is empty", "Export"),
        (b"PK\x03\x04", "spreadsheet", "CSV"),
        (b"%PDF-1.7", "PDF", "CSV"),
        ("email" + "," * 6000 + "\n", "6,001 columns", "line breaks"),
        ('"email\nann@example.org\n', "first line", "Close it"),
        ("x" * (LONGEST_LINE + 5), "first line", "export the file again"),
        ("email,name\nann@example.org,Ann\n".encode("utf-16")[:-1], "is damaged", "Export it again"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(table, content, what, todo):
    with pytest.raises(Refusal) as refused:
        table(content)

    assert what in refused.value.what
    assert todo in refused.value.todo


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refusal, match="cannot be opened"):
        read_table(tmp_path / "none.csv", needs=(), knows=KNOWS)


def test_three_hundred_columns_are_read(table):
    found = table("email," + ",".join(f"c{number}" for number in range(299)) + "\nann@example.org" + "," * 299 + "\n")

    assert rows(found) == [(2, {"email": "ann@example.org"})]


def test_a_line_that_cannot_be_used_is_rejected_and_the_next_one_read(table):
    found = table(
        "email,name\n"
        "ann@example.org,Lee, Ann\n"
        '"ben@example.org","Be"n"\n'
        "cara@example.org,C\0ra\n"
        "dov@example.org\n"
        '"eve@example.org\nfay@example.org,Fay\n'
    )

    assert rejected(found) == [
        (2, "It has 3 cells, but the header has 2."),
        (3, "A quotation mark stands in the middle of a quoted cell."),
        (4, "It holds a NUL character."),
        (6, "A quotation mark opens and is never closed. It swallowed everything to line 7."),
    ]
    assert rows(found) == [(5, {"email": "dov@example.org"})]


def test_a_cell_of_several_lines_is_one_cell(table):
    found = table('email,note\n"ann@example.org","one\ntwo"\nben@example.org,x\n')

    assert [row.cells[-1] for row in found] == ["one\ntwo", "x"]
    assert [row.number for row in found] == [2, 4]


def test_an_endless_line_is_rejected_in_bounded_memory(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.write(b"email\nann@example.org\n")
        file.writelines(b"x" * 1_000_000 for _ in range(60))
        file.write(b"\nben@example.org\n")
    tracemalloc.start()
    found = read_table(path, needs=("email",), knows=KNOWS)
    read = list(found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [row.number for row in read] == [2, 3, 4]
    assert rejected(read) == [(3, "It is longer than 1,000,000 characters.")]
    assert peak < 20_000_000


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "list.csv"
    path.write_bytes(b"email,name\n" + content)
    try:
        found = read_table(path, needs=("email",), knows=KNOWS)
    except Refusal:
        return
    assert all(isinstance(row, Row | Rejected) for row in found)


@pytest.mark.parametrize("title", ["Customers of the shop\n\n", "Customers of the shop;;;\n", "sep=;\n", "\n"])
def test_a_title_above_the_names_of_the_columns_is_no_line_of_the_list(table, title):
    found = table(f"{title}E-Mail;Bought on;Total\nann@example.org;31.03.2025;12\n")

    assert found.headers == ("E-Mail", "Bought on", "Total")
    line = title.count("\n") + 2
    assert rows(found) == [(line, {"email": "ann@example.org", "date": "31.03.2025", "amount": "12"})]
    assert rejected(found) == []


def test_a_list_of_one_column_has_no_title_though_its_lines_hold_a_comma_too_many(table):
    found = table("email\nann@example.org,Ann,Moss\nben@example.org\n")

    assert found.headers == ("email",)
    assert [number for number, _ in rejected(found)] == [2]
