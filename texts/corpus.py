"""The texts that stand here, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
CLASSES = ("give", "ask", "mixed", "disguised", "feedback", "service")
NO_SOURCE = {"second_reader.yaml"}


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text; `asks` and `dress` are exact quotes from its subject or text."""

    id: str
    source: str
    sector: str
    language: str
    channel: str
    subject: str
    text: str
    classed: str
    asks: tuple[str, ...]
    dress: tuple[str, ...]

    @property
    def wants(self) -> bool:
        """Whether it wants something."""
        return self.classed in {"ask", "mixed", "disguised"}


def texts() -> list[Text]:
    """Every text of every source, in the order of the files."""
    return [text for file in sorted(HERE.glob("*.yaml")) if file.name not in NO_SOURCE for text in _of(file)]


def _of(file: Path) -> Iterator[Text]:
    source = yaml.safe_load(file.read_text("utf-8"))
    if source["source"] != file.stem:
        raise ValueError(f"{file.name} calls itself {source['source']}")
    for entry in source["texts"]:
        yield _text(entry, source)


def _text(entry: dict[str, Any], source: dict[str, Any]) -> Text:
    subject, text = str(entry.get("subject") or ""), str(entry["text"]).strip()
    asks, dress = tuple(entry.get("asks") or ()), tuple(entry.get("dress") or ())
    lost = [quote for quote in (*asks, *dress) if quote not in subject and quote not in text]
    if entry["class"] not in CLASSES or lost:
        raise ValueError(f"{entry['id']}: class {entry['class']!r}, quotes that do not stand in it: {lost}")
    return Text(
        id=entry["id"],
        source=source["source"],
        sector=source["sector"],
        language=source["language"],
        channel=entry["channel"],
        subject=subject,
        text=text,
        classed=entry["class"],
        asks=asks,
        dress=dress,
    )
