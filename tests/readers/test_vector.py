import json
import struct

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from mineplan.errors import ReadError
from mineplan.readers.files import checksums_of, format_of, read_file
from mineplan.readers.shapefile import encoding_of
from mineplan.readers.source import Source
from mineplan.schema import RIGHTS
from mineplan.tables import examine

pytestmark = [
    pytest.mark.filterwarnings("ignore:'crs' was not provided"),
    pytest.mark.filterwarnings("ignore:Normalized/laundered"),
]
SQUARE = shapely.box(38472000, 4318000, 38473000, 4319000)
DEGREES = shapely.box(113.6, 38.9, 113.7, 39.0)


def source(path, layer="", crs=""):
    return Source(RIGHTS, path, path.name, format_of(path), layer, {}, crs)


def write(path, shape=SQUARE, crs="EPSG:4526", **options):
    gpd.GeoDataFrame({"right_id": ["R1"]}, geometry=[shape], crs=crs).to_file(path, **options)
    return path


def says(path, layer="", crs=""):
    with pytest.raises(ReadError) as caught:
        read_file(source(path, layer, crs))
    return " | ".join(map(str, caught.value.problems))


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.parquet", "a.fgb"])
def test_formats(tmp_path, name):
    path = tmp_path / name
    frame = gpd.GeoDataFrame({"right_id": ["R1", "R2"]}, geometry=[SQUARE, SQUARE], crs="EPSG:4526")
    frame.to_parquet(path) if name.endswith("parquet") else frame.to_file(path)
    (raw,) = read_file(source(path))
    assert raw.crs.to_epsg() == 4526 and raw.geometry[0].equals(SQUARE)
    assert raw.frame.index.tolist() == [1, 2] and raw.frame["right_id"].tolist() == ["R1", "R2"]
    assert name in checksums_of(source(path))


def test_every_part_of_a_shapefile_has_a_checksum(tmp_path):
    write(tmp_path / "a.shp")
    assert set(checksums_of(source(tmp_path / "a.shp"))) == {"a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg"}


def test_several_layers_need_a_choice(tmp_path):
    path = tmp_path / "a.gpkg"
    for layer in ("采矿权", "探矿权"):
        write(path, layer=layer)
    assert "has several layers (采矿权、探矿权); choose one with `layer:`" in says(path)
    assert read_file(source(path, "探矿权"))[0].sheet == "探矿权"
    assert "has no layer “矿体” (layers: 采矿权、探矿权)" in says(path, "矿体")


def test_no_crs(tmp_path):
    path = write(tmp_path / "a.gpkg", crs=None)
    assert "has no coordinate system (its eastings bear the prefix of 3-degree zone 38); state it in" in says(path)
    assert read_file(source(path, crs="EPSG:4526"))[0].crs.to_epsg() == 4526
    frame = gpd.GeoDataFrame({"right_id": ["R1"]}, geometry=[SQUARE])
    frame.to_parquet(tmp_path / "a.parquet")
    assert "has no coordinate system" in says(tmp_path / "a.parquet")
    assert "looks like degrees" in says(write(tmp_path / "b.shp", DEGREES, None)).replace("look like", "looks like")


