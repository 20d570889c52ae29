"""How is one step of the test run carried out and told?"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
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


def run(step: Step, *, root: Path) -> Result:
    """Run the step in `root`; print one line with its time, and everything it said if it failed."""
    print(f"{step.name:<44}", end="", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lately-step-", ignore_cleanup_errors=True) as folder:
        counts = Path(folder, "counts.xml")
        command = [*step.command, f"--junitxml={counts}"] if step.pytest else step.command
        done = subprocess.run(
            command,
            cwd=root,
            # Whatever the step leaves lying about when it is stopped goes with the folder.
            env={**os.environ, "TMPDIR": folder, **step.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        tests = _count(counts)
    empty = step.pytest and step.may_be_empty and done.returncode == _NOTHING_COLLECTED
    ok = done.returncode == 0 or empty
    told = f"{tests} tests, " if step.pytest else ""
    print(f"{'ok' if ok else 'FAILED'} ({told}{time.monotonic() - began:.1f} s)", flush=True)
    if not ok:
        print(done.stdout, flush=True)
    return Result(step=step, ok=ok, tests=tests)


def _count(report: Path) -> int:
    try:
        suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    except (OSError, ET.ParseError):
        return 0
    return sum(int(suite.get("tests", 0)) for suite in suites)
