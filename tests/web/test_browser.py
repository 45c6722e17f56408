"""The site in a real Chromium: every page, a query from an upload to a letter, a run watched and cancelled."""

import io
import re
import shutil
import zipfile

import pytest

from mineplan.shipped import shipped
from mineplan.web.store import Users
from tests.run_folder import county_project
from tests.web.rooms import PASSWORD, napkin_run
from tests.web.served import served

RUN = "iron-20261125T090000-00000001"
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The county, the pressed-ore sample, one run, three users."""
    folder = tmp_path_factory.mktemp("site")
    county_project(folder)
    shutil.copy(shipped("scenarios") / "pressed.yaml", folder / "scenarios")
    shutil.copytree(shipped("datasets") / "xinzhou-pressed", folder / "datasets" / "xinzhou-pressed")
    napkin_run(folder / "runs")
    users = Users(folder / ".mineplan" / "site.sqlite")
    for name, role in (("王经办", "clerk"), ("张审批", "approver")):
        users.add(name, role, PASSWORD, 0.0)
    return folder


@pytest.fixture(scope="module")
def server(project):
    with served("serve", project, "--prefix", "/mineplan") as running:
        yield running


@pytest.fixture
def browse(browser, server):
    """Return a function that logs somebody in; afterwards no page may have gone wrong or asked outside."""
    wrong, outside, contexts = [], [], []

    def log_in(name):
        context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda m: wrong.append(m.text) if m.type == "error" and "status of 4" not in m.text else None
        )
        inside = (server.base + "/", "data:", "blob:")
        context.on("request", lambda r: None if r.url.startswith(inside) else outside.append(r.url))
        page.goto(server.address)
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav")
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert not wrong
    assert not outside


def test_every_page_opens_without_error_and_fits_the_screen(browse, server):
    page = browse("张审批")
    run = f"runs/{RUN}/"
    paths = ["", "pressed", "compare", f"compare?a={RUN}&b={RUN}", "audit", run, f"{run}documents/report.html"]
    paths += [f"{run}documents/review.html", "start/county/consolidate", "start/pressed/pressed", "nothing"]
    for path in paths:
        page.goto(server.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366, path
        assert page.locator("body").inner_text().strip() or path.endswith("report.html")
    page.goto(f"{server.address}runs/{RUN}/documents/report.html")
    assert page.title() == "好"  # its own script ran
    page.goto(f"{server.address}runs/{RUN}/documents/review.html")
    assert page.locator("#who").inner_text() == "张审批"


def test_the_start_page_is_reached_by_keyboard(browse):
    page = browse("王经办")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    seen = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent"))
    assert {"压覆查询", "方案比较", "整合方案", "退出", "铁矿整合方案"} <= seen
    assert "操作记录" not in page.content()


def test_a_query_from_an_uploaded_file_to_a_downloaded_letter(browse, project):
    page = browse("王经办")
    page.click("nav >> text=压覆查询")
    page.set_input_files("[name=files]", project / "datasets" / "xinzhou-pressed" / "projects" / "05-变电站.txt")
    page.click("button:has-text('查询')")
    assert "与矿业权人协商补偿" in page.locator(".verdict").inner_text()
    assert "第三十二条第三款" in page.locator(".grounds").inner_text()
    assert page.locator(".drawing path.footprint").bounding_box()["width"] > 20
    page.click("text=生成复函")
    link = page.locator("a:has-text('下载复函')").first
    link.wait_for()
    with page.expect_download() as waiting:
        link.click()
    content = waiting.value.path().read_bytes()
    words = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "示例青河35千伏变电站" in re.sub(r"<[^>]+>", "", words)


def test_pasted_corners_are_answered_and_wrong_ones_stay_in_the_form(browse, server):
    page = browse("王经办")
    page.goto(server.address + "pressed")
    page.fill("[name=corners]", "J1\t4263366.64\tabc")
    page.click("button:has-text('查询')")
    assert "坐标系" in page.locator(".problems li").inner_text()
    assert page.input_value("[name=corners]") == "J1\t4263366.64\tabc"
    corners = [
        "4263366.64\t38411319.48",
        "4263316.65\t38411318.63",
        "4263315.64\t38411378.63",
        "4263365.63\t38411379.47",
    ]
    page.fill("[name=corners]", "点号\tX\tY\n" + "\n".join(f"J{k}\t{c}" for k, c in enumerate(corners, 1)))
    page.select_option("[name=protection_grade]", "II")
    page.select_option("[name=crs]", "CGCS2000")
    page.click("button:has-text('查询')")
    assert "结论" in page.locator(".verdict").inner_text() and "Ⅱ级" in page.locator(".meta").inner_text()


def runs_listed(page):
    return [link.get_attribute("href") for link in page.locator("section[aria-labelledby=runs] a").all()]


def test_a_run_is_started_watched_and_cancelled(browse, server):
    page = browse("王经办")
    page.click("a.button:has-text('整合方案')")
    page.uncheck("[name=documents]")
    page.click("button:has-text('启动')")
    page.wait_for_selector("#log:has-text('rights take part')")
    page.wait_for_selector("text=查看结果")
    page.click("text=查看结果")
    assert "九宫县方案" in page.locator("h1").inner_text() and "文件完整" in page.content()
    page.click("header >> text=方案与运算")
    before = runs_listed(page)
    page.goto(server.address + "start/pressed/pressed")
    page.click("button:has-text('启动')")
    page.wait_for_selector("#state:has-text('运行中')")
    page.click("text=取消运算")
    page.wait_for_selector("#state:has-text('已取消')")
    page.click("header >> text=方案与运算")
    assert page.locator("section[aria-labelledby=tasks] >> text=已取消").count() == 1
    assert runs_listed(page) == before


def test_text_survives_a_session_that_ends_while_it_is_written(browse, server):
    page = browse("王经办")
    page.goto(server.address + "pressed")
    page.fill("[name=corners]", "J1\t4263366.64\t38411319.48")
    page.context.clear_cookies()
    page.click("button:has-text('查询')")
    assert "没有丢失" in page.locator(".problems").inner_text()
    page.fill("[name=name]", "王经办")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('登录')")
    assert "J1\t4263366.64\t38411319.48" in page.input_value("[name=corners]")
    page.click("button:has-text('继续提交')")
    page.wait_for_selector("h1:has-text('压覆矿产资源查询')")
    assert page.input_value("[name=corners]").startswith("J1")
