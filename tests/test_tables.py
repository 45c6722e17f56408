import datetime
import math

import pandas as pd
import pytest

from mineplan.errors import TableError
from mineplan.schema import INPUT_TABLES, OREBODIES, RESOURCES, RIGHTS
from mineplan.tables import RawTable, check, match_headers, parse_cell, parse_date, split_header


def raw(columns, cut=()):
    frame = pd.DataFrame(columns, dtype=object)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return RawTable(frame, "a.xlsx", "台账", cut=frozenset(cut))


def problems(table, columns, **choices):
    with pytest.raises(TableError) as caught:
        check(table, raw(columns), **choices)
    return [str(p) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("设计规模（万吨/年）", ("设计规模", "万吨/年")),
        ("面积 (平方千米)", ("面积", "平方千米")),
        ("有效期)", ("有效期", "")),
        ("矿区面积(km²", ("矿区面积", "km2")),
        ("矿 山 名 称", ("矿山名称", "")),
    ],
)
def test_headers_are_folded_and_split(header, parts):
    assert split_header(header) == parts


def test_headers_by_rename_name_label_alias_and_the_better_one_wins():
    found = match_headers(
        RIGHTS, ["项目名称", "矿山名称", "holder", "XKZH", "面 积（公顷）", "编码"], {"编码": "county"}
    )
    assert {name: match.header for name, match in found.items()} == {
        "mine_name": "矿山名称",
        "holder": "holder",
        "right_id": "XKZH",
        "area_km2": "面 积（公顷）",
        "county": "编码",
    }
    assert found["area_km2"].unit == "公顷"


def test_headers_cut_to_ten_bytes():
    cut = ["采矿许可证", "设计规模(万", "生产规模单", "采矿许", "开采"]
    found = match_headers(RIGHTS, cut, {}, cut)
    assert found["right_id"].header == "采矿许可证" and found["capacity_t_a"].unit == ""
    assert found["capacity_t_a"].unit_header == "生产规模单"
    assert match_headers(RIGHTS, cut, {}).keys() == {"capacity_t_a"}
    assert "method" not in match_headers(RIGHTS, ["开采"], {}, ["开采"])


@pytest.mark.parametrize(
    ("cell", "unit", "density", "tonnes"),
    [
        (30, "万吨/年", None, 300000),
        ("30", "万吨/年", None, 300000),
        ("1,200", "t/a", None, 1200),
        (3, "Mt/a", None, 3e6),
        ("30万吨/年", "", None, 300000),
        (10, "万立方米/年", 2.6, 260000),
        ("10万m³/a", "", "2.6", 260000),
        (5, "千吨/年", None, 5000),
        ("２０", "万吨／年", None, 200000),
        ("1.5e2", "吨/年", None, 150),
    ],
)
def test_capacities(cell, unit, density, tonnes):
    assert parse_cell(RIGHTS.column("capacity_t_a"), cell, unit, density) == pytest.approx(tonnes)


@pytest.mark.parametrize(
    ("name", "cell", "unit", "value"),
    [
        ("area_km2", 120, "公顷", 1.2),
        ("area_km2", 0.0183, "", 0.0183),
        ("area_km2", 1500, "亩", 1.0),
        ("recovery_share", 85, "", 0.85),
        ("recovery_share", 0.85, "share", 0.85),
        ("remaining_t", 2, "亿吨", 2e8),
        ("top_m", -20, "", -20),
        ("remaining_t", 3, "千吨", 3000),
    ],
)
def test_units(name, cell, unit, value):
    assert parse_cell(RIGHTS.column(name), cell, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "cell", "unit", "words"),
    [
        ("capacity_t_a", 30, "", "has no unit"),
        ("capacity_t_a", 30, "箱", "unknown unit “箱”"),
        ("capacity_t_a", 30, "万立方米/年", "gives no density"),
        ("capacity_t_a", "12,5", "吨/年", "is not a number"),
        ("capacity_t_a", "30-40", "吨/年", "unknown unit"),
        ("capacity_t_a", True, "吨/年", "is not a number"),
        ("capacity_t_a", datetime.date(2020, 1, 1), "吨/年", "is not a number"),
        ("capacity_t_a", float("inf"), "t/a", "not a finite"),
        ("top_m", 99999, "", "is outside -6000 … 9000 m"),
        ("mineral", "铁铁", "", "unknown value “铁铁”"),
        ("valid_from", "2020-13-01", "", "is not a date"),
        ("valid_from", "长期", "", "is not a date"),
        ("right_id", None, "", "is empty"),
        ("right_id", 1.4e22, "", "has lost digits"),
    ],
)
def test_bad_cells(name, cell, unit, words):
    with pytest.raises(ValueError, match=words):
        parse_cell(RIGHTS.column(name), cell, unit)


