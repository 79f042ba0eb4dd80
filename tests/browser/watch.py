"""What every page owes: no foreign request, no script error, nothing off the side, no axe violation."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, svg')
    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
    && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 80))"""


# Whatever font this machine has, a reader's may be wider: the page must hold with letters this far apart
# (WCAG 1.4.12 asks that nothing is lost at 0.12 em).
WIDE = "0.12em"
OFF_THE_SIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip')
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""


class Watch:
    """Listens to one page for as long as it lives."""

    def __init__(self, page: Page, own: str) -> None:
        self.faults: list[str] = []
        page.on("request", lambda request: self._origin(request.url, own))
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", lambda entry: self._console(entry.type, entry.text))
        page.on("response", lambda answer: self._status(answer.status, answer.url))

    def _origin(self, url: str, own: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc != own:
            self.faults.append(f"request to another origin: {url}")

    def _console(self, kind: str, words: str) -> None:
        if kind == "error" and "Failed to load resource" not in words:
            self.faults.append(f"console: {words}")

    def _status(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{status} from {url}")


def inspect(page: Page) -> None:
    """Fail with what is wrong on the page as it stands. Needs scripts."""
    for _again in range(4):
        try:
            return _look_at(page)
        except Error as error:  # a press was still leading elsewhere, and the page went away under the eyes
            if not any(words in str(error) for words in ("of null", "context was destroyed")):
                raise
            page.wait_for_load_state()
    return _look_at(page)


def _look_at(page: Page) -> None:
    where = f"{page.url} at {page.viewport_size['width'] if page.viewport_size else '?'} px"
    for spacing in ("", WIDE):
        page.evaluate("spacing => document.documentElement.style.letterSpacing = spacing", spacing)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            stretched = f" with letters {spacing} apart" if spacing else ""
            pytest.fail(f"{where} scrolls {wide} px sideways{stretched}: {page.evaluate(OFF_THE_SIDE)[-5:]}")
    page.evaluate("document.documentElement.style.letterSpacing = ''")
    assert page.evaluate("document.querySelectorAll('h1').length") == 1, f"{where} needs one h1"
    small = page.evaluate(SMALL_TEXT)
    assert small == [], f"{where} has text under 16 px: {small}"
    violations = Axe().run(page).response["violations"]
    found = [f"{v['id']}: {[n['html'][:120] for n in v['nodes']][:3]}" for v in violations]
    assert found == [], f"{where}: {found}"
