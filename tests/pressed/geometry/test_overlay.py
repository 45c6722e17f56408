"""Overlays that GEOS gives up on are worked again on a grid, and only those."""

import numpy as np
import pytest
import shapely

from mineplan.pressed.geometry import overlay

BOXES = np.array([shapely.box(0, 0, 2, 2), shapely.box(5, 5, 7, 7)], dtype=object)
OTHERS = np.array([shapely.box(1, 0, 3, 2), shapely.box(6, 5, 8, 7)], dtype=object)


@pytest.fixture
def giving_up(monkeypatch):
    """Let the plain overlays fail for more than one pair, and for the first of them."""

    def failing(name):
        plain = getattr(shapely, name)

        def overlaid(*shapes, grid_size=None):
            if grid_size is None and (isinstance(shapes[0], np.ndarray | list) or shapes[0].equals(BOXES[0])):
                raise shapely.errors.GEOSException("TopologyException: Ring edge missing")
            return plain(*shapes, grid_size=grid_size)

        monkeypatch.setattr(shapely, name, overlaid)

    for name in ("intersection", "difference", "union_all"):
        failing(name)


def test_each_pair_gets_its_answer(giving_up):
    del giving_up
    assert shapely.area(overlay.intersections(BOXES, OTHERS)) == pytest.approx([2, 2])
    assert shapely.area(overlay.differences(BOXES, OTHERS)) == pytest.approx([2, 2])
    assert overlay.union_of(list(BOXES)).area == pytest.approx(8)


def test_without_trouble_nothing_is_put_on_a_grid():
    fine = shapely.box(0, 0, 1 + 1e-7, 1)
    assert overlay.intersections(np.array([fine]), np.array([shapely.box(-1, -1, 3, 3)]))[0].equals(fine)


def test_mending_leaves_areas_alone():
    spiked = shapely.Polygon([(0, 0), (2, 0), (2, 2), (3, 2), (2, 2), (0, 2)])
    assert shapely.make_valid(spiked).geom_type == "GeometryCollection"
    assert overlay.valid_areas(spiked).equals(BOXES[0])
