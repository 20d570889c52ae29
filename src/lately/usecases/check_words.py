"""May these words go out: files, and wordings of the book? Says; never sends or changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lately.words.files import opened
from lately.words.guard.check import Verdict, check
from lately.words.guard.look import WANTING
from lately.words.message import Message, Reader

_NOTHING: Mapping[str, str] = {}


def check_files(
    files: Iterable[Path], *, channel: str = "", reader: Reader | None = None, severities: Mapping[str, str] = _NOTHING
) -> Iterator[dict[str, Any]]:
    """Yield what is found in each file, as `told`; raises Refusal for one that cannot be read."""
    for file in files:
        message = opened(file, channel=channel)
        yield {"file": str(file)} | told(check(message, reader=reader, severities=severities), message)


def told(verdict: Verdict, message: Message) -> dict[str, Any]:
    """A verdict as plain data: the keys of `lately check --json`."""
    texts = {"subject": message.subject or "", "text": message.text}
    return {
        "verdict": verdict.verdict,
        "class": verdict.classed,
        "asks": "yes" if verdict.classed in WANTING else "no",
        "pretends": "yes" if verdict.classed == "disguised" else "no",
        "spans": [
            {"where": span.part, "start": span.start, "end": span.end, "text": texts[span.part][span.start : span.end]}
            for span in verdict.because
        ],
        "findings": [
            {
                "code": one.code,
                "severity": one.severity,
                "where": one.where,
                "start": one.start,
                "end": one.end,
                "text": one.text,
                "says": one.says,
                "why": one.why,
                "fix": one.fix,
            }
            for one in verdict.findings
        ],
    }
