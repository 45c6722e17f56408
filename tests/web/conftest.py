import shutil

import pytest

from tests.web.rooms import Room, cheap_hashes, napkin_run

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A project with one run and three users."""
    cheap_hashes(monkeypatch)
    (tmp_path / "scenarios").mkdir()
    napkin_run(tmp_path / "runs")
    made = Room(tmp_path)
    for name, role in (("王经办", "clerk"), ("李审查", "reviewer"), ("张审批", "approver")):
        made.add(name, role)
    yield made
    made.parts.close()


@pytest.fixture(scope="session")
def chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.fail("no browser for the page tests: run `make test`, or apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()
