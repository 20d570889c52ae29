from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [file for file in (ROOT / "src").rglob("*.*") if file.suffix in {".py", ".html", ".css", ".js"}]


def test_no_file_is_longer_than_400_lines():
    sources = [file for file in [*FILES, ROOT / "bootstrap.py"] if "migrations" not in file.parts]
    long = {str(file): count for file in sources if (count := len(file.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_nothing_is_called_a_drawer_for_everything():
    drawers = {"utils", "util", "helpers", "helper", "common", "managers", "manager", "misc"}
    assert not [file for file in FILES if drawers & {file.stem, *file.relative_to(ROOT).parts}]
