"""What a ledger says of the datum of its coordinate strings: in a column, in the header, above or below the table."""

import pytest
from openpyxl import Workbook

from mineplan.inspection import inspect_file
from mineplan.readers.loading import Report, load
from mineplan.readers.source import Source
from mineplan.recognition import Asked
from mineplan.schema import RIGHTS
from tests.test_dataset import string

REFUSED = "is on the datum Xi'an 1980"
ID = "采矿许可证号"


def book(folder, header="区域坐标", above="", below="", datums=None):
    made = Workbook()
    if above:
        made.active.append([above])
    made.active.append([ID, header, *(["坐标系统"] if datums else [])])
    for k, datum in enumerate(datums or ["", ""]):
        made.active.append([f"C140902201004112000000{k}", string(472000 + 2000 * k), *([datum] if datums else [])])
    if below:
        made.active.append([below])
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def read(path, **choices):
    report = Report()
    (loaded,) = load(Source(RIGHTS, path, path.name, "xlsx", **choices), "*", {}, None, report)
    return loaded, [str(p) for p in report.problems], [note.code for note in report.notes]


@pytest.mark.parametrize(
    "where",
    [
        {"header": "区域坐标（1980西安坐标系）"},
        {"above": "示例县采矿权台账（西安80坐标系）"},
        {"below": "注：坐标系为1980西安坐标系"},
    ],
)
def test_an_older_datum_above_or_below_is_refused(tmp_path, where):
    path = book(tmp_path, **where)
    _, problems, _ = read(path)
    assert len(problems) == 1 and problems[0].startswith("a.xlsx sheet “Sheet” “区域坐标") and REFUSED in problems[0]
    assert REFUSED in inspect_file(path, Asked())["problems"][0]["text"]


def test_a_column_of_the_datum_holds_for_each_row(tmp_path):
    path = book(tmp_path, datums=["2000国家大地坐标系", "1980西安坐标系", "80", "1980西安坐标系"])
    _, problems, notes = read(path)
    assert [p.partition(" is on")[0].partition(":")[0] for p in problems] == [
        "a.xlsx sheet “Sheet” row 3 “坐标系统”",
        "a.xlsx sheet “Sheet” row 4 “坐标系统”",
    ]
    assert notes == [] and all(REFUSED in p for p in problems)
    assert [p["row"] for p in inspect_file(path, Asked())["problems"]] == [3, 4]


def test_codes_without_a_known_meaning_are_noted(tmp_path):
    loaded, problems, notes = read(book(tmp_path, datums=["1", "1", "2"]))
    assert not problems and notes == ["datum_code_unknown"] * 2 and all(loaded.registrations)


@pytest.mark.parametrize("said", ["2000国家大地坐标系", "CGCS2000", "WGS84"])
def test_good_datums_pass_and_are_the_reason(tmp_path, said):
    path = book(tmp_path, above=f"台账（{said}）")
    assert read(path)[1:] == ([], [])
    (layer,) = inspect_file(path, Asked())["layers"]
    assert "Y值带有3度带带号" in layer["crs_reason"] and "表题或表注所写的坐标系" in layer["crs_reason"]


def test_several_datums_are_a_question_that_an_option_answers(tmp_path):
    path = book(tmp_path, above="由1980西安坐标系转换为2000国家大地坐标系")
    _, problems, _ = read(path)
    assert "name several datums (CGCS2000, Xi'an 1980 (1980西安坐标系))" in problems[0] and "--crs" in problems[0]
    assert read(path, crs="CGCS2000")[1] == []
    assert not inspect_file(path, Asked(crs="CGCS2000"))["problems"]
