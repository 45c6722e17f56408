"""Length of the boundary that two polygons share, within a stated tolerance.

The exact overlay of two boundaries is 0 where a neighbour's corner stands in the middle of an edge and
was rounded off it; this measure compares edges instead, all pairs at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


# Edges at a wider angle than this do not run along each other (1 cm of rounding on an edge of 20 cm).
_STEEPEST = 0.05


@dataclass(frozen=True)
class Edges:
    """The edges of many polygons: `start` (n, 2), `end` (n, 2); polygon k owns edges first[k] to first[k + 1]."""

    start: np.ndarray
    end: np.ndarray
    first: np.ndarray


def edges_of(polygons: np.ndarray) -> Edges:
    """Return the edges of all rings of an array of (multi)polygons, metres."""
    import numpy as np
    import shapely

    parts, of_part = shapely.get_parts(polygons, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, of_point = shapely.get_coordinates(rings, return_index=True)
    inside = of_point[1:] == of_point[:-1]
    owner = of_part[of_ring[of_point[:-1][inside]]]
    first = np.searchsorted(owner, np.arange(len(polygons) + 1))
    return Edges(points[:-1][inside], points[1:][inside], first)


def shared_lengths(edges: Edges, bounds: np.ndarray, pairs: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Return, for each pair (i, j) of polygons, the length along which their edges run within the tolerance.

    Parameters
    ----------
    edges
        Of all polygons.
    bounds
        Their boxes, (n, 4).
    pairs
        Index pairs, (m, 2).
    tolerance_m
        Largest distance between edges that count as one, metres.
    """
    import numpy as np

    pair_a, edge_a = _edges_in_box(edges, pairs[:, 0], bounds[pairs[:, 1]], tolerance_m)
    pair_b, edge_b = _edges_in_box(edges, pairs[:, 1], bounds[pairs[:, 0]], tolerance_m)
    left, right = _cross(pair_a, pair_b, len(pairs))
    a, b = edge_a[left], edge_b[right]
    near = _boxes_meet(edges, a, b, tolerance_m)
    length = _common_length(edges, a[near], b[near], tolerance_m)
    return np.bincount(pair_a[left][near], length, minlength=len(pairs))


def _spread(first: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (row, first[row] + k) for k below count[row], for all rows."""
    import numpy as np

    row = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, first[row] + step


def _edges_in_box(
    edges: Edges, polygon: np.ndarray, box: np.ndarray, tolerance_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return (pair, edge) for the edges of each pair's polygon that come near the other's box."""
    import numpy as np

    first = edges.first[polygon]
    pair, edge = _spread(first, edges.first[polygon + 1] - first)
    low, high = np.minimum(edges.start[edge], edges.end[edge]), np.maximum(edges.start[edge], edges.end[edge])
    near = ((high >= box[pair, :2] - tolerance_m) & (low <= box[pair, 2:] + tolerance_m)).all(axis=1)
    return pair[near], edge[near]


def _cross(pair_a: np.ndarray, pair_b: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return positions (left, right) of all combinations within each pair; both inputs are sorted."""
    import numpy as np

    first_b = np.searchsorted(pair_b, np.arange(count))
    many_b = np.searchsorted(pair_b, np.arange(count), side="right") - first_b
    return _spread(first_b[pair_a], many_b[pair_a])


def _boxes_meet(edges: Edges, a: np.ndarray, b: np.ndarray, tolerance_m: float) -> np.ndarray:
    import numpy as np

    low = np.maximum(np.minimum(edges.start[a], edges.end[a]), np.minimum(edges.start[b], edges.end[b]))
    high = np.minimum(np.maximum(edges.start[a], edges.end[a]), np.maximum(edges.start[b], edges.end[b]))
    return np.asarray((low <= high + tolerance_m).all(axis=1))


def _common_length(edges: Edges, a: np.ndarray, b: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Return the run of edge a along which edge b lies within the tolerance."""
    import numpy as np

    along = edges.end[a] - edges.start[a]
    size = np.hypot(along[:, 0], along[:, 1])
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        along = along / size[:, None]
        ends = [edges.start[b] - edges.start[a], edges.end[b] - edges.start[a]]
        t = [(end * along).sum(axis=1) for end in ends]
        d = [end[:, 1] * along[:, 0] - end[:, 0] * along[:, 1] for end in ends]
        low, high = np.maximum(np.minimum(*t), 0.0), np.minimum(np.maximum(*t), size)
        slope = (d[1] - d[0]) / (t[1] - t[0])  # offset of b from the line of a, by run
        crossing = [np.sort(np.stack([t[0] + (side - d[0]) / slope for side in (-tolerance_m, tolerance_m)]), axis=0)]
        flat = np.abs(slope) < 1e-12
        within = np.where(np.abs(d[0]) <= tolerance_m, np.inf, -np.inf)
        low = np.maximum(low, np.where(flat, -within, crossing[0][0]))
        high = np.minimum(high, np.where(flat, within, crossing[0][1]))
    run = np.nan_to_num(high - low, nan=0.0, posinf=0.0)
    # Edges that only meet at a corner run together for a few tolerances; that is no shared boundary.
    return np.where((np.abs(slope) < _STEEPEST) & (run > 5 * tolerance_m), run, 0.0)
