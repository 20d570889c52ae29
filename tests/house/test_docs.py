"""What a user may meet stands in the docs."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from lately.decisioning.catalogue import fact_kinds
from lately.decisioning.derived import derived_facts
from lately.decisioning.facts_of import WORKED_OUT
from lately.decisioning.policy import policy_entries
from lately.decisioning.rules import ARBITRATED, package_factors, package_rules
from lately.words.guard.findings import kinds

ROOT = Path(__file__).parents[2]


def generator() -> ModuleType:
    """docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_customer_who_asks_for_a_reason_finds_its_code_in_the_docs() -> None:
    """Every reason, factor, fact and policy is on its page, and the pages are current."""
    for name, text in generator().pages().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text, f"run docs/generate.py: {name} is not current"
    rules = (ROOT / "docs" / "rules.md").read_text("utf-8")
    codes = [*(rule.code for rule in package_rules()), *ARBITRATED, *(factor.code for factor in package_factors())]
    assert [code for code in codes if f"`{code}`" not in rules] == []
    assert [code for code in kinds() if f"| `{code}` |" not in generator().pages()["check-codes.md"]] == []
    assert len(policy_entries()) > 20
    assert len(fact_kinds()) > 30


def test_every_reason_of_a_filtered_list_is_documented() -> None:
    """The codes that `filter` adds of its own stand beside those of the rules."""
    code = (ROOT / "src/lately/usecases/filter_audience.py").read_text("utf-8")
    used = set(re.findall(r'Held\(\s*line,\s*"([a-z_]+)"', code))
    assert used == set(generator().OF_A_LIST)


def test_every_fact_that_is_worked_out_is_declared_and_the_other_way_round() -> None:
    """derived.yaml and the functions of facts_of are one list."""
    assert set(WORKED_OUT) == set(derived_facts())


def test_every_setting_of_the_environment_is_documented() -> None:
    """LATELY_... names in the code stand in docs/commands.md."""
    pages = (ROOT / "docs" / "commands.md").read_text("utf-8")
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    assert [name for name in sorted(set(re.findall(r"LATELY_[A-Z]+", code))) if f"`{name}`" not in pages] == []
