"""Keep the catalogues of translations: `.venv/bin/python docs/messages.py`.

Writes every text of the screens, also those that stand in YAML, into each src/lately/locale/*/LC_MESSAGES/django.po
(what is translated stays), and compiles it to the .mo beside it. Needs no gettext tools. docs/translating.md says more.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "lately"
LOCALE = SOURCE / "locale"
TEMPLATES = SOURCE / "web" / "templates"
# What marks a text, and which of its arguments is the context, the text, and the text of many.
MARKS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "ngettext_noop": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "several": (1, 2),
    "worded": None,
}
# What is said on screens and stands as data: by file, the lines whose words are said. The rest of a file is not.
IN_DATA: dict[str, tuple[str, ...]] = {
    "content/fields.yaml": ("meaning",),
    "decisioning/claims.yaml": ("words",),
    "decisioning/derived.yaml": ("words", "values", "unknown", "needs", "needs_not", "of"),
    "decisioning/earned.yaml": ("sentence",),
    "decisioning/factors.yaml": ("because",),
    "decisioning/facts.yaml": ("meaning", "used_for"),
    "decisioning/policies.yaml": ("title", "unit", "meaning"),
    "decisioning/rules.yaml": ("sentence",),
    "words/guard/findings.yaml": ("says", "why", "fix"),
}
NAMED_IN_DATA = ("decisioning/facts.yaml",)  # files of which the names are said, too


def texts() -> Catalog:
    """Every text that is marked for translation, in templates and in Python."""
    found = Catalog(project="Lately", charset="utf-8")
    for path in sorted([*SOURCE.rglob("*.py"), *TEMPLATES.rglob("*.html")]):
        place = path.relative_to(SOURCE.parent).as_posix()
        for _line, text, comments, context in extract("python", _python_of(path), MARKS):
            if text:
                found.add(text, None, [(place, 0)], auto_comments=comments, context=context)
    for name in IN_DATA:
        for text in in_data(name):
            found.add(text, None, [(f"{SOURCE.name}/{name}", 0)])
    return found


def in_data(name: str) -> Iterator[str]:
    """What is said of a file of data: the texts of its lines in IN_DATA, and its names if they are said."""
    listed = yaml.safe_load((SOURCE / name).read_text("utf-8"))
    entries = listed.values() if isinstance(listed, dict) else listed
    for entry in entries:
        yield from (text for line in IN_DATA[name] for text in _texts(entry.get(line)))
    if name in NAMED_IN_DATA:
        yield from (fact.replace("_", " ") for fact in listed if "*" not in fact)


def _texts(value: object) -> Iterator[str]:
    """The texts of a line: itself, or those of its parts; a list names things and says nothing."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from map(str, value.values())


def catalogues() -> Iterator[Path]:
    """The catalogue of every language."""
    return iter(sorted(LOCALE.glob("*/LC_MESSAGES/django.po")))


def read(path: Path) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(catalogue: Catalog) -> bytes:
    """What Django reads: texts without a translation are left out, so that they stay English."""
    done, out = Catalog(locale=catalogue.locale, charset="utf-8"), io.BytesIO()
    done.mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", catalogue.plural_forms)]
    for message in catalogue:
        if message.id and is_translated(message):
            done[message.id] = message
    write_mo(out, done)
    return out.getvalue()


def is_translated(message: Message) -> bool:
    """Whether a text has all its forms in the other language."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [])
    return bool(forms) and all(forms)


def brought_up_to_date(catalogue: Catalog, known: Catalog) -> bytes:
    """A catalogue with every text of today; what is not said any more is left out."""
    catalogue.update(known, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_by_file=True, omit_header=False, include_lineno=False)
    return out.getvalue()


def _python_of(path: Path) -> IO[bytes]:
    """A file as Python: a template with its texts as calls, in brackets, because its indents mean nothing."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    return io.BytesIO(text.encode())


def _put(path: Path, content: bytes) -> None:
    """Write a file whole: whoever reads it meanwhile must not take half a catalogue for all of it."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)


def main() -> int:
    """Write all catalogues, and say how far they are."""
    settings.configure()
    known = texts()
    for path in catalogues():
        _put(path, brought_up_to_date(read(path), known))
        catalogue = read(path)
        _put(path.with_suffix(".mo"), compiled(catalogue))
        said = [message for message in catalogue if message.id]
        done = sum(is_translated(message) for message in said)
        print(f"{path.parts[-3]}: {done} of {len(said)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
