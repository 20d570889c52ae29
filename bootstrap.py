"""Makes Lately's own environment in .venv, then hands over to it. Standard library only.

`./lately` runs this file. A stamp in .venv, written last, says what it was made from; as long as it fits, a start
costs a look at two files. Everything is installed from uv.lock by uv: the one on the PATH, else one that pip
puts into .venv; where uv does not exist at all, by pip from the ranges in pyproject.toml.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "lately-stamp.json"
UV = "uv==0.13.9"
OLDEST = (3, 11)
# uv trusts its own list of authorities by default; behind a company's proxy only the machine's list works.
_CERTIFICATES = {"UV_SYSTEM_CERTS": "1"}
_PIP: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]

Part = tuple[str, str]  # ("extra" or "group", its name in pyproject.toml)
CORE: Part = ("core", "lately")
GROCERY: Part = ("extra", "grocery")
TEST: Part = ("group", "test")
ADDED = ("pdf",)  # what `./lately add` can be asked for


def parts_for(arguments: list[str]) -> set[Part]:
    """Return what a command needs beyond the core."""
    verb = arguments[0] if arguments else ""
    if verb == "test":
        return {TEST, GROCERY}
    if verb == "add":
        return {("extra", word) for word in arguments[1:] if word in ADDED}
    if verb in {"demo", "replay"} and any(word.endswith("grocery") for word in arguments):
        return {GROCERY}
    return set()


def prepared(parts: Iterable[Part] = ()) -> Path:
    """Return the environment's python with the core and `parts` installed; exits with 1 and says why if it cannot.

    What was installed before stays. Two starts at once take turns.
    """
    wanted = {CORE, *parts}
    if not wanted <= _installed():
        sys.path.insert(0, str(ROOT / "src"))
        from lately.lib.locks import held  # noqa: PLC0415 - a warm start has no need of it

        with held(ROOT / ".tools" / "bootstrap.lock", waiting=lambda: _say("Another start is making it; waiting ...")):
            if not wanted <= _installed():
                _make(wanted)
    return PYTHON


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fingerprint() -> str:
    """What the environment is made from; the place counts because the environment points to it."""
    return hashlib.sha256(str(ROOT).encode() + (ROOT / "uv.lock").read_bytes()).hexdigest()


def _installed() -> set[Part]:
    """Return the parts that stand; none if anything is missing or out of date."""
    made_from, parts = _stamp()
    return parts if PYTHON.exists() and made_from == _fingerprint() else set()


def _stamp() -> tuple[str, set[Part]]:
    try:
        stamp = json.loads(STAMP.read_text())
        return stamp["made_from"], {(kind, name) for kind, name in stamp["parts"]}
    except (OSError, ValueError, KeyError):
        return "", set()


def _make(wanted: set[Part]) -> None:
    began = time.monotonic()
    parts = wanted | _stamp()[1]
    STAMP.unlink(missing_ok=True)
    _say("Lately gets its packages into .venv (only this once; needs the internet) ...")
    if not _works():
        shutil.rmtree(VENV, ignore_errors=True)
        _create()
    chosen = sorted(parts - {CORE})
    ways: list[Callable[[list[Part]], bool]] = [_by_uv_on_path, _by_own_uv, _by_pip]
    if not any(way(chosen) for way in ways):
        _give_up(
            "The packages could not be installed.",
            "The lines above say what went wrong; most often there is no way to the package index (pypi.org).",
            "Check the connection and run the same command again: it goes on where it stopped.",
        )
    _point_to_source()
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps({"made_from": _fingerprint(), "parts": sorted(parts)}))
    draft.replace(STAMP)
    _say(f"Packages ready in {time.monotonic() - began:.0f} s.")


def _works() -> bool:
    """Whether .venv is an environment whose Python starts and is new enough."""
    if not (VENV / "pyvenv.cfg").exists() or not PYTHON.exists():
        return False
    return _run([PYTHON, "-I", "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"], quiet=True)


def _create() -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    uv = shutil.which("uv")
    if uv and _run([uv, "venv", "--quiet", "--no-project", "--python", base, VENV]):
        return
    if not _run([base, "-m", "venv", VENV], quiet=True):
        shutil.rmtree(VENV, ignore_errors=True)
        _give_up(
            f"{base} could not make an environment for Lately.",
            "Its module venv is missing or broken; Debian and Ubuntu keep it in a package of its own.",
            "There: apt-get install python3-venv. Elsewhere: install Python from python.org, or uv. Then try again.",
        )


def _by_uv_on_path(parts: list[Part]) -> bool:
    uv = shutil.which("uv")
    return uv is not None and _sync(Path(uv), parts)


def _by_own_uv(parts: list[Part]) -> bool:
    own = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
    if not own.exists() and not (_run([PYTHON, "-m", "ensurepip"], quiet=True) and _run([*_PIP, UV]) and own.exists()):
        return False
    return _sync(own, parts)


def _by_pip(parts: list[Part]) -> bool:
    import tomllib  # noqa: PLC0415 - seldom needed

    _say("uv does not run here, so pip installs without the lock file; versions may be newer than the tested ones.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needs = list(project["project"]["dependencies"])
    for kind, name in parts:
        table = project["project"]["optional-dependencies"] if kind == "extra" else project["dependency-groups"]
        needs += table[name]
    return _run([*_PIP, *needs])


def _sync(uv: Path, parts: list[Part]) -> bool:
    choice = [word for kind, name in parts for word in (f"--{kind}", name)]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    return _run(
        [uv, "sync", "--frozen", "--no-dev", "--inexact", "--no-install-project", "--compile-bytecode", *quiet, *choice]
    )


def _point_to_source() -> None:
    """Make `import lately` find src/; no build step, and changes to the source count at once."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([PYTHON, "-I", "-c", code], check=True, capture_output=True, text=True)
    (Path(answer.stdout.strip()) / "lately.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")


def _run(command: list[str | Path], *, quiet: bool = False) -> bool:
    environment = {**_CERTIFICATES, **os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    out = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=out, stderr=out).returncode == 0


def _give_up(what: str, why: str, todo: str) -> NoReturn:
    _say(f"{what}\n{why}\n{todo}")
    sys.exit(1)


def main(arguments: list[str]) -> int:
    """Prepare what the command needs and run it in the environment."""
    if sys.version_info < OLDEST:
        _give_up("This Python is too old.", "Lately needs 3.11 or newer.", "Install one and start ./lately with it.")
    python = prepared(parts_for(arguments))
    command = [str(python), "-P", "-m", "lately.cli.main", *arguments]
    environment = {"LATELY_HOME": str(ROOT / "var"), **os.environ}
    # Without .pyc files of its own source every start takes half a second longer.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if os.name != "nt":
        os.execve(python, command, environment)
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
