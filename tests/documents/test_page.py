from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sample_plan import CRS, misnamed, sample_plan

from mineplan import geodesy
from mineplan.documents.context import context_of
from mineplan.documents.page import LINKS, write_page
from mineplan.documents.page.places import readings
from mineplan.errors import InputError
from mineplan.plans import RightOutcome
from mineplan.terms import Disposition

TEMPLATE = Path(__file__).parents[2] / "templates" / "report.html.j2"
EVIL = "</script><script>document.title='坏'</script><!-- <b>&amp;\u2028"


def written(plan, folder):
    out = folder / "documents" / "report.html"
    write_page(plan, context_of(plan), out, TEMPLATE)
    return out


def bare(script):
    """Return a script without its comments."""
    return re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", script.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


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


def pixel_of(page, kind, index):
    """Return where on the screen a right ("i") or a group ("g") lies."""
    box = page.locator("#map").bounding_box()
    x, y = page.evaluate("it => mineplan.page.chart.pixel(it[0], it[1])", [kind, index])
    return box["x"] + x, box["y"] + y


def seen(page):
    """Return what part of the plane the map shows."""
    return page.evaluate("mineplan.page.chart.map.getView().calculateExtent()")


@pytest.mark.parametrize("groups", [0, 2, 9])
def test_it_opens_without_error_and_asks_nothing_of_the_network(opened, tmp_path, groups):
    page = opened(written(sample_plan(groups), tmp_path))
    assert page.evaluate("mineplan.read('data').map.rights.length") == len(sample_plan(groups).rights)
    assert page.locator("#map canvas").count() >= 1
    assert page.locator(".card").count() == groups
    assert "27" in page.locator("#targets").inner_text() or groups != 9


