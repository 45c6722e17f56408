"""Datasets that fit on a napkin: squares of 1 km around X 4318000, Y 38472000, one bad file for each message."""

import datetime
import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from openpyxl import Workbook

from mineplan.dataset import check_dataset, dataset_schema, read_dataset
from mineplan.errors import InputError
from mineplan.geodesy import zone_crs

HEAD = "title: 试\nversion: '1'\nsynthetic: true\n"


def string(east=472000.0, north=4318000.0, zone=38, size=1000.0, elevations="1500,1200", flag="1"):
    e, n = zone * 1e6 + east, north
    corners = [(n, e), (n, e + size), (n + size, e + size), (n + size, e)]
    points = ",".join(f"{k},{a:.2f},{b:.2f}" for k, (a, b) in enumerate(corners, 1))
    return f"1,4,{points},{elevations},,{flag},"


def right(k, **changes):
    row = {
        "采矿许可证号": f"C14090020100411{k:08d}",
        "矿山名称": f"示例{k}矿",
        "采矿权人": "甲公司",
        "开采主矿种": "铁矿",
        "设计规模": 30,
        "规模单位": "万吨/年",
        "采深上限": 1500,
        "采深下限": 1200,
        "矿区面积": 1.0,
        "有效期起": "2020-01-01",
        "有效期止": "2030-01-01",
        "区域坐标": string(472000 + 2000 * k),
    }
    return row | changes


def ledger(folder: Path, rows, name="rights.xlsx", above=()):
    book = Workbook()
    for line in above:
        book.active.append(line)
    headers = list(rows[0])
    book.active.append(headers)
    for row in rows:
        book.active.append([row.get(h) for h in headers])
    book.save(folder / name)


def write(folder: Path, rows=None, tables="  rights: {file: rights.xlsx}\n", more=""):
    ledger(folder, rows or [right(1), right(2)])
    (folder / "dataset.yaml").write_text(f"{HEAD}tables:\n{tables}{more}", encoding="utf-8")
    return folder


def problems(folder) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_dataset(folder)
    assert caught.value.exit_code == 3
    return [str(p) for p in caught.value.problems]


def notes(dataset, code):
    return [n for n in dataset.notes if n.code == code]


def test_a_small_ledger(tmp_path):
    write(tmp_path, [right(2), right(1)])
    read = read_dataset(tmp_path)
    rights = read.tables["rights"]
    assert (read.name, read.title, read.version, read.is_synthetic) == (tmp_path.name, "试", "1", True)
    assert read.region.name == "忻州市" and "Lambert Azimuthal" in read.crs.coordinate_operation.method_name
    assert rights["right_id"].tolist() == ["C1409002010041100000001", "C1409002010041100000002"]
    assert rights.index.tolist() == [0, 1] and rights.crs == read.crs and rights["source_row"].tolist() == [3, 2]
    assert rights["capacity_t_a"].tolist() == [300000.0] * 2 and rights["mineral"].tolist() == ["iron"] * 2
    assert rights["valid_to"].iloc[0] == datetime.date(2030, 1, 1) and "coordinates" not in rights
    assert rights["zone"].tolist() == [38, 38] and rights["area_match"].tolist() == ["both", "both"]
    np.testing.assert_allclose(rights["planar_km2"], 1.0, atol=1e-9)
    np.testing.assert_allclose(rights["ellipsoid_km2"], 1.0, atol=5e-5)
    np.testing.assert_allclose(shapely.area(rights.geometry.array) / 1e6, rights["ellipsoid_km2"], rtol=1e-8)
    assert read.parts[["part", "top_m", "bottom_m"]].to_numpy().tolist() == [[0, 1500, 1200]] * 2
    assert sorted(read.checksums) == ["dataset.yaml", "rights.xlsx"] and read.notes == ()
    assert check_dataset(tmp_path).checksums == read.checksums


