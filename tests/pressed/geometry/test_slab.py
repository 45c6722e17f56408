"""Floors of slabs: by the dip, by the elevations, level, upright, and when the two contradict each other."""

import math

import numpy as np
import pytest
import shapely

from mineplan.pressed.geometry import slabs_of
from tests.pressed.scenes import level, seam


def floor(body, *points):
    slabs = slabs_of([body])
    return slabs.floor_under(np.array(points, dtype=float), np.zeros(len(points), dtype=int)).tolist()


def test_a_seam_reaches_its_lower_elevation_at_its_down_dip_end():
    fall = math.tan(math.radians(10))
    assert floor(seam(), (0, -1000), (500, 0), (0, 1000)) == pytest.approx([600, 600 + 1000 * fall, 600 + 2000 * fall])


def test_without_a_dip_it_falls_evenly_between_its_elevations():
    body = seam(dip_deg=None, top_m=1000.0, bottom_m=600.0)
    assert floor(body, (0, -1000), (0, 0), (0, 1000)) == pytest.approx([600, 800, 1000])
    assert slabs_of([body]).dip_deg[0] == pytest.approx(math.degrees(math.atan(0.2)))


def test_without_a_lower_elevation_the_floor_hangs_under_the_roof():
    body = seam(bottom_m=None)
    thick = 3.0 / math.cos(math.radians(10))
    assert floor(body, (0, 1000)) == pytest.approx([960 - thick])


@pytest.mark.parametrize("body", [level(), seam(dip_direction_deg=None, bottom_m=700.0), level(dip_deg=None)])
def test_level_bodies_lie_at_their_lower_elevation(body):
    assert floor(body, (0, -1000), (0, 1000)) == pytest.approx([700, 700])


def test_nobody_knows_where_a_body_without_elevations_lies():
    assert np.isnan(floor(seam(top_m=None, bottom_m=None), (0, 0))).all()


@pytest.mark.parametrize(
    "body", [seam(dip_deg=85.0), seam(dip_deg=90.0), seam(dip_deg=None, shape=shapely.box(0, 0, 500, 10))]
)
def test_steep_bodies_stand_upright(body):
    slabs = slabs_of([body])
    assert slabs.is_upright[0]
    assert (slabs.fall[0], slabs.dip_deg[0], slabs.lowest_m[0]) == (0.0, 90.0, 600.0)


def test_dips_below_85_degrees_are_slabs():
    assert not slabs_of([seam(dip_deg=84.9)]).is_upright[0]


@pytest.mark.parametrize(("dip", "is_contradicted"), [(11.1, False), (11.3, True)])
def test_a_fall_of_a_tenth_beyond_the_elevations_is_borne(dip, is_contradicted):
    """396 m over 2000 m is 11.2 degrees."""
    assert slabs_of([seam(dip_deg=dip)]).is_contradicted[0] == is_contradicted


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 180.0, 225.0])
def test_a_contradicted_slab_fills_the_strip_between_its_elevations(azimuth):
    slabs = slabs_of([seam(dip_deg=30.0, dip_direction_deg=azimuth)])
    points = np.random.default_rng(3).uniform(-1000, 1000, (200, 2))
    floors = slabs.floor_under(points, np.zeros(200, dtype=int))
    inside = shapely.contains_xy(slabs.filled[0], points)
    assert ((floors > 600) & (floors < 960)).tolist() == inside.tolist()


def test_many_slabs_at_once():
    bodies = [seam(), level(), seam(dip_deg=90.0), seam(dip_deg=30.0)]
    together = slabs_of(bodies)
    for row, body in enumerate(bodies):
        alone = slabs_of([body])
        assert together.floor_m[row] == alone.floor_m[0]
        assert together.filled[row].equals(alone.filled[0])
