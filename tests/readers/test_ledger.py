import datetime

import pytest
from openpyxl import Workbook

from mineplan.errors import ReadError
from mineplan.readers.files import format_of, read_file
from mineplan.readers.source import Source
from mineplan.schema import RIGHTS
from mineplan.tables import examine

HEADER = ["采矿许可证号", "矿山名称", "采矿权人", "有效期止"]


def source(path, layer="", **rename):
    return Source(RIGHTS, path, path.name, format_of(path), layer, rename)


def book(path, *sheets):
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return made


def says(path, layer=""):
    with pytest.raises(ReadError) as caught:
        read_file(source(path, layer))
    return " | ".join(map(str, caught.value.problems))


def test_titles_above_totals_below_and_rows_counted_as_in_excel(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [
        ["某市采矿权台账"],
        ["填报单位：某局", None, "单位：公顷"],
        HEADER,
        ["C1", "甲矿", "甲", 45000],
        [None] * 4,
        ["C2", "乙矿", "乙", datetime.datetime(2030, 1, 2)],
        HEADER,
        ["小计", 2],
        ["C3", "丙", "丙", "2031/1/1"],
        [None, "合 计", 3],
        ["注：以上数据截至年底"],
        ["填表人：张三", "审核：李四"],
    ]
    made = book(path, ("台账", rows))
    made["台账"].merge_cells("A1:D1")
    made.save(path)
    (raw,) = read_file(source(path))
    assert raw.frame.index.tolist() == [4, 6, 9] and raw.frame["采矿许可证号"].tolist() == ["C1", "C2", "C3"]
    assert [code for code, _ in raw.findings] == ["row_skipped"] * 5
    assert "a.xlsx“台账”第8行为“小计”行" in raw.findings[1][1]


def test_all_sheets_with_headers_or_the_chosen_one(tmp_path):
    path = tmp_path / "a.xlsx"
    book(path, ("说明", [["本表说明"]]), ("甲县", [HEADER, ["C1"]]), ("乙县", [HEADER, ["C2"]]))
    assert [raw.sheet for raw in read_file(source(path))] == ["甲县", "乙县"]
    assert [raw.sheet for raw in read_file(source(path, "乙县"))] == ["乙县"]
    assert "has no sheet “丙县” (sheets: 说明、甲县、乙县)" in says(path, "丙县")
    assert "no row among the first 10 names columns of table rights (it needs at least 采矿许可证号" in says(
        path, "说明"
    )


def test_cells_merged_downwards_repeat(tmp_path):
    path = tmp_path / "a.xlsx"
    made = book(path, ("台账", [HEADER, ["C1", "甲矿", "甲公司"], ["C2", "乙矿", None]]))
    made["台账"].merge_cells("C2:C3")
    made.save(path)
    assert read_file(source(path))[0].frame["采矿权人"].tolist() == ["甲公司", "甲公司"]


def test_renamed_headers_find_the_header_row(tmp_path):
    path = tmp_path / "a.xlsx"
    book(path, ("台账", [["标题"], ["编码", "名"], ["C1", "甲"]]))
    (raw,) = read_file(source(path, 编码="right_id", 名="mine_name"))
    assert raw.frame.index.tolist() == [3]


def test_a_header_of_two_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [
        ["某市台账"],
        ["采矿许可证号", "矿山名称", "开采深度（米）", None, "有效期", None],
        [None, None, "由", "至", "起", "止"],
        ["C1", "甲", 1500, 1200, 45000, 46000],
        ["C2", "乙", 1400, 1100, None, None],
    ]
    made = book(path, ("台账", rows))
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        made["台账"].merge_cells(cells)
    made.save(path)
    (raw,) = read_file(source(path))
    frame, problems = examine(RIGHTS, raw)
    assert problems == [] and frame["source_row"].tolist() == [4, 5]
    assert frame["top_m"].tolist() == [1500, 1400] and frame["bottom_m"].tolist() == [1200, 1100]
    assert frame["valid_from"].tolist() == [datetime.date(2023, 3, 15), None]


def test_formulas_without_results_and_error_values(tmp_path):
    path = tmp_path / "a.xlsx"
    book(path, ("台账", [HEADER, ["C1", "=B1", "#REF!"]]))
    assert "row 2: cell B2 holds a formula without a result" in says(path)
    book(path, ("台账", [HEADER, ["C1", "甲", "#REF!"]]))
    assert "row 2: cell C2 holds the error #REF!" in says(path)


def test_a_header_twice(tmp_path):
    path = tmp_path / "a.xlsx"
    book(path, ("台账", [[*HEADER, "矿山名称"], ["C1"]]))
    assert "row 1 “矿山名称”: this header stands twice" in says(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_encodings_and_separators(tmp_path, encoding, mark):
    path = tmp_path / "a.csv"
    text = f'标题\r\n{mark.join(HEADER)}\r\nC1{mark}"甲{mark}矿\r\n二号"{mark}乙\r\n\r\nC2{mark}丙\r\n合计{mark}2\r\n'
    path.write_bytes(text.encode(encoding))
    (raw,) = read_file(source(path))
    assert raw.frame["矿山名称"].tolist() == [f"甲{mark}矿\r\n二号", "丙"] and raw.frame.index.tolist() == [3, 5]
    assert raw.frame["采矿权人"].tolist() == ["乙", None]


def test_bad_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("采矿许可证号,区域坐标\nC1,1,4,1,4318000\n".encode())
    assert "row 2: has a cell beyond the header; a coordinate string in CSV must stand in quotation marks" in says(path)
    path.write_bytes(b"\xff\x81\xff\xff,a\n")
    assert "neither UTF-8 nor GB18030" in says(path)
    path.write_bytes(b"")
    assert "no row among" in says(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.xls", "save it as .xlsx"),
        ("a.mdb", "export the table to .xlsx from Access"),
        ("a.dwg", "shapefile"),
        ("a.et", "save it as .xlsx"),
        ("a.odt", "unknown format “odt”"),
        ("a.doc", "copy its corner table into Excel"),
        ("a.xlsx", "is no readable .xlsx workbook"),
        ("a.dbf", "name the .shp file"),
    ],
)
def test_other_files_say_what_to_do(tmp_path, name, words):
    (tmp_path / name).write_bytes(b"nothing")
    assert words in says(tmp_path / name)


def test_no_such_file(tmp_path):
    assert says(tmp_path / "b.xlsx") == "b.xlsx: no such file"
