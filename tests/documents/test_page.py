from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sample_plan import CRS, sample_plan

from mineplan.documents.context import context_of
from mineplan.documents.page import LINKS, write_page
from mineplan.errors import InputError
from mineplan.plans import Note, RightOutcome
from mineplan.terms import Disposition

TEMPLATE = Path(__file__).parents[2] / "templates" / "report.html.j2"
EVIL = "</script><script>document.title='坏'</script><!-- <b>&amp;\u2028"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def written(plan, folder):
    out = folder / "documents" / "report.html"
    write_page(plan, context_of(plan), out, TEMPLATE)
    return out


def crowded(count=3500):
    """Return a plan with that many rights beside nine groups."""
    plan = sample_plan(9)
    frame = plan.tables["rights"]
    row = frame[frame["right_id"] == plan.rights[-1].right_id].iloc[0].to_dict()
    ids = [f"C150000{2010 + k % 9}07712{k:07d}" for k in range(count)]
    boxes = [shapely.Point(200 * (k % 70) - 40_000, 900 * (k // 70)).buffer(70, quad_segs=3) for k in range(count)]
    more = gpd.GeoDataFrame(
        [
            row | {"right_id": i, "mine_name": f"密布第{k}铁矿", "geometry": box}
            for k, (i, box) in enumerate(zip(ids, boxes, strict=True))
        ],
        crs=CRS,
    )
    rights = gpd.GeoDataFrame(pd.concat([frame, more], ignore_index=True), crs=CRS)
    outcomes = [
        RightOutcome(i, list(Disposition)[k % 2], None, ("shanxi.minimum_capacity",), ("独立开采一个矿体，予以保留。",))
        for k, i in enumerate(ids)
    ]
    return dataclasses.replace(plan, rights=(*plan.rights, *outcomes), tables=plan.tables | {"rights": rights})


@pytest.fixture(scope="module")
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
    wrong, asked, pages = [], [], []

    def open_file(path):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        pages.append((page, path.as_uri()))
        return page

    yield open_file
    for page, _ in pages:
        page.close()
    assert not wrong
    assert [url.split("#")[0] for url in asked] == [uri for _, uri in pages]


@pytest.mark.parametrize("groups", [0, 2, 9])
def test_it_opens_without_error_and_asks_nothing_of_the_network(opened, tmp_path, groups):
    page = opened(written(sample_plan(groups), tmp_path))
    assert page.locator("#map .right").count() == len(sample_plan(groups).rights)
    assert page.locator(".card").count() == groups
    assert "27" in page.locator("#targets").inner_text() or groups != 9


def test_indicators_and_map_are_on_the_first_screen(opened, tmp_path):
    page = opened(written(sample_plan(9), tmp_path))
    first = page.locator("main section").first
    assert first.get_attribute("id") == "targets"
    assert page.locator("#map").bounding_box()["y"] < 768 / 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_search_finds_by_licence_and_by_name(opened, tmp_path):
    plan = sample_plan(9)
    page = opened(written(plan, tmp_path))
    rows = page.locator("#list button[data-i]")
    assert rows.count() == len(plan.rights)
    page.fill("#search", plan.rights[3].right_id.lower())
    assert rows.count() == 1 and plan.rights[3].right_id in rows.first.inner_text()
    page.fill("#search", "第5铁矿")
    assert "第5铁矿" in rows.first.inner_text() and "第5铁矿" in page.locator("#list").inner_text()
    page.press("#search", "Enter")
    assert "第5铁矿" in page.locator("#facts h3").inner_text()
    page.fill("#search", "查无此矿")
    assert rows.count() == 0 and "找到 0 宗" in page.locator("#found").inner_text()


def test_before_and_after_are_switched(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    assert page.locator(".extent").first.is_visible()
    page.click("[data-time=before]")
    assert not page.locator(".extent").first.is_visible()
    assert page.get_attribute("[data-time=before]", "aria-pressed") == "true"
    page.click("[data-time=after]")
    assert page.locator(".extent").first.is_visible()


def test_list_selects_and_zooms_the_map_and_the_map_selects_in_the_list(opened, tmp_path):
    plan = sample_plan(2)
    page = opened(written(plan, tmp_path))
    whole = page.get_attribute("#map", "viewBox")
    page.click("#list button[data-i='1']")
    assert page.get_attribute("#map", "viewBox") != whole
    assert page.get_attribute("#halo", "d") == page.get_attribute(".right[data-i='1']", "d")
    facts = page.locator("#facts").inner_text()
    assert "厅字〔2023〕21号" in facts and "可以统一开采的同一矿体，不得设立2个以上采矿权" in facts
    page.keyboard.press("Escape")
    assert not page.locator("#facts").is_visible()
    page.click("[data-zoom=all]")
    page.click("[data-time=before]")
    page.locator(".right[data-i='3']").click()
    assert page.get_attribute("#list button[data-i='3']", "aria-current") == "true"
    assert page.locator("#facts h3").inner_text() in page.locator("#list button[data-i='3']").inner_text()


def test_hovering_a_row_marks_the_map_and_the_other_way_round(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    page.click("[data-time=before]")
    page.locator("#list button[data-i='0']").hover()
    assert "hover" in page.get_attribute(".right[data-i='0']", "class")
    page.locator(".right[data-i='0']").hover()
    assert "hover" in page.get_attribute("#list button[data-i='0']", "class")


def test_a_group_is_shown_from_its_card(opened, tmp_path):
    plan = sample_plan(2)
    page = opened(written(plan, tmp_path))
    page.click("[data-time=before]")
    page.click("#group-1 .show")
    assert page.get_attribute("[data-time=after]", "aria-pressed") == "true"
    assert "区块（二）" in page.locator("#facts h3").inner_text()
    assert page.locator("#facts .members button").count() == len(plan.groups[1].right_ids)


def test_map_pans_and_zooms_by_mouse_and_keyboard(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    seen = [page.get_attribute("#map", "viewBox")]
    page.focus("#map")
    for key in ("+", "ArrowLeft", "-", "0"):
        page.keyboard.press(key)
        seen.append(page.get_attribute("#map", "viewBox"))
    assert len(set(seen[:4])) == 4 and seen[4] == seen[0]
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + 500, box["y"] + 200)
    page.mouse.wheel(0, -100)
    page.wait_for_function("before => document.getElementById('map').getAttribute('viewBox') !== before", arg=seen[0])
    before = page.get_attribute("#map", "viewBox")
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 150)
    page.mouse.up()
    assert page.get_attribute("#map", "viewBox") != before


def test_labels_never_cover_one_another(opened, tmp_path):
    plan = sample_plan(9)
    near = dataclasses.replace(plan.groups[1], extent=shapely.affinity.translate(plan.groups[0].extent, 30, 10))
    other = dataclasses.replace(plan.groups[2], extent=shapely.affinity.translate(plan.groups[0].extent, 0, 40))
    more = dataclasses.replace(plan.groups[3], extent=shapely.affinity.translate(plan.groups[0].extent, 20, 20))
    page = opened(written(dataclasses.replace(plan, groups=(plan.groups[0], near, other, more)), tmp_path))
    boxes = page.evaluate("""() => Array.prototype.map.call(document.querySelectorAll('.labels text'), t => {
      const b = t.getBoundingClientRect(), y = (b.top + b.bottom) / 2;
      return t.style.display === 'none' ? null : [b.left, b.right, y - 7, y + 7]; })""")
    shown = [box for box in boxes if box]
    assert boxes[0]
    for k, (left, right, top, bottom) in enumerate(shown):
        assert all(right <= x[0] + 5 or x[1] <= left + 5 or bottom <= x[2] or x[3] <= top for x in shown[k + 1 :])


def test_constraints_and_open_rulings_are_listed(tmp_path):
    text = written(sample_plan(2), tmp_path).read_text(encoding="utf-8")
    assert "须并入同一区块：代县东沟第1铁矿、代县西沟第2铁矿（均在区块（一））" in text
    assert 'id="unconfirmed"><li>低于最低规模的采矿权不予延续' in text and "可利用资源量" in text


def test_table_is_filtered_by_disposition(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    page.select_option("#filter", "close")
    assert page.locator("#table tbody tr:visible").count() == 1
    page.select_option("#filter", "")
    assert page.locator("#table tbody tr:visible").count() == 9


def test_names_that_try_to_break_out_stay_words(opened, tmp_path):
    plan = sample_plan(2)
    rights = plan.tables["rights"].copy()
    rights.loc[:, "mine_name"] = EVIL
    notes = (*plan.notes, Note("evil", EVIL, plan.rights[0].right_id))
    plan = dataclasses.replace(plan, notes=notes, tables=plan.tables | {"rights": rights})
    page = opened(written(plan, tmp_path))
    assert page.title() == plan.title
    page.click("#list button[data-i='0']")
    assert "</script>" in page.locator("#facts h3").inner_text()


def test_three_and_a_half_thousand_rights_stay_usable(opened, tmp_path):
    out = written(crowded(), tmp_path)
    assert out.stat().st_size < 8_000_000
    page = opened(out)
    assert page.locator("#map .right").count() > 3500
    assert page.locator("#list button[data-i]").count() == 200
    spent = page.evaluate("""() => {
      const field = document.getElementById('search'), start = performance.now();
      for (const words of ['密布第3', '密布第34', '']) { field.value = words; field.dispatchEvent(new Event('input')); }
      document.body.offsetHeight;
      return (performance.now() - start) / 3; }""")
    assert spent < 500


def test_page_is_one_file_with_links_to_its_siblings(tmp_path):
    text = written(sample_plan(2), tmp_path).read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|url\(\s*['\"]?(?!#)|@import", text)
    assert all(f'href="{href}"' in text for href, _ in LINKS)
    assert "default-src 'none'" in text and "示例数据（虚构）" in text


def test_script_is_written_for_old_browsers():
    script = TEMPLATE.with_name("report.js").read_text(encoding="utf-8")
    assert not re.search(r"\?\.|\?\?|=>|`|replaceAll|structuredClone|\.at\(", script)


def test_real_data_bear_no_warning_and_an_open_proof_says_so(tmp_path):
    plan = dataclasses.replace(sample_plan(2), is_synthetic=False, status="feasible", bound=1200.0, gap=0.154)
    text = written(plan, tmp_path).read_text(encoding="utf-8")
    assert "虚构" not in text and "尚未证明最优" in text and "15.4%" in text


def test_same_plan_gives_the_same_bytes(tmp_path):
    assert written(sample_plan(9), tmp_path / "a").read_bytes() == written(sample_plan(9), tmp_path / "b").read_bytes()


def test_data_are_json_and_bare_tables_are_enough(tmp_path):
    plan = sample_plan(2)
    plan = dataclasses.replace(plan, tables={"rights": plan.tables["rights"][["right_id", "geometry"]]})
    text = written(plan, tmp_path).read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', text)[1])
    assert len(data["rights"]) == 9 and data["groups"][0]["members"]


def test_a_missing_template_is_named(tmp_path):
    shutil.copy(TEMPLATE, tmp_path)
    with pytest.raises(InputError, match=r"report\.css"):
        write_page(sample_plan(0), context_of(sample_plan(0)), tmp_path / "x.html", tmp_path / TEMPLATE.name)


def test_print_hides_the_controls(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible() and not page.locator(".switch").is_visible()
    assert page.locator("#map").is_visible() and page.locator("#table").is_visible()