def test_same_input_same_tables(tmp_path):
    write(tmp_path, [right(2), right(1)])
    one, two = read_dataset(tmp_path), read_dataset(tmp_path)
    assert one.tables["rights"].to_wkb().equals(two.tables["rights"].to_wkb())
    assert one.parts.to_wkb().equals(two.parts.to_wkb()) and one.notes == two.notes


def test_zone_37_and_38_in_one_ledger(tmp_path):
    read = read_dataset(write(tmp_path, [right(1), right(2, 区域坐标=string(580000, zone=37))]))
    assert read.tables["rights"]["zone"].tolist() == [38, 37]
    np.testing.assert_allclose(read.tables["rights"]["planar_km2"], 1.0, atol=1e-9)
    assert read.tables["rights"]["area_match"].tolist() == ["both", "planar"]


def test_packed_degrees_and_several_rings(tmp_path):
    packed = (
        "1,4,1,113.403647,38.594205,2,113.413880,38.594221,3,113.413863,39.002113,4,113.403629,39.002096,1500,1200,,1,"
    )
    holed = (
        string().replace("1,4,", "2,4,", 1) + "4,6,4318400,38472400,7,4318400,38472600,8,4318600,38472600,"
        "9,4318600,38472400,1400,1300,扣除,-1,"
    )
    rows = [right(1, 区域坐标=packed, 矿区面积=1.8), right(2, 区域坐标=holed, 矿区面积=0.96)]
    read = read_dataset(write(tmp_path, rows))
    assert read.tables["rights"]["area_match"].iloc[1] == "both"
    assert read.tables["rights"]["planar_km2"].iloc[0] == pytest.approx(1.8, rel=1e-4)
    second = read.parts[read.parts["right_id"] == read.tables["rights"]["right_id"].iloc[1]]
    ranges = second[["part", "top_m", "bottom_m"]].to_numpy().tolist()
    assert ranges == [[0, 1500, 1400], [1, 1500, 1200], [2, 1300, 1200]]
    volume = (shapely.area(second.geometry.array) * (second["top_m"] - second["bottom_m"])).sum()
    assert volume == pytest.approx(1e6 * 300 - 4e4 * 100, rel=1e-4)


def test_elevations_come_from_columns_and_rings_win(tmp_path):
    rows = [
        right(1, 区域坐标=string(474000, elevations=",")),
        right(2, 区域坐标=string(476000, elevations="1450,1250")),
        right(3, 区域坐标=string(478000, elevations="1000,-1000"), 采深上限=None, 采深下限=None),
    ]
    read = read_dataset(write(tmp_path, rows))
    np.testing.assert_equal(
        read.tables["rights"][["top_m", "bottom_m"]].to_numpy(), [[1500, 1200], [1450, 1250], [np.nan, np.nan]]
    )
    np.testing.assert_equal(read.parts["top_m"].to_numpy(), [1500, 1450, np.nan])
    assert [n.subject[-1] for n in notes(read, "elevations_contradict")] == ["2"]


def test_placeholder_columns_are_unknown(tmp_path):
    rows = [right(1, 采深上限=0, 采深下限=0, 区域坐标=string(elevations=",")), right(2, 采深上限=1300, 采深下限=1300)]
    read = read_dataset(write(tmp_path, rows))
    assert np.isnan(read.tables["rights"]["top_m"].iloc[0]) and len(notes(read, "elevations_unknown")) == 1


