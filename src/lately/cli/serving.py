"""How do the screens get onto the web?"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import threading
import time
from collections.abc import Callable

from lately.lib.refusal import Refusal

HOST = "127.0.0.1"
PORT = 8000
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - only compared with
_LAST_PORT = 65535
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where to serve."""
    parser.add_argument("--host", default=HOST, help=f"address to listen on (default {HOST}: this machine only)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default {PORT})")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="processes that answer")


def address(host: str, port: int) -> str:
    """Return the address a browser on this machine opens."""
    name = _seen_from_here(host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _seen_from_here(host: str) -> str:
    return HOST if host in _EVERYWHERE else host


def refuse_unless_free(host: str, port: int) -> None:
    """Raise Refusal if nobody could reach us at this host and port."""
    if host not in _LOOPBACK and "LATELY_HOSTS" not in os.environ:
        raise Refusal(
            f"Serving on {host} would answer nobody.",
            "Lately answers only to the host names it was told, and was told none beyond this machine.",
            f"Set LATELY_HOSTS to the names people type, as in LATELY_HOSTS=lately.example.org ./lately serve "
            f"--host {host}, and put a server that speaks TLS before it.",
        )
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            if os.name != "nt":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        raise Refusal(
            f"Port {port} on {host} cannot be had.",
            f"Most often something else listens there, perhaps another Lately ({error}).",
            f"Stop it, or take another port: --port {port + 1 if port < _LAST_PORT else PORT}",
        ) from None


def serve(*, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Answer until stopped; `ready` is called once the first page can be had."""
    from granian.constants import Interfaces  # noqa: PLC0415 - other verbs need no server
    from granian.log import LogLevels  # noqa: PLC0415 - the same
    from granian.server import Server  # noqa: PLC0415 - the same

    threading.Thread(target=_tell_when_ready, args=(host, port, ready), daemon=True).start()
    # More than one thread a worker makes them wait for each other: 65 to 800 ms instead of 4 for the slowest 1 %.
    Server(
        "lately.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    ).serve()


def _tell_when_ready(host: str, port: int, ready: Callable[[], None]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        ours = http.client.HTTPConnection(_seen_from_here(host), port, timeout=5)
        try:
            ours.request("GET", "/health")
            ours.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            ready()
            return
        finally:
            ours.close()
