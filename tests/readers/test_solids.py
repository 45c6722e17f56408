import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.readers.rings import Ring
from mineplan.readers.solids import plan_of, prisms


def box(west, south, east, north, top=math.nan, bottom=math.nan, sign=1):
    # Offsets put the boxes where a zone has its coordinates.
    points = np.array([(west, south), (east, south), (east, north), (west, north)], dtype=float) * 100
    return Ring(points + np.array([38_470_000, 4_318_000]), top, bottom, sign)


def volume(parts):
    return sum(p.geometry.area * (p.top_m - p.bottom_m) for p in parts)


def test_a_ring_taken_out_cuts_its_own_elevations_only():
    rings = [box(0, 0, 15, 12, 1500, 1200), box(6, 4, 9, 6, 1400, 1300, -1)]
    parts = prisms(rings)
    assert [(p.top_m, p.bottom_m, p.geometry.area) for p in parts] == [
        (1500, 1400, pytest.approx(6e4)),
        (1500, 1200, pytest.approx(174e4)),
        (1300, 1200, pytest.approx(6e4)),
    ]
    assert plan_of(rings).area == pytest.approx(174e4)


def test_one_ring_is_one_prism():
    parts = prisms([box(0, 0, 3, 3, 900, 800)])
    assert len(parts) == 1 and (parts[0].top_m, parts[0].bottom_m) == (900, 800)


def test_unknown_elevations_stay_unknown():
    parts = prisms([box(0, 0, 3, 3), box(1, 1, 2, 2, sign=-1)])
    assert len(parts) == 1 and math.isnan(parts[0].top_m) and math.isnan(parts[0].bottom_m)
    assert parts[0].geometry.area == pytest.approx(8e4)


def test_a_known_range_cut_from_an_unknown_column_leaves_two_half_open_parts():
    parts = prisms([box(0, 0, 3, 3), box(0, 0, 3, 3, 1400, 1300, -1)])
    ranges = [(p.top_m, p.bottom_m) for p in parts]
    np.testing.assert_equal(ranges, [(math.nan, 1400), (1300, math.nan)])


def test_a_cut_without_elevations_cuts_the_whole_column():
    parts = prisms([box(0, 0, 3, 3, 900, 800), box(1, 1, 2, 2, sign=-1)])
    assert len(parts) == 1 and parts[0].geometry.area == pytest.approx(8e4)


def test_a_cut_elsewhere_changes_nothing():
    parts = prisms([box(0, 0, 3, 3, 900, 800), box(7, 7, 8, 8, 900, 800, -1), box(1, 1, 2, 2, 700, 600, -1)])
    assert [(p.top_m, p.bottom_m, p.geometry.area) for p in parts] == [(900, 800, pytest.approx(9e4))]


def test_two_levels_of_one_mine_stay_two_parts():
    parts = prisms([box(0, 0, 3, 3, 900, 800), box(0, 0, 3, 3, 700, 600)])
    assert [(p.top_m, p.bottom_m) for p in parts] == [(900, 800), (700, 600)]
    parts = prisms([box(0, 0, 3, 3, 900, 800), box(0, 0, 3, 3, 800, 600)])
    assert [(p.top_m, p.bottom_m) for p in parts] == [(900, 600)]


def test_a_flat_ring_is_kept():
    parts = prisms([box(0, 0, 3, 3, 900, 900), box(5, 0, 6, 3, 900, 800)])
    assert [(p.top_m, p.bottom_m) for p in parts] == [(900, 900), (900, 800)] or len(parts) == 2


cells = st.tuples(
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(0, 5),
    st.integers(1, 4),
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(cells, st.lists(cells, max_size=4))
def test_prisms_partition_the_solid(first, more):
    solids = [(*first[:6], True), *more]
    rings = [
        box(w, s, w + a, s + b, 800 + 10 * (z + h), 800 + 10 * z, 1 if add else -1) for w, s, a, b, z, h, add in solids
    ]
    grid = np.zeros((10, 10, 10), dtype=bool)
    for add in (True, False):
        for w, s, a, b, z, h, sign in solids:
            if sign is add:
                grid[w : w + a, s : s + b, z : z + h] = add
    parts = prisms(rings)
    assert volume(parts) == pytest.approx(grid.sum() * 100 * 100 * 10, rel=1e-9, abs=1e-3)
    for one, other in itertools.combinations(parts, 2):
        if min(one.top_m, other.top_m) > max(one.bottom_m, other.bottom_m):
            assert shapely.intersection(one.geometry, other.geometry).area < 1e-3
