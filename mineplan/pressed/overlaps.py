"""Pairs of a project and what it touches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from mineplan.pressed.world import Layer


@dataclass(frozen=True, eq=False)
class Pairs:
    """What shapes share with the rows of a layer, sorted by shape and row; arrays of one length.

    Attributes
    ----------
    owner, row
        Row of the shape and row of the layer.
    shapes, areas_m2
        The shared area.
    """

    owner: np.ndarray
    row: np.ndarray
    shapes: np.ndarray
    areas_m2: np.ndarray

    def ranges(self, count: int) -> np.ndarray:
        """Return where the pairs of each of `count` shapes begin, and the end: (count + 1,)."""
        return np.searchsorted(self.owner, np.arange(count + 1))

    def chosen(self, mask: np.ndarray) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.owner[mask], self.row[mask], self.shapes[mask], self.areas_m2[mask])


NO_PAIRS = Pairs(np.empty(0, dtype=int), np.empty(0, dtype=int), np.empty(0, dtype=object), np.empty(0))


def overlaps(layer: Layer, shapes: np.ndarray, minimum_m2: float) -> Pairs:
    """Return every pair of a shape and a row of the layer that share at least `minimum_m2`.

    Parameters
    ----------
    layer
        What is looked up.
    shapes
        Valid areas, (n,); empty ones find nothing.
    minimum_m2
        Anything less is a sliver.
    """
    owner, row = layer.near(shapely.bounds(shapes))
    return shared_pairs(layer, shapes[owner], (owner, row), minimum_m2)


def shared_pairs(layer: Layer, shapes: np.ndarray, pairs: tuple[np.ndarray, np.ndarray], minimum_m2: float) -> Pairs:
    """Return what each shape, one a pair, shares with the layer's row of its pair, at least `minimum_m2` of it."""
    if not len(shapes):
        return NO_PAIRS
    shared = layer.shared(shapes, pairs[1])
    areas = np.nan_to_num(shapely.area(shared))
    return Pairs(pairs[0], pairs[1], shared, areas).chosen(areas >= max(minimum_m2, 1e-9))
