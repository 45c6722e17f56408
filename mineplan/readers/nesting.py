"""Rings to polygons by containment: a ring inside an odd number of others is a hole, whatever its number or turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from mineplan.errors import ReadError
from mineplan.readers.solids import VALID, ring_problem

if TYPE_CHECKING:
    import numpy as np

# Rings that are to touch may overlap by the rounding of their digits: this width along the shorter one.
_ROUNDING_M, _ROUNDING_DEG = 0.01, 1e-7
_MOST_PROBLEMS, _MOST_PAIRS, _STEP = 20, 50_000, 20
# Edges of two rings that are held against each other at once, and crossings beyond which no area is worked out.
_EDGE_PAIRS, _FEWEST_CROSSINGS = 200_000, 2_000


@dataclass(frozen=True, eq=False)
class Nested:
    """A polygon or multipolygon (None after a problem), its number of parts and holes, and what is wrong.

    Problems are pairs of ring position and sentence.
    """

    geometry: Any
    parts: int
    holes: int
    problems: tuple[tuple[int, str], ...] = ()


def drawn(rings: Sequence[np.ndarray]) -> np.ndarray:
    """Return one polygon a ring, valid or not; None for fewer than three points.

    All at once: a file may hold ten thousand rings, and each call costs as much as its geometry.
    """
    import numpy as np
    import shapely

    made = np.full(len(rings), None, dtype=object)
    chosen = [k for k, ring in enumerate(rings) if len(ring) > 2]
    if chosen:
        closed = [np.concatenate([rings[k], rings[k][:1]]) for k in chosen]
        owners = np.repeat(np.arange(len(chosen)), [len(ring) for ring in closed])
        made[chosen] = shapely.polygons(shapely.linearrings(np.concatenate(closed), indices=owners))
    return made


def nested(
    rings: Sequence[np.ndarray], polygons: np.ndarray | None = None, reasons: np.ndarray | None = None
) -> Nested:
    """Build a polygon from rings.

    Parameters
    ----------
    rings
        (n, 2) arrays, not closed, all in one coordinate system.
    polygons
        What `drawn` returns for them, where it was asked already.
    reasons
        What GEOS says of their validity, where it was asked already.

    Notes
    -----
    Rings that partly overlap are reported, never combined: nobody can tell whether the shared ground
    was to be counted twice, once or not at all.
    """
    import numpy as np
    import shapely

    shapes = drawn(rings) if polygons is None else polygons
    reasons = shapely.is_valid_reason(shapes) if reasons is None else reasons
    is_good = (reasons == VALID) & (shapely.area(shapes) > 0)
    doubtful = np.flatnonzero(~is_good).tolist()
    found = ((k, what) for k in doubtful if (what := ring_problem(rings[k], shapes[k], reasons[k] or "")))
    problems = list(islice(found, _MOST_PROBLEMS))
    if problems:
        return Nested(None, 0, 0, tuple(problems))
    if doubtful:
        shapes = shapes.copy()
        shapes[doubtful] = shapely.make_valid(shapes[doubtful], method="structure", keep_collapsed=False)
    if len(rings) == 1:
        return Nested(shapes[0], 1, 0)
    try:
        inside, touching, problems = _containment(shapes)
    except ReadError as error:
        return Nested(None, 0, 0, ((0, str(error)),))
    return Nested(None, 0, 0, tuple(problems)) if problems else _even_odd(shapes, inside, touching)


def _even_odd(polygons: np.ndarray, inside: Sequence[set[int]], touching: set[int]) -> Nested:
    """Cut rings of odd depth out of those around them; parts that touch each other become one."""
    import shapely

    depths = [len(outer) for outer in inside]
    holes: dict[int, list[int]] = {}
    for j, outer in enumerate(inside):
        if depths[j] % 2:
            holes.setdefault(next(k for k in outer if depths[k] == depths[j] - 1), []).append(j)
    order = sorted((k for k in range(len(polygons)) if depths[k] % 2 == 0), key=lambda k: depths[k])
    made = {
        k: shapely.difference(polygons[k], shapely.union_all(polygons[holes[k]])) if k in holes else polygons[k]
        for k in order
    }
    joined = [shapely.union_all([made[k] for k in order if k in touching])] if touching else []
    parts = shapely.get_parts([*(made[k] for k in order if k not in touching), *joined])
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))
    return Nested(whole, len(order), len(polygons) - len(order))


def _containment(polygons: np.ndarray) -> tuple[list[set[int]], set[int], list[tuple[int, str]]]:
    """Return for each ring the rings around it, the rings that touch others, and pairs that overlap or coincide."""
    import numpy as np
    import shapely

    inside: list[set[int]] = [set() for _ in polygons]
    touching: set[int] = set()
    problems: list[tuple[int, str]] = []
    areas = shapely.area(polygons)
    shapely.prepare(polygons)
    for pairs in _meeting(polygons):
        is_turned = areas[pairs[:, 0]] > areas[pairs[:, 1]]
        smaller, larger = np.where(is_turned[:, None], pairs[:, ::-1], pairs).T
        is_apart = ~shapely.intersects(polygons[larger], polygons[smaller])
        is_inside = shapely.contains_properly(polygons[larger], polygons[smaller])
        for small, large in zip(smaller[is_inside].tolist(), larger[is_inside].tolist(), strict=True):
            inside[small].add(large)
        for at in np.flatnonzero(~is_apart & ~is_inside).tolist():
            small, large = int(smaller[at]), int(larger[at])
            touching |= {small, large}
            is_within, what = _held_against(polygons[small], polygons[large], min(small, large) + 1)
            if is_within:
                inside[small].add(large)
            if what:
                problems.append((max(small, large), what))
            if len(problems) >= _MOST_PROBLEMS:
                return inside, touching, problems
    return inside, touching, problems


def _held_against(small: Any, large: Any, number: int) -> tuple[bool, str]:
    """Return whether a ring lies in another one whose outline it meets, and what is wrong with the two."""
    import shapely

    sizes = [shapely.get_num_coordinates(shape) for shape in (small, large)]
    if sizes[0] * sizes[1] > _EDGE_PAIRS and _cross_often(small, large, _FEWEST_CROSSINGS + 4 * sum(sizes)):
        return False, f"crosses ring {number} in thousands of points; a ring lies wholly inside or outside another one"
    shared = shapely.intersection(small, large).area
    tolerance = _tolerance(small)
    if small.area - shared <= tolerance:
        return True, f"is the same as ring {number}" if large.area - shared <= tolerance else ""
    if shared <= tolerance:
        return False, ""
    how = f"overlaps ring {number} in part (by {_size(small, shared)}); "
    return False, how + "a ring lies wholly inside another one or wholly outside it"


def _cross_often(one: Any, other: Any, most: int) -> bool:
    """Whether the edges of two outlines meet more than `most` times: an overlay would hold every crossing."""
    import numpy as np
    import shapely

    first, second = (_edges(shape) for shape in (one, other))
    tree, count = shapely.STRtree(second), 0
    for part in np.array_split(first, max(1, len(first) * len(second) // _EDGE_PAIRS)):
        count += tree.query(part, predicate="intersects").shape[1]
        if count > most:
            return True
    return False


def _edges(shape: Any) -> np.ndarray:
    import numpy as np
    import shapely

    rings = shapely.get_rings(shape)
    pairs = [np.stack([c[:-1], c[1:]], axis=1) for c in map(shapely.get_coordinates, rings)]
    made: np.ndarray = shapely.linestrings(np.concatenate(pairs))
    return made


def _meeting(polygons: np.ndarray) -> Iterator[np.ndarray]:
    """Yield (n, 2) pairs of rings whose bounds meet, the earlier one first.

    Raises
    ------
    ReadError
        So many meet that the file cannot be an outline.
    """
    import numpy as np
    import shapely

    tree, count = shapely.STRtree(polygons), 0
    for begin in range(0, len(polygons), _STEP):
        later, earlier = tree.query(polygons[begin : begin + _STEP])
        later = later + begin
        pairs = np.stack([earlier, later], axis=1)[earlier < later]
        count += len(pairs)
        if count > _MOST_PAIRS:
            raise ReadError(f"has {len(polygons)} rings, of which more than {_MOST_PAIRS} pairs meet; it is no outline")
        yield pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]


def _tolerance(polygon: Any) -> float:
    width = _ROUNDING_M if abs(polygon.bounds[0]) > 360 else _ROUNDING_DEG
    return float(min(width * polygon.length, 0.2 * polygon.area))


def _size(polygon: Any, shared: float) -> str:
    if abs(polygon.bounds[0]) > 360:
        return f"{shared:.0f} m²"
    return f"{shared / polygon.area:.0%} of the smaller one"
