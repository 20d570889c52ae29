"""How is a list that people wrote in YAML read?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop

_NO_LIST = {
    "contents": gettext_noop("%(name)s holds no list of contents."),
    "rules": gettext_noop("%(name)s holds no list of rules."),
    "segments": gettext_noop("%(name)s holds no list of segments."),
}


def entries(text: str, *, name: str, what: str, begins: str, see: str) -> list[Mapping[str, Any]]:
    """Return the entries of a YAML list of `what`; raises Refusal, with the line, for whatever else it is.

    `what` is contents, rules or segments, `begins` is the first word of an entry, `see` the page that shows one.
    """
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = {"name": name, "line": mark.line + 1 if mark else 0}
        said = (
            _("%(name)s is not readable as YAML on line %(line)s.") if mark else _("%(name)s is not readable as YAML.")
        )
        raise Refusal(
            said % where,
            str(problem or error),
            _("Mend that line; %(see)s has an example to start from.") % {"see": see},
        ) from None
    if not isinstance(data, list) or not all(isinstance(entry, Mapping) for entry in data):
        raise Refusal(
            _(_NO_LIST[what]) % {"name": name},
            _("Each is an entry that begins with “- %(begins)s:”.") % {"begins": begins},
            _("See %(see)s for an example.") % {"see": see},
        )
    return data
