import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.links.boundaries import edges_of, shared_lengths


def shared(*polygons, tolerance=0.01):
    array = np.array(polygons, dtype=object)
    return shared_lengths(edges_of(array), shapely.bounds(array), np.array([[0, 1]]), tolerance)[0]


def test_a_common_edge_is_its_length():
    assert shared(shapely.box(0, 0, 1, 1), shapely.box(1, 0.25, 2, 0.75)) == pytest.approx(0.5)


def test_a_rounded_t_junction_still_counts():
    # The neighbour's corner stands 4 mm off the middle of my slanting edge; the exact overlay finds nothing.
    mine = shapely.Polygon([(0, 0), (100, 0), (100, 33.333), (0, 66.667)])
    theirs = shapely.Polygon([(0, 66.667), (50, 50.004), (100, 33.333), (100, 90), (0, 90)])
    assert shapely.intersection(mine.boundary, theirs.boundary).length < 1
    assert shared(mine, theirs) == pytest.approx(shapely.LineString([(0, 66.667), (100, 33.333)]).length, rel=1e-3)


def test_a_corner_is_no_boundary():
    assert shared(shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)) == 0


def test_holes_have_boundaries_too():
    ring = shapely.difference(shapely.box(0, 0, 10, 10), shapely.box(4, 4, 6, 6))
    assert shared(ring, shapely.box(4, 4, 6, 6)) == pytest.approx(8)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 6.3), st.floats(5, 500), st.floats(0, 0.9))
def test_turning_the_scene_changes_nothing(angle, size, cut):
    left = shapely.box(0, 0, size, size)
    right = shapely.box(size, size * cut / 2, 2 * size, size * (1 - cut / 2))
    turned = [
        shapely.transform(
            p, lambda xy: xy @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        )
        for p in (left, right)
    ]
    assert shared(*turned) == pytest.approx(size * (1 - cut), abs=0.05)
