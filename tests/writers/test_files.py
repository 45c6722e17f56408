"""What stands in the files: the letter of each format."""

import csv
import json
import sqlite3
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from mineplan import geodesy
from mineplan.errors import InputError, ReadError
from mineplan.readers.registration import parse_registration
from mineplan.readers.rings import Registration, Ring
from mineplan.schema import RIGHTS
from mineplan.writers import Choices, Features, check_free, write
from tests.writers.shapes import features
from tests.writers.test_round_trips import NAPKIN

STRING = (
    "2,4,1,4318000.00,38472000.00,2,4318000.00,38473500.00,3,4319200.00,38473500.00,4,4319200.00,38472000.00,1500,1200,,1,"
    "4,6,4318400.00,38472600.00,7,4318400.00,38472900.00,8,4318600.00,38472900.00,9,4318600.00,38472600.00,1400,1300,"
    "扣除示例小矿范围,-1,"
)
SAMPLE = """\
[属性描述]
格式版本号=1.01
数据产生单位=示例市自然资源局
数据产生日期=2026-03-01
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
10,174.0000,SX-001,示例变电站,面,,,,@
J1,1,4318000.000,38472000.000
J2,1,4318000.000,38473500.000
J3,1,4319200.000,38473500.000
J4,1,4319200.000,38472000.000
J1,1,4318000.000,38472000.000
J5,2,4318400.000,38472600.000
J6,2,4318400.000,38472900.000
J7,2,4318600.000,38472900.000
J8,2,4318600.000,38472600.000
J5,2,4318400.000,38472600.000
"""


def written(tmp_path, name, layer, **choices):
    path = tmp_path / name
    notes = write([layer], path, Choices(**choices))
    return path, {note.code: note.text for note in notes}


def solid():
    """The sample of the format description: a hole between 1400 and 1300 m only."""
    geometry = np.array([NAPKIN], dtype=object)
    frame = pd.DataFrame(
        {"right_id": ["C1400002011052120112345"], "mine_name": ["示例矿"], "top_m": [1500.0], "bottom_m": [1200.0]}
    )
    return Features("采矿权", RIGHTS, frame, geometry, geodesy.zone_crs(38), (parse_registration(STRING),))


def test_boundary_txt_is_the_standard_form(tmp_path):
    layer = features([NAPKIN], right_id=["SX-001"], mine_name=["示例变电站"])
    path, notes = written(tmp_path, "a.txt", layer, date="2026-03-01", producer="示例市自然资源局")
    assert path.read_bytes().decode("gb18030") == SAMPLE.replace("\n", "\r\n") and not notes


def test_boundary_txt_says_what_it_loses(tmp_path):
    _, notes = written(tmp_path, "a.txt", solid())
    assert {"elevations_lost", "partial_deductions", "columns_lost"} == set(notes) and "标高上限" in notes[
        "columns_lost"
    ]


def test_names_cannot_break_a_boundary_txt(tmp_path):
    path, _ = written(tmp_path, "a.txt", features([NAPKIN], mine_name=["甲,乙@丙\n[丁]"]))
    assert "甲，乙＠丙 （丁）,面,,,,@" in path.read_bytes().decode("gb18030")


def test_registration_string_is_that_of_the_registry(tmp_path):
    path, notes = written(tmp_path, "a.qyzb", solid())
    assert path.read_text(encoding="utf-8").strip() == STRING.replace(".00,", ".0000,") and set(notes) == {
        "columns_lost"
    }


def test_registration_string_of_a_geometry(tmp_path):
    path, _ = written(tmp_path, "a.qyzb", features([NAPKIN], top_m=[1500.0], bottom_m=[float("nan")]))
    read = parse_registration(path.read_text(encoding="utf-8"))
    assert (
        [ring.sign for ring in read.rings] == [1, -1]
        and read.rings[0].top_m == 1500
        and np.isnan(read.rings[0].bottom_m)
    )


def test_ledger(tmp_path):
    layer = features([NAPKIN], mine_name=["=1+1"], capacity_t_a=[300000.0], recovery_share=[0.93], 备注=["x"])
    path, _ = written(tmp_path, "a.xlsx", layer)
    book = openpyxl.load_workbook(path)
    sheet, corners = book["采矿权"], book["拐点坐标"]
    cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert list(cells) == ["采矿许可证号", "矿山名称", "设计规模(万吨/年)", "开采回采率(%)", "备注", "区域坐标"]
    assert cells["采矿许可证号"].data_type == "s" and cells["采矿许可证号"].number_format == "@"
    assert cells["矿山名称"].value == "=1+1" and cells["矿山名称"].data_type == "s"
    assert cells["设计规模(万吨/年)"].value == 30 and cells["开采回采率(%)"].value == 93
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == "A1:F2"
    rows = [[cell.value for cell in row] for row in corners.iter_rows()]
    assert rows[0][4:7] == ["X坐标（北，米）", "Y坐标（东，含带号，米）", "3度带"]
    assert len(rows) == 9 and [row[3] for row in rows[1:]] == [1, 2, 3, 4, 6, 7, 8, 9] and rows[5][2] == "扣除"


