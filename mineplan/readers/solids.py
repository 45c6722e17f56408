"""Rings to solids: plan geometry, and the prisms that make up a right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mineplan.readers.rings import Ring

if TYPE_CHECKING:
    import numpy as np

# Pieces narrower than this in area per length are rounding, not ground.
_SLIVER_M = 1e-6
# A footprint below this is a line that reprojection has bent.
LEAST_M2 = 1.0
VALID = "Valid Geometry"
# Rings of more points are mended only where they touch themselves at few of them.
_MOST_MENDED, _MOST_TOUCHES = 300, 50


@dataclass(frozen=True, eq=False)
class Prism:
    """A part of a right: plan geometry between two elevations, NaN where unlimited or unknown."""

    geometry: Any
    top_m: float
    bottom_m: float


def ring_problem(points: np.ndarray, polygon: Any = None, reason: str = "") -> str:
    """Return what is wrong with a ring: too few points, no area, crossing itself; "" when nothing is.

    Parameters
    ----------
    points
        (n, 2), not closed.
    polygon
        The ring as a polygon, where it is made already.
    reason
        What GEOS says of its validity, where it was asked already; of a tangle, asking takes a third of a second.
    """
    import numpy as np
    import shapely

    polygon = polygon if polygon is not None else shapely.Polygon(points) if len(points) > 2 else None
    reason = reason or ("" if polygon is None else shapely.is_valid_reason(polygon))
    if polygon is not None and reason == VALID and polygon.area > 0:
        return ""
    different = len(np.unique(points, axis=0))
    if polygon is None or different < 3:
        return f"has {different} different points; a ring needs at least 3"
    hull = shapely.convex_hull(polygon)
    if reason == VALID or hull.area <= _SLIVER_M * hull.length:
        return "encloses no area"
    # Mending a tangle of thousands of crossings would take minutes; GEOS names a touch otherwise than a crossing.
    is_simple = len(points) <= _MOST_MENDED or (reason.startswith("Ring") and len(points) - different <= _MOST_TOUCHES)
    if is_simple and _only_touches(polygon):
        return ""
    at = reason.partition("[")[2].rstrip("]").split()
    where = f" near X(north) {float(at[1]):.10g}, Y(east) {float(at[0]):.10g}" if len(at) == 2 else ""
    return f"crosses itself{where}; the order of its points is wrong"


def _only_touches(polygon: Any) -> bool:
    """Whether an invalid ring merely touches itself: then mending it leaves its area as the corners give it."""
    import shapely

    mended = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    return bool(polygon.area > 0 and abs(mended.area - polygon.area) <= 1e-9 * polygon.area)


def polygon_of(ring: Ring) -> Any:
    """Return the ring's polygon; a ring that touches itself becomes several."""
    import shapely

    polygon = shapely.Polygon(ring.points)
    return polygon if polygon.is_valid else shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def plan_of(rings: Sequence[Ring], polygons: Sequence[Any] | None = None) -> Any:
    """Return the plan geometry: union of the added rings less the union of those taken out.

    Parameters
    ----------
    rings
        Rings of one right.
    polygons
        Their polygons, when they were reprojected; made from the points otherwise.
    """
    import shapely

    shapes = [polygon_of(ring) for ring in rings] if polygons is None else list(polygons)
    added = shapely.union_all([s for ring, s in zip(rings, shapes, strict=True) if ring.sign > 0])
    taken = shapely.union_all([s for ring, s in zip(rings, shapes, strict=True) if ring.sign < 0])
    return _polygonal(shapely.difference(added, taken))


def drawn_plan(rings: Sequence[Ring]) -> Any:
    """Return the plan of an extent, its corners in the order of the registration wherever that makes a polygon."""
    import shapely

    added = [ring.points for ring in rings if ring.sign > 0]
    if len(added) == 1:
        drawn = shapely.Polygon(added[0], [ring.points for ring in rings if ring.sign < 0])
        if drawn.is_valid:
            return drawn
    return plan_of(rings)


