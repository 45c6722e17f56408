import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mineplan.allocate.pilot.slabs import elevations_over, interval_between, share_below, slab_of

SQUARE = shapely.box(0, 0, 1000, 1000)
FALLING = slab_of(SQUARE, (940.0, 836.0), 4.0, (90.0, 0.0))  # east, 100 m over 1 km


def test_a_falling_bed_keeps_its_elevations_at_both_sides():
    ends = np.array([[0.0, 500.0], [1000.0, 500.0]])
    assert FALLING.roof.at(ends) == pytest.approx([940, 840])
    assert FALLING.floor.at(ends) == pytest.approx([936, 836])
    assert elevations_over(FALLING, shapely.box(500, 0, 1000, 1000)) == pytest.approx((890, 836))


def test_interval_between_parallel_beds_is_the_same_everywhere():
    coal = slab_of(SQUARE, (1005.0, 900.0), 5.0, (90.0, 0.0))
    found = interval_between(coal.floor, FALLING, shapely.box(200, 200, 800, 700))
    slope = math.cos(math.atan(0.1))
    assert found.vertical_m == pytest.approx(60)
    assert (found.least_m, found.mean_m) == pytest.approx((60 * slope, 60 * slope))


def test_interval_to_a_level_seam_is_least_up_dip():
    level = slab_of(SQUARE, (1003.0, 1000.0), 3.0, (math.nan, math.nan))
    found = interval_between(level.floor, FALLING, SQUARE)
    assert found.vertical_m == pytest.approx(60)
    assert found.mean_m > found.least_m


def test_the_stated_dip_makes_vertical_distances_true_ones():
    coal = slab_of(SQUARE, (1005.0, 900.0), 5.0, (90.0, 60.0))
    bauxite = slab_of(SQUARE, (940.0, 832.0), 4.0, (90.0, 60.0))  # vertical thickness 8 m
    found = interval_between(coal.floor, bauxite, SQUARE)
    assert found.least_m == pytest.approx(found.vertical_m / 2)


@pytest.mark.parametrize(("level", "share"), [(800, 0.0), (840, 0.0), (865, 0.25), (890, 0.5), (940, 1.0), (999, 1.0)])
def test_share_below_an_elevation(level, share):
    assert share_below(FALLING.roof, level, SQUARE) == pytest.approx(share, abs=1e-9)


@given(
    direction=st.floats(0, 359.9),
    fall=st.floats(5, 400),
    level=st.floats(0.05, 0.95),
    ground=st.tuples(st.floats(0, 400), st.floats(0, 400), st.floats(450, 1000), st.floats(450, 1000)),
)
def test_share_below_agrees_with_points(direction, fall, level, ground):
    slab = slab_of(SQUARE, (1000.0, 1000.0 - fall), 0.0, (direction, math.nan))
    piece = shapely.box(*ground)
    at = 1000.0 - fall * level
    steps = (np.arange(200) + 0.5) / 200
    x, y = np.meshgrid(ground[0] + steps * (ground[2] - ground[0]), ground[1] + steps * (ground[3] - ground[1]))
    inside = slab.roof.at(np.column_stack([x.ravel(), y.ravel()])) < at
    assert share_below(slab.roof, at, piece) == pytest.approx(inside.mean(), abs=0.02)


@given(direction=st.floats(0, 359.9), fall=st.floats(0, 300))
def test_a_bed_spans_its_elevations_whatever_its_direction(direction, fall):
    slab = slab_of(SQUARE, (1000.0, 990.0 - fall), 10.0, (direction, math.nan))
    top, bottom = elevations_over(slab, SQUARE)
    assert (top, bottom) == pytest.approx((1000.0, 990.0 - fall))