def test_warnings(tmp_path):
    noted = string(478000).replace(",,1,", ",扣除某矿范围,1,")
    rows = [right(1, 矿区面积=1.02), right(2, 区域坐标=noted), right(3, 矿区面积=1.005)]
    read = read_dataset(write(tmp_path, rows))
    (off,) = notes(read, "registered_area_off")
    assert off.subject.endswith("1") and "1.0200" in off.text and "2.0%" in off.text
    assert [n.subject[-1] for n in notes(read, "deduction_flag_contradicts")] == ["2"]
    assert read.tables["rights"]["area_match"].tolist() == ["none", "both", "none"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"采矿许可证号": "C1409002010041100000001"},
            "row 3 “采矿许可证号”: “C1409002010041100000001” stands twice (first in row 2)",
        ),
        ({"采深上限": 1100}, "row 3 “采深上限”: upper elevation 1100 m lies below lower elevation 1200 m"),
        ({"有效期止": "2019-01-01"}, "row 3 “有效期止”: ends on 2019-01-01, before it begins on 2020-01-01"),
        ({"有效期止": "2203-01-01"}, "row 3 “有效期止”: impossible date 2203-01-01"),
        ({"有效期止": "2023-02-30"}, "row 3 “有效期止”: is not a date"),
        ({"开采主矿种": "铁铁矿"}, "row 3 “开采主矿种”: unknown value “铁铁矿”"),
        ({"规模单位": None}, "row 3 “设计规模”: has no unit"),
        ({"规模单位": "万立方米/年"}, "row 3 “设计规模”: is a volume (万立方米/年) and the row gives no density"),
        ({"设计规模": "很大"}, "row 3 “设计规模”: is not a number"),
        ({"矿区面积": -1}, "row 3 “矿区面积”: -1 is outside 0 … 100000 km2"),
        ({"采矿许可证号": None}, "row 3 “采矿许可证号”: is empty, and must not be"),
        ({"采矿许可证号": 14000020100411100000001}, "row 3 “采矿许可证号”: is stored as a number and has lost digits"),
        ({"区域坐标": None}, "row 3 “区域坐标”: is empty, so the extent is unknown"),
        ({"区域坐标": string().replace("1,4,", "1,5,", 1)}, "row 3 “区域坐标”: ring 1 announces 5 points"),
        (
            {
                "区域坐标": "1,4,1,4318000,38472000,2,4319000,38473000,"
                "3,4318000,38473000,4,4319000,38472000,1500,1200,,1"
            },
            "row 3 “区域坐标”: ring 1: crosses itself near X(north) 4318500, Y(east) 38472500",
        ),
        ({"区域坐标": string(zone=37)}, "row 3 “区域坐标”: lies "),
        ({"区域坐标": string().replace(",384", ",4")}, "row 3 “区域坐标”: its eastings bear no zone prefix"),
    ],
)
def test_bad_cells(tmp_path, change, words):
    found = problems(write(tmp_path, [right(1), right(2, **change), right(3)]))
    assert len(found) == 1 and found[0].startswith("rights.xlsx sheet “Sheet” row 3") and words in found[0]


def test_a_cut_string(tmp_path):
    rings = ",".join(string(472000 + 1500 * k)[2:-1] for k in range(3))
    found = problems(write(tmp_path, [right(1, 区域坐标=f"3,{rings},"[:254])]))
    assert "is cut short at 254 bytes" in found[0] and "XLS or GDB" in found[0]


def test_a_wrong_zone_says_how_far_and_which_zone_would_mend_it(tmp_path):
    rows = [
        right(1),
        right(2, 区域坐标=string(472000, zone=39)),
        right(3, 区域坐标=string(580000, zone=38)),
        right(4),
        right(5),
    ]
    found = problems(write(tmp_path, rows))
    assert len(found) == 2
    assert "lies 232 km outside the box of 忻州市 (116.6825E 38.9995N)" in found[0]
    assert "read in zone 38 instead of 39 it would lie inside: check the zone prefix" in found[0]
    assert "read in zone 37 instead of 38 it would lie inside" in found[1]


def test_unknown_and_missing_columns(tmp_path):
    rows = [{("采矿权" if h == "采矿许可证号" else "矿山名" if h == "矿山名称" else h): v for h, v in right(1).items()}]
    found = problems(write(tmp_path, rows))
    assert any("“采矿许可证号”: required column is missing (right_id)" in p for p in found)
    assert any("“矿山名”: unknown column; did you mean “矿山名称”?" in p for p in found)
    rows = [{h: v for h, v in right(1).items() if h != "区域坐标"}]
    assert any("“区域坐标”: holds neither geometry nor coordinates" in p for p in problems(write(tmp_path, rows)))