def prisms(rings: Sequence[Ring], polygons: Sequence[Any] | None = None) -> list[Prism]:
    """Split a right into parts that make up its solid without overlapping.

    Parameters
    ----------
    rings, polygons
        As in `plan_of`.

    Returns
    -------
    Parts sorted from high to low, then from west to east. A ring taken out cuts its own elevations only: above and
    below it the column stays. A top or bottom that a ring does not state is unlimited, and NaN in the part.
    """
    import shapely

    shapes = [polygon_of(ring) for ring in rings] if polygons is None else list(polygons)
    if len(rings) == 1:
        return [Prism(_polygonal(shapes[0]), rings[0].top_m, rings[0].bottom_m)] if rings[0].sign > 0 else []
    by_range: dict[tuple[float, float], list[Any]] = {}
    for geometry, over in _cells(rings, shapes):
        for interval in _intervals(over):
            by_range.setdefault(interval, []).append(geometry)
    merged = [(_polygonal(shapely.union_all(cells)), interval) for interval, cells in by_range.items()]
    parts = [Prism(geometry, *map(_known, interval)) for geometry, interval in merged]
    return sorted((p for p in parts if not p.geometry.is_empty), key=_order)


def union_solid(parts: Any) -> list[Prism]:
    """Return prisms that make up the union of others without overlapping.

    Parameters
    ----------
    parts
        GeoDataFrame with geometry, `top_m` and `bottom_m`.
    """
    import numpy as np

    ranges = zip(parts["top_m"], parts["bottom_m"], strict=True)
    rings = [Ring(np.empty((0, 2)), float(top), float(bottom)) for top, bottom in ranges]
    return prisms(rings, list(parts.geometry))


def _order(part: Prism) -> tuple[float, ...]:
    top = math.inf if math.isnan(part.top_m) else part.top_m
    bottom = -math.inf if math.isnan(part.bottom_m) else part.bottom_m
    return (-top, -bottom, *part.geometry.bounds)


def _known(elevation: float) -> float:
    return elevation if math.isfinite(elevation) else math.nan


def _cells(rings: Sequence[Ring], shapes: Sequence[Any]) -> list[tuple[Any, list[Ring]]]:
    """Cut the plan into cells, each with the rings that cover the whole of it."""
    import shapely

    cells: list[tuple[Any, list[Ring]]] = []
    for ring, shape in zip(rings, shapes, strict=True):
        rest, cut = shape, []
        for geometry, over in cells:
            if not shapely.intersects(geometry, shape):
                cut.append((geometry, over))
                continue
            inside, outside = (_polygonal(op(geometry, shape)) for op in (shapely.intersection, shapely.difference))
            rest = _polygonal(shapely.difference(rest, geometry))
            cut += [(inside, [*over, ring]), (outside, over)]
        cells = [cell for cell in (*cut, (rest, [ring])) if not cell[0].is_empty]
    return cells


def _intervals(over: Sequence[Ring]) -> list[tuple[float, float]]:
    """Return (top, bottom) of what the rings over one cell leave, from high to low."""
    steps = sorted({z for ring in over for z in _limits(ring)})
    kept: list[tuple[float, float]] = []
    added, taken = [r for r in over if r.sign > 0], [r for r in over if r.sign < 0]
    for low, high in reversed(list(pairwise(steps))):
        if any(_spans(r, low, high) for r in added) and not any(_spans(r, low, high) for r in taken):
            if kept and kept[-1][1] == high:
                kept[-1] = (kept[-1][0], low)
            else:
                kept.append((high, low))
    flat = [_limits(r) for r in added if r.top_m == r.bottom_m]
    return kept or [(high, low) for low, high in flat if not any(_spans(r, low, high) for r in taken)][:1]


def _limits(ring: Ring) -> tuple[float, float]:
    bottom = -math.inf if math.isnan(ring.bottom_m) else ring.bottom_m
    return bottom, math.inf if math.isnan(ring.top_m) else ring.top_m


def _spans(ring: Ring, low: float, high: float) -> bool:
    bottom, top = _limits(ring)
    return bottom <= low and high <= top


def _polygonal(geometry: Any) -> Any:
    """Return the polygons of a geometry, without slivers that only rounding made."""
    import shapely

    parts = [p for p in shapely.get_parts(shapely.get_parts(geometry)) if p.geom_type == "Polygon"]
    kept = [p for p in parts if p.area > _SLIVER_M * p.length * (1e-5 if abs(p.bounds[0]) <= 360 else 1)]
    if len(kept) == 1:
        return kept[0]
    return shapely.MultiPolygon(kept) if kept else shapely.Polygon()
