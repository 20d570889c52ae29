"""Where does a link lead, and can its reader tell before they press it?"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from lately.words.guard.pages import MOST, Link

_LONGEST = 400_000
_SHOWN = re.compile(r"\A(https?://|www\.)?((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})([/?#:]\S{0,2000})?\Z", re.IGNORECASE)
_IN_TEXT = re.compile(r"\bhttps?://[^\s<>()\"'\]]{3,2000}", re.IGNORECASE)
_MARKDOWN = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\((https?://[^\s()]{3,2000})[^()\n]{0,100}\)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@./-])((?:[a-z0-9-]{1,30}\.){1,3}[a-z]{2,6})(?=/[\w-])", re.IGNORECASE)
_NUMBER = re.compile(r"\A(?:\d{1,3}\.){3}\d{1,3}\Z|\A\d{8,10}\Z|\A0x[0-9a-f]+\Z|:")
_PROGRAM = re.compile(r"\A\s{0,20}(?:javascript|data|vbscript):", re.IGNORECASE)
_SHORTENERS = frozenset(
    {
        "bit.ly",
        "tinyurl.com",
        "t.co",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "rebrand.ly",
        "cutt.ly",
        "tiny.cc",
        "rb.gy",
    }
)
_COUNTS = re.compile(
    r"(?:\A|\.)(?:click|clicks|clickthru|track|tracking|links?|email|e|t|go|r|ct|url|trk|lists|news|mail)\.|\.list-manage\.",
    re.IGNORECASE,
)
_LIKE_LATIN = frozenset("аеорсухіјѕԁһӏԛԝѵοανικρτυхΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХ")
_LONGEST_LABEL = 63


def links_in(text: str) -> tuple[Link, ...]:
    """The links of a plain text, those of Markdown with their words; a bare name with a path counts as one."""
    text = text[:_LONGEST]
    found = [Link(link.group(2), link.group(1)) for link, _ in zip(_MARKDOWN.finditer(text), range(MOST), strict=False)]
    plain = [link.group().rstrip(".,;:!?") for link, _ in zip(_IN_TEXT.finditer(text), range(MOST), strict=False)]
    bare = (link.group(1).lower() for link, _ in zip(_BARE.finditer(text), range(MOST), strict=False))
    short = [f"https://{host}/" for host in bare if host in _SHORTENERS]
    return (*found, *(Link(one, one) for one in [*plain, *short]))


def misleading(link: Link) -> bool:
    """The words are an address of another owner than the link's.

    A firm's bare name ("buy.com") whose link goes through a host that only counts, or that names the firm, misleads
    nobody; a whole address that is shown must be the one it leads to.
    """
    shown, host = _SHOWN.match(link.words), _host(link.href)
    if shown is None or not host:
        return False
    owner = _owner(shown.group(2).lower())
    if owner == _owner(host):
        return False
    only_a_name = not shown.group(1) and not shown.group(3)
    return not (only_a_name and (_COUNTS.search(host) or owner.partition(".")[0] in link.href.lower()))


def hides(link: Link) -> bool:
    """It goes to a bare number, look-alike letters, a program, or has a false name before an @."""
    host = _host(link.href)
    return bool(
        _PROGRAM.match(link.href)
        or (host and _NUMBER.search(host))
        or "@" in _place(link.href)
        or any(_looks_like_another(label) for label in host.split("."))
    )


def shortened(link: Link) -> bool:
    """It goes through a public shortener."""
    return _host(link.href) in _SHORTENERS


def insecure(link: Link) -> bool:
    """It is not encrypted."""
    return link.href.lower().startswith("http:")


def _looks_like_another(label: str) -> bool:
    """Whether foreign letters stand among Latin ones, or all of them look like Latin ones."""
    label = _written(label)
    if label.isascii():
        return False
    letters = [letter for letter in label if letter.isalpha()]
    latin = [unicodedata.name(letter, "").startswith("LATIN") for letter in letters]
    foreign = [letter for letter, is_latin in zip(letters, latin, strict=True) if not is_latin]
    return bool(foreign) and (any(latin) or all(letter in _LIKE_LATIN for letter in foreign))


def _written(label: str) -> str:
    """A label as people see it: xn--mller-kva is müller."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _place(href: str) -> str:
    """Between // and the path; nothing for what is no address of a page."""
    scheme, slashes, rest = href.strip().partition("//")
    return re.split(r"[/?#\\]", rest, maxsplit=1)[0] if slashes and scheme.lower() in {"http:", "https:", ""} else ""


def _host(href: str) -> str:
    try:
        return (urlsplit(href.strip()).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _owner(host: str) -> str:
    """The last two labels, three under a two-letter country's second level; enough to tell owners apart."""
    labels = host.removeprefix("www.").split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004 - co.uk, com.au
    return ".".join(labels[-3 if short else -2 :])
