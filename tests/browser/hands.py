"""Pressing what leads to another page, so that whoever looks next looks at that one.

A click is done when the browser has taken it; on a busy machine the page before is then still there. What is only
waited for by name does not mind; what is counted or read at once does.
"""

from playwright.sync_api import Locator, Page


def go(way: Locator) -> None:
    """Click a link or a button, and wait until the page it leads to has been read."""
    with way.page.expect_event("domcontentloaded"):
        way.click()


def press(page: Page, words: str) -> None:
    """The last button of that name: the page's own, below what a menu may hold."""
    go(page.get_by_role("button", name=words, exact=True).last)


def follow(page: Page, words: str) -> None:
    """The last link of that name."""
    go(page.get_by_role("link", name=words, exact=True).last)
