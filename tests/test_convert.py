"""`mineplan convert`: any readable file to any writable one, whole or not at all."""

import json
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from mineplan import geodesy, jobs
from mineplan.cli import cli
from mineplan.conversion import format_rows, formats_table
from mineplan.errors import InputError
from mineplan.recognition import Asked, geometry_of, recognise
from mineplan.writers import Choices, write
from tests.writers.shapes import corners_off, features
from tests.writers.test_round_trips import NAPKIN

ROOT = Path(__file__).resolve().parent.parent
RIGHTS_XLSX = ROOT / "datasets" / "xinzhou-demo" / "rights.xlsx"
COAL = ROOT.parent / "shared" / "data" / "gem_coal_mine_boundaries" / "gem_coal_mine_boundaries.parquet"
SEVEN = """\
datum: xian80
source: 某省测绘院
seven_parameters:
  convention: position_vector
  translation_m: {x: 10.0, y: -20.0, z: 30.0}
  rotation_arcsec: {x: 0.1, y: 0.2, z: -0.3}
  scale_ppm: 1.0
"""
STRINGS = (
    "采矿许可证号,区域坐标\n"
    'A,"1,3,1,4318000.0,{0}472000.0,2,4319000.0,{0}472000.0,3,4318000.0,{0}473000.0,1500,1200,,1,"\n'
)


