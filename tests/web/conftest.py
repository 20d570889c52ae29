"""A browser, and pages in it that watch what they load."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from pytest_django import DjangoDbBlocker

from lately.accounts.models import User
from lately.cli.testing import packages
from lately.lib.clock import now
from lately.usecases.make_sign_in_link import make_sign_in_link
from tests.web.demo import Demo, Kept, opened

PageOf = Callable[..., Page]


@pytest.fixture(scope="session")
def kept() -> Iterator[Kept]:
    """One copy of the invented book a session."""
    copy = Kept()
    yield copy
    copy.folder.cleanup()


@pytest.fixture
def demo(kept: Kept, transactional_db: None) -> Demo:
    """The invented book, fresh for every browser test."""
    kept.lay_out()
    return opened()


@pytest.fixture(scope="module")
def demo_built(kept: Kept, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The invented book, once for a file of tests that need no browser; what a test writes goes with it."""
    with django_db_blocker.unblock():
        kept.lay_out()
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def firm(demo_built: None, db: None) -> Demo:
    """The invented book for tests without a browser."""
    return opened()


@pytest.fixture
def signed_in_as() -> Callable[[User], Client]:
    """A client that is signed in as a user."""

    def client_of(user: User) -> Client:
        client = Client(headers={"host": "localhost"})
        client.get(f"/sign-in/{make_sign_in_link(email=user.email, at=now())}")
        return client

    return client_of


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start for root.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=packages.browser(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium: Browser, live_server, signed_in_as) -> Iterator[PageOf]:
    """Open the page `at`, signed in as a user (None: nothing, as a stranger); `phone`, `dark`, `script` as they say.

    Afterwards fails if any page asked an outside host for anything, or the browser complained.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    ours = urlsplit(live_server.url).netloc

    def seen(request: Request) -> None:
        if urlsplit(request.url).netloc not in {ours, ""}:
            faults.append(f"asked an outside host: {request.url}")

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def open_page(
        user: User | None = None, *, at: str = "/", phone: bool = False, dark: bool = False, script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",  # colours are measured at rest, not half-way through sliding in
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", seen)
        page.on("console", heard)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        if user is not None:
            session = signed_in_as(user).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
            page.goto(at)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def axe_finds_nothing() -> Callable[[Page], None]:
    """Fail with the list of what axe finds wrong on the page as it is now."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        told = [f"{fault['id']}: {fault['help']}: {[node['html'] for node in fault['nodes']]}" for fault in found]
        assert not told, "\n".join(told)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"the page is {wide} px wider than the screen"

    return check
