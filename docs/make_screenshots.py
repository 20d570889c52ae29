"""How do the screens look? Builds the demo book in a home that is thrown away and writes docs/screenshots/*.png.

Run it with the environment of the tests: .venv/bin/python docs/make_screenshots.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# name: (address, what is pressed before the picture is taken, wide or phone)
SHOTS = {
    "today": ("/", "", "wide"),
    "customer": ("/people/cara", "a[data-why][href*=baby-guard]", "wide"),
    "in-their-shoes": ("/in-their-shoes/sarah-murgatroyd", "", "wide"),
    "people": ("/people/?list=silent_since_purchase", "", "wide"),
    "bring-in": ("{upload}", "", "wide"),
    "same-person": ("/people/same/{pair}", "", "wide"),
    "segment": ("/people/segments/{segment}", "", "wide"),
    "say": ("/say/", "", "wide"),
    "text": ("/say/texts/thank-you-with-offer/email", "", "wide"),
    "wanted": ("/say/wanted/{piece}", "", "wide"),
    "ahead": ("/say/ahead", "", "wide"),
    "heard": ("/heard/", "", "wide"),
    "how-we-do": ("/how-we-do/", "", "wide"),
    "number": ("/how-we-do/numbers/pressure.budgets", "", "wide"),
    "lately": ("/lately/sarah-murgatroyd", "", "wide"),
    "phone": ("/", "", "phone"),
    "phone-dark": ("/people/cara", "", "phone dark"),
    "handover": ("/settings/handover/{leaver}", "", "wide"),
    "hello": ("/hello/", "", "wide"),
}
SIZES = {"wide": (1360, 860), "phone": (390, 844)}
BROUGHT = """email,First Name,Last Name,Town,Likes,Allowed to mail
joan@example.org,Joan,Ellery,Aldermere,garden,yes
m.farr@example.org,Mark,Farr,Corran Street Anne,old houses,no
"""
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
    places = _made()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=packages.browser(), args=sandbox)
        context = browser.new_context(base_url=address, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"/sign-in/{token}")
        places |= {"upload": _brought_in(page)}
        for name, (path, pressed, size) in SHOTS.items():
            width, height = SIZES[size.partition(" ")[0]]
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="dark" if "dark" in size else "light")
            page.goto(path.format(**places))
            page.wait_for_function("!document.querySelector('[hx-trigger*=load]')")
            if pressed:
                page.eval_on_selector(pressed, "link => link.click()")
                page.wait_for_selector("#panel[open] h2")
            if name == "handover":
                _handed_over(page)
            page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
            file = HERE / "screenshots" / f"{name}.png"
            page.screenshot(path=file)
            _say(f"{file.name}: {file.stat().st_size // 1000} kB")
            if name == "handover":
                page.click("#handover button[formaction]")
            if file.stat().st_size > MOST_BYTES:
                _say(f"  that is more than {MOST_BYTES // 1000} kB; show less of the page")
        browser.close()


def _brought_in(page: Any) -> str:
    """Bring a list in as far as its preview; returns where that stands."""
    page.goto("/people/bring-in/")
    page.set_input_files("input[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": BROUGHT.encode()})
    page.click("text=Look into them")
    page.wait_for_selector(".mapping")
    return str(page.url)


def _handed_over(page: Any) -> None:
    """Show what it gives if whoever looks takes them all."""
    page.check("#how-one")
    page.select_option("#one", label="Ruth Calloway")
    page.wait_for_selector("#preview")


def _made() -> dict[str, object]:
    """Make what the demo has none of: a segment, something found; returns what the addresses need."""
    from lately.accounts.models import User  # noqa: PLC0415 - the home must be known first
    from lately.identity.models import Duplicate  # noqa: PLC0415 - the same
    from lately.lib.clock import now  # noqa: PLC0415 - the same
    from lately.lib.moments import seconds  # noqa: PLC0415 - the same
    from lately.usecases.capture_piece import capture_text, say_what_it_is_about  # noqa: PLC0415 - the same
    from lately.usecases.keep_segments import save_segment  # noqa: PLC0415 - the same

    at, leaver = seconds(now()), User.objects.get(leaves_on__isnull=False)
    asked = {"all": [{"fact": "likes.garden", "is": True}, {"fact": "days_silent", "at_least": 90}]}
    segment, _new = save_segment(key="", title="Gardeners, long silent", question=asked, seen=0, by="", now=at)
    piece = capture_text(user=leaver, title="Gardens in winter", text="Mulch them.", address="", now=at).key
    say_what_it_is_about(key=piece, topics=["garden"], now=at)
    return {"segment": segment, "piece": piece, "pair": Duplicate.objects.get().pk, "leaver": leaver.pk}


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