def test_everything_at_once_over_all_tables(tmp_path):
    rows = [
        right(1, 开采主矿种="金铁"),
        right(1, 采深上限=1),
        right(3, 区域坐标="1,4,1"),
        right(4, 有效期止="2000-01-01"),
    ]
    ledger(tmp_path, [{"采矿许可证号": "X", "矿体编号": "Y", "探明资源量": 5}], "resources.xlsx")
    tables = "  rights: {file: rights.xlsx}\n  resources: {file: resources.xlsx}\n  zones: {file: zones.gpkg}\n"
    found = problems(write(tmp_path, rows, tables))
    for words in (
        "unknown value “金铁”",
        "stands twice",
        "lies below",
        "“区域坐标”: ring 1",
        "before it begins",
        "has no unit",
        "“X” names no row",
        "“Y” names no row",
        "zones.gpkg: no such file",
    ):
        assert any(words in p for p in found), words
    assert len(found) == 9


def test_volumes_need_a_density(tmp_path):
    rows = [right(1, 规模单位="万立方米/年") | {"体重": 2.6}, right(2) | {"体重": None}]
    read = read_dataset(write(tmp_path, rows))
    assert read.tables["rights"]["capacity_t_a"].tolist() == [pytest.approx(780000), 300000]


def test_constants_rename_and_ignore(tmp_path):
    rows = [{"编码": f"P{k}", "内部备注": "x", "区域坐标": string(472000 + 2000 * k), "状态": "Active"} for k in (1, 2)]
    entry = (
        "  rights: {file: rights.xlsx, rename: {编码: right_id}, ignore: [内部备注, 状态], "
        "constants: {mineral: 煤, capacity_t_a: 30万吨/年}}\n"
    )
    read = read_dataset(write(tmp_path, rows, entry))
    assert read.tables["rights"]["right_id"].tolist() == ["P1", "P2"] and "status" not in read.tables["rights"]
    assert read.tables["rights"]["mineral"].tolist() == ["coal"] * 2
    assert read.tables["rights"]["capacity_t_a"].tolist() == [300000.0] * 2
    bad = entry.replace("mineral: 煤", "mineral: 没有, colour: 红, right_id: X")
    bad = bad.replace("编码: right_id", "编码: right_id, 无: holder")
    found = problems(write(tmp_path, rows, bad))
    assert len(found) == 4, found


def test_licence_numbers_are_tidied_before_they_are_compared(tmp_path):
    rows = [right(1, 采矿许可证号="c140900 2O10041100000001"), right(2, 采矿许可证号="'Ｃ1409002010041100000002")]
    read = read_dataset(write(tmp_path, rows))
    assert read.tables["rights"]["right_id"].tolist() == ["C1409002010041100000001", "C1409002010041100000002"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "title: 二\ntables: {rights: {file: rights.xlsx}}", "the same key stands twice"),
        (HEAD + "tables: {rights: {file: rights.xlsx, colour: red}}", "tables.rights.colour: unknown key"),
        (HEAD + "tables: {zones: {file: rights.xlsx}}", "table rights is required"),
        (HEAD + "tables: {rights: {file: rights.xlsx}, mines: {file: x}}", "unknown table mines"),
        ("title: t\ntables: {rights: {file: rights.xlsx}}", "version: is required and absent"),
        (HEAD + "tables: {rights: {file: rights.xlsx}}\nchecksums: {rights.xlsx: abc}", "checksums.rights.xlsx"),
        (HEAD + "tables: {rights: {file: rights.xlsx}}\nregion: {name: 甲}", "give box_deg"),
        (HEAD + "tables: {rights: {file: rights.xlsx}}\nregion: {name: 甲, box_deg: [4, 3, 2, 1]}", "west, south,"),
    ],
)
def test_bad_manifests(tmp_path, text, words):
    ledger(tmp_path, [right(1)])
    (tmp_path / "dataset.yaml").write_text(text, encoding="utf-8")
    assert any(words in p for p in problems(tmp_path))


