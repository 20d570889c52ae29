"""Does everything that is refused speak the page's language?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lately.decisioning.catalogue import MEANINGS, fact_kinds
from lately.decisioning.policy import UNITS, policy_entries

SOURCE = Path(__file__).parents[2] / "src" / "lately"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "npgettext", "pgettext"}
# What stays English (a folder or a file), and why.
ENGLISH: dict[str, str] = {
    "cli/": "the command line speaks English",
    "config/": "it is read before any language is known",
}


def bare(source: str) -> list[str]:
    """The words of refusals that are not marked for translation: typed in place, or a constant of the file."""
    tree = ast.parse(source)
    constants = _constants(tree)
    return [words for call in _refusals(tree) for part in _said(call) for words in _unmarked(part, constants)]


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The texts that names at the top of a file stand for."""
    found = [(node.targets[0], node.value) for node in tree.body if isinstance(node, ast.Assign)]
    texts = [(target, value) for target, value in found if isinstance(value, ast.Constant | ast.JoinedStr)]
    return {target.id: value for target, value in texts if isinstance(target, ast.Name)}


def _refusals(tree: ast.Module) -> Iterator[ast.Call]:
    """Every making of a Refusal, by itself or in a class that is one."""
    kinds, nodes = {"Refusal"}, list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.Name) and base.id in kinds for base in node.bases
        ):
            kinds.add(node.name)
            inner = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
            yield from (call for call in inner if ast.unparse(call.func) == "super().__init__")
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    yield from (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in kinds)


def _said(call: ast.Call) -> list[ast.expr]:
    """The three sentences; the name of a field is none."""
    return [*call.args, *(given.value for given in call.keywords if given.arg in {"what", "why", "todo"})]


def _unmarked(part: ast.AST, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in MARKS:
        return
    if isinstance(part, ast.Name) and part.id in constants:
        yield from _unmarked(constants[part.id], {})
    elif isinstance(part, ast.Constant):
        if isinstance(part.value, str) and re.search(r"[^\W\d_]{2}", part.value):
            yield part.value
    else:
        for inside in _parts(part):
            yield from _unmarked(inside, constants)


def _parts(part: ast.AST) -> list[ast.AST]:
    """What a sentence is put together of: not the keys of what fills it, nor what is looked up or compared."""
    if isinstance(part, ast.Dict):
        return list(part.values)
    if isinstance(part, ast.IfExp):
        return [part.body, part.orelse]
    if isinstance(part, ast.Subscript):
        return [part.value]
    return list(ast.iter_child_nodes(part))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("raise Refusal('No Ann.', _('Why'), TODO)", ["No Ann."]),
        ("raise Refusal(f'No {name}.', 'Why' if name == 'Ann' else _('Because'), error.todo)", ["No ", "Why"]),
        ("TODO = 'Ask Ann.'\nraise Refusal(_('No.'), _('Why'), TODO)", ["Ask Ann."]),
        ("class No(Refusal):\n  def __init__(self): super().__init__('No', _('Why'), todo='Ask')", ["No", "Ask"]),
        ("class No(Refusal): pass\nraise No(_('No'), gettext('Why'), 'Ask Ben.', field='name')", ["Ask Ben."]),
        ("raise Refusal(_('No %(one)s.') % {'one': ' or '.join(all)}, _('Why'), _(TODO))", [" or "]),
        ("TODO = gettext_noop('Ask.')\nraise Refusal(f'{name}: {no.what}', _('No %(a)s') % told['ab'], TODO)", []),
    ],
)
def test_words_that_cara_would_read_in_another_language_are_found(source: str, found: list[str]) -> None:
    assert bare(source) == found


def test_nothing_is_refused_to_eve_in_a_language_that_is_not_hers() -> None:
    """Whoever refuses something marks its sentences: docs/translating.md says how."""
    found = {
        path.relative_to(SOURCE).as_posix(): words
        for path in sorted(SOURCE.rglob("*.py"))
        if "Refusal" in (source := path.read_text("utf-8")) and (words := bare(source))
    }
    english = {name for name in found if name.startswith(tuple(ENGLISH))}
    assert {name: words for name, words in found.items() if name not in english} == {}
    assert {begin for begin in ENGLISH if any(name.startswith(begin) for name in english)} == set(ENGLISH)


def test_what_the_numbers_of_our_lists_count_can_be_said_in_ben_s_language() -> None:
    """Units and meanings stand in YAML, where docs/messages.py does not look; they are marked beside their readers."""
    counted = {
        str(entry["unit"]) for entry in policy_entries().values() if entry["form"] in {"whole", "number", "pair"}
    }
    assert counted - {*UNITS} == set()
    assert {kind.meaning for kind in fact_kinds().values() if kind.type == "number"} == {*MEANINGS}
