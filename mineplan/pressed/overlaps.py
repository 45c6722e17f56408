"""Pairs of a project and what it touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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


def overlaps_of_each(layer: Layer, groups: Sequence[np.ndarray], minimum_m2: float) -> list[Pairs]:
    """Return the `overlaps` of each group of shapes; a shape that stands in several places is held against once.

    Most ore under a footprint is the whole footprint, most pillars over one orebody are all the ore that they press.
    """
    shapes = np.concatenate(groups)
    _, first, place = np.unique([id(shape) for shape in shapes], return_index=True, return_inverse=True)
    order = np.argsort(first)  # numbers in the order of the shapes, not of where they lie in memory
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    found = overlaps(layer, shapes[first[order]], minimum_m2)
    starts = found.ranges(len(order))
    place = rank[place.reshape(-1)]
    counts = np.diff(starts)[place]
    owner = np.repeat(np.arange(len(shapes)), counts)
    at = np.repeat(starts[place] - np.cumsum(counts) + counts, counts) + np.arange(len(owner))
    made = []
    for start, end in pairwise(np.cumsum([0, *map(len, groups)]).tolist()):
        mine = slice(*np.searchsorted(owner, [start, end]))
        k = at[mine]
        made.append(Pairs(owner[mine] - start, found.row[k], found.shapes[k], found.areas_m2[k]))
    return made


def shared_pairs(layer: Layer, shapes: np.ndarray, pairs: tuple[np.ndarray, np.ndarray], minimum_m2: float) -> Pairs:
    """Return what each shape, one a pair, shares with the layer's row of its pair, at least `minimum_m2` of it."""
    if not len(shapes):
        return NO_PAIRS
    shared = layer.shared(shapes, pairs[1])
    areas = np.nan_to_num(shapely.area(shared))
    return Pairs(pairs[0], pairs[1], shared, areas).chosen(areas >= max(minimum_m2, 1e-9))
