"""A real Chromium, and axe-core, which finds what keeps people from using a page.

Chromium is that of the machine (`DEALCHECK_CHROMIUM`, or /usr/bin/chromium), axe-core the one in the package
axe-playwright-python (or `DEALCHECK_AXE`). Where one of them is missing the tests are skipped; with
`DEALCHECK_BROWSER=1` they fail. `tests/install/programs` gets Chromium on Debian.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

CHROMIUM = Path(os.environ.get("DEALCHECK_CHROMIUM", "/usr/bin/chromium"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for all tests of a module: while it is there, its event loop runs, and none of other tests can."""
    try:
        from playwright import sync_api as api
    except ImportError:
        lacks("Playwright is missing: pip install 'dealcheck[browser]'")
    if not CHROMIUM.exists():
        lacks(f"{CHROMIUM} is missing")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page in a context of its own; an error in it, or a request that leaves the machine, fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if is_error(message) else None)
    opened.on("request", lambda request: None if is_local(request.url) else wrong.append(request.url))
    yield opened
    context.close()
    assert wrong == []


def is_error(message: Any) -> bool:
    """Whether a line of the console tells an error; htmx also calls it one when a newer request replaces another."""
    return message.type == "error" and not message.text.startswith(("htmx:afterRequest,", "htmx:sendAbort,"))


def lacks(what: str) -> NoReturn:
    """Skip a test for what is missing here; with `DEALCHECK_BROWSER` set, as where nothing may be, let it fail."""
    if "DEALCHECK_BROWSER" in os.environ:
        pytest.fail(what)
    pytest.skip(what)


def is_local(url: str) -> bool:
    """Whether a request stays on this machine."""
    return url.startswith(("http://127.0.0.1:", "file://", "data:", "about:", "blob:"))


def axe() -> Path:
    """The script of axe-core."""
    if given := os.environ.get("DEALCHECK_AXE"):
        return Path(given)
    package = find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        lacks("axe-core is missing: pip install 'dealcheck[browser]'")
    return Path(package.origin).with_name("axe.min.js")


def look(page: Any) -> list[str]:
    """What axe-core finds on a page: each rule that is broken, with the elements that break it."""
    page.evaluate(axe().read_text(encoding="utf-8"))  # past the policy of the page, which allows no script of others
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found["violations"]]