def test_a_ledger_refuses_what_a_cell_cannot_hold(tmp_path):
    angles = np.linspace(0, 2 * np.pi, 1200, endpoint=False)
    circle = shapely.Polygon(np.column_stack([38472000 + 900 * np.cos(angles), 4318000 + 900 * np.sin(angles)]))
    with pytest.raises(InputError, match=r"characters long; a cell of Excel holds 32767: write \.csv or \.gpkg"):
        write([features([circle])], tmp_path / "a.xlsx", Choices())
    assert not list(tmp_path.iterdir())
    assert written(tmp_path, "a.csv", features([circle]))[0].exists()


def test_csv(tmp_path):
    path, _ = written(tmp_path, "a.csv", features([NAPKIN], mine_name=['甲,"乙"']))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["矿山名称"] == '甲,"乙"' and rows[0]["区域坐标"].startswith("2,4,1,")


def test_geopackage(tmp_path):
    path, _ = written(tmp_path, "a.gpkg", solid())
    again, _ = written(tmp_path, "b.gpkg", solid())
    assert path.read_bytes() == again.read_bytes()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (10200,)
        (style,) = connection.execute("SELECT styleQML FROM layer_styles WHERE useAsDefault = 1").fetchone()
        assert connection.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone() == ("attributes",)
    connection.close()
    assert ET.fromstring(style).find(".//text-style").get("fieldName") == "矿山名称"
    frame = pyogrio.read_dataframe(path, layer="采矿权")
    assert (
        frame.crs.to_epsg() == 4526
        and "标高上限_米" in frame
        and parse_registration(frame["区域坐标"][0]).rings[1].top_m == 1400
    )


def test_geojson(tmp_path):
    path, _ = written(tmp_path, "a.geojson", features([NAPKIN]))
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    shell, hole = content["features"][0]["geometry"]["coordinates"]
    assert len(shell) == 5 and all(len(str(x).partition(".")[2]) <= 9 for point in shell for x in point)
    assert shapely.LinearRing(shell).is_ccw and not shapely.LinearRing(hole).is_ccw
    rfc, _ = written(tmp_path, "b.geojson", features([NAPKIN]), crs=geodesy.checked_crs("EPSG:4326"))
    assert "crs" not in json.loads(rfc.read_text(encoding="utf-8"))


def test_long_edges_are_densified(tmp_path):
    long = shapely.box(38472000, 4318000, 38482000, 4319000)
    path, _ = written(tmp_path, "a.geojson", features([long, NAPKIN]))
    first, second = json.loads(path.read_text(encoding="utf-8"))["features"]
    ring = np.array(first["geometry"]["coordinates"][0])
    assert len(ring) == 1 + 2 * (5 + 1) and len(second["geometry"]["coordinates"][0]) == 5
    back = geodesy.transform_points(ring, geodesy.geographic_crs(), geodesy.zone_crs(38))
    assert shapely.distance(shapely.points(back), long.exterior).max() < 1e-3


def test_degrees_of_a_plane_with_long_edges_are_noted(tmp_path):
    long = features([shapely.box(38472000, 4318000, 38482000, 4319000)])
    path, notes = written(tmp_path, "a.gpkg", long, crs=geodesy.geographic_crs())
    assert "1.8米" in notes["edges_bent"] and pyogrio.read_info(path, layer="采矿权")["crs"] == "EPSG:4490"


def test_shapefile(tmp_path):
    layer = features(
        [NAPKIN], mine_name=["东坡铁矿"], holder=["甲公司"], capacity_t_a=[3e5], area_km2=[1.74], 自定义列=["字" * 200]
    )
    path, notes = written(tmp_path, "a.shp", layer)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.cpg", "a.dbf", "a.prj", "a.shp", "a.shx", "a_fields.csv"]
    assert (tmp_path / "a.cpg").read_text() == "GBK" and "CGCS2000" in (tmp_path / "a.prj").read_text()
    frame = pyogrio.read_dataframe(path, encoding="GBK")
    assert list(frame.columns) == ["XKZH", "KSMC", "CKQR", "SJGM", "MJ", "F01", "GMDW", "geometry"]
    assert (
        frame["GMDW"][0] == "吨/年"
        and frame["F01"][0] == "字" * 127
        and "F01（自定义列）有1行超过254字节" in notes["text_cut"]
    )
    with (tmp_path / "a_fields.csv").open(encoding="utf-8-sig") as stream:
        names = {row[0]: row[1:] for row in csv.reader(stream)}
    assert (
        names["KSMC"] == ["矿山名称", ""] and names["MJ"] == ["矿区面积", "平方千米"] and names["F01"][0] == "自定义列"
    )