def test_checksums(tmp_path):
    write(tmp_path)
    good = hashlib.sha256((tmp_path / "rights.xlsx").read_bytes()).hexdigest()
    manifest = (tmp_path / "dataset.yaml").read_text(encoding="utf-8")
    (tmp_path / "dataset.yaml").write_text(f"{manifest}checksums: {{rights.xlsx: 'sha256:{good}'}}\n", encoding="utf-8")
    assert read_dataset(tmp_path).checksums["rights.xlsx"] == good
    more = f"{manifest}checksums: {{rights.xlsx: 'sha256:{'0' * 64}', gone.csv: 'sha256:{good}'}}\n"
    (tmp_path / "dataset.yaml").write_text(more, encoding="utf-8")
    found = problems(tmp_path)
    assert any("differs from its checksum" in p for p in found) and any("gone.csv" in p for p in found)


def test_regions(tmp_path):
    far = [right(1, 区域坐标=string(500000, 3000000, 35)), right(2, 区域坐标=string(510000, 3000000, 35))]
    read = read_dataset(write(tmp_path, far))
    assert read.region.box_deg is None and read.region.name == "试" and notes(read, "region_assumed")
    assert read.region.centre_deg == (105.05, 27.1)
    box = "region: {name: 乙地, box_deg: [104, 26, 106, 28]}\n"
    read = read_dataset(write(tmp_path, far, more=box))
    assert read.region.centre_deg == (105, 27) and read.notes == ()
    prefixless = [right(1, 区域坐标=string(500000, 3000000, 35).replace(",35", ","))]
    assert notes(read_dataset(write(tmp_path, prefixless, more=box)), "zone_deduced")


def test_resources_must_name_rights_and_orebodies(tmp_path):
    ledger(tmp_path, [{"矿体编号": "Fe1", "矿种": "铁矿", "区域坐标": string(474100, size=500)}], "orebodies.xlsx")
    row = {"采矿许可证号": right(1)["采矿许可证号"], "矿体编号": "Fe1", "探明资源量(万吨)": 5}
    tables = "".join(f"  {name}: {{file: {name}.xlsx}}\n" for name in ("rights", "orebodies", "resources"))
    ledger(tmp_path, [row], "resources.xlsx")
    read = read_dataset(write(tmp_path, tables=tables))
    assert read.tables["resources"]["measured_t"].tolist() == [50000]
    assert shapely.area(read.tables["orebodies"].geometry.array) == pytest.approx(250000, rel=1e-4)
    ledger(tmp_path, [row | {"矿体编号": "Fe9"}], "resources.xlsx")
    assert problems(tmp_path) == [
        "resources.xlsx sheet “Sheet” row 2 “矿体编号”: “Fe9” names no row of the table it points to"
    ]


def test_lines_stay_lines_and_heights_are_dropped(tmp_path):
    lines = gpd.GeoDataFrame(
        {"区域编号": ["R1", "U1"], "区域类型": ["铁路", "城市建设用地"]},
        geometry=[
            shapely.LineString([(38472000, 4318000, 5), (38479000, 4318000, 5)]),
            shapely.box(38470000, 4317000, 38471000, 4318000),
        ],
        crs=zone_crs(38),
    )
    lines.to_file(tmp_path / "zones.gpkg", layer="管控")
    read = read_dataset(write(tmp_path, tables="  rights: {file: rights.xlsx}\n  zones: {file: zones.gpkg}\n"))
    zones = read.tables["zones"]
    assert zones.geometry.geom_type.tolist() == ["LineString", "Polygon"] and not zones.geometry.has_z.any()
    assert zones["kind"].tolist() == ["railway", "urban_construction"]
    # A straight railway of 7 km got extra points, so that it stays straight.
    assert shapely.get_num_points(zones.geometry.iloc[0]) > 2


