"""What is there to read and to judge? One message, with only what its file can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lately.words.mime import Headers

CHANNELS = ("email", "sms", "phone", "voice", "post")


@dataclass(frozen=True, slots=True)
class Message:
    """One message. None means that the file cannot show it: a .txt has no headers, an SMS no subject.

    `text` is what a person reads; `html` the page it was made from. `has_plain` says whether a mail carries a text
    part. `one_to_one`: a person wrote it to one person, so it gets advice and no veto. `markdown`: written in it (.md).
    """

    text: str
    channel: str = "email"
    subject: str | None = None
    html: str | None = None
    head: Headers | None = None
    has_plain: bool | None = None
    one_to_one: bool = False
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of the one who will read it.

    `names` are their own (given, family, whole). `claims` says of each claim (words/guard/phrases) whether it is true
    of them at the moment, None if it is not known; `because` says by which facts. `refrains` are the classes we
    promised not to send them ("all" for any), `broken` what we promised them and have not kept.
    """

    names: tuple[str, ...] = ()
    claims: Mapping[str, bool | None] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)
    refrains: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
