"""Every text on a screen can be translated, and what is translated is what the screens show."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

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
    return set(re.findall(r"%\(\w+\)", " ".join([text] if isinstance(text, str) else text)))
