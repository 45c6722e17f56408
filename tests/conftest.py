"""Continuous integration draws the same examples each time; one browser serves all tests of pages.

No example has a deadline of the clock: a busy machine would raise false alarms.
"""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("same" if os.environ.get("CI") else "new")

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
# A minute or more each: begun first, they leave neither process waiting for the other at the end.
LONGEST = {
    "test_commands_run_in_order",
    "test_it_runs_in_a_fresh_environment",
    "test_licences_of_dr_congo",
}


def pytest_collection_modifyitems(items):
    """Put the longest tests first; the others keep their order."""
    items.sort(key=lambda item: getattr(item, "originalname", item.name) not in LONGEST)


@pytest.fixture(scope="session")
def browser():
    """Start Debian's Chromium; nothing is downloaded. One a process, for playwright allows no second one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.fail("no browser for the page tests: run `make test`, or apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()
