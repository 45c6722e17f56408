"""The workbook and the CSV tables."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import openpyxl
import pytest
from office_files import assert_prints_well
from sample_plan import AS_OF, sample_plan

from mineplan.documents.workbook import write_csv_tables, write_workbook

SHEETS = [
    "区块汇总",
    "现有采矿权及处置",
    "拟设拐点坐标",
    "矿权与矿体关系",
    "相邻关系",
    "指标对比",
    "依据条款",
    "说明与疑点",
    "字段说明",
]


@pytest.fixture
def book(tmp_path: Path) -> openpyxl.Workbook:
    write_workbook(sample_plan(2), tmp_path / "t.xlsx")
    return openpyxl.load_workbook(tmp_path / "t.xlsx")


def column(page: openpyxl.worksheet.worksheet.Worksheet, header: str) -> list[object]:
    headers = [cell.value for cell in page[1]]
    return [row[headers.index(header)].value for row in page.iter_rows(min_row=2)]


def test_sheets_and_how_they_print(book: openpyxl.Workbook, tmp_path: Path) -> None:
    assert book.sheetnames == SHEETS
    assert_prints_well(tmp_path / "t.xlsx")


def test_licences_are_text(book: openpyxl.Workbook) -> None:
    page = book["现有采矿权及处置"]
    ids = column(page, "采矿许可证号")
    assert ids == sorted(o.right_id for o in sample_plan(2).rights) and all(len(str(i)) == 23 for i in ids)
    assert page["A2"].data_type == "s" and page["A2"].number_format == "@"


def test_headers_bear_units_and_values_follow_them(book: openpyxl.Workbook) -> None:
    assert column(book["区块汇总"], "拟设生产规模（万吨/年）") == [60, 35]
    assert column(book["区块汇总"], "现有规模合计（万吨/年）") == [60, 35]
    assert column(book["区块汇总"], "探明资源量（万吨）") == [108, 108]
    assert set(column(book["现有采矿权及处置"], "处置意见")) == {"保留", "升级改造", "整合重组", "引导退出", "关闭取缔"}
    assert column(book["相邻关系"], "整合触发情形")[0] == "同一矿体有两个以上开采主体；相邻开采范围小于安全距离"


def test_corners_are_complete(book: openpyxl.Workbook) -> None:
    expected = [(c.northing_m, c.easting_m) for g in sample_plan(2).groups for c in g.corners]
    rows = book["拟设拐点坐标"].iter_rows(min_row=2, values_only=True)
    assert [(row[3], row[4]) for row in rows] == expected


def test_dictionary_explains_every_column(book: openpyxl.Workbook) -> None:
    explained = {(row[0].value, row[1].value) for row in book["字段说明"].iter_rows(min_row=2)}
    assert {(page.title, cell.value) for page in book if page.title != "字段说明" for cell in page[1]} == explained


@pytest.mark.parametrize("groups", [0, 9])
def test_same_bytes_twice(groups: int, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(sample_plan(groups), tmp_path / f"{name}.xlsx")
        write_csv_tables(sample_plan(groups), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created.date() == AS_OF


def test_csv_keeps_code_names_and_full_precision(tmp_path: Path) -> None:
    plan = sample_plan(2)
    write_csv_tables(plan, tmp_path)
    assert sorted(p.stem for p in tmp_path.iterdir()) == [
        "adjacency",
        "corners",
        "groups",
        "indicators",
        "links",
        "notes",
        "rights",
        "rulings",
    ]
    assert (tmp_path / "groups.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["area_km2"]) for row in rows] == [g.area_km2 for g in plan.groups]
    with (tmp_path / "rights.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["disposition"] for row in csv.DictReader(file)} == {"keep", "upgrade", "merge", "withdraw", "close"}


def test_missing_columns_are_left_out(tmp_path: Path) -> None:
    plan = sample_plan(2)
    tables = {"rights": plan.tables["rights"].drop(columns=["holder", "capacity_t_a", "valid_to"])}
    write_workbook(dataclasses.replace(plan, tables=tables), tmp_path / "t.xlsx")
    headers = [cell.value for cell in openpyxl.load_workbook(tmp_path / "t.xlsx")["现有采矿权及处置"][1]]
    assert "采矿权人" not in headers and "矿山名称" in headers


def test_a_formula_in_a_name_stays_text(tmp_path: Path) -> None:
    plan = sample_plan(2)
    rights = plan.tables["rights"].copy()
    rights.loc[0, "holder"] = "=1+1"
    write_workbook(dataclasses.replace(plan, tables=plan.tables | {"rights": rights}), tmp_path / "t.xlsx")
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["现有采矿权及处置"]
    assert [c.data_type for c in page["C"] if c.value == "=1+1"] == ["s"]
