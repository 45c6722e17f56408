"""Every file of tests/fixtures: what is read from it, or which sentence answers it."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from mineplan.errors import ReadError
from mineplan.geodesy import XINZHOU, area_km2, transform, zone_crs
from mineplan.readers.exploration import parse_coordinates
from mineplan.readers.files import format_of, read_file
from mineplan.readers.gcj import bd_shift_of, from_bd, from_gcj
from mineplan.readers.solids import plan_of
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS, RIGHTS
from mineplan.tables import examine

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES))
import make  # noqa: E402

OUTER, HOLED, TWO = 1.8, 1.74, 2.05
# File -> (km² of the first row, EPSG, codes of findings).
TXT = {
    "hole": (HOLED, 4526, ()),
    "wide_commas": (HOLED, 4526, ()),
    "gbk_crlf": (HOLED, 4526, ()),
    "utf8_bom": (HOLED, 4526, ()),
    "cr_only": (HOLED, 4526, ()),
    "second_part": (TWO, 4526, ()),
    "same_ring_number": (HOLED, 4526, ()),
    "ids_restart": (HOLED, 4526, ()),
    "open_ring": (OUTER, 4526, ()),
    "closing_damaged": (OUTER, 4526, ("closing_point_damaged",)),
    "count_wrong": (HOLED, 4526, ("point_count_differs",)),
    "swapped": (HOLED, 4526, ("axes_swapped",)),
    "five_fields": (OUTER, 4526, ()),
    "nine_fields": (HOLED, 4526, ()),
    "twelve_fields": (HOLED, 4526, ()),
    "six_field_points": (OUTER, 4526, ()),
    "zone_conflict": (HOLED, 4526, ("zone_contradicts",)),
    "no_prefix_38": (HOLED, 4526, ("zone_deduced",)),
    "no_prefix_37": (OUTER, 4525, ("zone_deduced",)),
    "six_degree_zone": (OUTER, 4525, ("six_degree_zone",)),
    "leading_blanks": (HOLED, 4526, ()),
    "lines_and_points": (HOLED, 4526, ()),
    "project_section": (HOLED, 4526, ()),
    "area_m2": (HOLED, 4526, ("area_unit",)),
    "area_mu": (HOLED, 4526, ("area_unit",)),
    "area_km2": (HOLED, 4526, ("area_unit",)),
    "area_words": (HOLED, 4526, ()),
    "area_off": (HOLED, 4526, ("stated_area_off",)),
}
CORNERS = {
    "headed.csv": (OUTER, 4526, ()),
    "bare.txt": (OUTER, 4526, ()),
    "blanks.txt": (OUTER, 4526, ()),
    "swapped.csv": (OUTER, 4526, ("header_and_values_disagree",)),
    "no_prefix.csv": (OUTER, 4526, ("zone_deduced",)),
    "lonlat.csv": (OUTER, 4490, ()),
    "packed.csv": (OUTER, 4490, ("packed_degrees_assumed",)),
    "whole.csv": (OUTER, 4490, ()),
    "degree_text.csv": (OUTER, 4490, ()),
    "degree_colons.csv": (OUTER, 4490, ()),
    "degree_cells.csv": (OUTER, 4490, ()),
    "degree_cells_bare.txt": (OUTER, 4490, ()),
    "mixed_zones.csv": (2 * OUTER, 4525, ("zones_mixed",)),
    "rings_by_blank.csv": (HOLED, 4526, ()),
    "rings_by_label.csv": (TWO, 4526, ("text_beside_corners",)),
    "rings_by_restart.csv": (HOLED, 4526, ()),
    "rings_by_closing.csv": (HOLED, 4526, ()),
    "named_plots.csv": (OUTER, 4526, ("text_beside_corners",)),
    "keyed.csv": (OUTER, 4526, ()),
    "thousands.csv": (OUTER, 4526, ()),
    "full_width.txt": (OUTER, 4526, ()),
    "elevations.csv": (OUTER, 4526, ("text_beside_corners",)),
    "decimal_by_area.csv": (OUTER, 4490, ()),
    "side_by_side.xlsx": (OUTER, 4526, ("coarse_coordinates",)),
    "metres_and_degrees.xlsx": (OUTER, 4526, ("coarse_coordinates",)),
}
BAD = {
    "txt/bad_binary.txt": ["holds binary data, not text"],
    "txt/bad_crossing.txt": ["row 14: plot “SX-001” ring 1 crosses itself near X(north) 4318600, Y(east) 38472750"],
    "txt/bad_empty_plot.txt": ["row 13: plot “SX-9” has no points"],
    "txt/bad_mixed_prefix.txt": ["mixes zone prefixes (37, 38); write all its points in one zone"],
    "txt/bad_no_datum.txt": ["states no datum (坐标系); if it is CGCS2000, write `crs: CGCS2000`"],
    "txt/bad_outlier.txt": ["row 17: plot “SX-001” ring 1: “43192.000,38472000.000” is no northing and easting"],
    "txt/bad_overlap.txt": ["row 19: plot “SX-001” ring 2 overlaps ring 1 in part (by 880000 m²)"],
    "txt/bad_point.txt": [
        "row 19: plot “SX-001” ring 2: “四百万” is no coordinate",
        "row 20: “what is this” is no point",
    ],
    "txt/bad_two_points.txt": ["row 14: plot “SX-001” ring 1 has 2 different points; a ring needs at least 3"],
    "txt/bad_xian80.txt": ["is on the datum Xi'an 1980 (1980西安坐标系), which is never shifted silently"],
    "corners/bad_half_pair.csv": ["row 7: has one coordinate only (“4318000.000”, “”)"],
    "corners/bad_no_datum.csv": ["states no datum (坐标系)"],
    "corners/bad_no_zone.csv": ["no zone puts them inside the region's box; write `crs: EPSG:4526` for zone 38"],
    "corners/bad_three_degrees.csv": ["nothing says whether they are decimal (113.676944) or D.MMSS"],
    "corners/bad_two_datums.csv": ["names several datums (cgcs2000, xian80); keep the columns of one"],
    "corners/bad_unsorted.csv": ["crosses itself", "the order of its points is wrong"],
    "corners/bad_words.csv": ["row 7: ring 1: “4318000.1.2” is no coordinate"],
    "corners/bad_xian80.csv": ["is on the datum Xi'an 1980"],
    "kml/bad_bomb.kmz": ["would expand 1028 times, as a zip bomb does; refused"],
    "kml/bad_broken.kml": ["is no well-formed XML"],
    "kml/bad_entities.kml": ["declares a document type or entities, which are refused"],
    "kml/bad_metres.kml": ["placemark “甲”: has coordinates beyond longitude and latitude"],
    "kml/bad_no_kml.kmz": ["is a zip without a .kml file in it"],
    "kml/bad_no_placemark.kml": ["holds no placemark"],
    "kml/bad_type.ovkml": ["has the coordinate type “MOON”, which is not read"],
    "dxf/bad_local.dxf": ["is neither northing and easting nor longitude and latitude of China"],
    "dxf/bad_binary.dxf": ["is a binary DXF; save it as text DXF (R2000 or R2007)"],
    "dxf/bad_not.dxf": ["is no readable DXF drawing"],
    "dxf/bad_open.dxf": ["holds no closed outline (1 open lines); close the polylines in the drawing"],
    "refused/a.dwg": ["另存为 DXF R2000"],
    "refused/b.mdb": ["export the table to .xlsx from Access"],
    "refused/c.xls": ["open it in Excel or WPS and save it as .xlsx"],
    "refused/d.hdf": ["is a MapGIS K9/10 database; export the layers to a file geodatabase"],
    "refused/e.ovobj": ["export it as .ovkml"],
    "refused/f.mapx": ["is a MapGIS 10 project without data of its own"],
    "refused/h.unknown": ["has an unknown format “unknown”"],
    "refused/drawing.shp": ["is a DWG drawing"],
    "shp/bad_prj_degrees.shp": ["over coordinates in metres (its eastings bear the prefix of 3-degree zone 38)"],
    "shp/bad_prj_zone.shp": ["(zone prefix 37), but its eastings bear the prefix 38"],
    "shp/bad_xian80.shp": ["is not CGCS2000 or WGS 84; it is never shifted silently"],
    "shp/no_prj.shp": ["has no coordinate system (its eastings bear the prefix of 3-degree zone 38)"],
}


def read(name, table=PROJECTS, **options):
    path = FIXTURES / name
    return read_file(Source(table, path, path.name, format_of(path), box_deg=XINZHOU.box_deg, **options))


def km2(raw):
    return area_km2(raw.geometry, raw.crs)[0]


@pytest.mark.parametrize("name", TXT)
def test_boundary_txt(name):
    area, epsg, codes = TXT[name]
    (raw,) = read(f"txt/{name}.txt")
    assert km2(raw) == pytest.approx(area, rel=2e-4) and raw.crs.to_epsg() == epsg
    assert tuple(code for code, _ in raw.findings) == codes
    frame, problems = examine(PROJECTS, raw)
    assert not problems and frame["project_id"].iloc[0] in ("SX-001", "YZT-1", "挂钩地块")
    assert {d.question for d in raw.decisions} >= {"encoding", "datum", "axes", "zone"}


def test_variations_are_the_same_ground():
    holed = [name for name, (area, _, _) in TXT.items() if area == HOLED]
    first = read("txt/hole.txt")[0].geometry[0]
    assert all(read(f"txt/{name}.txt")[0].geometry[0].equals(first) for name in holed)


def test_kinds_of_plots():
    (raw,) = read("txt/lines_and_points.txt")
    assert [g.geom_type for g in raw.geometry] == ["Polygon", "LineString", "Point"]
    assert raw.frame.index.tolist() == [13, 24, 28] and raw.frame["项目名称"].tolist()[1:] == ["示例道路", "示例井口"]


def test_degrees_need_a_datum():
    with pytest.raises(ReadError, match="states no datum"):
        read("txt/degrees.txt")
    (raw,) = read("txt/degrees.txt", crs="CGCS2000")
    assert km2(raw) == pytest.approx(OUTER, rel=1e-3) and raw.frame["项目名称"].tolist() == ["地块一"]


def test_units_and_runners_up():
    decisions = {d.question: d for d in read("txt/area_mu.txt")[0].decisions}
    assert decisions["area_unit"].chosen == "亩" and decisions["area_unit"].subject == "SX-001"
    zone = {d.question: d for d in read("txt/no_prefix_38.txt")[0].decisions}["zone"]
    assert zone.chosen == "38" and zone.runner_up.startswith("37：坐标将落在区域范围外")
    assert {d.question: d for d in read("txt/gbk_crlf.txt")[0].decisions}["encoding"].chosen == "GB18030"


@pytest.mark.parametrize("name", CORNERS)
def test_corner_tables(name):
    area, epsg, codes = CORNERS[name]
    (raw,) = read(f"corners/{name}")
    assert km2(raw) == pytest.approx(area, rel=4e-4) and raw.crs.to_epsg() == epsg
    assert tuple(dict.fromkeys(code for code, _ in raw.findings)) == codes
    assert not examine(PROJECTS, raw)[1]


def test_what_becomes_of_names_in_corner_tables():
    assert read("corners/named_plots.csv")[0].frame["项目编号"].tolist() == ["甲变电站", "乙变电站"]
    keyed = read("corners/keyed.csv")[0].frame
    assert keyed["项目编号"].tolist() == ["P1", "P2"] and keyed["项目名称"].tolist() == ["P1项目", "P2项目"]
    assert read("corners/headed.csv")[0].frame["项目编号"].tolist() == ["headed"]
    frame, problems = examine(RIGHTS, read("corners/elevations.csv", RIGHTS)[0])
    assert not problems and frame[["top_m", "bottom_m"]].to_numpy().tolist() == [[1500, 1200]]


@pytest.mark.parametrize(
    ("name", "angles", "degrees"), [("decimal", "decimal", 113.403647), ("packed", "packed", 113.676797)]
)
def test_what_the_user_says_of_degrees(name, angles, degrees):
    (raw,) = read("corners/bad_three_degrees.csv", angles=angles)
    assert shapely.get_coordinates(raw.geometry[0])[:, 0].min() == pytest.approx(degrees, abs=1e-4), name


@pytest.mark.parametrize("name", BAD)
def test_bad_files(name):
    table = RIGHTS if name.startswith(("shp", "dxf")) else PROJECTS
    with pytest.raises(ReadError) as caught:
        read(name, table, crs="CGCS2000" if name.startswith("dxf") else "")
    said = " | ".join(map(str, caught.value.problems))
    assert all(words in said for words in BAD[name]), said
    assert str(FIXTURES) not in said


def test_every_bad_fixture_is_tested():
    on_disk = {
        p.relative_to(FIXTURES).as_posix()
        for p in FIXTURES.rglob("bad_*")
        if p.suffix not in (".dbf", ".shx", ".prj", ".cpg")
    }
    assert {n for n in on_disk if not n.startswith("strings/")} <= set(BAD)
    assert {p.stem for p in (FIXTURES / "txt").glob("*.txt")} == {
        *TXT,
        "degrees",
        *(Path(n).stem for n in BAD if n[:3] == "txt"),
    }


def test_answers_to_the_questions():
    assert read("txt/bad_no_datum.txt", crs="CGCS2000")[0].crs.to_epsg() == 4526
    assert read("txt/bad_no_datum.txt", crs="EPSG:4526")[0].crs.to_epsg() == 4526
    assert read("shp/no_prj.shp", RIGHTS, crs="CGCS2000")[0].crs.to_epsg() == 4526
    with pytest.raises(ReadError, match="zone 37 is stated, but the eastings bear the prefix 38"):
        read("txt/hole.txt", crs="EPSG:4525")


@pytest.mark.parametrize("name", [n for n in make.SHAPEFILES if n.startswith(("gbk", "utf8"))])
def test_encodings_of_shapefiles(name):
    (raw,) = read(f"shp/{name}.shp", RIGHTS)
    frame, problems = examine(RIGHTS, raw)
    assert not problems and frame["mine_name"].tolist() == ["示例铁矿一号井"]
    assert frame["holder"].tolist() == ["忻州示例矿业有限公司"] and raw.crs.to_epsg() == 4526


def test_kml_folders_are_layers():
    station, road = read("kml/folders.kml")
    assert (station.sheet, road.sheet) == ("变电站", "道路")
    assert station.frame["项目编号"].tolist() == ["P1"] and road.frame["项目编号"].tolist() == ["P2"]
    assert station.frame["项目名称"].tolist() == ["甲站"] and not examine(PROJECTS, road)[1]
    assert [raw.sheet for raw in read("kml/folders.kml", layer="道路")] == ["道路"]
    with pytest.raises(ReadError, match="has no layer “河流” "):
        read("kml/folders.kml", layer="河流")


@pytest.mark.parametrize("name", ["one.kml", "one.kmz", "gbk.kml"])
def test_kml(name):
    (raw,) = read(f"kml/{name}")
    assert raw.frame["项目编号"].tolist() == ["示例变电站"] and km2(raw) == pytest.approx(OUTER, rel=1e-4)


@pytest.mark.parametrize("name", ["types.ovkml", "one.ovkmz"])
def test_ovital(name):
    (raw,) = read(f"kml/{name}")
    assert [code for code, _ in raw.findings] == ["gcj_restored"]
    metres = transform(raw.geometry, raw.crs, zone_crs(38))
    assert all(shapely.hausdorff_distance(metres[0], other) < 0.01 for other in metres[2:])


def test_the_encoding_of_kml_is_told():
    encodings = {name: read(f"kml/{name}")[0].decisions[0] for name in ("one.kml", "gbk.kml", "one.ovjsn")}
    assert [d.chosen for d in encodings.values()] == ["UTF-8", "GB18030", "UTF-8"]


def test_a_published_point_of_bd09():
    # The README of the public package coordtransform gives 116.404, 39.915 as 116.39762729, 39.90865673 in GCJ-02.
    gcj = np.array([[116.39762729, 39.90865673]])
    np.testing.assert_allclose(gcj + bd_shift_of(gcj), [[116.404, 39.915]], atol=2e-6)
    np.testing.assert_allclose(from_bd(np.array([[116.404, 39.915]])), from_gcj(gcj), atol=2e-6)


def test_ovjsn():
    (raw,) = read("kml/one.ovjsn")
    assert raw.frame["项目编号"].tolist() == ["甲站"] and km2(raw) == pytest.approx(OUTER, rel=1e-4)


@pytest.mark.parametrize(
    ("name", "area", "codes"),
    [
        ("closed", [1.8], []),
        ("gap", [1.8], []),
        ("hatch", [0.25, 0.06], []),
        ("no_prefix", [1.8], ["zone_deduced"]),
        ("swapped", [1.8], ["axes_swapped"]),
        ("bulge", [np.pi / 16], []),
    ],
)
def test_dxf(name, area, codes):
    (raw,) = read(f"dxf/{name}.dxf", RIGHTS, crs="CGCS2000")
    np.testing.assert_allclose(shapely.area(raw.geometry) / 1e6, area, rtol=1e-4)
    assert raw.crs.to_epsg() == 4526 and [code for code, _ in raw.findings] == codes
    assert not examine(RIGHTS, raw)[1] and raw.frame["图层"].iloc[0] == "矿区范围"


def test_dxf_texts_and_layers():
    assert read("dxf/closed.dxf", crs="CGCS2000")[0].frame["项目编号"].tolist() == ["示例变电站"]
    assert len(read("dxf/hatch.dxf", crs="CGCS2000", layer="填充")[0].frame) == 2
    with pytest.raises(ReadError, match="has no layer “无” "):
        read("dxf/closed.dxf", crs="CGCS2000", layer="无")
    with pytest.raises(ReadError, match="states no datum"):
        read("dxf/closed.dxf")
    (raw,) = read("dxf/bad_open.dxf", crs="CGCS2000")
    assert raw.geometry[0].geom_type == "LineString" and raw.findings[0][0] == "lines_open"


def test_dxf_of_cass():
    frame = read("dxf/cass.dxf", crs="CGCS2000")[0].frame
    assert frame.iloc[0].to_dict() == {
        "项目编号": "示例变电站",
        "项目名称": "示例变电站",
        "图层": "JZD",
        "文字": "示例变电站",
        "CASS编码": "300000",
        "扩展数据": "140926001 示例公司",
    }
    assert read("dxf/block.dxf", crs="CGCS2000")[0].frame["项目编号"].tolist() == ["ZD-1"]


def test_degrees_in_cells_of_their_own(tmp_path):
    first, second = (read(f"corners/{name}")[0].geometry[0] for name in ("degree_cells.csv", "degree_cells_bare.txt"))
    assert first.equals(second) and shapely.hausdorff_distance(first, read("corners/lonlat.csv")[0].geometry[0]) < 1e-7
    rows = [["拐点", "经度(度)", "经度(分)", "经度(秒)", "纬度(度)", "纬度(分)", "纬度(秒)", "备注"]]
    rows += [[*map(float, row[:3]), float(row[3]), *map(float, row[4:]), "木桩"] for row in make.degree_cells()]
    pd.DataFrame(rows).to_excel(tmp_path / "a.xlsx", header=False, index=False)
    (raw,) = read_file(Source(PROJECTS, tmp_path / "a.xlsx", "a.xlsx", "xlsx", crs="CGCS2000"))
    assert raw.geometry[0].equals(first) and raw.frame["备注"].tolist() == ["木桩"]


def test_a_workbook_under_another_ending():
    (raw,) = read("refused/workbook.xls")
    assert raw.frame["项目编号"].tolist() == ["P1"] and raw.findings[-1][0] == "format_by_content"


@pytest.mark.parametrize(
    ("name", "area", "codes"),
    [
        ("planar", 1.8e6, []),
        ("taken_out", 1.74e6, []),
        ("note_with_comma", 1.74e6, []),
        ("no_last_comma", 1.8e6, []),
        ("reversed", 1.8e6, ["elevations_swapped"]),
        ("placeholder", 1.8e6, ["elevations_unknown"]),
        ("flag_contradicts", 1.8e6, ["deduction_flag_contradicts"]),
        ("packed", 1.8718e-4, []),
        ("exploration", 1.8718e-4, ["exploration_string"]),
        ("planning", 1.84e-4, ["coarse_coordinates"]),
    ],
)
def test_coordinate_strings(name, area, codes):
    made = parse_coordinates((FIXTURES / "strings" / f"{name}.txt").read_text(encoding="utf-8"))
    assert plan_of(made.rings).area == pytest.approx(area, rel=2e-3) and [n.code for n in made.notes] == codes


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bad_truncated", "is cut short at 254 bytes"),
        ("bad_two_zones", "mixes zone prefixes (ring 1: 38; ring 2: 37)"),
        ("bad_count", "ring 1 announces 9 points; point 5 is not"),
    ],
)
def test_bad_strings(name, words):
    with pytest.raises(ReadError) as caught:
        parse_coordinates((FIXTURES / "strings" / f"{name}.txt").read_text(encoding="utf-8"))
    assert words in str(caught.value)


def test_the_fixtures_are_what_make_py_makes(tmp_path):
    # XLSX members carry no clock, so that even those are the same bytes.
    make.make(tmp_path)
    for path in sorted(p for p in tmp_path.rglob("*") if p.is_file()):
        assert (FIXTURES / path.relative_to(tmp_path)).read_bytes() == path.read_bytes(), path.name
    assert sum(p.stat().st_size for p in FIXTURES.rglob("*") if p.suffix != ".pyc") < 1_000_000
