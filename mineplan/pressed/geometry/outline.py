"""From a project's geometry to the ground it takes, and outwards by strips of even width."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

# A corner is drawn out to where its edges meet, at most to this multiple of the width; sharper ones are cut off.
MITRE_LIMIT = 5.0
_AREAS = (shapely.GeometryType.POLYGON.value, shapely.GeometryType.MULTIPOLYGON.value)


def ground_taken(shapes: np.ndarray, widths_m: np.ndarray) -> np.ndarray:
    """Return the ground that projects take: areas as they are, lines widened by half their width to each side.

    Parameters
    ----------
    shapes
        Polygons and lines, or collections of both, in a metric CRS; (n,).
    widths_m
        Width of the lines in metres, NaN where nobody says; (n,).

    Returns
    -------
    Valid areas, (n,); empty for what has no area, such as points, outlines that collapse and lines without a width.
    """
    taken = np.asarray(shapes, dtype=object).copy()
    kinds = shapely.get_type_id(taken)
    for at in np.flatnonzero(~np.isin(kinds, _AREAS)).tolist():
        taken[at] = _widened(taken[at], float(widths_m[at]))
    bad = ~shapely.is_valid(taken)
    taken[bad] = shapely.make_valid(taken[bad], method="structure", keep_collapsed=False)
    return taken


def _widened(shape: Any, width_m: float) -> Any:
    if shape is None:
        return shapely.MultiPolygon()
    parts = shapely.get_parts(shapely.get_parts(np.asarray([shape], dtype=object)))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing")]
    if lines and width_m > 0:
        run = shapely.line_merge(shapely.MultiLineString([shapely.LineString(line.coords) for line in lines]))
        areas += [shapely.buffer(run, width_m / 2, cap_style="flat", join_style="mitre", mitre_limit=MITRE_LIMIT)]
    return shapely.union_all(areas) if areas else shapely.MultiPolygon()


def grown(shapes: np.ndarray, widths_m: np.ndarray | float) -> np.ndarray:
    """Return areas with a strip of even width around them, corners drawn out to where the edges meet."""
    return np.asarray(shapely.buffer(shapes, widths_m, join_style="mitre", mitre_limit=MITRE_LIMIT), dtype=object)


def mitre_ratios(shapes: np.ndarray) -> np.ndarray:
    """Return for each area by how much its sharpest corner outruns a strip around it: 1 / sin(half the angle).

    At least 1; a corner of 90 degrees gives the root of 2. No drawn outline reaches farther than this multiple of
    its own width.
    """
    points, shape_of, starts = _closed_rings(shapes)
    steps = np.diff(points, axis=0)
    inside = np.diff(starts) == 0
    lengths = np.hypot(*steps.T)
    used = inside & (lengths > 0)
    steps, ring, owner = steps[used] / lengths[used, None], starts[1:][used], shape_of[1:][used]
    ratios = np.ones(len(shapes))
    if not len(steps):
        return ratios
    before = _previous(ring)
    turn_cos = np.clip((steps * steps[before]).sum(axis=1), -1, 1)
    outward = steps[before][:, 0] * steps[:, 1] - steps[before][:, 1] * steps[:, 0] > 0
    ratio = np.where(outward, 1 / np.sqrt(np.maximum((1 + turn_cos) / 2, 1e-6)), 1.0)
    np.maximum.at(ratios, owner, ratio)
    return ratios


def _closed_rings(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all points, the shape of each, and the number of its ring; material lies to the left of the walk."""
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    return points, shape_of_part[part_of_ring[ring]] if len(ring) else ring, ring


def _previous(ring: np.ndarray) -> np.ndarray:
    """Return for each edge, sorted by ring, the index of the edge before it in the same ring."""
    before = np.arange(len(ring)) - 1
    first = np.flatnonzero(np.r_[True, ring[1:] != ring[:-1]])
    last = np.r_[first[1:], len(ring)] - 1
    before[first] = last
    return before