def test_a_number_without_unit_takes_no_trailing_words():
    assert parse_cell(OREBODIES.column("grade"), "32.5%") == 32.5
    with pytest.raises(ValueError, match="is not a number"):
        parse_cell(OREBODIES.column("grade"), "30-35")


@pytest.mark.parametrize(
    "cell",
    [
        "2011-08-12 00:00:00",
        "2011/8/12",
        "2011-08-1200:00:00",
        "2011年8月12日",
        "20110812",
        "２０１１.8.12",
        40767,
        40767.5,
        datetime.datetime(2011, 8, 12, 5),
        datetime.date(2011, 8, 12),
    ],
)
def test_dates(cell):
    assert parse_date(cell) == datetime.date(2011, 8, 12)


def test_text_stays_text():
    column = RIGHTS.column("right_id")
    assert (
        parse_cell(column, 1409000810023) == "1409000810023" and parse_cell(column, 1409000810023.0) == "1409000810023"
    )
    assert parse_cell(column, " 'C１４０ ") == "C140"
    assert parse_cell(RIGHTS.column("holder"), "—") is None
    names = {parse_cell(RIGHTS.column("holder"), name) for name in ("甲(集团)公司", "甲（集团）公司 ")}
    assert names == {"甲（集团）公司"}
    assert parse_cell(RIGHTS.column("mine_name"), "３号井，Ｂ区：“东”") == "3号井，B区：“东”"
    assert math.isnan(parse_cell(RIGHTS.column("top_m"), "/"))


def test_every_problem_at_once():
    found = problems(
        RIGHTS, {"证号": ["A", "A", None], "矿名": [1, 2, 3], "规模(万吨)": [1, 2, 3], "矿种": ["铁", "x", "y"]}
    )
    assert [p.partition(": ")[2][:20] for p in found] == [
        "unknown column; did y"[:20],
        "unknown column; did y"[:20],
        "unknown value “x” (k"[:20],
        "unknown value “y” (k"[:20],
        "is empty, and must n"[:20],
        "“A” stands twice (fi"[:20],
    ]
    assert found[-1] == "a.xlsx sheet “台账” row 3 “证号”: “A” stands twice (first in row 2)"


def test_rename_ignore_and_second_columns():
    columns = {"编号x": ["A"], "面积": [1], "登记面积": [2], "x": [1]}
    found = problems(RIGHTS, columns, rename={"编号x": "right_id"}, ignore=["x"])
    assert found == [
        "a.xlsx sheet “台账” “面积”: is a second column for area_km2, beside “登记面积”; "
        "list one under `ignore` in dataset.yaml"
    ]
    found = problems(RIGHTS, {"证号": ["A"]}, rename={"没有": "right_id", "证号": "colour"})
    assert any("does not have" in p for p in found) and any(
        "names no column of table rights: colour" in p for p in found
    )
    assert check(RIGHTS, raw({"证号": ["A"], "x": [1]}), ignore="*")["source_row"].tolist() == [2]


def test_keys_of_two_columns():
    row = {"采矿许可证号": ["A", "A", "A"], "矿体编号": ["1", "2", "1"]}
    assert "“A/1” stands twice (first in row 2)" in problems(RESOURCES, row)[0]


def test_no_spelling_names_two_columns_of_a_table():
    for table in INPUT_TABLES.values():
        seen = {}
        for column in table.columns:
            for spelling in {column.name, column.label, *column.aliases}:
                assert seen.setdefault(spelling, column.name) == column.name, (table.name, spelling)
