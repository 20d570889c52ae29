"""Does Lately answer on this machine? For the health check of a container: status 0 if it does, 1 if not."""

from __future__ import annotations

import http.client
import os
import sys


def answers(port: int) -> bool:
    """Whether /health says ok, asked under a host name that is answered to."""
    host = os.environ.get("LATELY_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    ours = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        ours.request("GET", "/health", headers={"Host": "localhost" if host == "*" else host})
        return ours.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        ours.close()


if __name__ == "__main__":
    sys.exit(not answers(int(sys.argv[1]) if sys.argv[1:] else 8000))
