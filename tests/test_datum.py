"""Datum shifts by given parameters: synthetic shifts come back, wrong conventions show, too little is refused."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from mineplan import geodesy
from mineplan.cli import cli
from mineplan.dataset import read_dataset
from mineplan.datum import (
    datum_of,
    far_from_pairs,
    read_datum_params,
    shift_findings,
    shift_record,
    shifted_geometry,
    shifted_points,
    widened,
)
from mineplan.errors import InputError, ReadError
from mineplan.inspection import inspect_file
from mineplan.recognition import Asked

POINTS = np.array([[38430600.0, 4307700.0], [38472000.0, 4318000.0], [38451000.0, 4340000.0], [38440000.0, 4320000.0]])
SEVEN = """\
datum: xian80
source: 某省测绘院 2019年
seven_parameters:
  convention: {convention}
  translation_m: {{x: 10.5, y: -20.25, z: 30.0}}
  rotation_arcsec: {{x: {rx}, y: 0.0, z: 0.0}}
  scale_ppm: 1.5
"""


def seven(tmp_path, convention="position_vector", rx=1.0):
    path = tmp_path / f"{convention}{rx}.yaml"
    path.write_text(SEVEN.format(convention=convention, rx=rx), encoding="utf-8")
    return read_datum_params(path)


def pairs_file(tmp_path, old, new, zones=None, datum="beijing54"):
    rows = []
    for k, (a, b) in enumerate(zip(old.tolist(), new.tolist(), strict=True)):
        points = (f"{{northing_m: {north!r}, easting_m: {east!r}}}" for east, north in (a, b))
        zone = zones[k] if zones else 38
        rows.append("  - {{zone: {}, name: D{}, old: {}, new: {}}}".format(zone, k, *points))
    path = tmp_path / "pairs.yaml"
    path.write_text(
        "\n".join([f"datum: {datum}", "source: 市测绘所", "control_pairs:", *rows]) + "\n", encoding="utf-8"
    )
    return path


def similar(points, shift=(60.0, -40.0), ppm=4.0, arcsec=2.0):
    turn = math.radians(arcsec / 3600)
    rotate = (1 + ppm / 1e6) * np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    middle = POINTS.mean(axis=0)
    return (points - middle) @ rotate + middle + shift


def says(path):
    with pytest.raises(ReadError) as caught:
        read_datum_params(path)
    return " | ".join(map(str, caught.value.problems))


def geocentric(lonlat, a, rf):
    """Textbook formula, independent of PROJ."""
    lon, lat = np.radians(lonlat).T
    e2 = (2 - 1 / rf) / rf
    n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.column_stack([n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - e2) * np.sin(lat)])


@pytest.mark.parametrize(("convention", "sign"), [("position_vector", 1), ("coordinate_frame", -1)])
def test_seven_parameters_against_the_textbook(tmp_path, convention, sign):
    lonlat = np.array([[113.2, 38.9], [112.1, 38.4]])
    moved = shifted_points(lonlat, None, seven(tmp_path, convention))
    rx = sign * math.radians(1 / 3600)
    turned = np.array([[1, 0, 0], [0, 1, -rx], [0, rx, 1]])
    wanted = geocentric(lonlat, 6378140.0, 298.257) @ turned.T * (1 + 1.5e-6) + [10.5, -20.25, 30.0]
    found = geocentric(moved, geodesy.SEMI_MAJOR_M, geodesy.INVERSE_FLATTENING)
    off = found - wanted
    up = wanted / np.linalg.norm(wanted, axis=1)[:, None]
    across = off - (off * up).sum(axis=1)[:, None] * up
    # Heights differ by some metres between ellipsoids; across the vertical they must agree.
    assert np.abs(across).max() < 0.3
    assert np.abs(off).max() < 100


def test_a_wrong_convention_shows(tmp_path):
    right, wrong = (shifted_points(POINTS, 38, seven(tmp_path, c)) for c in ("position_vector", "coordinate_frame"))
    apart = np.hypot(*(right - wrong).T)
    assert apart.min() > 40  # one second of arc is 31 m; taken with the wrong sign it is twice that


def test_conventions_mirror_each_other(tmp_path):
    one, other = seven(tmp_path, "position_vector", 1.0), seven(tmp_path, "coordinate_frame", -1.0)
    np.testing.assert_allclose(shifted_points(POINTS, 38, one), shifted_points(POINTS, 38, other), atol=1e-6)


def test_degrees_and_metres_go_the_same_way(tmp_path):
    shift = seven(tmp_path)
    square = shapely.box(38430600, 4307700, 38431600, 4308700)
    (planar,), crs = shifted_geometry([square], "EPSG:2362", shift)
    assert crs == geodesy.zone_crs(38)
    (unprefixed,), _ = shifted_geometry([shapely.box(430600, 4307700, 431600, 4308700)], "EPSG:2383", shift)
    assert shapely.hausdorff_distance(planar, unprefixed) < 1e-6
    lonlat = geodesy.run_pipeline(
        shapely.get_coordinates(square),
        "+proj=pipeline +step +inv +proj=tmerc +lon_0=114 +x_0=38500000 +a=6378140 +rf=298.257 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg",
    )
    (degrees,), geographic = shifted_geometry([shapely.Polygon(lonlat)], "EPSG:4610", shift)
    assert geographic == geodesy.geographic_crs()
    back = geodesy.transform([degrees], geographic, crs, densify=False)[0]
    assert shapely.hausdorff_distance(back, planar) < 1e-4
    # A projection that is no Gauss-Kruger zone goes by way of longitude and latitude.
    (albers,), to = shifted_geometry([shapely.Polygon(lonlat)], "EPSG:4610", shift)
    assert to == geographic and albers.equals(degrees)


def test_control_pairs_come_back(tmp_path):
    shift = read_datum_params(pairs_file(tmp_path, POINTS, similar(POINTS)))
    fit = shift.fits[38]
    assert (
        fit.rms_m < 1e-6
        and fit.scale_ppm == pytest.approx(4, abs=1e-4)
        and fit.rotation_arcsec == pytest.approx(2, abs=1e-4)
    )
    other = np.add(POINTS, [1000.0, 500.0])
    np.testing.assert_allclose(shifted_points(other, 38, shift), similar(other), atol=1e-5)
    (moved,), crs = shifted_geometry([shapely.Polygon(POINTS)], "EPSG:2414", shift)
    assert crs == geodesy.zone_crs(38)
    assert shapely.hausdorff_distance(moved, shapely.Polygon(similar(POINTS))) < 1e-5


def test_degrees_through_control_pairs(tmp_path):
    shift = read_datum_params(pairs_file(tmp_path, POINTS, similar(POINTS)))
    down = (
        "+proj=pipeline +step +inv +proj=tmerc +lon_0=114 +x_0=38500000 +a=6378245 +rf=298.3 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    moved = shifted_points(geodesy.run_pipeline(POINTS, down), None, shift)
    planar = geodesy.transform_points(moved, geodesy.geographic_crs(), geodesy.zone_crs(38))
    np.testing.assert_allclose(planar, similar(POINTS), atol=1e-4)


def test_residuals_and_rms_are_reported(tmp_path):
    noise = np.array([[0.3, 0.0], [-0.3, 0.0], [0.0, 0.4], [0.0, -0.4]])
    shift = read_datum_params(pairs_file(tmp_path, POINTS, similar(POINTS) + noise))
    fit = shift.fits[38]
    left = np.array([r[1:] for r in fit.residuals])
    assert [r[0] for r in fit.residuals] == ["D0", "D1", "D2", "D3"]
    assert fit.rms_m == pytest.approx(math.sqrt((left**2).sum() / 4)) and 0.1 < fit.rms_m < 0.4
    record = shift_record(shift)
    assert record["method"] == "control_pairs" and record["rms_m"] == fit.rms_m and len(record["sha256"]) == 64
    codes = dict(shift_findings(shift))
    assert "中误差" in codes["datum_shifted"] and "datum_residuals_large" in codes and "datum_pairs_few" not in codes


def test_two_pairs_cannot_be_checked(tmp_path):
    shift = read_datum_params(pairs_file(tmp_path, POINTS[:2], similar(POINTS[:2])))
    assert shift.fits[38].rms_m < 1e-6 and "datum_pairs_few" in dict(shift_findings(shift))


def test_seven_parameters_are_recorded(tmp_path):
    shift = seven(tmp_path)
    record = shift_record(shift)
    assert record["convention"] == "position_vector" and record["translation_m"]["x"] == 10.5
    assert "position_vector" in dict(shift_findings(shift))["datum_shifted"]


def test_far_from_the_pairs(tmp_path):
    shift = read_datum_params(pairs_file(tmp_path, POINTS, similar(POINTS)))
    assert far_from_pairs(POINTS, 38, shift) == 0
    assert far_from_pairs(np.add(POINTS, [100_000.0, 0.0]), 38, shift) > 50_000


def test_far_rings_and_shapes_get_a_note(tmp_path):
    shift = read_datum_params(pairs_file(tmp_path, POINTS, similar(POINTS)))
    (tmp_path / "a.qyzb").write_text(
        "1,3,1,4318000.0,38572000.0,2,4318000.0,38573000.0,3,4319000.0,38573000.0,,,,1,", encoding="utf-8"
    )
    (layer,) = inspect_file(tmp_path / "a.qyzb", Asked(shift=shift))["layers"]
    assert any("最远点超出公共点覆盖范围" in warning for warning in layer["warnings"])
    west, south, east, north = 38_572_000, 4_318_000, 38_573_000, 4_319_000
    for crs, prefix in (("EPSG:2435", 38_000_000), ("EPSG:2414", 0)):
        path = tmp_path / f"{prefix}.gpkg"
        shape = shapely.box(west - prefix, south, east - prefix, north)
        gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shape], crs=crs).to_file(path)
        (layer,) = inspect_file(path, Asked(shift=shift))["layers"]
        assert any("超出公共点覆盖范围101千米" in warning for warning in layer["warnings"]), layer["warnings"]


def preview(tmp_path):
    path = tmp_path / "preview.yaml"
    path.write_text("datum: xian80\nsource: 预览\npreview_only: true\n", encoding="utf-8")
    return path


STRING = "1,4,1,4318000.0,38472000.0,2,4318000.0,38473000.0,3,4319000.0,38473000.0,4,4319000.0,38472000.0,50,0,,1,"


def test_a_preview_is_widened_and_has_no_area(tmp_path):
    shift = read_datum_params(preview(tmp_path))
    (tmp_path / "a.qyzb").write_text(STRING, encoding="utf-8")
    report = inspect_file(tmp_path / "a.qyzb", Asked(shift=shift))
    (layer,) = report["layers"]
    assert layer["planar_km2"] is None and layer["ellipsoid_km2"] is None
    assert layer["datum_shift"]["accuracy_m"] == 150 and any("仅供预览" in words for words in layer["warnings"])
    assert layer["bounds"]["west"] == 38_471_850 and layer["bounds"]["north"] == 4_319_150
    shape = shapely.box(113.6, 38.9, 113.61, 38.91)
    wide = widened([shape], "EPSG:4490")[0]
    assert wide.contains(shape) and 140 < (113.6 - wide.bounds[0]) * 86_600 < 160


def test_a_preview_goes_into_pictures_only(tmp_path):
    (tmp_path / "a.qyzb").write_text(STRING, encoding="utf-8")
    words = ["convert", str(tmp_path / "a.qyzb"), "--datum-params", str(preview(tmp_path))]
    refused = CliRunner().invoke(cli, [*words, str(tmp_path / "out.txt")])
    assert refused.exit_code == 3 and "cannot hold a preview" in refused.stderr and not (tmp_path / "out.txt").exists()
    assert CliRunner().invoke(cli, [*words, str(tmp_path / "out.gpkg")]).exit_code == 0
    frame = gpd.read_file(tmp_path / "out.gpkg", layer="图形")
    assert frame.geometry[0].area > 1.6e6 and "区域坐标" not in frame.columns


def test_a_preview_is_no_dataset(tmp_path):
    preview(tmp_path)
    (tmp_path / "a.csv").write_text(f'采矿许可证号,区域坐标\nA,"{STRING}"\n', encoding="utf-8")
    (tmp_path / "dataset.yaml").write_text(
        "title: t\nversion: v\nsynthetic: true\ntables: {rights: {file: a.csv, datum_params: preview.yaml}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"a plan needs parameters, or data that are converted"):
        read_dataset(tmp_path)


def test_too_few_pairs(tmp_path):
    assert "zone 38 has 1 different control pair; two are needed" in says(pairs_file(tmp_path, POINTS[:1], POINTS[:1]))
    twice = POINTS[[0, 0]]
    assert "zone 38 has 1 different control pair" in says(pairs_file(tmp_path, twice, similar(twice)))


def test_zones_are_solved_apart(tmp_path):
    west = POINTS - [1_000_000.0 - 40_000, 0.0]
    old, new = np.concatenate([POINTS, west[:1]]), np.concatenate([similar(POINTS), west[:1] + 50])
    assert "zone 37 has 1 different control pair" in says(pairs_file(tmp_path, old, new, [38] * 4 + [37]))
    shift = read_datum_params(pairs_file(tmp_path, POINTS, similar(POINTS)))
    with pytest.raises(ReadError, match="no control pairs for zone 37"):
        shifted_points(west, 37, shift)


def test_mixed_zones_in_a_pair(tmp_path):
    new = similar(POINTS) - [1_000_000.0, 0.0]
    assert "eastings bear the zone prefix 37, 38, not 38" in says(pairs_file(tmp_path, POINTS, new))


def test_a_blunder_in_a_pair(tmp_path):
    new = similar(POINTS)
    new[2] += [0.0, 5000.0]
    assert "which no datum has; a coordinate is wrong, perhaps of" in says(pairs_file(tmp_path, POINTS, new))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("convention: position_vector\n", "x: 1\n"), "convention: is required and absent"),
        (("convention: position_vector", "convention: bursa"), "position_vector"),
        (("rotation_arcsec", "rotation_rad"), "unknown key"),
        (("x: 1.0,", "x: 4000.0,"), "more than 60 arcsec: check the units"),
        (("x: 10.5", "x: 105000"), "more than 1000 m: check the units"),
        (
            ("seven_parameters:", "control_pairs: []\nseven:"),
            "(or preview_only: true",
        ),
        (("source: 某省测绘院 2019年\n", ""), "source: is required and absent"),
        (("datum: xian80", "datum: cgcs2000"), "datum"),
    ],
)
def test_bad_files(tmp_path, change, sentence):
    text = SEVEN.format(convention="position_vector", rx=1.0)
    assert change[0] in text
    path = tmp_path / "bad.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    if change[1].startswith("control"):
        sentence = "unknown key"
    assert sentence in says(path)


def test_the_datum_must_be_that_of_the_parameters(tmp_path):
    for crs in ("EPSG:2414", "EPSG:4526", "EPSG:4490"):
        with pytest.raises(ReadError, match=r"parameters .* are for 1980西安坐标系"):
            shifted_geometry([shapely.box(0, 0, 1, 1)], crs, seven(tmp_path))


def test_datum_of():
    names = {
        epsg: getattr(datum_of(f"EPSG:{epsg}"), "name", None)
        for epsg in (2362, 2383, 4610, 2414, 2435, 4214, 4526, 4490, 4326, 4555)
    }
    assert names == {
        2362: "xian80",
        2383: "xian80",
        4610: "xian80",
        2414: "beijing54",
        2435: "beijing54",
        4214: "beijing54",
        4526: None,
        4490: None,
        4326: None,
        4555: None,
    }
