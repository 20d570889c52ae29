import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "lately"
DOORS = {"web", "api", "cli"}
ASKING = re.compile(r"\.(?:now|today|utcnow)\(|time\.time\(|lately\.lib\.clock")


def test_only_doors_read_the_clock():
    """The moment is an argument everywhere else, so that any moment can be asked about."""
    asking = [
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        if file.relative_to(SOURCE).parts[0] not in DOORS and ASKING.search(file.read_text(encoding="utf-8"))
    ]
    assert asking == ["lib/clock.py"]