def test_geojson_without_a_statement(tmp_path):
    path = tmp_path / "a.geojson"
    feature = {"type": "Feature", "properties": {"right_id": "R1"}, "geometry": shapely.geometry.mapping(SQUARE)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert "over coordinates in metres (its eastings bear the prefix of 3-degree zone 38)" in says(path)
    (raw,) = read_file(source(path, crs="EPSG:4526"))
    assert raw.crs.to_epsg() == 4526 and raw.findings == ()
    write(path, DEGREES, "EPSG:4326")
    assert read_file(source(path))[0].crs.is_geographic


@pytest.mark.parametrize(
    ("shape", "crs", "words"),
    [
        (SQUARE, "EPSG:4490", "declares degrees (“China Geodetic Coordinate System 2000”) over coordinates in metres"),
        (DEGREES, "EPSG:4526", "Gauss-Kruger zone 38”) over coordinates that look like degrees"),
        (SQUARE, "EPSG:4525", "zone 37” (zone prefix 37), but its eastings bear the prefix 38"),
        (SQUARE, "EPSG:4547", "CM 114E” (zone prefix none), but its eastings bear the prefix 38"),
        (shapely.box(472000, 4318000, 473000, 4319000), "EPSG:4526", "(zone prefix 38), but its eastings bear"),
        (shapely.box(4318000, 38472000, 4319000, 38473000), "EPSG:4526", "has northings and eastings swapped"),
    ],
)
def test_numbers_that_contradict_the_crs(tmp_path, shape, crs, words):
    assert words in says(write(tmp_path / "a.gpkg", shape, crs))


@pytest.mark.parametrize("crs", ["EPSG:2362", "EPSG:2383", "EPSG:2414", "EPSG:4610", "EPSG:4214", "EPSG:4267"])
def test_other_datums_are_refused(tmp_path, crs):
    shape = DEGREES if CRS(crs).is_geographic else SQUARE
    path = write(tmp_path / "a.shp", shape, crs)
    assert "is not CGCS2000 or WGS 84; it is never shifted silently" in says(path)
    # Nor does a CRS in dataset.yaml talk a wrong datum away.
    assert "is not CGCS2000 or WGS 84" in says(path, crs="EPSG:4526")


def test_a_stated_crs_wins_over_a_wrong_one_of_good_datum(tmp_path):
    (raw,) = read_file(source(write(tmp_path / "a.shp", SQUARE, "EPSG:4525"), crs="EPSG:4526"))
    assert raw.crs.to_epsg() == 4526 and raw.findings[0][0] == "crs_overridden"


@pytest.mark.parametrize("crs", ["EPSG:4526", "EPSG:4547", "EPSG:32649", "EPSG:4490", "EPSG:4326"])
def test_good_datums(tmp_path, crs):
    shape = {"EPSG:4526": SQUARE}.get(crs, shapely.box(472000, 4318000, 473000, 4319000))
    shape = DEGREES if CRS(crs).is_geographic else shape
    for name in ("a.shp", "a.gpkg"):
        assert read_file(source(write(tmp_path / name, shape, crs)))[0].crs is not None


def test_absent_geometry_and_heights(tmp_path):
    frame = gpd.GeoDataFrame(
        {"right_id": ["R1", "R2", "R3"]},
        geometry=[shapely.force_3d(SQUARE, 5), None, shapely.Polygon()],
        crs="EPSG:4526",
    )
    frame.to_file(tmp_path / "a.gpkg", layer="a")
    found = says(tmp_path / "a.gpkg")
    assert "row 2: has no geometry" in found and "row 3: has no geometry" in found
    frame.head(1).to_file(tmp_path / "b.gpkg")
    assert not read_file(source(tmp_path / "b.gpkg"))[0].geometry[0].has_z


def test_no_vector_file(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"nothing")
    (tmp_path / "a.parquet").write_bytes(b"nothing")
    assert "is no readable vector file" in says(tmp_path / "a.gpkg")
    assert "is no readable GeoParquet file" in says(tmp_path / "a.parquet")


# --- text of shapefiles: a DBF is written and its bytes are patched -------------------------------------------------

LABELS = {"采矿许可证号": "C1400002010", "矿山名称": "忻州市示例铁矿有限公司", "开采主矿种": "铁矿"}


def dbf(fields, row, ldid):
    """Return a DBF of one row; names and values are bytes."""
    width = 60
    head = struct.pack("<4BIHH", 3, 126, 11, 23, 1, 33 + 32 * len(fields), 1 + width * len(fields)) + bytes(17)
    head += bytes([ldid]) + bytes(2)
    columns = b"".join(name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14) for name in fields)
    return head + columns + b"\r" + b" " + b"".join(value.ljust(width) for value in row) + b"\x1a"


def shapefile(folder, encoding, ldid, page):
    path = write(folder / "a.shp")
    fields = [name.encode(encoding)[:10] for name in LABELS]
    (folder / "a.dbf").write_bytes(dbf(fields, [v.encode(encoding) for v in LABELS.values()], ldid))
    (folder / "a.cpg").unlink()
    if page is not None:
        (folder / "a.cpg").write_text(page)
    return path


@pytest.mark.parametrize(
    ("encoding", "ldid", "page"),
    [
        ("gbk", 0x4D, None),
        ("gbk", 0x00, None),
        ("gbk", 0x57, None),
        ("gbk", 0x4D, "UTF-8"),
        ("gbk", 0x00, "UTF-8"),
        ("gbk", 0x00, "936"),
        ("gbk", 0x00, "GBK"),
        ("gbk", 0x00, "ANSI 936"),
        ("utf-8", 0x4D, None),
        ("utf-8", 0x00, None),
        ("utf-8", 0x57, None),
        ("utf-8", 0x4D, "UTF-8"),
        ("utf-8", 0x00, "GBK"),
    ],
)
def test_text_is_read_whatever_the_file_claims(tmp_path, encoding, ldid, page):
    (raw,) = read_file(source(shapefile(tmp_path, encoding, ldid, page)))
    frame, problems = examine(RIGHTS, raw)
    assert problems == []
    assert frame["right_id"].tolist() == ["C1400002010"] and frame["mine_name"].tolist() == ["忻州市示例铁矿有限公司"]
    assert frame["mineral"].tolist() == ["iron"]


def test_a_wrong_code_page_is_noted(tmp_path):
    (raw,) = read_file(source(shapefile(tmp_path, "gbk", 0, "UTF-8")))
    assert raw.findings[0][0] == "encoding_contradicts"


def test_short_text_is_settled_by_the_hint():
    both = b"\xc3\xa9\xc3\xa9"  # 茅茅 in GBK, éé in UTF-8
    assert encoding_of([both], "utf-8") == "utf-8" and encoding_of([both], "gb18030") == "gb18030"
    assert encoding_of([both]) == "gb18030" and encoding_of([b"abc"]) == "ascii"
    assert encoding_of(["中".encode()]) == "utf-8" and encoding_of(["示例铁矿".encode("gbk")]) == "gb18030"
    assert encoding_of([("中" * 85).encode()[:254]]) == "utf-8"


def test_english_names_cut_to_ten_bytes(tmp_path):
    cells = {"right_id": ["R1"], "capacity_t_a": [5.0], "registered": [1]}
    frame = gpd.GeoDataFrame(cells, geometry=[SQUARE], crs="EPSG:4526")
    with pytest.warns(UserWarning):
        frame.to_file(tmp_path / "a.shp")
    (raw,) = read_file(source(tmp_path / "a.shp"))
    frame, problems = examine(RIGHTS, raw)
    assert frame["capacity_t_a"].tolist() == [5.0] and len(problems) == 1 and "unknown column" in problems[0].what
