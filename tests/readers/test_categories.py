"""Tonnages by resource category: the sixteen codes of 1999 and the five classes of 2020, in rows and in columns."""

import math

import pytest

from mineplan.dataset import TableEntry, read_dataset
from mineplan.errors import InputError
from mineplan.readers.loading import Report, load
from mineplan.readers.source import Source
from mineplan.schema import OREBODIES, RESOURCES
from mineplan.terms import OldCategory, ResourceClass
from tests.test_dataset import ledger, notes, right, string, write

KEY = {"采矿许可证号": "C1409002010041100000001", "矿体编号": "Fe1"}


def rows(*stated, unit="万吨", **more):
    """Return rows of one right and orebody: category, amount."""
    return [KEY | {"资源储量类型": kind, "矿石量": amount, "矿石量单位": unit} | more for kind, amount in stated]


def read(folder, table_rows, table=RESOURCES, **choices):
    ledger(folder, table_rows, "a.xlsx")
    report = Report()
    (loaded,) = load(Source(table, folder / "a.xlsx", "a.xlsx", "xlsx", **choices), (), {}, None, report)
    return loaded.frame, report


def told(report):
    return {note.code: note.text for note in report.notes}


def classes(frame):
    return {k.value: frame[f"{k.value}_t"].tolist() for k in ResourceClass if f"{k.value}_t" in frame}


def test_blocks_of_settled_categories_add_up_by_class(tmp_path):
    frame, report = read(tmp_path, rows(("331", 10), ("332", 20), ("333", 5), ("333", 2.5), ("推断资源量", 1)))
    assert not report.problems and not report.notes and len(frame) == 1
    assert classes(frame) == {"measured": [1e5], "indicated": [2e5], "inferred": [85000.0]}
    assert frame["stated_categories"].tolist() == ["331 10万吨；332 20万吨；333 7.5万吨；推断资源量 1万吨"]
    assert not {"category", "amount_t"} & set(frame) and frame["source_row"].tolist() == [2]


@pytest.mark.parametrize("code", [c for c in OldCategory if c.settled is None and not c.is_potential])
def test_other_codes_stay_under_their_code_and_are_added_to_nothing(tmp_path, code):
    frame, report = read(tmp_path, rows((code.value, 12), ("333", 3)))
    assert not report.problems and classes(frame) == {"inferred": [30000.0]}
    assert frame["stated_categories"].tolist() == [f"{code.value} 12万吨；333 3万吨"]
    assert told(report).keys() == {"category_unconverted"}
    assert f"a.xlsx中类型为“{code.value}”的共12万吨" in told(report)["category_unconverted"]


@pytest.mark.parametrize("words", ["334?", "334", "３３４？", "334？", "(334)?", "预测的资源量(334?)"])
def test_334_is_never_a_resource(tmp_path, words):
    frame, report = read(tmp_path, rows((words, 40), ("332", 1)))
    assert classes(frame) == {"indicated": [10000.0]}
    assert told(report) == {"category_potential": "a.xlsx中类型为“334?”的共40万吨，为潜在矿产资源，不是资源量，不计入"}


def test_a_sum_of_several_categories_has_no_class(tmp_path):
    frame, report = read(tmp_path, rows(("122b+333", 40)))
    assert classes(frame) == {} and frame["stated_categories"].tolist() == ["122b+333 40万吨"]
    assert "“122b+333”" in told(report)["category_unconverted"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("（332）", "indicated"),
        ("控制的内蕴经济资源量（332）", "indicated"),
        ("探明", "measured"),
        ("TD", "inferred"),
        ("证实储量", "proved"),
        ("可信储量（KX）", "probable"),
        ("３３１", "measured"),
    ],
)
def test_spellings_of_categories(tmp_path, words, kind):
    frame, report = read(tmp_path, rows((words, 1)))
    assert not report.problems and classes(frame) == {kind: [10000.0]}


