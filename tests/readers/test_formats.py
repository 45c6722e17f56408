"""Formats reached through `read_file` and through dataset.yaml, archives, and files that change while being read."""

import io
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from openpyxl import Workbook

from mineplan.dataset import read_dataset
from mineplan.datum import read_datum_params
from mineplan.errors import InputError, ReadError
from mineplan.geodesy import XINZHOU
from mineplan.readers import files
from mineplan.readers.files import format_of, read_file
from mineplan.readers.formats import KNOWN, REFUSED, detected
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS, RIGHTS

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SQUARE = shapely.box(38472000, 4318000, 38473000, 4319000)
STRING = (
    "1,4,1,4318000.00,38472000.00,2,4318000.00,38473000.00,3,4319000.00,38473000.00,"
    "4,4319000.00,38472000.00,1500,1200,,1,"
)


def source(path, table=RIGHTS, **options):
    return Source(table, path, path.name, options.pop("format", "") or format_of(path), **options)


def says(path, **options):
    with pytest.raises(ReadError) as caught:
        read_file(source(path, **options))
    said = " | ".join(map(str, caught.value.problems))
    assert str(path.parent) not in said
    return said


def geodatabase(path, **layers):
    for layer, ids in (layers or {"采矿权": ["R1"]}).items():
        frame = gpd.GeoDataFrame(
            {"采矿许可证号": ids, "矿山名称": ["示例矿" * 60] * len(ids)}, geometry=[SQUARE] * len(ids), crs=4526
        )
        frame.to_file(path, driver="OpenFileGDB", layer=layer, **({"mode": "a"} if path.exists() else {}))
    return path


def test_a_file_geodatabase(tmp_path):
    (raw,) = read_file(source(geodatabase(tmp_path / "a.gdb")))
    assert raw.frame["采矿许可证号"].tolist() == ["R1"] and len(raw.frame["矿山名称"].iloc[0]) == 180
    assert (raw.crs.to_epsg() == 4526 and raw.geometry[0].equals(SQUARE)) or raw.geometry[0].geom_type == "MultiPolygon"
    several = geodatabase(tmp_path / "b.gdb", 采矿权=["R1"], 探矿权=["T1"])
    assert "has several layers" in says(several)
    assert read_file(source(several, layer="探矿权"))[0].frame["采矿许可证号"].tolist() == ["T1"]


def zipped(folder, path, names):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(name, name.relative_to(folder))
    return path


def test_zipped_geodatabases_and_shapefiles(tmp_path):
    made = geodatabase(tmp_path / "a.gdb")
    path = zipped(tmp_path, tmp_path / "a.gdb.zip", sorted(p for p in made.rglob("*") if p.is_file()))
    assert read_file(source(path))[0].frame["采矿许可证号"].tolist() == ["R1"]
    parts = sorted((FIXTURES / "shp").glob("gbk_00.*"))
    one = zipped(FIXTURES / "shp", tmp_path / "one.zip", parts)
    assert read_file(source(one))[0].frame["矿山名称"].tolist() == ["示例铁矿一号井"]
    two = zipped(FIXTURES / "shp", tmp_path / "two.zip", [*parts, *sorted((FIXTURES / "shp").glob("utf8_4d.*"))])
    assert "is a zip with 2 shapefiles or geodatabases (gbk_00.shp、utf8_4d.shp); name one with `layer:`" in says(two)
    assert read_file(source(two, layer="utf8_4d"))[0].crs.to_epsg() == 4526


