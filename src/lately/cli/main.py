"""The command line: `lately VERB ...`; every verb is a module in cli/verbs with the same three names.

`HELP` (one line), `arguments(parser)`, `run(options) -> int`. A verb that needs the database sets
`NEEDS_BOOK = True`; Django is set up and the tables are brought up to date before it runs.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import signal
import sys
from typing import Protocol, cast

from lately.cli import verbs
from lately.cli.opening import open_book
from lately.lib.refusal import Refusal


class Verb(Protocol):
    """What a module in cli/verbs offers."""

    HELP: str
    NEEDS_BOOK: bool

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the verb takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; return the exit status."""


def names() -> list[str]:
    """All verbs, as typed (the module of `sign-in` is sign_in; that of `import` is import_)."""
    return sorted(found.name.rstrip("_").replace("_", "-") for found in pkgutil.iter_modules(verbs.__path__))


def verb_named(name: str) -> Verb:
    """Return the module of a verb."""
    module = name.replace("-", "_")
    if module == "import":
        module = "import_"
    return cast("Verb", importlib.import_module(f"lately.cli.verbs.{module}"))


def main(argv: list[str] | None = None) -> int:
    """Run one verb; return its exit status (2 for bad input, told in three sentences)."""
    given = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="lately", description="What have you done for me lately?")
    choices = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    wanted = given[0] if given and given[0] in names() else None
    for name in names():
        if wanted in {None, name}:
            module = verb_named(name)
            module.arguments(choices.add_parser(name, help=module.HELP, description=module.HELP))
    options = parser.parse_args(given)
    module = verb_named(options.verb)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        if module.NEEDS_BOOK:
            open_book()
        return module.run(options)
    except Refusal as refusal:
        print(f"{refusal.what}\n{refusal.why}\n{refusal.todo}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped by you; what was finished is kept.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
