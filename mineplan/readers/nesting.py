"""Rings to polygons by containment: a ring inside an odd number of others is a hole, whatever its number or turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from mineplan.errors import ReadError
from mineplan.readers.solids import ring_problem

if TYPE_CHECKING:
    import numpy as np

# Rings that are to touch may overlap by the rounding of their digits: this width along the shorter one.
_ROUNDING_M, _ROUNDING_DEG = 0.01, 1e-7
_MOST_PROBLEMS, _MOST_PAIRS = 20, 20_000


@dataclass(frozen=True, eq=False)
class Nested:
    """A polygon or multipolygon (None after a problem), its number of parts and holes, and what is wrong.

    Problems are pairs of ring position and sentence.
    """

    geometry: Any
    parts: int
    holes: int
    problems: tuple[tuple[int, str], ...] = ()


def nested(rings: Sequence[np.ndarray]) -> Nested:
    """Build a polygon from rings.

    Parameters
    ----------
    rings
        (n, 2) arrays, not closed, all in one coordinate system.

    Notes
    -----
    Rings that partly overlap are reported, never combined: nobody can tell whether the shared ground
    was to be counted twice, once or not at all.
    """
    import shapely

    found = ((k, what) for k, ring in enumerate(rings) if (what := ring_problem(ring)))
    problems = list(islice(found, _MOST_PROBLEMS))
    if problems:
        return Nested(None, 0, 0, tuple(problems))
    polygons = [_mended(shapely.Polygon(ring)) for ring in rings]
    try:
        inside, problems = _containment(polygons)
    except ReadError as error:
        return Nested(None, 0, 0, ((0, str(error)),))
    if problems:
        return Nested(None, 0, 0, tuple(problems))
    depths = [len(outer) for outer in inside]
    order = sorted(range(len(rings)), key=lambda k: depths[k])
    parts = [polygons[k] for k in order if depths[k] % 2 == 0]
    made = []
    for k in order:
        if depths[k] % 2 == 0:
            holes = [polygons[j] for j in order if depths[j] == depths[k] + 1 and k in inside[j]]
            made.append(shapely.difference(polygons[k], shapely.union_all(holes)) if holes else polygons[k])
    whole = shapely.union_all(made) if len(made) > 1 else made[0]
    return Nested(whole, len(parts), len(rings) - len(parts))


def _mended(polygon: Any) -> Any:
    import shapely

    return polygon if polygon.is_valid else shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def _containment(polygons: Sequence[Any]) -> tuple[list[set[int]], list[tuple[int, str]]]:
    """Return for each ring the rings around it, and the pairs that overlap in part or coincide."""
    import shapely

    inside: list[set[int]] = [set() for _ in polygons]
    problems: list[tuple[int, str]] = []
    for j, k in _meeting(polygons):
        if len(problems) >= _MOST_PROBLEMS:
            break
        small, large = sorted((j, k), key=lambda n: polygons[n].area)
        shared = shapely.intersection(polygons[small], polygons[large]).area
        tolerance = _tolerance(polygons[small])
        if polygons[small].area - shared <= tolerance:
            if polygons[large].area - shared <= tolerance:
                problems.append((k, f"is the same as ring {j + 1}"))
            inside[small].add(large)
        elif shared > tolerance:
            problems.append(
                (
                    k,
                    f"overlaps ring {j + 1} in part (by {_size(polygons[small], shared)}); "
                    "a ring lies wholly inside another one or wholly outside it",
                )
            )
    return inside, problems


def _meeting(polygons: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield pairs of rings that meet, the earlier one first.

    Raises
    ------
    ReadError
        So many meet that the file cannot be an outline.
    """
    import shapely

    tree, count = shapely.STRtree(polygons), 0
    for k, polygon in enumerate(polygons):
        earlier = sorted(j for j in tree.query(polygon, predicate="intersects").tolist() if j < k)
        count += len(earlier)
        if count > _MOST_PAIRS:
            raise ReadError(f"has {len(polygons)} rings, of which more than {_MOST_PAIRS} pairs meet; it is no outline")
        yield from ((j, k) for j in earlier)


def _tolerance(polygon: Any) -> float:
    width = _ROUNDING_M if abs(polygon.bounds[0]) > 360 else _ROUNDING_DEG
    return float(min(width * polygon.length, 0.2 * polygon.area))


def _size(polygon: Any, shared: float) -> str:
    if abs(polygon.bounds[0]) > 360:
        return f"{shared:.0f} m²"
    return f"{shared / polygon.area:.0%} of the smaller one"
