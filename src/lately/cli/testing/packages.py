"""Which programs do the tests need that no Python package brings, and how do they get here?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lately.lib.refusal import Refusal

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_BROWSER_PLACES = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)


def postgres_folder() -> Path:
    """Return the folder of initdb and pg_ctl, of the newest version; raises StopIteration if there is none."""
    return next(_postgres_folders())


def browser() -> Path:
    """Return a Chromium; raises StopIteration if there is none."""
    return next(_browsers())


def _postgres_folders() -> Iterator[Path]:
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    yield from (file.parent for file in sorted(debian, key=lambda file: -int(file.parts[-3])))
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _browsers() -> Iterator[Path]:
    named = os.environ.get("LATELY_CHROMIUM", "")
    on_path = (shutil.which(name) for name in (named, *_BROWSERS) if name)
    yield from (Path(found) for found in on_path if found)
    yield from (place for place in _BROWSER_PLACES if place.exists())


def install_missing() -> None:
    """Install PostgreSQL and Chromium where they are missing; raises Refusal if it cannot."""
    there = {"postgresql": any(_postgres_folders()), "chromium": any(_browsers())}
    missing = [package for package, found in there.items() if not found]
    if not missing:
        return
    command = f"apt-get install --no-install-recommends {' '.join(missing)}"
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise Refusal(
            f"The tests need {' and '.join(missing)}, and this machine has not got it.",
            "Only root on Debian or Ubuntu can install it by itself.",
            f"There: sudo {command}. Elsewhere install PostgreSQL 15 or newer and Chromium on the PATH "
            "(LATELY_CHROMIUM names another browser).",
        )
    print(f"Installing {' and '.join(missing)} (once) ...", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "-q", "--no-install-recommends", *missing]
    for step in ([apt, "update", "-q"], install):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(
                f"{' and '.join(missing)} could not be installed.",
                f"apt-get said:\n{done.stdout}{done.stderr}",
                f"Mend that, or install by hand: {command}",
            )
