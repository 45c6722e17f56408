"""`mineplan inspect`, and the provenance of what a dataset reads."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.dataset import read_dataset
from mineplan.documents.sources import sources_sheet
from mineplan.errors import InputError
from mineplan.geodesy import area_km2
from mineplan.inspection import in_words, inspect_file
from mineplan.recognition import Asked, best_table, recognise
from mineplan.runs import plain
from mineplan.tables import RawTable
from mineplan.writers import Choices, write
from tests.writers.shapes import features
from tests.writers.test_round_trips import NAPKIN

pytestmark = pytest.mark.filterwarnings("ignore:'crs' was not provided")
FIXTURES = Path(__file__).resolve().parent / "fixtures"
DEMO = Path(__file__).resolve().parent.parent / "datasets" / "xinzhou-demo"
ROW = {
    *("file", "sha256", "format", "encoding", "encoding_reason", "crs", "crs_reason", "crs_runner_up", "axes"),
    *("axes_swapped", "rows", "rings", "parts", "holes", "planar_km2", "ellipsoid_km2", "declared_km2", "warnings"),
}
STRING = "1,3,1,4318000.00,38472000.00,2,4319000.00,38472000.00,3,4318000.00,38473000.00,1500,1200,,1,"
PAIR = "  - {{zone: 38, name: {0}, old: {{northing_m: {1}, easting_m: {2}}}, new: {{northing_m: {3}, easting_m: {4}}}}}"
PAIRS = "\n".join(
    [
        "datum: beijing54",
        "source: 市测绘所2019",
        "control_pairs:",
        PAIR.format("A", 4310000, 38470000, 4309950, 38470060),
        PAIR.format("B", 4330000, 38470000, 4329950, 38470060),
        PAIR.format("C", 4310000, 38490000, 4309950, 38490060.03),
    ]
)


def ledger(path, **changes):
    rows = {
        "许可证号": ["C1400002011052120112345"],
        "矿山名称": ["东坡矿"],
        "设计规模（万吨/年）": [30],
        "区域坐标": [STRING],
        "登记面积": [0.5],
        "甲方备忘": ["x"],
    }
    frame = pd.DataFrame(rows | changes)
    frame.to_csv(path, index=False, encoding="gb18030") if path.suffix == ".csv" else frame.to_excel(path, index=False)
    return path


def layer_of(path, **asked):
    report = inspect_file(path, Asked(**asked))
    assert not report["problems"], report["problems"]
    (layer,) = report["layers"]
    return layer


def run(*words):
    result = CliRunner().invoke(cli, ["inspect", *map(str, words)])
    return result.exit_code, result.stdout


def test_a_ledger(tmp_path):
    layer = layer_of(ledger(tmp_path / "台账.csv"))
    assert layer["table"] == "rights" and layer["rows"] == 1 and layer["format"] == "csv" and layer.keys() >= ROW
    assert layer["encoding"] == "GB18030" and "不符合UTF-8" in layer["encoding_reason"]
    matched = {column["header"]: column["column"] for column in layer["columns"]}
    assert matched == {
        "许可证号": "right_id",
        "矿山名称": "mine_name",
        "设计规模（万吨/年）": "capacity_t_a",
        "区域坐标": "coordinates",
        "登记面积": "area_km2",
    }
    assert [column["unit"] for column in layer["columns"] if column["unit"]] == ["万吨/年"]
    assert layer["unmatched"] == ["甲方备忘"]
    assert layer["crs_epsg"] == 4526 and "带号" in layer["crs_reason"] and "EPSG:2362" in layer["crs_runner_up"]
    assert layer["axes"] == "X（北）在前，Y（东）在后" and not layer["axes_swapped"]
    assert (layer["rings"], layer["parts"], layer["holes"]) == (1, 1, 0)
    assert (
        layer["planar_km2"] == pytest.approx(0.5)
        and layer["declared_km2"] == 0.5
        and layer["area_matches"] == {"both": 1}
    )
    assert 113.67 < layer["bounds"]["west_deg"] < layer["bounds"]["east_deg"] < 113.69 and layer["zones"] == [38]
    assert layer["features"][0]["id"] == "C1400002011052120112345" and layer["features"][0]["row"] == 2
    json.dumps(plain(layer), allow_nan=False)


def test_axes_that_stand_the_other_way_round(tmp_path):
    swapped = "1,3,1,38472000.00,4318000.00,2,38472000.00,4319000.00,3,38473000.00,4318000.00,1500,1200,,1,"
    layer = layer_of(ledger(tmp_path / "a.xlsx", 区域坐标=[swapped]))
    assert (
        layer["axes_swapped"] and "先Y（东）后X（北）" in layer["axes"] and any("先Y" in w for w in layer["warnings"])
    )


def test_coordinates_are_found_by_what_stands_in_the_cells(tmp_path):
    layer = layer_of(ledger(tmp_path / "a.csv", 登记面积=[0.7]).rename(tmp_path / "b.csv"))
    assert layer["area_matches"] == {"none": 1}
    path = tmp_path / "c.csv"
    pd.DataFrame({"许可证号": ["A"], "矿山名称": ["甲"], "vector_coordinate": [STRING]}).to_csv(path, index=False)
    layer = layer_of(path)
    assert {"header": "vector_coordinate", "column": "coordinates", "label": "区域坐标", "unit": ""} in layer["columns"]


@pytest.mark.parametrize(
    ("name", "count"), [("exploration", 4), ("planning", 4), ("planar", 4), ("packed", 4), ("taken_out", 8)]
)
def test_strings_of_every_kind_are_known_by_what_they_are(tmp_path, name, count):
    text = (FIXTURES / "strings" / f"{name}.txt").read_text(encoding="utf-8").strip()
    layer = layer_of(FIXTURES / "strings" / f"{name}.txt")
    assert layer["format"] == "qyzb" and layer["bounds"]["west_deg"] == pytest.approx(113.6767, abs=1e-2)
    path = tmp_path / "a.csv"
    pd.DataFrame({"许可证号": ["A"], "矿山名称": ["甲"], "vector_coordinate": [text]}).to_csv(path, index=False)
    assert layer_of(path)["rings"] == layer["rings"] == count // 4


def test_questions_are_answered_by_the_option_that_they_name():
    corners = FIXTURES / "corners"
    for path, question, answer in (
        (corners / "bad_three_degrees.csv", "--angles on the command line", ["--angles", "decimal"]),
        (corners / "bad_no_zone.csv", "--crs on the command line", ["--crs", "EPSG:4526"]),
        (FIXTURES / "shp" / "no_prj.shp", "--crs on the command line", ["--crs", "CGCS2000"]),
        (FIXTURES / "txt" / "bad_no_datum.txt", "--crs on the command line", ["--crs", "CGCS2000"]),
        (FIXTURES / "txt" / "bad_xian80.txt", "--datum-params", []),
    ):
        code, shown = run(path)
        assert code == 3 and question in shown, shown
        assert not answer or question not in run(path, *answer)[1]


def test_bare_strings_in_a_text_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"\ufeff{STRING}\n{STRING}\n", encoding="utf-8")
    layer = layer_of(path)
    assert layer["rows"] == 2 and layer["rings"] == 2 and layer["crs_epsg"] == 4526 and layer["format"] == "qyzb"


def test_layers_of_a_geopackage(tmp_path):
    path = tmp_path / "a.gpkg"
    one = features([NAPKIN])
    gpd.GeoDataFrame({"矿体编号": ["K1"], "厚度_米": [3.0]}, geometry=[NAPKIN], crs="EPSG:4526").to_file(
        path, layer="矿体"
    )
    gpd.GeoDataFrame({"foo": [1]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4490").to_file(path, layer="点")
    report = inspect_file(path, Asked())
    assert [(layer["layer"], layer["table"]) for layer in report["layers"]] == [("矿体", "orebodies"), ("点", "")]
    first, second = report["layers"]
    assert first["holes"] == 1 and first["rings"] == 2 and first["crs_reason"].startswith("文件自带坐标系")
    assert second["planar_km2"] is None and second["unmatched"] == ["foo"] and "WGS 84" in second["crs_runner_up"]
    assert layer_of(path, layer="点")["layer"] == "点"
    write([one], tmp_path / "b.shp", Choices())
    assert layer_of(tmp_path / "b.shp")["table"] == "rights"


# A square of some 12 km in packed degrees, the same in metres, and one in the other zone.
LONG = [
    "1,4,1,113.2000,38.5000,2,113.2800,38.5000,3,113.2800,38.5600,4,113.2000,38.5600,1500,1200,,1,",
    "1,4,1,4318000.00,38472000.00,2,4318000.00,38484000.00,3,4330000.00,38484000.00,4,4330000.00,38472000.00,1500,1200,,1,",
    "1,4,1,4318000.00,37572000.00,2,4318000.00,37584000.00,3,4330000.00,37584000.00,4,4330000.00,37572000.00,1500,1200,,1,",
]


WIDE = shapely.Polygon([(112.0, 38.5), (112.5, 38.5), (112.25, 38.9)])


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg"])
def test_check_and_inspect_measure_long_edges_alike(tmp_path, ending):
    rights = {"许可证号": [f"C14090020100411{k:08d}" for k in range(3)], "区域坐标": LONG}
    same = {"登记面积": [144.0] * 3, "矿山名称": ["甲"] * 3, "甲方备忘": [""] * 3, "设计规模（万吨/年）": [30] * 3}
    ledger(tmp_path / "r.csv", **rights, **same)
    if ending != "csv":
        degrees = [shapely.box(113.33, 38.83, 113.47, 38.93), WIDE]
        rows = {"right_id": ["C1409002010041100000001", "C1409002010041100000002"]}
        gpd.GeoDataFrame(rows, geometry=degrees, crs="EPSG:4490").to_file(tmp_path / f"r.{ending}")
    text = f"title: 试\nversion: '1'\nsynthetic: true\ntables:\n  rights: {{file: r.{ending}, ignore: '*'}}\n"
    (tmp_path / "dataset.yaml").write_text(text, encoding="utf-8")
    checked = read_dataset(tmp_path).tables["rights"]
    seen = layer_of(tmp_path / f"r.{ending}")["features"]
    for name in ("planar_km2", "ellipsoid_km2"):
        assert checked[name].tolist() == pytest.approx([row[name] for row in seen], rel=1e-12)
    # What a straight line on a map in degrees encloses differs by more than the last decimal of a licence.
    straight, corners = area_km2([shapely.segmentize(WIDE, 0.02), WIDE], "EPSG:4490")
    assert abs(straight - corners) > 0.1


def test_a_stated_crs(tmp_path):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"right_id": ["A"]}, geometry=[NAPKIN]).to_file(path)
    assert "has no coordinate system" in inspect_file(path, Asked())["problems"][0]["text"]
    assert "EPSG:4526" in layer_of(path, crs="EPSG:4526")["crs_reason"]


def test_best_table():
    def table(*headers):
        return best_table(RawTable(pd.DataFrame({h: ["x"] for h in headers}), "a"))[0].name

    assert table("许可证号", "矿山名称") == "rights"
    assert table("许可证号", "矿体编号", "TM") == "resources"
    assert table("矿体编号", "倾角") == "orebodies"
    assert table("项目编号", "建设单位") == "projects"
    assert table("投资项目编号", "年需求量") == "investments"
    assert table("foo") == ""


def test_every_file_is_reported_before_the_exit_code(tmp_path):
    (tmp_path / "a.dwg").write_bytes(b"AC1027")
    (tmp_path / "b.gpkg").write_bytes(b"SQLite format 3\0 and nothing")
    (tmp_path / "e.csv").write_text("", encoding="utf-8")
    bad = ledger(tmp_path / "c.csv", 区域坐标=["1,3,1,2,3"])
    files = [
        tmp_path / "a.dwg",
        tmp_path / "b.gpkg",
        tmp_path / "e.csv",
        tmp_path / "nothing.shp",
        bad,
        ledger(tmp_path / "d.xlsx"),
    ]
    code, out = run(*files)
    assert code == 3 and out.count("  错误  ") == 5 and "DXF" in out and "no such file" in out and "东坡矿" not in out
    code, out = run(*files, "--json")
    answer = json.loads(out)
    assert code == 3 and answer["status"] == "error" and len(answer["files"]) == 6
    assert [len(file["layers"]) for file in answer["files"]] == [0, 0, 0, 0, 1, 1]
    assert answer["files"][4]["problems"][0]["row"] == 2 and answer["files"][4]["problems"][0]["column"] == "区域坐标"


def test_console_text_survives_a_chinese_windows(tmp_path):
    path = ledger(tmp_path / "a.csv")
    result = subprocess.run(
        [sys.executable, "-m", "mineplan.cli", "inspect", str(path), str(DEMO / "rights.xlsx")],
        capture_output=True,
        check=True,
    )
    text = result.stdout.decode("utf-8")
    text.encode("gbk")
    assert not set("²³✓") & set(text) and "平方千米" in text and "次选" in text


def test_long_reports_are_cut_on_the_terminal_only():
    layer = {
        "layer": "",
        "format": "csv",
        "rows": 1,
        "table": "",
        "encoding": "UTF-8",
        "encoding_reason": "x",
        "columns": [],
        "unmatched": [],
        "crs": "",
        "crs_reason": "x",
        "warnings": [f"w{k}" for k in range(30)],
    }
    report = {"file": "a", "layers": [layer], "problems": [{"text": f"p{k}"} for k in range(30)]}
    lines = list(in_words(report))
    assert sum("警告" in line for line in lines) == 21 and sum("错误" in line for line in lines) == 21


def test_a_dataset_writes_a_row_a_sheet():
    dataset = read_dataset(DEMO)
    rows = {(row["table"], row["layer"]): row for row in dataset.provenance}
    assert set(rows) == {
        ("orebodies", ""),
        ("resources", "分矿权资源量"),
        ("rights", "铁矿"),
        ("rights", "砂石"),
        ("zones", "zones"),
    }
    assert all(row.keys() >= ROW for row in dataset.provenance)
    iron, ore = rows["rights", "铁矿"], rows["orebodies", ""]
    assert iron["rows"] == 60 and (iron["rings"], iron["holes"]) == (65, 2) and iron["crs_epsg"] is None
    assert iron["declared_km2"] == pytest.approx(13.9082) and iron["area_matches"]["both"] > 30
    assert any("标高上下颠倒" in text for text in iron["warnings"])
    assert not any("标高上下颠倒" in text for text in rows["rights", "砂石"]["warnings"])
    assert ore["crs_epsg"] == 4526 and set(ore["sha256"]) >= {"orebodies.shp", "orebodies.dbf"} and ore["encoding"]
    json.dumps(plain(dataset.provenance), allow_nan=False)


def test_the_annex_sheet_of_the_workbook():
    dataset = read_dataset(DEMO)
    sheet = sources_sheet(dataset.provenance)
    assert sheet.title == "数据来源" and len(sheet.rows) == len(dataset.provenance)
    shipped = next(row for row in sheet.rows if row["layer"] == "铁矿")
    assert "3-degree Gauss-Kruger" in shipped["crs"] and "宗平面、椭球面积均相符" in shipped["area_matches"]
    assert shipped["sha256"].startswith("rights.xlsx ") and shipped["datum_shift"] == ""


def test_datum_parameters_of_a_dataset(tmp_path):
    ledger(tmp_path / "rights.xlsx", 开采主矿种=["铁矿"], **{"甲方备忘": ["x"]})
    manifest = "title: t\nversion: '1'\nsynthetic: true\ntables:\n  rights: {file: rights.xlsx, ignore: [甲方备忘]%s}\n"
    (tmp_path / "dataset.yaml").write_text(manifest % "", encoding="utf-8")
    plainly = read_dataset(tmp_path)
    (tmp_path / "dataset.yaml").write_text(manifest % ", datum_params: pairs.yaml", encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs\.yaml: no such file"):
        read_dataset(tmp_path)
    (tmp_path / "pairs.yaml").write_text(PAIRS, encoding="utf-8")
    shifted = read_dataset(tmp_path)
    moved = [shifted.tables["rights"].geometry[0].centroid, plainly.tables["rights"].geometry[0].centroid]
    assert moved[0].distance(moved[1]) == pytest.approx((60**2 + 50**2) ** 0.5, abs=0.1)
    (row,) = shifted.provenance
    assert "公共点四参数，中误差0.0" in sources_sheet([row]).rows[0]["datum_shift"]
    assert row["datum_shift"]["method"] == "control_pairs" and row["datum_shift"]["zones"][0]["pairs"] == 3
    assert "pairs.yaml" in shifted.checksums and any("中误差" in note.text for note in shifted.notes)
    assert "datum_shift" not in plainly.provenance[0] and "datum_shifted" not in {note.code for note in plainly.notes}


def test_rows_of_a_day(tmp_path):
    path = ledger(tmp_path / "a.xlsx", 有效期止=[datetime.date(2030, 1, 1)])
    (found,) = recognise(path, Asked())
    assert "valid_to" in found.matches
