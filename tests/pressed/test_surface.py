"""Rasters of the ground: where their cells lie, what lies between them, and what is refused."""

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from mineplan.errors import ReadError
from mineplan.geodesy import zone_crs
from mineplan.pressed.surface import read_dem

CRS = zone_crs(38)
EAST, NORTH = 38_500_000.0, 4_300_000.0
CORNER = np.array([EAST, NORTH])
HEIGHTS = np.array([[1000.0, 1010.0, 1020.0], [900.0, 910.0, -9999.0]])


def geotiff(path, is_point=False, epsg=4526, more=()):
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[33550] = (10.0, 10.0, 0.0)
    info.tagtype[33550] = 12
    info[33922] = (0.0, 0.0, 0.0, EAST, NORTH, 0.0)
    info.tagtype[33922] = 12
    keys = [1024, 0, 1, 1, 1025, 0, 1, 2 if is_point else 1, *((3072, 0, 1, epsg) if epsg else ())]
    info[34735] = (1, 1, 0, len(keys) // 4, *keys)
    info.tagtype[34735] = 3
    info[42113] = "-9999"
    for tag, value in more:
        info[tag] = value
    Image.fromarray(HEIGHTS.astype(np.float32)).save(path, tiffinfo=info)
    return path


def grid(path, text="xllcorner", crs="EPSG:4526"):
    head = f"ncols 3\nnrows 2\n{text} {EAST}\ny{text[1:]} {NORTH - 20}\ncellsize 10\nNODATA_value -9999\n"
    path.write_text(head + "\n".join(" ".join(map(str, row)) for row in HEIGHTS))
    if crs:
        path.with_suffix(".prj").write_text(zone_crs(38).to_wkt())
    return path


@pytest.mark.parametrize("make", [geotiff, grid])
def test_cells_lie_around_their_middle(tmp_path, make):
    raster = read_dem(make(tmp_path / ("a.tif" if make is geotiff else "a.asc")), CRS)
    points = np.array([[5, -5], [15, -5], [10, -5], [10, -10], [5, -15]]) + CORNER
    assert raster.elevations_m(points) == pytest.approx([1000, 1010, 1005, 955, 900])


def test_a_raster_of_points_begins_at_its_tie_point(tmp_path):
    raster = read_dem(geotiff(tmp_path / "a.tif", is_point=True), CRS)
    assert raster.elevations_m(np.array([[EAST, NORTH], [EAST + 5, NORTH]])) == pytest.approx([1000, 1005])


def test_outside_and_beside_nothing_the_elevation_is_not_known(tmp_path):
    raster = read_dem(grid(tmp_path / "a.asc"), CRS)
    points = np.array([[0, -5], [5, 5], [22, -12], [200, -5]]) + CORNER
    assert np.isnan(raster.elevations_m(points)).all()


def test_points_of_another_system_are_carried_over(tmp_path):
    from mineplan.geodesy import XINZHOU, analysis_crs, transform_points

    ours = analysis_crs(XINZHOU)
    raster = read_dem(grid(tmp_path / "a.asc"), ours)
    points = transform_points(np.array([[EAST + 15, NORTH - 5]]), CRS, ours)
    assert raster.elevations_m(points) == pytest.approx([1010], abs=0.05)


def test_the_highest_cell_of_a_box_and_beside_it(tmp_path):
    raster = read_dem(grid(tmp_path / "a.asc"), CRS)
    boxes = np.array([[4, -16, 6, -4], [24, -16, 26, -4], [500, 500, 510, 510]]) + np.tile(CORNER, 2)
    highest = raster.highest_m(boxes)
    assert highest[:2] == pytest.approx([1020, 1020])
    assert np.isnan(highest[2])


def test_a_raster_without_system_needs_one(tmp_path):
    path = grid(tmp_path / "a.asc", crs="")
    with pytest.raises(ReadError, match="no coordinate system"):
        read_dem(path, CRS)
    assert read_dem(path, CRS, "EPSG:4526").elevations_m(np.array([[EAST + 5, NORTH - 5]])) == pytest.approx([1000])


@pytest.mark.parametrize("epsg", [2362])
def test_an_old_datum_is_refused(tmp_path, epsg):
    with pytest.raises(ReadError, match="never shifted silently"):
        read_dem(geotiff(tmp_path / "a.tif", epsg=epsg), CRS)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.tif", b"nothing of the kind", "no readable raster"),
        ("a.asc", b"ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 2 3\n", "holds 3 values"),
        ("a.asc", b"hello", "no readable raster"),
        ("a.asc", b"ncols x\n", "no readable raster"),
    ],
)
def test_what_is_no_raster(tmp_path, name, content, what):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError, match=what):
        read_dem(tmp_path / name, CRS)


def test_an_absent_raster(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_dem(tmp_path / "a.tif", CRS)


def test_a_picture_is_no_raster_of_the_ground(tmp_path):
    Image.fromarray(np.zeros((2, 2, 3), dtype=np.uint8)).save(tmp_path / "a.tif")
    with pytest.raises(ReadError, match="several bands"):
        read_dem(tmp_path / "a.tif", CRS)
    Image.fromarray(HEIGHTS.astype(np.float32)).save(tmp_path / "b.tif")
    with pytest.raises(ReadError, match="not placed"):
        read_dem(tmp_path / "b.tif", CRS)