def test_the_users_report_converts_codes_with_its_basis(tmp_path):
    converted = {OldCategory.C122B: ResourceClass.INDICATED, OldCategory.C122: ResourceClass.PROBABLE}
    given = {"categories": converted, "categories_basis": "示例报告表9套改表"}
    frame, report = read(tmp_path, rows(("122b", 12), ("122", 8), ("332", 1), ("111b", 3)), **given)
    assert classes(frame) == {"indicated": [130000.0], "probable": [80000.0]}
    assert frame["stated_categories"].tolist() == ["122b 12万吨；122 8万吨；332 1万吨；111b 3万吨"]
    assert told(report)["category_converted"] == (
        "a.xlsx中122按可信储量、122b按控制资源量计入，依据用户所注：示例报告表9套改表"
    )
    assert "“111b”" in told(report)["category_unconverted"]


def test_units_and_densities_are_those_of_each_row(tmp_path):
    table = [
        *rows(("331", 10), unit="千吨", 体重=3.1),
        *rows(("332", 2), unit="万立方米", 体重=3.1),
        *rows(("333", 7), unit="t", 体重=3.1),
    ]
    frame, report = read(tmp_path, [row | {"区域坐标": string(), "矿种": "铁矿"} for row in table], OREBODIES)
    assert not [p for p in report.problems if "采矿许可证号" not in p.column]
    assert classes(frame) == {"measured": [1e4], "indicated": [pytest.approx(62000)], "inferred": [7.0]}
    assert frame["density_t_m3"].tolist() == [3.1]


def test_orebodies_with_a_row_a_block_share_what_is_the_same(tmp_path):
    own = {"矿体编号": "Fe1", "矿种": "铁矿", "区域坐标": string(), "厚度": 5}
    table = [
        own | {"资源储量类型": "332", "矿石量(万吨)": 4},
        own | {"资源储量类型": "333", "矿石量(万吨)": 6, "区域坐标": None, "厚度": 7},
        own | {"矿体编号": "Fe2", "资源储量类型": "333", "矿石量(万吨)": 1, "厚度": 2},
    ]
    frame, report = read(tmp_path, table, OREBODIES)
    assert not report.problems and frame["orebody_id"].tolist() == ["Fe1", "Fe2"]
    assert frame["coordinates"].tolist() == [string()] * 2 and frame["mineral"].tolist() == ["iron"] * 2
    assert math.isnan(frame["thickness_m"].iloc[0]) and frame["thickness_m"].iloc[1] == 2
    assert told(report) == {"category_rows_differ": "a.xlsx第2、3行为同一编号，“厚度”不一致，合并后留空"}
    table[1]["区域坐标"] = string(480000)
    _, report = read(tmp_path, table, OREBODIES)
    assert [str(p) for p in report.problems] == [
        "a.xlsx sheet “Sheet” row 2 “区域坐标”: rows 2, 3 are of one key and differ here; write one value",
        "a.xlsx sheet “Sheet” row 2 “区域坐标”: is empty, so the extent is unknown",
    ]


def test_a_column_a_code(tmp_path):
    table = [KEY | {"331(万吨)": 1, "122b基础储量(万吨)": 2, "333资源量（千吨）": 30, "控制的经济基础储量(122b)": None}]
    frame, report = read(tmp_path, table)
    assert [str(p) for p in report.problems] == []
    assert classes(frame) == {"measured": [10000.0], "inferred": [30000.0]}
    assert frame["stated_categories"].tolist() == ["331 1万吨；122b 2万吨；333 3万吨"]
    _, report = read(tmp_path, [KEY | {"331": 1}])
    assert [str(p) for p in report.problems] == [
        "a.xlsx sheet “Sheet” row 2 “331”: has no unit; write it into the header or a unit column "
        "(known: t、吨、千吨、kt、万吨、万t)"
    ]
    frame, report = read(tmp_path, [KEY | {"332": 1, "储量单位": "万吨"}])
    assert not report.problems and classes(frame) == {"indicated": [10000.0]}


def test_rows_of_totals_are_left_out(tmp_path):
    frame, report = read(tmp_path, rows(("332", 4), ("333", 6), ("合计", 10)))
    assert classes(frame) == {"indicated": [40000.0], "inferred": [60000.0]}
    assert told(report) == {"row_skipped": "a.xlsx第4行为“合计”行，未读取"}


