"""Real messages to be judged on, which do not stand in the project: only their ids and labels do.

They lie in a folder that is given (its README says where each comes from); nothing is ever copied out of it.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from lately.words.files import message_from
from lately.words.message import Message

Found = Iterator[tuple[str, Message]]


def messages(folder: Path, source: str) -> dict[str, Message]:
    """Every message of a source, by its id."""
    return dict(_READ[source](folder / source))


def _spamassassin(folder: Path) -> Found:
    for name in ("hard-ham-1", "spam-1"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row["id"], message_from(row["raw"].encode("utf-8", "surrogateescape"), ".eml")


def _fundraising(folder: Path) -> Found:
    with (folder / "fundraising_100.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield f"fr-{number}", Message(row["body"], subject=row["subject"])


def _lifecycle(folder: Path) -> Found:
    with (folder / "messages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], Message(f"{row['text']}\n{row.get('cta') or ''}".strip(), subject=row.get("subject"))


def _letters(folder: Path) -> Found:
    with gzip.open(folder / "emails_to_2020.json.gz", "rt", encoding="utf-8") as file:
        for number, letter in enumerate(json.load(file)["emails"]):
            lines = [
                f"{place}. {link.get('description', '')}{_time(link)}: {link.get('link', '')}"
                for place, link in enumerate(letter["links"], 1)
            ]
            closing = [f"Bonus: {letter['bonus']}"] if letter.get("bonus") else []
            if letter.get("quote"):
                closing.append(f'Quote of the week: "{letter["quote"]}" - {letter.get("quote_author", "")}')
            yield str(number), Message("\n\n".join([*lines, *closing]))


def _time(link: Mapping[str, str]) -> str:
    return f" ({link['time_duration']} {link['time_type']} read)" if "time_duration" in link else ""


def _files(folder: Path) -> Found:
    for file in sorted(folder.glob("*.txt")):
        if file.name != "SOURCE.txt":
            yield file.name, message_from(file.read_bytes(), ".txt")


def _short(folder: Path) -> Found:
    with gzip.open(folder / "sms_odd.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield f"sms-{number}", Message(row["message"], "sms")


_READ = {
    "spamassassin": _spamassassin,
    "fundraising_100": _fundraising,
    "saas_lifecycle": _lifecycle,
    "quincy_larson": _letters,
    "sunlight_foundation": _files,
    "postmark_templates": _files,
    "sms_spam": _short,
}