def run(*words):
    result = CliRunner().invoke(cli, ["convert", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def napkin(path, **columns):
    write([features([NAPKIN], **columns)], path, Choices())
    return path


def test_says_what_it_did(tmp_path):
    code, out, err = run(RIGHTS_XLSX, tmp_path / "a.gpkg")
    assert code == 0 and out == f"130 rows -> {tmp_path / 'a.gpkg'}\n" and "note: 区域坐标第1圈标高上下颠倒" in err
    code, out, err = run(tmp_path / "a.gpkg", tmp_path / "a.shp", "--layer", "铁矿", "--json")
    answer = json.loads(out)
    assert code == 0 and answer["rows"] == 60 and err == ""
    (row,) = answer["provenance"]
    assert row["table"] == "rights" and row["rows"] == 60 and len(row["sha256"]["a.gpkg"]) == 64


def test_sample_ledger_keeps_everything(tmp_path):
    """The ledger of the sample data through GeoPackage and back: rings, elevations and attributes."""
    run(RIGHTS_XLSX, tmp_path / "a.gpkg")
    run(RIGHTS_XLSX, tmp_path / "b.xlsx")
    first, second = (recognise(path, Asked(layer="铁矿")) for path in (RIGHTS_XLSX, tmp_path / "b.xlsx"))
    for one, other in zip(first[0].registrations, second[0].registrations, strict=True):
        assert [ring.sign for ring in one.rings] == [ring.sign for ring in other.rings]
        for a, b in zip(one.rings, other.rings, strict=True):
            np.testing.assert_allclose(a.points, b.points, atol=1e-4 if one.zone else 1e-8)
            assert (a.note, a.top_m) == (b.note, b.top_m) or math.isnan(a.top_m) == math.isnan(b.top_m)
    (third,) = recognise(tmp_path / "a.gpkg", Asked(layer="铁矿"))
    assert set(third.matches) == set(first[0].matches)


def test_refuses_to_overwrite(tmp_path):
    source, out = napkin(tmp_path / "a.gpkg"), tmp_path / "b.csv"
    assert run(source, out)[0] == 0
    code, _, err = run(source, out)
    assert code == 3 and "is there already; choose another name, or overwrite it with --force" in err
    assert run(source, out, "--force")[0] == 0
    assert run(source, source, "--force")[2].endswith("is the file that is to be read; choose another name\n")


def test_nothing_is_left_on_error(tmp_path):
    bad = tmp_path / "a.csv"
    bad.write_text(STRINGS.format("38").replace("1500,1200,,1,", "1500,") + 'B,"1,2,"\nC,x\n', encoding="utf-8")
    code, _, err = run(bad, tmp_path / "b.gpkg")
    assert code == 3 and err.count("error: a.csv row") == 3 and "“区域坐标”" in err
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_unknown_endings_and_tables(tmp_path):
    source = napkin(tmp_path / "a.gpkg")
    assert "the ending “.docx” is none of .txt, .qyzb, .xlsx" in run(source, tmp_path / "b.docx")[2]
    assert "unknown table “mines” (known: rights, orebodies" in run(source, tmp_path / "b.csv", "--table", "mines")[2]
    assert "has no layer “x”" in run(source, tmp_path / "b.csv", "--layer", "x")[2]


def test_a_column_that_cannot_be_read_goes_through_as_it_stands(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text(
        "采矿许可证号,矿山名称,设计规模,规模单位,有效期止\nA,甲,30,万吨/年,2026-13-01\nB,乙,很多,万吨/年,2027-01-01\n",
        encoding="utf-8",
    )
    code, _, err = run(source, tmp_path / "b.csv")
    assert code == 0 and "“设计规模”第3行等1处不能识别" in err and "“有效期止”第2行等1处不能识别" in err
    (found,) = recognise(tmp_path / "b.csv", Asked())
    assert (
        found.raw.frame["设计规模"].tolist() == ["30", "很多"]
        and found.raw.frame["规模单位"].tolist() == ["万吨/年"] * 2
    )


def test_output_crs(tmp_path):
    source = napkin(tmp_path / "a.gpkg")
    assert run(source, tmp_path / "b.gpkg", "--to-crs", "EPSG:4525")[0] == 0
    (found,) = recognise(tmp_path / "b.gpkg", Asked())
    assert found.raw.crs.to_epsg() == 4525
    back = geodesy.transform(found.raw.geometry, found.raw.crs, geodesy.zone_crs(38), densify=False)[0]
    assert corners_off(back, NAPKIN) < 1e-6
    assert "is not CGCS2000 or WGS 84" in run(source, tmp_path / "c.gpkg", "--to-crs", "EPSG:2362")[2]


def test_a_prefix_that_is_missing(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text(STRINGS.format(""), encoding="utf-8")
    assert run(source, tmp_path / "b.gpkg")[0] == 0  # only one zone puts it into the bureau's region
    (found,) = recognise(source, Asked())
    assert found.registrations[0].zone == 38
    (other,) = recognise(source, Asked(crs="EPSG:4546"))
    assert other.registrations[0].zone == 37


@pytest.mark.parametrize("name", ["a.shp", "a.csv"])
def test_another_datum_needs_parameters(tmp_path, name):
    params = tmp_path / "xian80.yaml"
    params.write_text(SEVEN, encoding="utf-8")
    source = tmp_path / name
    if name == "a.shp":
        gpd.GeoDataFrame({"XKZH": ["A"]}, geometry=[NAPKIN], crs="EPSG:2362").to_file(source)
        code, _, err = run(source, tmp_path / "b.gpkg")
        assert code == 3 and "never shifted silently" in err and "--datum-params" in err
    else:
        source.write_text(STRINGS.format("38"), encoding="utf-8")
    code, _, err = run(source, tmp_path / "b.gpkg", "--datum-params", params)
    assert code == 0 and "由1980西安坐标系按xian80.yaml（某省测绘院）以七参数转换到2000国家大地坐标系" in err
    before = (
        NAPKIN if name == "a.shp" else shapely.Polygon([(38472000, 4318000), (38472000, 4319000), (38473000, 4318000)])
    )
    (found,) = recognise(tmp_path / "b.gpkg", Asked())
    (shape,), crs = geometry_of(found)
    assert crs.to_epsg() == 4526 and 5 < corners_off(shape, before) < 200
    answer = jobs.convert(source, tmp_path / "c.gpkg", jobs.FileOptions(datum_params=params), jobs.OutputOptions())
    (row,) = answer["provenance"]
    assert row["datum_shift"]["method"] == "seven_parameters" and row["datum_shift"]["convention"] == "position_vector"


def test_parameters_of_the_wrong_datum(tmp_path):
    params = tmp_path / "xian80.yaml"
    params.write_text(SEVEN, encoding="utf-8")
    gpd.GeoDataFrame({"XKZH": ["A"]}, geometry=[NAPKIN], crs="EPSG:2414").to_file(tmp_path / "a.shp")
    code, _, err = run(tmp_path / "a.shp", tmp_path / "b.gpkg", "--datum-params", params)
    assert code == 3 and "but the datum parameters (xian80.yaml) are for 1980西安坐标系" in err
    params.write_text(SEVEN.replace("position_vector", "right"), encoding="utf-8")
    assert "convention" in run(tmp_path / "a.shp", tmp_path / "b.gpkg", "--datum-params", params)[2]


def test_formats_of_the_readme():
    rows = {row["format"]: row for row in format_rows()}
    assert {e for row in rows.values() if row["write"] for e in row["endings"].split()} >= {
        ".txt",
        ".qyzb",
        ".xlsx",
        ".csv",
        ".gpkg",
        ".geojson",
        ".shp",
        ".kml",
        ".dxf",
    }
    assert all(row["remarks"] and (row["read"] or row["write"]) for row in rows.values())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("<!-- formats -->")[2].partition("<!-- /formats -->")[0].strip()
    assert table == formats_table(), "write the output of mineplan.conversion.formats_table() between the markers"


@pytest.mark.skipif(not COAL.exists(), reason="shared/data/gem_coal_mine_boundaries is not there")
def test_shanxi_boundaries_survive_strings_in_excel(tmp_path):
    """GeoParquet -> registration strings in Excel -> GeoPackage: corners within 1 cm, areas within 1 ppm."""
    mines = gpd.read_parquet(COAL)
    mines = mines[mines["city"].notna() & (mines["Country / Area"] == "China")].reset_index(drop=True)
    assert len(mines) == 57
    mines[["id", "name_zh", "geometry"]].to_parquet(tmp_path / "a.parquet")
    for source, out in (("a.parquet", "b.xlsx"), ("b.xlsx", "c.gpkg")):
        jobs.convert(tmp_path / source, tmp_path / out, jobs.FileOptions(), jobs.OutputOptions())
    (found,) = recognise(tmp_path / "c.gpkg", Asked())
    assert (
        found.raw.frame["id"].tolist() == mines["id"].tolist()
        and found.raw.frame["name_zh"].tolist() == mines["name_zh"].tolist()
    )
    zones = geodesy.native_zones(mines.geometry, mines.crs)
    for at, zone in enumerate(zones.tolist()):
        before, after = (
            geodesy.transform([shape], crs, geodesy.zone_crs(zone), densify=False)[0]
            for shape, crs in ((mines.geometry[at], mines.crs), (found.raw.geometry[at], found.raw.crs))
        )
        assert corners_off(before, after) < 0.01
    for measure in (geodesy.planar_native_km2, geodesy.area_km2):
        before, after = measure(mines.geometry, mines.crs), measure(found.raw.geometry, found.raw.crs)
        assert np.abs(after / before - 1).max() < 1e-6


def test_a_file_that_is_there_may_not_be_lost(tmp_path):
    source, out = napkin(tmp_path / "a.gpkg"), tmp_path / "b.txt"
    out.write_text("old", encoding="utf-8")
    point = tmp_path / "p.geojson"
    gpd.GeoDataFrame({"right_id": ["A"]}, geometry=[shapely.Point(113, 38.9)], crs="EPSG:4490").to_file(point)
    with pytest.raises(InputError, match="only areas have registered corners"):
        jobs.convert(point, out, jobs.FileOptions(), jobs.OutputOptions(force=True))
    assert out.read_text(encoding="utf-8") == "old"
    jobs.convert(source, out, jobs.FileOptions(), jobs.OutputOptions(force=True))
    assert "[地块坐标]" in out.read_bytes().decode("gb18030")
