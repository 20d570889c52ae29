import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lately.accounts.middleware import is_public

SOURCE = Path(__file__).parents[2] / "src" / "lately"
PUBLIC = {"/sign-in/", "/sign-in/1", "/health", "/for-you/1", "/for-all/1"}


def _paths(resolver: URLResolver, before: str = "/") -> list[str]:
    found: list[str] = []
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        found += (
            _paths(entry, here) if isinstance(entry, URLResolver) else [here] if isinstance(entry, URLPattern) else []
        )
    return [re.sub(r"<[^>]*>", "1", path) for path in found]


PATHS = _paths(get_resolver())


@pytest.mark.parametrize("path", sorted(set(PATHS) - PUBLIC))
def test_a_stranger_is_turned_away(path, client, db):
    for method in (client.get, client.post):
        answer = method(path)
        assert answer.status_code in {302, 401}
        assert answer.headers.get("Location", "/sign-in/") == "/sign-in/"


def test_the_list_of_public_pages_is_short():
    assert {path for path in PATHS if is_public(path)} == PUBLIC


@pytest.mark.parametrize("path", ["/healthy", "/sign-in", "/sign-out", "/staticky", "/admin/", "//static/", "/api/"])
def test_what_looks_public_is_not(path):
    assert not is_public(path)


def test_pages_load_nothing_from_elsewhere():
    files = [*SOURCE.rglob("templates/**/*.*"), *SOURCE.rglob("static/**/*.*")]
    named = r"""(?:src|href|action|url\(|@import)\s*=?\s*["'(]?\s*(?:https?:)?//[^"')\s]+"""
    outside = {str(file): found for file in files if (found := re.findall(named, file.read_text(encoding="utf-8")))}
    assert not outside


def test_pages_carry_no_script_or_style_of_their_own():
    """The content security policy would switch them off silently."""
    inline = r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+="
    pages = {str(file): re.findall(inline, file.read_text(encoding="utf-8")) for file in SOURCE.rglob("*.html")}
    assert not {name: found for name, found in pages.items() if found}