def test_archives_that_would_harm(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.shp", b"x")
    assert "would lie outside its folder; refused" in says(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(50_000_000))
    assert "as a zip bomb does; refused" in says(path)
    path.write_bytes(b"PK\x03\x04 and nothing")
    assert "no readable zip" in says(path) or "is no readable" in says(path)


def test_a_file_that_changes_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    shutil.copy(FIXTURES / "txt" / "hole.txt", path)
    reader = files.read_boundary_txt

    def disturbed(asked):
        read = reader(asked)
        path.write_text("another file", encoding="utf-8")
        return read

    monkeypatch.setattr(files, "read_boundary_txt", disturbed)
    with pytest.raises(ReadError, match="changed while it was being read; close the program that writes it"):
        read_file(source(path, PROJECTS))


def test_ledgers_side_by_side(tmp_path):
    book = Workbook()
    book.active.append(["某市采矿权台账"])
    book.active.append(["证号", "矿山名称", None, "证号", "矿山名称"])
    book.active.append(["R1", "甲", None, "R3", "丙"])
    book.active.append(["R2", "乙"])
    book.save(tmp_path / "a.xlsx")
    (raw,) = read_file(source(tmp_path / "a.xlsx"))
    assert raw.frame["证号"].tolist() == ["R1", "R2", "R3"] and raw.frame.index.tolist() == [3, 4, 3]


def test_a_sheet_of_corners_beside_a_ledger_of_strings(tmp_path):
    book = Workbook()
    book.active.append(["采矿许可证号", "区域坐标"])
    book.active.append(["R1", STRING])
    page = book.create_sheet("拐点")
    page.append(["采矿许可证号", "拐点号", "X", "Y"])
    page.append(["R1", 1, 4318000.01, 38472000.02])
    book.save(tmp_path / "a.xlsx")
    (raw,) = read_file(source(tmp_path / "a.xlsx"))
    assert raw.frame["区域坐标"].tolist() == [STRING] and raw.findings[-1][0] == "sheet_skipped"


def test_letters_in_a_ledger_are_no_headers_of_coordinates(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'证号,标记,记号,区域坐标\nR1,X,Y,"{STRING}"\n', encoding="utf-8")
    assert read_file(source(path))[0].frame["标记"].tolist() == ["X"]


def test_formulas_errors_and_large_numbers(tmp_path):
    book = Workbook()
    book.active.append(["证号", "矿山名称"])
    book.active.append(["=A1", "甲"])
    book.save(tmp_path / "a.xlsx")
    assert "row 2: cell A2 holds a formula without a result; save the file in Excel or WPS" in says(tmp_path / "a.xlsx")


def test_formats_by_content(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"SQLite format 3\0")
    assert detected(path, "bin") == "gpkg"
    shutil.copy(FIXTURES / "kml" / "one.kmz", path)
    assert detected(path, "bin") == "kmz"
    shutil.copy(FIXTURES / "kml" / "one.kml", path)
    assert detected(path, "") == "kml" and detected(path, "corners") == "corners"
    known = {ending for made in KNOWN for ending in made.endings}
    assert not known & set(REFUSED)


def test_a_datum_with_parameters(tmp_path):
    parameters = tmp_path / "p.yaml"
    parameters.write_text(
        "datum: xian80\nsource: 某院\nseven_parameters:\n  convention: position_vector\n"
        "  translation_m: {x: 0, y: 0, z: 0}\n"
        "  rotation_arcsec: {x: 0, y: 0, z: 0}\n  scale_ppm: 0\n",
        encoding="utf-8",
    )
    shift = read_datum_params(parameters)
    (raw,) = read_file(source(FIXTURES / "txt" / "bad_xian80.txt", PROJECTS, shift=shift))
    assert raw.crs.to_epsg() == 4526 and raw.findings[-1][0] == "datum_shifted"
    assert not shapely.equals_exact(
        raw.geometry[0], read_file(source(FIXTURES / "txt" / "hole.txt", PROJECTS))[0].geometry[0], 0.1
    )
    assert read_file(source(FIXTURES / "shp" / "bad_xian80.shp", shift=shift))[0].crs.to_epsg() == 4526
    assert "but the parameters of p.yaml are for Xi'an 1980" in says(
        FIXTURES / "txt" / "hole.txt", table=PROJECTS, shift=shift
    )


@pytest.mark.parametrize(
    "file", ["txt/hole.txt", "corners/headed.csv", "kml/one.kml", "dxf/closed.dxf", "corners/side_by_side.xlsx"]
)
def test_a_table_of_a_dataset_may_be_any_of_them(tmp_path, file):
    book = Workbook()
    book.active.append(["采矿许可证号", "区域坐标"])
    book.active.append(["R1", STRING])
    book.save(tmp_path / "rights.xlsx")
    name = Path(file).name
    shutil.copy(FIXTURES / file, tmp_path / name)
    crs = ", crs: CGCS2000" if file.startswith("dxf") else ""
    (tmp_path / "dataset.yaml").write_text(
        "title: 试\nversion: '1'\nsynthetic: true\nregion: {name: 忻州市, box_deg: [110.9, 38.1, 114.0, 39.7]}\n"
        f"tables:\n  rights: {{file: rights.xlsx}}\n  projects: {{file: {name}{crs}}}\n",
        encoding="utf-8",
    )
    projects = read_dataset(tmp_path).tables["projects"]
    assert len(projects) == 1 and shapely.area(projects.geometry[0]) == pytest.approx(1.8e6, rel=0.04)
    (tmp_path / "dataset.yaml").write_text(
        f"title: 试\nversion: '1'\nsynthetic: true\ntables:\n  rights: {{file: {name}{crs}}}\n", encoding="utf-8"
    )
    assert len(read_dataset(tmp_path).parts) == 1


def mapgis_file(
    path, zone_prefix=38e6, scale=10000.0, crs="+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +ellps=krass"
):
    pymapgis = pytest.importorskip("pymapgis", reason="needs the extra mineplan[mapgis]")
    square = shapely.transform(SQUARE, lambda p: p - np.array([38e6 - zone_prefix, 0]))
    frame = gpd.GeoDataFrame({"矿山名称": ["示例矿"], "采矿许可证号": ["R1"]}, geometry=[square], crs=crs)
    pymapgis.Writer(frame, map_scale=scale).to_file(path)
    return path


def test_mapgis(tmp_path):
    path = mapgis_file(tmp_path / "a.wp")
    with pytest.raises(ReadError, match="Beijing 1954"):
        read_file(source(path))
    # As stock MapGIS 6.7 writes CGCS2000: an ellipsoid code that nobody knows.
    content = bytearray(path.read_bytes())
    content[110] = 99
    path.write_bytes(content)
    assert "states no datum" in says(path)
    for prefix in (38e6, 0.0):
        made = mapgis_file(tmp_path / "b.wp", prefix)
        content = bytearray(made.read_bytes())
        content[110] = 99
        made.write_bytes(content)
        (raw,) = read_file(source(made, crs="CGCS2000", box_deg=XINZHOU.box_deg))
        assert raw.crs.to_epsg() == 4526 and shapely.hausdorff_distance(raw.geometry[0], SQUARE) < 0.01
        assert raw.frame["矿山名称"].tolist() == ["示例矿"]
        assert {d.question: d.chosen for d in raw.decisions}["scale"] == "10"


def test_mapgis_without_a_scale(tmp_path):
    path = mapgis_file(tmp_path / "a.wp")
    content = bytearray(path.read_bytes())
    content[110], content[143:151] = 99, bytes(8)
    path.write_bytes(content)
    assert "holds map millimetres of an unknown scale" in says(path, crs="CGCS2000")
    (raw,) = read_file(source(path, crs="CGCS2000", map_scale=10000))
    assert shapely.hausdorff_distance(raw.geometry[0], SQUARE) < 0.01


def test_mapgis_without_its_package(tmp_path, monkeypatch):
    import sys
    import types

    path = tmp_path / "a.wp"
    path.write_bytes(b"WMAP`D23" + bytes(200))
    monkeypatch.setitem(sys.modules, "pymapgis", types.ModuleType("pymapgis"))
    assert "the installed `pymapgis` is an unrelated package" in says(path)
    monkeypatch.setitem(sys.modules, "pymapgis", None)
    assert "pip install 'mineplan[mapgis]'" in says(path)


def test_damaged_files_get_sentences(tmp_path):
    for name in ("kml/one.kmz", "corners/side_by_side.xlsx", "kml/one.ovjsn", "dxf/closed.dxf", "shp/gbk_00.shp"):
        content = (FIXTURES / name).read_bytes()
        for cut in (0, 3, 10, len(content) // 2, len(content) - 10):
            path = tmp_path / Path(name).name
            path.write_bytes(content[:cut])
            try:
                read_file(source(path, PROJECTS, crs="CGCS2000"))
            except InputError as error:
                assert error.problems
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
        archive.writestr("[Content_Types].xml", b"<a/>")
    (tmp_path / "a.xlsx").write_bytes(buffer.getvalue())
    assert "is no readable .xlsx workbook" in says(tmp_path / "a.xlsx")


def test_what_the_project_section_says_holds_for_every_plot(tmp_path):
    corners = "J1,1,4318000,38472000\nJ2,1,4318000,38472100\nJ3,1,4318100,38472100\n"
    more = corners.replace("43180", "43190").replace("43181", "43191")
    text = (
        "[项目信息]\n建设单位=示例公司\n申请日期=2026-09-01\n项目名称=示例项目\n未列入的栏=甲\n项目级别=\n"
        "[属性描述]\n坐标系=2000国家大地坐标系\n带号=38\n[地块坐标]\n"
        f"3,,P-1,甲地块,面,,,,@\n{corners}3,,P-2,乙地块,面,,,,@\n{more}"
    )
    path = tmp_path / "项目.txt"
    path.write_text(text, encoding="gb18030")
    (raw,) = read_file(source(path, PROJECTS))
    assert raw.frame["项目编号"].tolist() == ["P-1", "P-2"]
    assert raw.frame["项目名称"].tolist() == ["甲地块", "乙地块"]
    assert raw.frame["建设单位"].tolist() == ["示例公司"] * 2
    assert raw.frame["申请日期"].tolist() == ["2026-09-01"] * 2
    assert not {"未列入的栏", "项目级别"} & set(raw.frame.columns)
    (of_rights,) = read_file(source(path, RIGHTS))
    assert "建设单位" not in of_rights.frame


@pytest.mark.parametrize("mark", ["\ufffd", "锟斤拷"])
def test_text_that_was_lost_before_is_noted(tmp_path, mark):
    (tmp_path / "a.csv").write_text(f"采矿许可证号,矿山名称\nA1,东{mark}矿\n", encoding="utf-8")
    (raw,) = read_file(Source(RIGHTS, tmp_path / "a.csv", "a.csv", "csv"))
    assert [text for code, text in raw.findings if code == "text_damaged" and "“矿山名称”" in text]