def test_shapefile_with_a_character_that_gbk_lacks(tmp_path):
    path, _ = written(tmp_path, "a.shp", features([NAPKIN], mine_name=["𬭚矿"]))
    assert (tmp_path / "a.cpg").read_text() == "UTF-8"
    assert pyogrio.read_dataframe(path)["KSMC"][0] == "𬭚矿"


def test_kml(tmp_path):
    path, _ = written(tmp_path, "a.kml", features([NAPKIN], mine_name=["甲<乙>&\x01"]))
    root = ET.parse(path).getroot()
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert root.find(".//k:Placemark/k:name", space).text == "甲<乙>&"
    assert len(root.findall(".//k:innerBoundaryIs", space)) == 1
    assert root.find(".//k:Data[@name='采矿许可证号']/k:value", space).text.startswith("C14")


def test_dxf(tmp_path):
    import ezdxf

    path, notes = written(tmp_path, "a.dxf", features([NAPKIN], mine_name=["东坡矿"]))
    space = ezdxf.readfile(path).modelspace()
    lines = list(space.query("LWPOLYLINE"))
    assert all(line.closed for line in lines) and [line.dxf.layer for line in lines] == ["采矿权", "采矿权_内圈"]
    assert tuple(lines[0][0][:2]) == (38472000, 4318000)
    assert [text.dxf.text for text in space.query("TEXT")] == ["C1400002011052120000000", "东坡矿"]
    assert {"holes_apart", "columns_lost"} == set(notes)


def test_dxf_over_two_zones_is_one_drawing(tmp_path):
    west = geodesy.transform(
        [shapely.box(37560000, 4318000, 37561000, 4319000)], geodesy.zone_crs(37), geodesy.zone_crs(38)
    )
    _, notes = written(tmp_path, "a.dxf", features([NAPKIN, west[0]]))
    assert "图形跨37、38带" in notes["one_zone_for_all"]


def test_a_boundary_txt_over_two_zones_keeps_prefixes(tmp_path):
    west = geodesy.transform(
        [shapely.box(37560000, 4318000, 37561000, 4319000)], geodesy.zone_crs(37), geodesy.zone_crs(38)
    )
    path, _ = written(tmp_path, "a.txt", features([NAPKIN, west[0]]))
    text = path.read_bytes().decode("gb18030")
    assert "带号=\r\n" in text and "4318000.000,37560000.000" in text


def test_signs_cannot_say_an_island_in_a_hole(tmp_path):
    island = shapely.MultiPolygon([NAPKIN, shapely.box(38472700, 4318450, 38472800, 4318550)])
    for name in ("a.qyzb", "a.xlsx", "a.csv"):
        with pytest.raises(InputError, match="row 1: has an island inside a hole, which flags 1 and -1 cannot say"):
            write([features([island])], tmp_path / name, Choices())
    assert not list(tmp_path.iterdir())
    path, _ = written(tmp_path, "a.txt", features([island]))
    assert path.exists()


@pytest.mark.parametrize(
    ("shape", "name", "sentence"),
    [
        (shapely.Point(38472000, 4318000), "a.txt", "row 1: is a Point; only areas have registered corners"),
        (shapely.box(0, 0, 1000, 1000), "a.qyzb", "lies outside the 3-degree zones of China"),
        (
            shapely.GeometryCollection([NAPKIN]),
            "a.gpkg",
            "holds GeometryCollection; one layer holds points, lines or areas",
        ),
        (None, "a.txt", "row 1: has no extent"),
    ],
)
def test_what_a_format_cannot_hold(tmp_path, shape, name, sentence):
    with pytest.raises(InputError) as caught:
        write([features([shape])], tmp_path / name, Choices())
    assert sentence in str(caught.value) and not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a.txt", "a.gpkg", "a.geojson", "a.shp", "a.kml", "a.dxf"])
