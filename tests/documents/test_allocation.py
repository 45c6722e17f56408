"""The allocation plan on paper: document, tables, GeoPackage and sheets of the sample."""

from __future__ import annotations

import dataclasses
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest
import shapely
from docx import Document
from office_files import assert_opens_styled, assert_prints_well
from papers import code_names
from sheet_labels import assert_paper_is_clear, axes_of, boxes_of, drawn, frames_of, on_display

from mineplan.allocate import allocation_of, prepare_allocation
from mineplan.documents.allocation import (
    write_allocation_document,
    write_allocation_geopackage,
    write_allocation_tables,
)
from mineplan.documents.context.allocation import allocation_context, allocation_sheets, choices, words
from mineplan.jobs import load
from mineplan.scenario.allocating import Continuation, Grant, Pilot

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "templates" / "allocation.docx"


@pytest.fixture(scope="module")
def plan():
    scenario, dataset, policy = load(ROOT / "scenarios" / "coal-bauxite.yaml")
    few = scenario.allocate.sensitivity.model_copy(update={"runs": 2})
    allocate = scenario.allocate.model_copy(update={"sensitivity": few})
    return allocation_of(prepare_allocation(scenario.model_copy(update={"allocate": allocate}), dataset, policy))


@pytest.fixture(scope="module")
def written(plan, tmp_path_factory):
    """The document with the sheet of one mine only: the others look alike."""
    folder = tmp_path_factory.mktemp("allocation")
    one = dataclasses.replace(plan, pilot=plan.pilot[:1])
    write_allocation_document(one, folder, TEMPLATE)
    return folder


