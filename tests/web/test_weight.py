"""The first page comes quickly over a slow line, too."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

MOST = 150_000  # bytes, compressed


@pytest.mark.parametrize("path", ["/", "/people/"])
def test_the_first_load_weighs_little(firm, signed_in_as, path):
    page = signed_in_as(firm.owner).get(path).content
    loaded = set(re.findall(r'(?:src|href)="/static/([^"?]+)"', page.decode()))
    assert any(name.endswith(".css") for name in loaded)
    assert any(name.endswith(".js") for name in loaded)
    weight = len(gzip.compress(page))
    for name in loaded:
        found = finders.find(name)
        assert found is not None, name
        with open(found, "rb") as file:  # noqa: PTH123 - a path of Django's
            weight += len(gzip.compress(file.read()))
    assert weight <= MOST