def test_it_draws_without_webgl(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    drawn = page.evaluate("""() => { mineplan.page.chart.map.renderSync();
      const c = document.querySelector('#map canvas');
      const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      let n = 0; for (let k = 3; k < d.length; k += 4) { if (d[k]) { n += 1; } } return n; }""")
    assert drawn > 5000
    assert page.evaluate("['webgl', 'webgl2'].every(k => document.createElement('canvas').getContext(k) === null)")


def test_indicators_and_map_are_on_the_first_screen(opened, tmp_path):
    page = opened(written(sample_plan(9), tmp_path))
    first = page.locator("main section").first
    assert first.get_attribute("id") == "targets"
    assert page.locator("#map").bounding_box()["y"] < 768 / 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_search_finds_by_licence_and_by_name(opened, tmp_path):
    plan = sample_plan(9)
    page = opened(written(plan, tmp_path))
    rows = page.locator("#list li:not(.picked) button[data-i]")
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
    there = "mineplan.page.chart.at(mineplan.page.chart.map.getCoordinateFromPixel(mineplan.page.chart.pixel('g', 0)))"
    assert page.evaluate(there) == ["g", 0] and page.locator(".legend .if-after").first.is_visible()
    page.click("[data-time=before]")
    assert page.evaluate(there)[0] == "i" and page.locator(".legend .if-before").first.is_visible()
    assert page.get_attribute("[data-time=before]", "aria-pressed") == "true"
    page.click("[data-time=after]")
    assert page.evaluate(there) == ["g", 0]


def test_list_selects_and_zooms_the_map_and_the_map_selects_in_the_list(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    whole = seen(page)
    page.click("#list button[data-i='1']")
    assert seen(page)[2] - seen(page)[0] < (whole[2] - whole[0]) / 2
    halo = page.evaluate("mineplan.page.chart.map.getLayers().getArray().slice(-1)[0].getSource().getExtent()")
    middle = page.evaluate("mineplan.page.chart.map.getCoordinateFromPixel(mineplan.page.chart.pixel('i', 1))")
    assert halo[0] < middle[0] < halo[2] and halo[1] < middle[1] < halo[3]
    facts = page.locator("#facts").inner_text()
    assert "厅字〔2023〕21号" in facts and "可以统一开采的同一矿体，不得设立2个以上采矿权" in facts
    page.keyboard.press("Escape")
    assert not page.locator("#facts").is_visible()
    page.click("[data-zoom=all]")
    page.click("[data-time=before]")
    page.mouse.click(*pixel_of(page, "i", 3))
    assert page.get_attribute("#list button[data-i='3']", "aria-current") == "true"
    assert page.locator("#facts h3").inner_text() in page.locator("#list button[data-i='3']").inner_text()


def test_what_is_chosen_on_the_map_comes_into_a_list_that_does_not_show_it(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    page.fill("#search", "查无此矿")
    page.mouse.click(*pixel_of(page, "g", 1))
    assert page.locator("#list .picked button[data-g='1']").get_attribute("aria-current") == "true"
    page.fill("#search", "")
    assert page.locator("#list .picked").count() == 0 and page.locator("#list [aria-current=true]").count() == 1


def test_hovering_a_row_marks_the_map_and_the_other_way_round(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    glow = "mineplan.page.chart.map.getLayers().getArray().slice(-2)[0].getSource().getFeatures().length"
    page.click("[data-time=before]")
    page.locator("#list button[data-i='0']").hover()
    assert page.evaluate(glow) == 1
    page.mouse.move(*pixel_of(page, "i", 2))
    page.wait_for_selector("#list button.hover[data-i='2']", state="attached")
    page.mouse.move(600, 20)
    page.wait_for_function(f"{glow} === 0")
    assert page.locator("#list button.hover").count() == 0


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
    views = [seen(page)]
    page.focus("#map")
    for key in ("+", "ArrowLeft", "-"):
        page.keyboard.press(key)
        page.wait_for_function(
            "box => { const v = mineplan.page.chart.map.getView();"
            " return !v.getAnimating() && String(v.calculateExtent()) !== String(box); }",
            arg=views[-1],
        )
        views.append(seen(page))
    page.keyboard.press("0")
    assert seen(page) == views[0]
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + 500, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 450, box["y"] + 170)
    page.mouse.move(box["x"] + 400, box["y"] + 150)
    page.mouse.up()
    assert seen(page)[0] > views[0][0]


def test_coordinates_under_the_pointer_are_those_of_the_licence(opened, tmp_path):
    plan = sample_plan(2)
    page = opened(written(plan, tmp_path))
    corner = plan.groups[0].corners[0]
    west, south = plan.groups[0].extent.exterior.coords[0][:2]
    read = page.evaluate("p => mineplan.reading(mineplan.read('data').map.readings, p)", [west, south])
    assert read["zone"] == corner.zone
    assert read["north"] == pytest.approx(corner.northing_m, abs=0.02)
    assert read["east"] == pytest.approx(corner.easting_m, abs=0.02)
    page.mouse.move(*pixel_of(page, "g", 0))
    page.wait_for_function("document.getElementById('place').textContent")
    assert re.fullmatch(r"X（北）43\d{5}　Y（东，3[78] 带）3[78]\d{6}", page.locator("#place").inner_text())
    assert re.fullmatch(r"[125]0*(\.[125])? (千米|米)", page.locator("#bar").inner_text())


def test_readings_hold_over_the_whole_region():
    crs = geodesy.analysis_crs(geodesy.XINZHOU)
    found = readings([-100_000.0, -80_000.0, 100_000.0, 90_000.0], crs)
    points = np.random.default_rng(7).uniform(-105_000, 105_000, (500, 2))
    u, v = ((points - found["centre"]) / found["reach"]).T
    powers = [u**i * v**j for i in range(found["degree"] + 1) for j in range(found["degree"] + 1 - i)]
    for zone, (north, east) in found["zones"].items():
        native = geodesy.transform_points(points, crs, geodesy.zone_crs(int(zone)))
        assert np.abs(np.dot(north, powers) - native[:, 1]).max() < 0.01
        assert np.abs(np.dot(east, powers) - native[:, 0]).max() < 0.01


def test_labels_never_cover_one_another(opened, tmp_path):
    page = opened(written(sample_plan(9), tmp_path))
    draw = np.random.default_rng(3)
    items = []
    for x, y, w, h in draw.uniform((0, 0, 2, 2), (700, 500, 90, 90), (80, 4)).tolist():
        items.append({"at": [x, y], "box": [x - w / 2, y - h / 2, x + w / 2, y + h / 2], "width": 45})
    places = page.evaluate("items => mineplan.placed(items)", items)
    boxes = [
        (item["at"][0] + p[0], item["at"][1] + p[1]) for item, p in zip(items, places, strict=True) if p is not None
    ]
    assert places[0] is not None and 40 < len(boxes) < 80
    for k, (x, y) in enumerate(boxes):
        assert all(abs(x - u) >= 45 - 1e-6 or abs(y - v) >= 18 - 1e-6 for u, v in boxes[k + 1 :])


def test_numbers_of_groups_close_together_are_set_apart_or_left_out(opened, tmp_path):
    plan = sample_plan(9)
    near = dataclasses.replace(plan.groups[1], extent=shapely.affinity.translate(plan.groups[0].extent, 30, 10))
    page = opened(written(dataclasses.replace(plan, groups=(plan.groups[0], near, *plan.groups[2:])), tmp_path))
    spy = """() => { window.drawn = []; const real = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text) {
        window.drawn.push(text); real.apply(this, arguments); };
      mineplan.page.chart.redraw(); mineplan.page.chart.map.renderSync(); }"""
    page.evaluate(spy)
    assert {"（一）", "（二）", "（九）"} <= set(page.evaluate("window.drawn"))
    page.click("[data-time=before]")
    page.evaluate(spy)
    assert not [t for t in page.evaluate("window.drawn") if t.startswith("（")]


def test_rings_are_steps_in_decimetres_that_give_the_shape_back(tmp_path):
    plan = sample_plan(3)
    data = json.loads(re.search(r'id="data">(.*?)</script>', written(plan, tmp_path).read_text(encoding="utf-8"))[1])
    drawing, group = data["map"], plan.groups[2]
    [[ring]] = drawing["extents"][2]
    points = np.cumsum(np.array(ring).reshape(-1, 2), axis=0) * drawing["unit_m"] + drawing["origin"]
    assert len(points) == len(group.corners)
    assert shapely.Polygon(points).symmetric_difference(group.extent).area < 0.1 * group.extent.length


def test_constraints_and_open_rulings_are_listed(tmp_path):
    text = written(sample_plan(2), tmp_path).read_text(encoding="utf-8")
    assert "须并入同一区块：代县东沟第1铁矿、代县西沟第2铁矿（均在区块（一））" in text
    assert 'id="unconfirmed"><li>低于最低规模的采矿权不予延续' in text and "可利用资源量" in text


def test_table_is_filtered_by_disposition(opened, tmp_path):
    page = opened(written(sample_plan(2), tmp_path))
    page.select_option("#filter", "close")
    assert page.locator("#table tbody tr").count() == 1
    page.select_option("#filter", "")
    assert page.locator("#table tbody tr").count() == 9


def test_names_that_try_to_break_out_stay_words(opened, tmp_path):
    plan = misnamed(sample_plan(2), EVIL)
    page = opened(written(plan, tmp_path))
    assert page.title() == plan.title
    page.click("#list button[data-i='0']")
    assert "</script>" in page.locator("#facts h3").inner_text()


def test_five_hundred_rights_are_a_light_file(tmp_path):
    assert written(crowded(500), tmp_path).stat().st_size < 1_500_000


def test_ten_thousand_rights_stay_usable(opened, tmp_path):
    page = opened(written(crowded(10_000), tmp_path))
    assert page.locator("#list button[data-i]").count() == 200 and page.locator("#table tbody tr").count() == 200
    page.fill("#search", "密布第9876铁矿")
    assert page.locator("#list button[data-i]").count() == 1
    page.press("#search", "Enter")
    drawn = page.evaluate(
        """() => { const chart = mineplan.page.chart;
          return chart.map.getLayers().getArray()[1].getSource()
            .getFeaturesInExtent(chart.map.getView().calculateExtent()).length; }"""
    )
    assert 1 <= drawn < 20
    page.select_option("#filter", "close")
    assert page.locator("#table tbody tr").count() == 1
    page.click("[data-zoom=all]")
    page.click("[data-time=before]")
    page.select_option("#filter", "keep")
    page.click("#more")
    assert page.locator("#table tbody tr").count() == 400


def test_page_is_one_file_with_links_to_its_siblings(tmp_path):
    text = written(sample_plan(2), tmp_path).read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|url\(\s*['\"]?(?!#)|@import", text)
    assert all(f'href="{href}"' in text for href, _ in LINKS)
    assert "default-src 'none'" in text and "示例数据（虚构）" in text


def test_scripts_and_bundle_are_written_for_chromium_79():
    folder = TEMPLATE.parent
    bundle = folder / "vendor" / "ol" / "ol.js"
    recorded = bundle.with_name("ol.js.sha256").read_text(encoding="utf-8").split()[0]
    assert hashlib.sha256(bundle.read_bytes()).hexdigest() == recorded, "run `make bundle`"
    assert "--target=chrome79" in bundle.with_name("package.json").read_text(encoding="utf-8")
    for script in (bundle, *folder.glob("*.js"), *folder.glob("page/*.js"), *folder.glob("review/*.js")):
        # Optional chaining, nullish and logical assignment, private names, static blocks: all younger than 79.
        newer = re.search(r"\?\.(?!\d)|\?\?|(?:\|\||&&)=|\bstatic\s*\{|this\.#|\bimport\s*\(", bare(script))
        assert newer is None, f"{script.name}: {newer}"


def test_the_versions_of_the_bundle_are_exact_and_its_licences_lie_beside_it():
    folder = TEMPLATE.parent / "vendor" / "ol"
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    licences = (folder / "LICENSE.txt").read_text(encoding="utf-8")
    banner = (folder / "ol.js").read_text(encoding="utf-8").splitlines()[0]
    for version in (*wanted["dependencies"].values(), *wanted["devDependencies"].values()):
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    for name, version in wanted["dependencies"].items():
        title = {"ol": "OpenLayers"}.get(name, name)
        assert f"{title} {version}" in licences and f"{title} {version}" in banner


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


def test_a_wrong_tag_is_named_with_its_line(tmp_path):
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATE.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / TEMPLATE.name).read_text(encoding="utf-8")
    plan = sample_plan(0)
    for wrong, said in (("{{ titel }}", "titel"), ("{{ title }", "unexpected")):
        (folder / TEMPLATE.name).write_text(text.replace("{{ title }}", wrong, 1), encoding="utf-8")
        with pytest.raises(InputError, match=rf"report\.html\.j2 line \d+.*{said}"):
            write_page(plan, context_of(plan), tmp_path / "x.html", folder / TEMPLATE.name)


def test_print_hides_the_controls_and_draws_the_map_for_paper(opened, tmp_path):
    page = opened(written(crowded(300), tmp_path))
    box = seen(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for hidden in (".side", ".switch", "#place", "#more"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("#map").is_visible() and page.locator(".state .if-after").is_visible()
    assert page.locator("#table tbody tr").count() == 327 and page.locator("details:not([open])").count() == 0
    assert page.evaluate("document.querySelector('#map canvas').width") > 1900
    inside = seen(page)
    assert inside[0] <= box[0] + 1 and inside[3] >= box[3] - 1
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert seen(page) == pytest.approx(box, abs=1.0)
