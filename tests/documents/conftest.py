"""A browser for the tests of pages: Debian's Chromium, nothing downloaded."""

from __future__ import annotations

import shutil

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Chromium gained after 79 and a script might lean on: gone before the page's own scripts run.
NEWER = """
for (const name of ['at', 'findLast', 'findLastIndex', 'toSorted', 'with']) { delete Array.prototype[name]; }
for (const name of ['at', 'replaceAll', 'isWellFormed']) { delete String.prototype[name]; }
for (const name of ['hasOwn', 'groupBy']) { delete Object[name]; }
for (const name of ['any', 'withResolvers']) { delete Promise[name]; }
for (const name of ['structuredClone', 'WeakRef', 'FinalizationRegistry', 'AggregateError']) { delete window[name]; }
delete Element.prototype.replaceChildren;
delete Crypto.prototype.randomUUID;
"""


@pytest.fixture(scope="session")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.fail("no browser for the page tests: run `make test`, or apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def opened(browser):
    """Return a function that opens a file; afterwards nothing may have gone wrong or out."""
    wrong, asked, opened_pages, uris = [], [], [], []
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    context.set_default_timeout(90_000)
    context.add_init_script(NEWER)

    def open_file(path):
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        uris.append(path.as_uri())
        page.goto(path.as_uri())
        opened_pages.append(page)
        return page

    yield open_file
    context.close()
    assert not wrong
    # Reloading asks for the page itself again; a download is made of what the page holds.
    assert {url.split("#")[0] for url in asked if not url.startswith("blob:")} <= set(uris)
