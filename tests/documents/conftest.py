"""A browser for the tests of pages: Debian's Chromium, nothing downloaded."""

from __future__ import annotations

import shutil

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",
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
    """Return a function that opens a file or an address; afterwards nothing may have gone wrong or out."""
    wrong, asked, allowed = [], [], []
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    context.set_default_timeout(90_000)
    context.add_init_script(NEWER)

    def open_page(target):
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        address = target if isinstance(target, str) else target.as_uri()
        # A file may ask for itself again, a served page for what lies on its server; a download is the page's own.
        allowed.extend([address if address.startswith("file:") else "/".join(address.split("/")[:3]) + "/", "blob:"])
        page.goto(address)
        return page

    yield open_page
    context.close()
    # A refusal by the server is no fault of the page: its tests look at what the page says then.
    assert not [words for words in wrong if not words.startswith("Failed to load resource: the server responded")]
    assert all(url.startswith(tuple(allowed)) for url in asked)