def text_of(path: Path) -> str:
    document = Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def leaves(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def test_context_is_plain_and_the_same_twice(plan):
    context = allocation_context(plan)
    assert {type(leaf) for leaf in leaves(context)} <= {str, int, float, bool}
    assert context == allocation_context(plan)


def test_context_tells_every_block_and_mine_once(plan):
    context = allocation_context(plan)
    told = [*context["grant"]["planned"], *context["grant"]["others"]]
    assert sorted(r["block_id"] for r in told) == sorted(r.block_id for r in plan.grant_plan)
    kinds = ("proposed", "postponed", "left_out")
    coal = [block["block_id"] for kind in kinds for block in context["continuation"][kind]]
    assert sorted(coal) == sorted(r.block_id for r in plan.continuation)
    assert [m["right_id"] for m in context["pilot"]["mines"]] == [m.right_id for m in plan.pilot]


def test_document_is_filled(plan, written):
    text = text_of(written / "allocation.docx")
    assert "{{" not in text and "{%" not in text
    for row in plan.continuation:
        assert row.block_id in text
    for row in plan.grant_plan:
        assert row.block_id in text
    for heading in ("煤炭资源接续配置", "铝土矿出让计划", "煤铝综合开发试点", "分年度安排", "方案的可靠程度"):
        assert heading in text
    assert "已于2024年6月16日届满" in text and "不作为现行依据" in text


def test_document_prints_no_name_of_the_program(written):
    assert not code_names(written / "allocation.docx")


def test_every_choice_and_weight_has_a_chinese_name():
    for part, kind in (("continuation", Continuation), ("grant", Grant), ("pilot", Pilot)):
        assert set(kind.model_fields["weights"].annotation.model_fields) == set(choices.WEIGHTS[part])
        assert all(choices.name_of_choice(field) for field in kind.model_fields if field != "weights")


def test_choices_are_told_in_the_units_of_the_document(plan):
    said = {(row["part"], row["name"]): row["value"] for row in choices.choices_of(plan)}
    assert said["铝土矿出让", "最大运距"] == "150千米"
    assert said["煤炭接续配置", "年度总量"].startswith("2027年150万吨/年，2028年150万吨/年")
    assert said["煤炭接续配置", "每座煤矿配置区块上限"] == "不限"


def test_document_shows_sheet_and_section(written):
    with zipfile.ZipFile(written / "allocation.docx") as archive:
        assert [n for n in archive.namelist() if n.startswith("word/media/")]
    assert len(list((written / "maps").glob("pilot-*.png"))) == 1


def test_parts_left_out_leave_no_heading(plan, tmp_path):
    only = dataclasses.replace(
        plan, parts=("grant",), continuation=(), mines=(), pilot=(), solver=plan.solver[1:2], rulings=()
    )
    write_allocation_document(only, tmp_path, TEMPLATE)
    text = text_of(tmp_path / "allocation.docx")
    assert "煤炭资源接续配置" not in text and "煤下铝）" not in text
    headings = [p.text for p in Document(tmp_path / "allocation.docx").paragraphs if p.style.name == "Heading 1"]
    assert [h[0] for h in headings] == list("一二三四五")


def test_nothing_tried_says_so(plan, tmp_path):
    untried = dataclasses.replace(plan.perturbation, runs=0)
    rows = tuple(dataclasses.replace(r, runs=0, held_runs=0) for r in plan.continuation)
    write_allocation_document(
        dataclasses.replace(plan, perturbation=untried, continuation=rows, pilot=()), tmp_path, TEMPLATE
    )
    assert "未作扰动测算" in text_of(tmp_path / "allocation.docx")


def test_names_with_markup_survive(plan, tmp_path):
    mine = dataclasses.replace(plan.mines[0], mine_name="甲<乙>&丙煤矿")
    odd = dataclasses.replace(plan, mines=(mine, *plan.mines[1:]), pilot=())
    write_allocation_document(odd, tmp_path, TEMPLATE)
    assert "甲<乙>&丙煤矿" in text_of(tmp_path / "allocation.docx")


def test_tables_keep_everything(plan, tmp_path):
    write_allocation_tables(plan, tmp_path)
    sheets = {sheet.name: sheet for sheet in allocation_sheets(plan)}
    assert len(sheets["continuation"].rows) == len(plan.continuation)
    assert len(sheets["mines"].rows) == len(plan.mines)
    assert len(sheets["candidates"].rows) == sum(len(r.candidates) for r in plan.continuation)
    assert {path.stem for path in tmp_path.glob("*.csv")} == set(sheets)
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    page = book[sheets["mines"].title]
    header = [cell.value for row in page.iter_rows(max_row=4) for cell in row]
    assert "采矿许可证号" in header
    assert_prints_well(tmp_path / "tables.xlsx")


def test_unknown_life_is_a_dash_and_never_zero(plan):
    rows = {m["right_id"]: m for m in allocation_context(plan)["continuation"]["mines"]}
    unknown = [mine for mine in plan.mines if mine.life_a is None]
    assert unknown and all(rows[mine.right_id]["life"] == "—" for mine in unknown)


def test_geopackage_is_styled_by_fields_that_it_has(plan, tmp_path):
    path = tmp_path / "plan.gpkg"
    write_allocation_geopackage(plan, path)
    assert_opens_styled(path)
    with sqlite3.connect(path) as connection:
        layers = {name for (name,) in connection.execute("select table_name from gpkg_contents")}
        counted = connection.execute('select count(*) from "煤炭区块"').fetchone()[0]
    assert {"煤炭区块", "铝土矿区块", "煤下铝试点", "采矿权"} <= layers
    assert counted == sum(not r.extent.is_empty for r in plan.continuation)


def test_sections_cut_beds_where_they_lie(plan):
    for mine in plan.pilot:
        section = mine.facts["section"]
        start, end = shapely.Point(section["start"]), shapely.Point(section["end"])
        assert mine.extent.buffer(1).covers(shapely.LineString([start, end]).centroid)
        assert start.distance(end) == pytest.approx(section["length_m"], abs=0.2)
        for bed in section["beds"]:
            for span in bed["spans"]:
                assert 0 <= span["from_m"] < span["to_m"] <= section["length_m"] + 0.1
                assert all(roof >= floor for roof, floor in zip(span["roof_m"], span["floor_m"], strict=True))


def test_sheet_shows_the_whole_extent(plan):
    from mineplan.documents.maps.pilot import draw_mine, ground_of
    from mineplan.geodesy import native_zones, transform, zone_crs

    mine = plan.pilot[0]
    figure = draw_mine(plan, mine, ground_of(plan, mine))
    axes = {a.get_label(): a for a in figure.axes}
    (west, east), (south, north) = axes["plan"].get_xlim(), axes["plan"].get_ylim()
    zone = int(native_zones([mine.extent], plan.crs)[0])
    extent = transform([mine.extent], plan.crs, zone_crs(zone))[0]
    assert shapely.box(west, south, east, north).covers(extent)
    low, high = axes["section"].get_ylim()
    levels = [z for bed in mine.facts["section"]["beds"] for s in bed["spans"] for z in (*s["roof_m"], *s["floor_m"])]
    assert low < min(levels) and max(levels) < high


@pytest.fixture(scope="module")
def sheets(plan):
    """Mine and figure of every pilot sheet."""
    from mineplan.documents.maps.pilot import pilot_sheets

    return [(sheet.content[1], drawn(sheet)) for sheet in pilot_sheets(plan, Path("nowhere")).values()]


def test_letters_of_a_section_cover_no_bed_and_not_each_other(plan, sheets):
    assert len(sheets) == len(plan.pilot) == 12
    for mine, figure in sheets:
        axes = axes_of(figure, "section")
        beds = [c for c in axes.collections if c.get_gid() == "bed"]
        assert len(beds) == sum(len(bed["spans"]) for bed in mine.facts["section"]["beds"])
        shapes = [on_display(axes, shapely.Polygon(c.get_paths()[0].to_polygons()[0])) for c in beds]
        boxes = boxes_of(figure, "section")
        (frame,) = [f for f in frames_of(figure) if f.intersects(next(iter(boxes.values())))]
        for letters, box in boxes.items():
            ink = box.buffer(-3)
            assert not any(ink.intersects(shape) for shape in shapes), (mine.mine_name, letters)
            assert not any(ink.intersects(o) for other, o in boxes.items() if other != letters), letters
            assert frame.buffer(1).covers(box), (mine.mine_name, letters)


def test_numbers_of_bauxite_stand_in_it_or_beside_it_and_the_paper_is_clear(sheets):
    for mine, figure in sheets:
        boxes = boxes_of(figure, "plan")
        assert {f"{k}" for k in range(1, len(mine.bodies) + 1)} | {"A", "A′"} == set(boxes)
        letters = list(boxes.values())
        assert not [1 for k, a in enumerate(letters) for b in letters[k + 1 :] if a.intersects(b)]
        assert_paper_is_clear(figure)


def test_a_section_reads_from_west_to_east_like_the_map_beside_it(plan):
    from mineplan.documents.maps.section import westwards_left

    for mine in plan.pilot:
        cut = mine.facts["section"]
        shown = westwards_left(cut)
        assert tuple(shown["start"]) <= tuple(shown["end"])
        turned = shown["start"] != cut["start"]
        for ours, theirs in zip(shown["beds"], cut["beds"], strict=True):
            for a, b in zip(ours["spans"], theirs["spans"], strict=True):
                assert a["from_m"] == pytest.approx(cut["length_m"] - b["to_m"] if turned else b["from_m"])
                assert list(a["roof_m"]) == list(b["roof_m"][::-1] if turned else b["roof_m"])


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({2027: 300_000.0}, "2027年30万吨"),
        ({2027: 0.0, 2028: 450_000.0, 2029: 450_000.0}, "2028—2029年每年45万吨"),
        ({2027: 0.0}, "—"),
        ({2027: 300_000.0, 2028: 350_000.0}, "2027年30万吨，2028年35万吨"),
    ],
)
def test_amounts_by_year(amounts, said):
    assert words.by_year(amounts) == said


def test_resources_and_reserves_are_not_added():
    tonnages = {"measured": 1e4, "inferred": 2e4, "proved": 5e4}
    assert words.resource_total(tonnages) == 3e4
    assert words.resource_total({"proved": 5e4}) is None
