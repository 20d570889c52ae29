"""How are the steps of the test run carried out, several at a time, and told?"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_NOTHING_COLLECTED = 5  # pytest's exit status


@dataclasses.dataclass(frozen=True)
class Step:
    """One command; `pytest` steps are counted, and may find nothing to run where `may_be_empty`."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)
    pytest: bool = False
    may_be_empty: bool = False


@dataclasses.dataclass(frozen=True)
class Result:
    """What a step came to; `tests` were run."""

    step: Step
    ok: bool
    tests: int


def run(steps: Sequence[Step], *, root: Path, at_once: int) -> list[Result]:
    """Run the steps in `root`, `at_once` of them side by side; tell each when it ends.

    One line with its time, and everything it said if it failed. Whatever still runs is killed when we are stopped.
    """
    return [running.told() for running in _ended(steps, root, at_once)]


def _ended(steps: Sequence[Step], root: Path, at_once: int) -> Iterator[_Running]:
    """Every step as it ends."""
    waiting, running = list(steps), list[_Running]()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(_Running(waiting.pop(0), root))
            for one in [one for one in running if one.process.poll() is not None]:
                running.remove(one)
                yield one
            time.sleep(0.05)
    finally:
        for one in running:
            one.process.kill()
            one.process.wait()
            one.folder.cleanup()


class _Running:
    """A step that was started."""

    def __init__(self, step: Step, root: Path) -> None:
        self.step = step
        self.folder = tempfile.TemporaryDirectory(prefix="lately-step-", ignore_cleanup_errors=True)
        self.said, self.counts = Path(self.folder.name, "said"), Path(self.folder.name, "counts.xml")
        self.began = time.monotonic()
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [*step.command, f"--junitxml={self.counts}"] if step.pytest else step.command,
                cwd=root,
                env={
                    **os.environ,
                    # Whatever the step leaves lying about when it is stopped goes with the folder.
                    "TMPDIR": self.folder.name,
                    # Tests start hundreds of processes; what one has compiled the next need not.
                    "PYTHONDONTWRITEBYTECODE": "",
                    **step.environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def told(self) -> Result:
        """Print how it went, now that it has ended, and tidy up."""
        step, status = self.step, self.process.returncode
        tests, said = _count(self.counts), self.said.read_text(encoding="utf-8", errors="replace")
        self.folder.cleanup()
        ok = status == 0 or (step.pytest and step.may_be_empty and status == _NOTHING_COLLECTED)
        told = f"{tests} tests, " if step.pytest else ""
        took = time.monotonic() - self.began
        print(f"{step.name:<44}{'ok' if ok else 'FAILED'} ({told}{took:.1f} s)", flush=True)
        if not ok:
            print(said, flush=True)
        return Result(step=step, ok=ok, tests=tests)


def _count(report: Path) -> int:
    try:
        suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    except (OSError, ET.ParseError):
        return 0
    return sum(int(suite.get("tests", 0)) for suite in suites)