def test_rows_without_place(tmp_path, name):
    layer = Features("资源量", RIGHTS, pd.DataFrame({"right_id": ["A"]}), np.array([None], dtype=object), None)
    with pytest.raises(InputError, match="holds no geometry"):
        write([layer], tmp_path / name, Choices())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "crs", "sentence"),
    [
        ("a.geojson", "EPSG:4526", "GeoJSON holds longitude and latitude only"),
        ("a.kml", "EPSG:4526", "KML holds longitude and latitude only"),
        ("a.dxf", "EPSG:4490", "a drawing is in metres"),
    ],
)
def test_a_crs_that_the_format_lacks(tmp_path, name, crs, sentence):
    with pytest.raises(InputError, match=sentence):
        write([features([NAPKIN])], tmp_path / name, Choices(geodesy.checked_crs(crs)))


def test_two_layers(tmp_path):
    one, two = (
        features([NAPKIN]),
        Features("矿体", RIGHTS, *[getattr(features([NAPKIN]), n) for n in ("frame", "geometry", "crs")]),
    )
    with pytest.raises(InputError, match=r"a\.shp holds one layer, and there are 2 \(采矿权、矿体\)"):
        write([one, two], tmp_path / "a.shp", Choices())
    with pytest.raises(InputError, match="there is nothing to write"):
        write([], tmp_path / "a.gpkg", Choices())
    write([one, two], tmp_path / "a.gpkg", Choices())
    assert [str(name) for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")] == ["采矿权", "矿体", "layer_styles"]
    write([one, two], tmp_path / "a.xlsx", Choices())
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["采矿权", "矿体", "拐点坐标", "拐点坐标2"]


def test_nothing_is_overwritten_unasked(tmp_path):
    path, source = tmp_path / "a.gpkg", tmp_path / "b.gpkg"
    path.write_text("old")
    source.write_text("source")
    for call in (lambda: write([features([NAPKIN])], path, Choices()), lambda: check_free(source, path, force=False)):
        with pytest.raises(ReadError, match="is there already; choose another name, or overwrite it with --force"):
            call()
    with pytest.raises(InputError):
        write([features([None])], path, Choices(), force=True)
    assert path.read_text() == "old"
    with pytest.raises(ReadError, match="is the file that is to be read"):
        check_free(source, source, force=True)
    with pytest.raises(ReadError, match="is a folder"):
        check_free(source, _folder(tmp_path / "c.gpkg"), force=True)
    with pytest.raises(ReadError, match=r"the ending “\.doc” is none of"):
        check_free(source, tmp_path / "a.doc", force=False)
    write([features([NAPKIN])], path, Choices(), force=True)
    assert pyogrio.read_info(path, layer="采矿权")["features"] == 1


def _folder(path):
    path.mkdir()
    return path


def test_an_old_part_does_not_outlive_a_new_shapefile(tmp_path):
    (tmp_path / "a.shp").write_text("old")
    (tmp_path / "a.qix").write_text("old index")
    write([features([NAPKIN])], tmp_path / "a.shp", Choices(), force=True)
    assert not (tmp_path / "a.qix").exists()


def test_degrees_of_a_registration_go_into_their_zone(tmp_path):
    ring = Ring(
        geodesy.transform_points(
            shapely.get_coordinates(NAPKIN.exterior)[:-1], geodesy.zone_crs(38), geodesy.geographic_crs()
        )
    )
    registration = Registration((ring,), True, None)
    layer = Features(
        "采矿权",
        RIGHTS,
        pd.DataFrame({"right_id": ["A"]}),
        np.array([shapely.Polygon(ring.points)], dtype=object),
        geodesy.geographic_crs(),
        (registration,),
    )
    path, _ = written(tmp_path, "a.txt", layer)
    assert "J1,1,4318000.000,38472000.000" in path.read_bytes().decode("gb18030")


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.xlsx", "a.csv", "a.kml", "a.shp"])
def test_headers_that_a_format_needs_for_itself(tmp_path, name):
    from mineplan.recognition import Asked, recognise

    layer = features([NAPKIN], fid=["p"], geom=["q"], Name=["a"], name=["b"], 采矿许可证号=["doppelt"], OBJECTID=[7])
    path, _ = written(tmp_path, name, layer)
    (found,) = recognise(path, Asked())
    cells = found.raw.frame.iloc[0].astype(str).tolist()
    assert {"p", "q", "a", "b", "doppelt", "7"} <= set(cells) and found.table is RIGHTS


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ReadError, match="the folder it is to be written into is not there"):
        write([features([NAPKIN])], tmp_path / "no" / "a.gpkg", Choices())


def test_no_room_left(tmp_path, monkeypatch):
    from mineplan.writers import csvfile

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csvfile, "write", full)
    with pytest.raises(ReadError, match=r"cannot be written \(No space left on device\)"):
        write([features([NAPKIN])], tmp_path / "a.csv", Choices())
    assert not list(tmp_path.iterdir())
