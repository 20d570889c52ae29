"""The command line: `lately VERB ...`; every verb is a module in cli/verbs with the same three names.

`HELP` (one line), `arguments(parser)`, `run(options) -> int`. A verb that needs the database sets
`NEEDS_BOOK = True`; Django is set up and the tables are brought up to date before it runs.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import pkgutil
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol, cast

from lately.cli import verbs
from lately.cli.opening import open_book
from lately.cli.recording import recorded
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


class Parser(argparse.ArgumentParser):
    """Says where help is when something was typed wrongly; verbs are parsed by it, too."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{message[:1].upper()}{message[1:]}.\nType ./{self.prog} --help to see what there is.\n")


_SERVING = {"serve", "demo", "test"}  # a reader who hangs up must not end these


def main(argv: list[str] | None = None) -> int:
    """Run one verb; return its exit status (2 for bad input, told in three sentences)."""
    given = sys.argv[1:] if argv is None else argv
    if not given or given[0] == "help":
        given = [*given[1:], "--help"]
    parser = Parser(prog="lately", description="What have you done for me lately?")
    choices = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    wanted = given[0] if given and given[0] in names() else None
    for name in names():
        if wanted in {None, name}:
            module = verb_named(name)
            module.arguments(choices.add_parser(name, help=module.HELP, description=module.HELP))
    if argv is None and wanted not in _SERVING and hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `lately ... | head` ends quietly
    try:
        return _run(_understood(parser, given), given)
    except Refusal as refusal:
        return _told(refusal.what, refusal.why, refusal.todo)
    except KeyboardInterrupt:
        print("Stopped by you; what was finished is kept.", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - raised again if it is ours
        return _failed(error)


def _run(options: argparse.Namespace, given: Sequence[str]) -> int:
    module = verb_named(options.verb)
    if not module.NEEDS_BOOK:
        return module.run(options)
    open_book()
    return recorded(module.run, options, given)


def _failed(error: Exception) -> int:
    """Say what the machine would not do; any other error is ours, and raised."""
    from lately.lib.machine import refused_by_machine  # noqa: PLC0415 - seldom needed

    if not (said := refused_by_machine(error)):
        raise error
    return _told(
        "This machine did not let Lately do that.",
        f"It says: {said}",
        "See whether the disk has room, who may read and write there and in LATELY_HOME, and whether the database "
        "runs; then try again.",
    )


def _told(*sentences: str) -> int:
    print(*sentences, sep="\n", file=sys.stderr)
    return 2


def _understood(parser: argparse.ArgumentParser, given: Sequence[str]) -> argparse.Namespace:
    if not given[0].startswith("-") and given[0] not in names():
        near = difflib.get_close_matches(given[0], names(), n=1)
        raise Refusal(
            f"There is no command {given[0]!r}.",
            f"There are {', '.join(names())}.",
            f"Did you mean ./lately {near[0]}?" if near else "./lately help tells what each does.",
        )
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main())
