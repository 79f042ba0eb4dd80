"""A real Chromium against the real application on a port of this machine."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from tests.browser.watch import Watch
from tests.filled import filled

__all__ = ["filled"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str:
    """The browser of this machine. Without one a test fails where CI is set, and is skipped elsewhere."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if os.environ.get("CI"):
        pytest.fail("no Chromium: .ci/run installs it")
    pytest.skip("no Chromium on this machine")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def address(house) -> Iterator[str]:
    """Where the application listens."""
    server = make_server("localhost", 0, house, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_browser(app, browser: Browser, address: str, sign_in) -> Iterator[Callable[..., Page]]:
    """`open_browser(world.a.manager, width=360, scripts=False)`: a window of that member's own, watched."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def enter(member=None, width: int = 1366, scripts: bool = True, language: str = "id", dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        context.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        cookies = [{"name": "lang", "value": language, "url": address}]
        if member:
            client = sign_in(app.test_client(), member)
            cookies.append({"name": "slrt_session", "value": client.get_cookie("slrt_session").value, "url": address})
        context.add_cookies(cookies)
        page = context.new_page()
        opened.append((context, Watch(page, urlsplit(address).netloc)))
        return page

    yield enter
    faults = [fault for _context, watch in opened for fault in watch.faults]
    for context, _watch in opened:
        context.close()
    assert faults == []
