"""Every text on a screen can be translated, and what is translated is what the screens show."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from lately.decisioning.earning import earned_rules
from lately.decisioning.rules import package_rules

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src" / "lately" / "web" / "templates"
NAMES = {"Lately", "lately"}
DJANGO = r"\{%.*?%\}|\{\{.*?\}\}"
MARKED = re.compile(r"\{% blocktranslate\b.*?\{% endblocktranslate %\}|\{#.*?#\}", re.DOTALL)
# Letters of the keyboard, what is typed as it stands, and what no person reads.
UNREAD = re.compile(r"<(code|kbd|pre|script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
ELEMENT = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
READ_ALOUD = re.compile(r"""\s(?:aria-label|aria-description|title|placeholder|alt|label)="([^"]*)\"""")
OTHERWISE = re.compile(r"""\|(?:default|default_if_none|yesno|pluralize|join):"[^"]*[^\W\d_][^"]*\"""")


def bare(template: str) -> list[str]:
    """What a reader would see of a template in English, whatever their language."""
    text = MARKED.sub("", template)
    visible = re.sub(r"\{% (?:el)?if .*?%\}", "", template)  # what is compared is not shown
    words = [found.group() for found in OTHERWISE.finditer(visible)]
    text = UNREAD.sub("", re.sub(DJANGO, "", text, flags=re.DOTALL))
    said = [one for one in READ_ALOUD.findall(text) if "@" not in one]
    said += [line.strip(" ·\t") for line in ELEMENT.sub("\n", text).splitlines()]
    return words + [one for one in said if one not in NAMES and re.search(r"[^\W\d_]", re.sub(r"&\w+;", "", one))]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{{ name }} waits</p>", ["waits"]),
        ('<p aria-label="Why, for {{ name }}?">{% if a > b %}·{% endif %}</p>', ["Why, for ?"]),
        ('<b>{{ one|default:"nothing" }}</b>', ['|default:"nothing"']),
        ('<p>{% translate "Waits" %} · {{ name }} <code>./lately</code> &middot;</p>', []),
        ('{% blocktranslate with a=b|default:_("c") %}{{ a }} waits{% endblocktranslate %}', []),
    ],
)
def test_a_bare_text_is_found(template: str, found: list[str]) -> None:
    assert bare(template) == found


def test_a_customer_of_no_language_is_left_out() -> None:
    """Whoever adds a text marks it: {% translate "..." %}, or {% blocktranslate %} around a whole sentence."""
    found = {
        str(path.relative_to(TEMPLATES)): told
        for path in sorted(TEMPLATES.rglob("*.html"))
        if (told := bare(path.read_text("utf-8")))
    }
    assert found == {}, "docs/translating.md says how a text is marked"


def messages() -> ModuleType:
    """docs/messages.py as a module."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "docs" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_translated_is_what_a_customer_reads() -> None:
    """Every catalogue is compiled as it stands, and no translation loses or invents a name, a day or a number."""
    made = messages()
    for path in made.catalogues():
        catalogue = made.read(path)
        assert [(found.id, str(problem)) for found, problem in catalogue.check()] == []
        shown = _said_in(path.with_suffix(".mo").read_bytes())
        assert shown == _said_in(made.compiled(catalogue)), "run docs/messages.py"
        for found in catalogue:
            assert not made.is_translated(found) or _placeholders(found.string) <= _placeholders(found.id), found.id


def _said_in(compiled: bytes) -> dict[Any, str]:
    """Every text of a compiled catalogue, without its head, which has a date."""
    texts: dict[Any, str] = vars(gettext.GNUTranslations(io.BytesIO(compiled)))["_catalog"]
    return {text: said for text, said in texts.items() if text}


def _placeholders(text: str | tuple[str, ...]) -> set[str]:
    return set(re.findall(r"%\(\w+\)|{\w+}", " ".join([text] if isinstance(text, str) else text)))


# Data whose words are no texts of ours on a screen: what texts and people say, and what is looked for in them.
NOT_OURS = ("books", "content/shelf.yaml", "identity", "imports", "words/addressing", "words/guard/phrases",
            "words/languages")  # fmt: skip
# Lines that are for whoever reads the file, and for docs.
FOR_READERS = {"source", "example", "form", "each"}
A_SENTENCE = 3  # words


def test_no_customer_reads_a_sentence_from_a_file_that_is_not_in_the_catalogues() -> None:
    """Whoever adds a line of words to a file of data names it in IN_DATA of docs/messages.py."""
    made = messages()
    found = {
        f"{name}: {line}"
        for path in sorted(made.SOURCE.rglob("*.yaml"))
        if not (name := path.relative_to(made.SOURCE).as_posix()).startswith(NOT_OURS)
        for line in _sentences(yaml.safe_load(path.read_text("utf-8")))
        if line not in {*made.IN_DATA.get(name, ()), *FOR_READERS}
    }
    known = {text for name in made.IN_DATA for text in made.in_data(name)}
    gathered = made.texts()
    assert found == {"decisioning/derived.yaml: meaning"}, "it is shown in docs/facts.md only"
    assert {rule.sentence for rule in (*package_rules(), *earned_rules())} <= known
    assert {text for text in known if text not in gathered} == set()


def _sentences(listed: Any) -> Iterator[str]:
    """The lines of a file of data that hold more than a word or two."""
    entries = listed.values() if isinstance(listed, dict) else listed
    for entry in entries:
        for line, value in entry.items() if isinstance(entry, dict) else ():
            said = value.values() if isinstance(value, dict) else [value]
            if any(isinstance(one, str) and len(one.split()) >= A_SENTENCE for one in said):
                yield line
