"""What stands on this public page? Asked once, by a person; nothing inside our own network is ever asked.

Whoever pastes an address makes this server go there. So only http and https are spoken, on their own ports, to
addresses that belong to the whole world; the address that was checked is the one that is called, at every redirect
anew; time and size are bounded, and no proxy, cookie or password is used.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.utils.translation import gettext

from lately.lib.refusal import Refusal

_REDIRECTS = 3
_MOVED = {301, 302, 303, 307, 308}
_OK = 200
_PARTS = 64 * 1024
_READ = ("text/", "application/xhtml+xml", "application/xml", "application/rss+xml", "application/atom+xml")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind it, private or not
_SIGNS = "/?&=%#:+,;@!$'()*~[]-._"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address belongs to the whole world: not to a machine, a house or a provider, nor to a translator."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _TRANSLATED:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Bounds:
    """How far a page may lead us."""

    seconds: float = 8.0
    most_bytes: int = 2 * 1024 * 1024
    ports: tuple[int, ...] = (80, 443)
    allowed: Callable[[Address], bool] = is_public


@dataclass(frozen=True)
class Fetched:
    """A page as it came: where it was found in the end, what it says it is, and its bytes."""

    address: str
    kind: str
    charset: str
    data: bytes


class _Plain(http.client.HTTPConnection):
    """Speaks to the one address that was checked."""

    def __init__(self, host: str, port: int, address: str, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.address = address
        self.called: socket.socket | None = None
        self.late = False

    def connect(self) -> None:
        """Call the checked address, whatever the name means by now."""
        self.sock = self.called = socket.create_connection((self.address, self.port), self.timeout)

    def hang_up(self) -> None:
        """Whoever answers drop by drop is not waited for; the answer may have taken the socket over by now."""
        self.late = True
        with contextlib.suppress(OSError):
            if self.called is not None:
                self.called.shutdown(socket.SHUT_RDWR)


class _Secret(_Plain):
    """The same, and what is said is for nobody else."""

    default_port = 443

    def connect(self) -> None:
        """Call the checked address; its certificate must be the host's."""
        super().connect()
        self.sock = self.called = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def fetched(address: str, *, bounds: Bounds | None = None) -> Fetched:
    """Fetch a page; raises Refusal for what may not be asked, does not answer in time, or is no text."""
    limits, next_one = bounds or Bounds(), address.strip()
    for _ in range(_REDIRECTS + 1):
        parts = _checked(next_one, limits)
        found, moved = _asked(parts, _public_address(parts, limits), limits)
        if found is not None:
            return found
        next_one = urljoin(parts.geturl(), moved)
    raise _refused(
        gettext("It leads from one address to the next."), gettext("Open it yourself and paste the last address.")
    )


def _checked(address: str, limits: Bounds) -> SplitResult:
    try:
        parts = urlsplit(quote(_in_ascii(address), safe=_SIGNS))
        port = parts.port
    except ValueError:
        raise _no_address() from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _no_address()
    if parts.username is not None or (port or {"http": 80, "https": 443}[parts.scheme]) not in limits.ports:
        raise _refused(gettext("Only plain public pages are opened."), gettext("Paste its text instead."))
    return parts


def _in_ascii(address: str) -> str:
    """The address with its host as the network knows it: müller.de is xn--mller-kva.de. Raises ValueError for none."""
    host = urlsplit(address).netloc
    return address if host.isascii() else address.replace(host, host.encode("idna").decode(), 1)


def _public_address(parts: SplitResult, limits: Bounds) -> str:
    try:
        told = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _refused(
            gettext("There is no %(host)s.") % {"host": parts.hostname}, gettext("Check the address.")
        ) from None
    found = [str(one[4][0]).partition("%")[0] for one in told]
    if not found or not all(limits.allowed(ipaddress.ip_address(one)) for one in found):
        raise _refused(
            gettext("It leads into a private network, not to a public page."), gettext("Paste its text instead.")
        )
    return found[0]


def _asked(parts: SplitResult, address: str, limits: Bounds) -> tuple[Fetched | None, str]:
    """The page, or where it moved to."""
    secret = parts.scheme == "https"
    kind = _Secret if secret else _Plain
    line = kind(str(parts.hostname), parts.port or (443 if secret else 80), address, limits.seconds)
    watch = threading.Timer(limits.seconds, line.hang_up)
    watch.start()
    try:
        headers = {
            "User-Agent": "Lately",
            "Accept": "text/html, application/xml, text/*",
            "Accept-Encoding": "identity",
        }
        line.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/", headers=headers)
        found = _read(line.getresponse(), parts, limits)
    except (OSError, http.client.HTTPException, ValueError):
        raise _refused(
            gettext("It did not answer as a page does, or not in time."), gettext("Paste its text instead.")
        ) from None
    finally:
        watch.cancel()
        line.close()
    if line.late:  # what came until then is half a page
        raise _refused(gettext("It did not answer in time."), gettext("Paste its text instead."))
    return found


def _read(answer: http.client.HTTPResponse, parts: SplitResult, limits: Bounds) -> tuple[Fetched | None, str]:
    if answer.status in _MOVED and answer.getheader("Location"):
        return None, str(answer.getheader("Location"))
    kind = (answer.getheader("Content-Type") or "").casefold()
    if answer.status != _OK or not kind.startswith(_READ):
        raise _refused(
            gettext("It answered %(status)s, and no text.") % {"status": answer.status},
            gettext("Open it yourself and paste its text."),
        )
    data = bytearray()
    while part := answer.read(_PARTS):
        data += part
        if len(data) > limits.most_bytes:
            raise _refused(
                gettext("It is larger than %(most_mb)s MB.") % {"most_mb": limits.most_bytes >> 20},
                gettext("Paste the part that matters."),
            )
    charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return Fetched(parts.geturl(), kind.partition(";")[0].strip(), charset, bytes(data)), ""


def _refused(why: str, todo: str) -> Refusal:
    return Refusal(gettext("The page was not read."), why, todo)


def _no_address() -> Refusal:
    return _refused(
        gettext("It is no address of a page."), gettext("Paste an address like https://example.org/article.")
    )