def test_two_sheets_are_one_table_with_one_key(tmp_path):
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["本表由各县填报"])
    for sheet, k in (("忻府", 1), ("定襄", 2)):
        page = book.create_sheet(sheet)
        page.append(list(right(k)))
        page.append(list(right(k).values()))
    write(tmp_path)
    book.save(tmp_path / "rights.xlsx")
    assert len(read_dataset(tmp_path).tables["rights"]) == 2
    book["定襄"]["A2"] = right(1)["采矿许可证号"]
    book.save(tmp_path / "rights.xlsx")
    assert "stands twice (first in sheet “忻府” row 2)" in problems(tmp_path)[0]


def test_empty_tables(tmp_path):
    book = Workbook()
    book.active.append(["矿体编号", "区域坐标"])
    write(tmp_path, tables="  rights: {file: rights.xlsx}\n  orebodies: {file: orebodies.xlsx}\n")
    book.save(tmp_path / "orebodies.xlsx")
    bodies = read_dataset(tmp_path).tables["orebodies"]
    assert len(bodies) == 0 and bodies.crs is not None
    book.active.delete_rows(1)
    book.active.append(list(right(1)))
    book.save(tmp_path / "rights.xlsx")
    assert problems(tmp_path) == ["rights.xlsx: holds no rights"]


def test_schema_is_for_editors():
    schema = dataset_schema()
    assert {"title", "version", "synthetic", "tables"} == set(schema["required"])
    assert "description" in schema["properties"]["checksums"]


def vector(folder, shapes, crs=None, ids=None):
    frame = gpd.GeoDataFrame({"right_id": ids or [f"R{k}" for k in range(len(shapes))]}, geometry=shapes, crs=crs)
    frame.to_file(folder / "rights.gpkg", layer="rights")
    return write(folder, tables="  rights: {file: rights.gpkg}\n")


SQUARE = shapely.box(38472000, 4318000, 38473000, 4319000)


def test_mended_polygons(tmp_path):
    # The last corner overshoots by 2 m, so the closing edge crosses the first one.
    corners = [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (2, -3), (-2, -3)]
    overshot = shapely.Polygon([(38476000 + e, 4318000 + n) for e, n in corners])
    assert not overshot.is_valid
    other = shapely.box(38474000, 4318000, 38475000, 4319000)
    read = read_dataset(vector(tmp_path, [SQUARE, other, overshot], zone_crs(38)))
    (note,) = notes(read, "polygon_mended")
    assert note.subject == "R2" and "平方米" in note.text
    assert read.tables["rights"].geometry.is_valid.all()


def test_a_bow_tie_is_an_error(tmp_path):
    tie = shapely.Polygon([(38474000, 4318000), (38475000, 4319000), (38475000, 4318000), (38474000, 4319000)])
    found = problems(vector(tmp_path, [SQUARE, tie], zone_crs(38)))
    assert "row 2: outline is invalid (self-intersection); mending would change 100.0% of its area" in found[0]


def test_rights_must_be_polygons_with_area(tmp_path):
    found = problems(vector(tmp_path, [SQUARE, shapely.Point(38472000, 4318000)], zone_crs(38)))
    assert "row 2: is a Point; table rights needs polygons" in found[0]
    flat = shapely.Polygon([(38474000, 4318000), (38475000, 4318000), (38474500, 4318000)])
    (tmp_path / "rights.gpkg").unlink()
    assert "row 2: outline encloses no area" in problems(vector(tmp_path, [SQUARE, flat], zone_crs(38)))[0]