def test_what_is_wrong_is_told_at_once(tmp_path):
    table = rows(("335", 1), (None, 2), ("332", "许多"), ("333", -1), ("122b", None))
    _, report = read(tmp_path, table)
    assert [str(p).removeprefix("a.xlsx sheet “Sheet” ") for p in report.problems] == [
        "row 2 “资源储量类型”: “335” is no resource category "
        "(111b, 122b, 331, 332, 333, 334? … or 探明、控制、推断资源量)",
        "row 3 “资源储量类型”: names no category for its amount",
        "row 4 “矿石量”: is not a number (“许多”)",
        "row 5 “矿石量”: -10000 is outside 0 … inf t",
    ]
    _, report = read(tmp_path, [KEY | {"资源储量类型": "332"}])
    assert "row" not in str(report.problems[0]) and "no column names their amounts" in str(report.problems[0])
    _, report = read(tmp_path, rows(("332", 1), 控制资源量="3万吨"))
    assert str(report.problems[0]).endswith(
        "“控制资源量”: states 控制资源量 here and by category too; leave one of them away"
    )


def test_tables_without_categories_are_left_alone(tmp_path):
    frame, report = read(tmp_path, [KEY | {"控制资源量(万吨)": 3}])
    assert not report.notes and "stated_categories" not in frame and frame["indicated_t"].tolist() == [30000.0]


def test_both_generations_may_stand_in_one_file(tmp_path):
    table = [*rows(("332", 4), 控制资源量=None), KEY | {"矿体编号": "Fe2", "控制资源量": "3万吨"}]
    frame, report = read(tmp_path, table)
    assert not report.problems and frame["indicated_t"].tolist() == [40000.0, 30000.0]
    assert frame["stated_categories"].tolist() == ["332 4万吨", None]


def test_a_dataset_says_what_was_converted(tmp_path):
    table = rows(("122b", 12), ("333", 3), ("334?", 9))
    ledger(tmp_path, table, "resources.xlsx")
    ledger(tmp_path, [{"矿体编号": "Fe1", "矿种": "铁矿", "区域坐标": string()}], "orebodies.xlsx")
    entry = "{file: resources.xlsx, categories: {122b: 控制资源量}, categories_basis: 示例报告表9}"
    write(
        tmp_path,
        tables=f"  rights: {{file: rights.xlsx}}\n  orebodies: {{file: orebodies.xlsx}}\n  resources: {entry}\n",
    )
    found = read_dataset(tmp_path)
    made = found.tables["resources"]
    assert made[["indicated_t", "inferred_t"]].to_numpy().tolist() == [[120000.0, 30000.0]]
    assert len(notes(found, "category_converted")) == 1 and len(notes(found, "category_potential")) == 1
    told_in = next(row for row in found.provenance if row["table"] == "resources")
    assert any("示例报告表9" in warning for warning in told_in["warnings"])
    assert [d["chosen"] for d in told_in["decisions"] if d["question"] == "category"] == ["333"]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("categories: {122b: indicated}", "categories need categories_basis"),
        ("categories: {334?: inferred}, categories_basis: 表1", "334? are not for the user to convert"),
        ("categories: {333: measured}, categories_basis: 表1", "333 are not for the user to convert"),
        ("categories: {999: measured}, categories_basis: 表1", "999"),
        ("categories: {122b: 很多}, categories_basis: 表1", "categories.122b: Input should be 'measured'"),
    ],
)
def test_conversions_that_are_refused(tmp_path, entry, sentence):
    write(tmp_path, [right(1)], f"  rights: {{file: rights.xlsx}}\n  resources: {{file: r.xlsx, {entry}}}\n")
    with pytest.raises(InputError) as caught:
        read_dataset(tmp_path)
    assert sentence in " ".join(map(str, caught.value.problems))


def test_the_schema_of_the_entry_names_the_codes():
    codes = TableEntry.model_json_schema()["properties"]["categories"]
    assert codes["propertyNames"]["$ref"].endswith("OldCategory") and len(OldCategory) == 16
