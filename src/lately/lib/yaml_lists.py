"""How is a list that people wrote in YAML read?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from lately.lib.refusal import Refusal


def entries(text: str, *, name: str, what: str, begins: str, see: str) -> list[Mapping[str, Any]]:
    """Return the entries of a YAML list of `what`; raises Refusal, with the line, for whatever else it is.

    `begins` is the first word of an entry, `see` the page that shows one.
    """
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 1}" if mark else ""
        raise Refusal(
            f"{name} is not readable as YAML{where}.",
            str(getattr(error, "problem", None) or error),
            f"Mend that line; {see} has an example to start from.",
        ) from None
    if not isinstance(data, list) or not all(isinstance(entry, Mapping) for entry in data):
        raise Refusal(
            f"{name} holds no list of {what}.",
            f"Each is an entry that begins with “- {begins}:”.",
            f"See {see} for an example.",
        )
    return data
