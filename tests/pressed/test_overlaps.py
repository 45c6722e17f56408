"""Shapes that stand in several places, and unions of many groups at once."""

from __future__ import annotations

import numpy as np
import shapely

from mineplan.pressed.geometry.overlay import unions
from mineplan.pressed.overlaps import overlaps, overlaps_of_each
from mineplan.pressed.world import Layer


def _boxes(*places: tuple[float, float]) -> np.ndarray:
    return np.array([shapely.box(x, y, x + 10, y + 10) for x, y in places], dtype=object)


def test_groups_find_what_each_finds_alone() -> None:
    layer = Layer(_boxes((0, 0), (8, 0), (50, 50)))
    first = _boxes((5, 5), (100, 100), (-5, 0))
    second = np.array([first[2], shapely.MultiPolygon(), first[0], first[0], shapely.box(45, 45, 55, 55)], dtype=object)
    for found, shapes in zip(overlaps_of_each(layer, (first, second), 1.0), (first, second), strict=True):
        alone = overlaps(layer, shapes, 1.0)
        assert found.owner.tolist() == alone.owner.tolist()
        assert found.row.tolist() == alone.row.tolist()
        assert found.areas_m2.tolist() == alone.areas_m2.tolist()
        assert shapely.equals_exact(found.shapes, alone.shapes).all()
        assert len(found.owner)


def test_no_shapes_find_nothing() -> None:
    nothing = np.empty(0, dtype=object)
    assert [len(pairs.owner) for pairs in overlaps_of_each(Layer(_boxes((0, 0))), (nothing, nothing), 1.0)] == [0, 0]


def test_groups_are_united_by_their_numbers() -> None:
    shapes = _boxes((0, 0), (100, 0), (5, 0), (100, 5), (10, 0), (30, 30), (18, 0))
    united = unions(shapes, np.array([1, 4, 1, 4, 1, 7, 1]))
    expected = [shapely.box(0, 0, 28, 10), shapely.box(100, 0, 110, 15), shapely.box(30, 30, 40, 40)]
    assert shapely.equals(united, expected).all()
    assert len(unions(np.empty(0, dtype=object), np.empty(0, dtype=int))) == 0
