"""`mineplan review RUN` in a real Chromium, with the page that a real run wrote."""

import json
import re
from pathlib import Path

import pytest

from mineplan.review.events import input_hash
from mineplan.review.ledger import Ledger, ledger_path
from tests.run_folder import county_run
from tests.web.served import served

PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The county's run with its pages; sheets and proposal, which no reviewer opens here, are left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mineplan.documents.maps.write_sheets", lambda *_: {})
        patch.setattr("mineplan.documents.proposal.write_proposal", lambda *_: None)
        return county_run(tmp_path_factory.mktemp("review"), has_documents=True)


@pytest.fixture(scope="module")
def tabs(browser, run):
    """Two tabs of one reviewer, who was asked the name once; nothing may go wrong in them or out of them."""
    wrong, outside = [], []
    with served("review", run) as server:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        context.set_default_timeout(PATIENCE_MS)
        inside = (server.base + "/", "data:", "blob:")
        context.on("request", lambda r: None if r.url.startswith(inside) else outside.append(r.url))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda m: wrong.append(m.text) if m.type == "error" and " 409 " not in m.text else None)
        one = context.new_page()
        one.goto(server.address)
        one.fill("[name=name]", "赵示例")
        one.click("button:has-text('进入')")
        one.click("text=打开审查页面")
        two = context.new_page()
        two.goto(one.url)
        yield one, two
        context.close()
    assert not wrong
    assert not outside


def choose(page, verdict, text):
    page.click("#list button[data-g='0']")
    page.check(f"input[name=verdict][value={verdict}]")
    page.fill("#text", text)


def events(run):
    return Ledger(ledger_path(run), run.name, input_hash(run)).events()


def test_two_tabs_conflict_and_a_decision_survives_reload(tabs, run):
    one, two = tabs
    assert "赵示例" in one.inner_text("#who")
    choose(two, "disagree", "另一个窗口")
    choose(one, "agree", "")
    one.click("#submit")
    one.wait_for_selector("#list button[data-g='0'] .tag:text-matches('^同意')")
    two.click("#submit")
    two.wait_for_selector("text=该区块刚被其他人审查")
    assert two.input_value("#text") == "另一个窗口"
    assert [event.verdict for event in events(run)] == ["agree"]
    two.click("#submit")
    two.wait_for_selector("#list button[data-g='0'] .tag:has-text('不同意')")
    one.reload()
    assert "不同意" in one.inner_text("#list button[data-g='0'] .tag")
    assert [(event.by, event.verdict) for event in events(run)] == [("赵示例", "agree"), ("赵示例", "disagree")]


def test_what_a_change_would_cost_is_answered_with_its_gap(tabs):
    page = tabs[0]
    choose(page, "change", "剔除一宗")
    page.select_option("#action", "leave_out")
    page.check("#choices input >> nth=1")
    page.click("#add-change")
    page.click("#ask")
    page.wait_for_selector("#answer:has-text('差距')")
    assert re.search(r"\d", page.inner_text("#answer"))


def test_the_file_exports_what_the_server_keeps(tabs, run, browser):
    """The same opinion, given to the page on disk, comes out as the ledger would hold it."""
    served_page = tabs[0]
    choose(served_page, "agree", "同一条意见")
    served_page.fill("#participants", "钱示例、孙示例")
    served_page.click("#submit")
    served_page.wait_for_selector("#list button[data-g='0'] .tag:text-matches('^同意')")
    kept = events(run)[-1]
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto((run / "documents" / "review.html").as_uri())
    page.fill("#reviewer", "赵示例")
    choose(page, "agree", "同一条意见")
    page.fill("#participants", "钱示例、孙示例")
    page.click("#submit")
    with page.expect_download() as waiting:
        page.click("#export")
    content = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    context.close()
    assert (content["run"], content["input_hash"]) == (kept.run, kept.input_hash)
    named = ("group_id", "kind", "verdict", "text", "participants", "changes", "by")
    said, held = content["decisions"][-1], kept.model_dump(mode="json")
    assert {name: said[name] for name in named} == {name: held[name] for name in named}
