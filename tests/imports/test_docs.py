import re
from pathlib import Path

from lately.decisioning.catalogue import fact_kinds
from lately.imports.columns import DEEDS, INTERACTIONS, PURCHASES, consent_columns, customer_columns

PAGES = {
    part.partition("\n")[0]: part
    for part in Path(__file__, "../../../docs/files.md").resolve().read_text("utf-8").split("\n## ")
}


def named(page: str) -> set[str]:
    return {word for words in re.findall(r"`([^`\n]+)`", PAGES[page]) for word in words.split()}


def test_every_column_stands_in_the_docs():
    for page, columns in {"Purchases": PURCHASES, "Interactions": INTERACTIONS, "Deeds": DEEDS}.items():
        assert set(columns) - named(page) == set()
    consents = {name for name in consent_columns() if name.count("_") > 1}
    assert set(customer_columns()) - consents - named("Customers") == set()
    assert "consent_email_news" in consents


def test_every_fact_that_has_a_plain_name_is_a_column():
    assert {name for name in fact_kinds() if "." not in name} <= set(customer_columns())
