"""How do the screens look? Builds the demo book in a home that is thrown away and writes docs/screenshots/*.png.

Run it with the environment of the tests: .venv/bin/python docs/make_screenshots.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).parent
# name: (address, what is pressed before the picture is taken, wide or phone)
SHOTS = {
    "today": ("/", "", "wide"),
    "customer": ("/people/cara", "a[data-why][href*=baby-guard]", "wide"),
    "in-their-shoes": ("/in-their-shoes/sarah-murgatroyd", "", "wide"),
    "people": ("/people/?list=silent_since_purchase", "", "wide"),
    "say": ("/say/", "", "wide"),
    "heard": ("/heard/", "", "wide"),
    "how-we-do": ("/how-we-do/", "", "wide"),
    "phone": ("/", "", "phone"),
}
SIZES = {"wide": (1360, 860), "phone": (390, 844)}
MOST_BYTES = 300_000


def main() -> int:
    """Take every picture."""
    with tempfile.TemporaryDirectory(prefix="lately-screenshots-") as home:
        os.environ["LATELY_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "lately.config.settings"
        link, address = _serve()
        _take(link, address)
    return 0


def _serve() -> tuple[str, str]:
    """Build the book and serve it from a thread; returns the sign-in token and the address."""
    import django  # noqa: PLC0415 - the home must be known before the settings are read

    django.setup()
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: PLC0415 - the same
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - the same

    from lately.lib.clock import now  # noqa: PLC0415 - the same
    from lately.usecases.bring_up_to_date import bring_up_to_date  # noqa: PLC0415 - the same
    from lately.usecases.open_demo import open_demo  # noqa: PLC0415 - the same

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            """Say nothing."""

    bring_up_to_date()
    token = open_demo(book="invented", at=now(), progress=_say)
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return token, f"http://127.0.0.1:{server.server_port}"


def _take(token: str, address: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a package of the tests

    from lately.cli.testing import packages  # noqa: PLC0415 - the same

    (HERE / "screenshots").mkdir(exist_ok=True)
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=packages.browser(), args=sandbox)
        context = browser.new_context(base_url=address, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"/sign-in/{token}")
        for name, (path, pressed, size) in SHOTS.items():
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path)
            if pressed:
                page.eval_on_selector(pressed, "link => link.click()")
                page.wait_for_selector("#panel[open] h2")
                page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
            file = HERE / "screenshots" / f"{name}.png"
            page.screenshot(path=file)
            _say(f"{file.name}: {file.stat().st_size // 1000} kB")
            if file.stat().st_size > MOST_BYTES:
                _say(f"  that is more than {MOST_BYTES // 1000} kB; show less of the page")
        browser.close()


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
