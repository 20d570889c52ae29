"""Invented mail of every shape and size, the same for the same seed."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Iterator

SENTENCES = (
    "Your lamp is ready and can be fetched from nine on.",
    "The road before the shop is closed until Tuesday 3 March.",
    "Until Saturday 7 March you get 15% off all lights.",
    "We have mended the pump; it is quicker now, and it does not hiss.",
    "How was the ride? Write back in a sentence or two.",
    "Your invoice of €31.40 is attached; please pay by 9 March.",
    "On Sunday we ride out at ten, forty kilometres, slowly, with cake.",
    "Thank you for bringing back the crate.",
    "Ihre Lampe ist fertig und liegt bis Samstag an der Theke.",
    "If you would rather not hear from us, tell us: https://bikes.example/stop",
    "A reader asked how to clean a chain: with a rag and a little oil, never with water.",
)
WORDS = (10, 40, 120, 300, 900)


def mails(number: int, seed: int) -> list[bytes]:
    """Plain, HTML, both, nested with an attachment, in three transfer encodings, of ten words to nine hundred."""
    rolls = random.Random(seed)
    return [_mail(rolls, which) for which in range(number)]


def _mail(rolls: random.Random, which: int) -> bytes:
    text = "\n\n".join(_paragraphs(rolls, WORDS[which % len(WORDS)]))
    head = (
        f"From: Olga Brandt <olga{which}@bikes.example>\nTo: Ann Lee <ann@example.org>\n"
        f"Subject: {rolls.choice(SENTENCES)[:50]}\nMessage-ID: <{which}@bikes.example>\nMIME-Version: 1.0\n"
        "Date: Tue, 3 Mar 2026 10:00:00 +0100\nReceived: from a by b; Tue, 3 Mar 2026 10:00:00 +0100\n"
    )
    coding = rolls.choice(("8bit", "quoted-printable", "base64"))
    plain = _part("text/plain", f"Dear Ann,\n\n{text}\n\nOlga Brandt\n", coding)
    rich = _part("text/html", _page(text), coding)
    made = (
        plain,
        rich,
        _multi("alternative", plain, rich),
        _multi("mixed", _multi("alternative", plain, rich), _file()),
    )
    return head.encode() + made[which // len(WORDS) % len(made)]


def _paragraphs(rolls: random.Random, words: int) -> Iterator[str]:
    while words > 0:
        said = " ".join(rolls.choice(SENTENCES) for _ in range(rolls.randint(1, 4)))
        words -= len(said.split())
        yield said


def _page(text: str) -> str:
    rows = "".join(f'<tr><td style="font-size:16px">{said}</td></tr>' for said in text.split("\n\n"))
    return (
        "<html><head><style>td { padding: 4px }</style></head><body><p>Dear Ann,</p><table width='600'>"
        f"{rows}</table><p><a href='https://bikes.example/shop'>The shop</a> <img src='a.png' alt='a lamp'></p>"
        "<p>Olga Brandt</p></body></html>"
    )


def _part(kind: str, text: str, coding: str) -> bytes:
    data = text.encode()
    body = {"8bit": data, "quoted-printable": quopri.encodestring(data), "base64": base64.encodebytes(data)}[coding]
    return f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: {coding}\n\n".encode() + body


def _multi(kind: str, *parts: bytes) -> bytes:
    line = f"b-{kind}"
    inside = b"".join(b"--" + line.encode() + b"\n" + part + b"\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{line}"\n\n'.encode() + inside + b"--" + line.encode() + b"--\n"


def _file() -> bytes:
    head = b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n"
    return head + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(bytes(range(256)) * 80)
