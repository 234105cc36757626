"""Headless Chromium from the system, for tests that look at pages; they are skipped without it."""

from __future__ import annotations

import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# As root it needs to do without its sandbox, and it shall call nobody.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """The browser; it ends with the module, since its event loop would stop others from theirs."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def browser_page(browser):
    """An empty page."""
    page = browser.new_page()
    yield page
    page.close()


def findings(page) -> list[str]:
    """What the accessibility checker axe says against a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # The checker's own frame may not be let in by the policy of a page; there are no frames here.
    found = axe.run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