def test_seams_and_pilots_name_rights_and_lie_under_the_surface(tmp_path):
    known = right(1)["采矿许可证号"]
    seams = [
        {"采矿许可证号": known, "煤层编号": "8号", "顶板标高": 1290, "底板标高": 1200, "厚度": 3},
        {"采矿许可证号": known, "煤层编号": "9号", "顶板标高": 1400, "底板标高": 1100, "厚度": 3},
        {"采矿许可证号": "C9", "煤层编号": "8号", "顶板标高": 1290, "底板标高": 1200, "厚度": 3},
    ]
    ledger(tmp_path, seams, "seams.xlsx")
    ledger(tmp_path, [{"采矿许可证号": known, "地面标高": 1300}, {"采矿许可证号": "C8", "地面标高": ""}], "pilots.xlsx")
    tables = "  rights: {file: rights.xlsx}\n  seams: {file: seams.xlsx}\n  pilots: {file: pilots.xlsx}\n"
    found = problems(write(tmp_path, tables=tables))
    assert len(found) == 3
    assert any("seams.xlsx" in p and "row 4" in p and "names no row of the table it points to" in p for p in found)
    assert any("pilots.xlsx" in p and "row 3" in p and "“C8” names no row" in p for p in found)
    (high,) = [p for p in found if "above the surface" in p]
    assert "seams.xlsx" in high and "row 3" in high and "“顶板标高”" in high and "1400 m" in high and "1300 m" in high


def test_distances_name_blocks_and_projects(tmp_path):
    block = {"区块编号": "B1", "矿种": "铝土矿", "区域坐标": string(472000), "标高上限": 1500, "标高下限": 1200}
    ledger(tmp_path, [block], "blocks.xlsx")
    ledger(tmp_path, [{"投资项目编号": "I1", "项目名称": "示例项目"}], "investments.xlsx")
    rows = [{"区块编号": "B1", "投资项目编号": "I2", "运距(千米)": 30}]
    ledger(tmp_path, rows, "distances.xlsx")
    names = ("blocks", "investments", "distances")
    tables = "  rights: {file: rights.xlsx}\n" + "".join(f"  {n}: {{file: {n}.xlsx}}\n" for n in names)
    (found,) = problems(write(tmp_path, tables=tables))
    assert "distances.xlsx" in found and "row 2" in found and "“I2” names no row" in found


def test_odd_licence_numbers_are_noted_where_most_are_sound(tmp_path):
    sound = [right(k) for k in range(1, 5)]
    odd = [
        right(5) | {"采矿许可证号": "C140902201013110000000"},
        right(6) | {"采矿许可证号": "C1409002010131100000006"},
        right(7) | {"采矿许可证号": "C1409002031041100000007"},
        right(8) | {"采矿许可证号": "1400000512345"},
    ]
    (note,) = notes(read_dataset(write(tmp_path, sound + odd)), "licence_number_odd")
    assert "有3个采矿许可证号" in note.text and note.text.endswith("、".join(row["采矿许可证号"] for row in odd[:3]))
    assert not notes(read_dataset(write(tmp_path, sound[:2] + odd[:2])), "licence_number_odd")


@pytest.mark.parametrize(("stated", "is_off"), [(620, True), (309, False), (78, False), (77, True), (15.5, True)])
def test_tonnage_is_held_against_area_thickness_and_density(tmp_path, stated, is_off):
    body = {"矿体编号": "Fe1", "矿种": "铁矿", "区域坐标": string(size=1000), "厚度": 0.5, "体重": 3.1, "倾角": 0}
    bodies = [body | {"控制资源量(万吨)": stated}, body | {"矿体编号": "Fe2", "控制资源量(万吨)": stated, "倾角": 80}]
    ledger(tmp_path, bodies, "orebodies.xlsx")
    read = read_dataset(write(tmp_path, tables="  rights: {file: rights.xlsx}\n  orebodies: {file: orebodies.xlsx}\n"))
    assert [note.subject for note in notes(read, "tonnage_off")] == ["Fe1"] * is_off
