import re
from pathlib import Path

import pytest

from lately.cli.main import names, verb_named

DOCUMENTED = re.findall(
    r"^## `\./lately ([a-z-]+)", Path(__file__, "../../../docs/commands.md").resolve().read_text(), re.MULTILINE
)


def test_every_command_is_documented_in_order_and_no_other():
    assert sorted(DOCUMENTED) == names()
    assert len(DOCUMENTED) == len(set(DOCUMENTED))


@pytest.mark.parametrize("name", names())
def test_every_command_has_one_line_of_help(name):
    verb = verb_named(name)
    assert verb.HELP
    assert "\n" not in verb.HELP
    assert verb.NEEDS_BOOK in {True, False}
