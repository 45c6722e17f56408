import numpy as np
import pytest
import shapely
from pyproj import CRS

from mineplan.errors import ReadError
from mineplan.geodesy import (
    XINZHOU,
    Region,
    analysis_crs,
    area_km2,
    checked_crs,
    geographic_crs,
    native_zones,
    planar_native_km2,
    plane_of_degrees,
    transform,
    transform_points,
    zone_crs,
    zone_of,
    zone_of_easting,
)


def test_corners_in_degrees_and_in_their_zone_have_the_same_area():
    for side_km in (3, 5, 10, 20):
        east, north = 112.6 + side_km / 86.7, 38.5 + side_km / 111
        degrees = [shapely.Polygon([(112.6, 38.5), (east, 38.5), (112.6, north)])]
        zone = zone_crs(38)
        plane = transform(degrees, geographic_crs(), zone, densify=False)
        ours, theirs = (area_km2(g, crs)[0] for g, crs in ((degrees, geographic_crs()), (plane, zone)))
        assert abs(ours / theirs - 1) < 0.6e-6 * side_km


def test_zones():
    assert [zone_of(lon) for lon in (111.0, 112.49, 112.51, 114.0, 109.5, -68.5)] == [37, 37, 38, 38, 37, -23]
    assert zone_crs(38).to_epsg() == 4526 and zone_crs(25).to_epsg() == 4513 and zone_crs(45).to_epsg() == 4533
    assert [zone_of_easting(e) for e in (38472000.0, 472000.0, 19472000.0, 37999999.9)] == [38, None, None, 37]


def test_easting_comes_first_everywhere():
    moved = transform_points(np.array([[113.2, 38.9]]), geographic_crs(), zone_crs(38))
    np.testing.assert_allclose(moved, [[38430600.952, 4307706.789]], atol=1e-3)


def test_zones_elsewhere_follow_the_same_definition():
    there = transform_points(np.array([[-68.4, 53.5]]), geographic_crs(), zone_crs(-23))
    back = transform_points(there, zone_crs(-23), geographic_crs())
    np.testing.assert_allclose(back, [[-68.4, 53.5]], atol=1e-9)
    assert there[0, 0] // 1e6 == -23


@pytest.mark.parametrize(
    "crs", ["EPSG:4490", "EPSG:4326", "OGC:CRS84", "EPSG:4526", "EPSG:4547", "EPSG:32649", "EPSG:3857"]
)
def test_one_datum(crs):
    assert checked_crs(crs) is not None
    esri = CRS(CRS(crs).to_wkt("WKT1_ESRI"))
    assert checked_crs(esri) is not None


@pytest.mark.parametrize(
    "crs", ["EPSG:4610", "EPSG:2362", "EPSG:4214", "EPSG:2414", "EPSG:4555", "EPSG:4267", "EPSG:4269"]
)
def test_other_datums_are_refused(crs):
    for made in (crs, CRS(crs).to_wkt("WKT1_ESRI")):
        with pytest.raises(ReadError, match="never shifted silently"):
            checked_crs(made)


def test_no_such_crs():
    with pytest.raises(ReadError, match="unknown coordinate system"):
        checked_crs("EPSG:999999")


# Planar and ellipsoidal area of 3 km x 2.5 km at the edge of a zone differ by some 411 ppm (formats, 5.4).
def test_areas_at_the_edge_of_a_zone():
    lonlat = geographic_crs()
    middle = transform_points(np.array([[112.49, 38.9]]), lonlat, zone_crs(37))[0]
    square = shapely.box(middle[0] - 1500, middle[1] - 1250, middle[0] + 1500, middle[1] + 1250)
    planar = planar_native_km2([square], zone_crs(37))[0]
    ellipsoid = area_km2([square], zone_crs(37))[0]
    assert planar == pytest.approx(7.5, abs=1e-9)
    assert (planar / ellipsoid - 1) * 1e6 == pytest.approx(411, abs=2)


def test_the_analysis_crs_keeps_areas():
    crs = analysis_crs(XINZHOU)
    for lon in (111.0, 112.0, 113.9):
        box = shapely.box(lon, 38.5, lon + 0.02, 38.52)
        there = transform([box], geographic_crs(), crs)
        assert shapely.area(there)[0] / 1e6 == pytest.approx(area_km2([box], geographic_crs())[0], rel=3e-8)


def test_areas_of_holes_parts_and_lines():
    shapes = [
        shapely.box(113, 38, 114, 39) - shapely.box(113.2, 38.2, 113.4, 38.4),
        shapely.LineString([(113, 38), (114, 39)]),
        None,
        shapely.MultiPolygon([shapely.box(113, 38, 114, 39), shapely.box(115, 38, 116, 39)]),
        shapely.Polygon(),
    ]
    areas = area_km2(shapes, geographic_crs())
    whole, hole = (
        area_km2([shapely.box(*b)], geographic_crs())[0] for b in ((113, 38, 114, 39), (113.2, 38.2, 113.4, 38.4))
    )
    np.testing.assert_allclose(areas, [whole - hole, 0, 0, 2 * whole, 0], rtol=1e-12)
    assert len(area_km2([], geographic_crs())) == 0


def test_long_edges_stay_straight():
    crs = analysis_crs(XINZHOU)
    edge = shapely.LineString([(38450000, 4300000), (38470000, 4310000)])
    moved = transform([edge], zone_crs(38), crs)[0]
    middle = transform([shapely.Point(38459000, 4304500)], zone_crs(38), crs)[0]
    assert shapely.distance(moved, middle) < 2e-3
    assert shapely.distance(transform([edge], zone_crs(38), crs, densify=False)[0], middle) > 0.05


def test_native_zones_go_by_the_middle():
    shapes = [shapely.box(112.4, 38, 112.55, 38.1), shapely.box(112.45, 38, 112.7, 38.1)]
    assert native_zones(shapes, geographic_crs()).tolist() == [37, 38]
    assert Region("x", (1, 2)).box_deg is None


def test_degrees_into_the_plane_without_proj():
    points = np.random.default_rng(1).uniform([110.9, 38.1], [114.0, 39.7], (200, 2))
    quick = plane_of_degrees(points, XINZHOU)
    proj = transform_points(points, geographic_crs(), analysis_crs(XINZHOU))
    assert np.abs(quick - proj).max() < 1e-7
