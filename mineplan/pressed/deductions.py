"""Ore that must not be counted: already under a pillar or exempt, or counted under another orebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely

from mineplan.pressed.elevations import share_space
from mineplan.pressed.geometry.overlay import differences, union_of
from mineplan.pressed.overlaps import Pairs
from mineplan.pressed.setting import Setting
from mineplan.pressed.world import World, areas_only


@dataclass(frozen=True, eq=False)
class Ores:
    """Pressed ore of a batch, by project and orebody.

    Attributes
    ----------
    pairs
        Net plan shapes and areas.
    mean_m2
        Net area averaged over the height.
    lost_m2
        Area (averaged over the height) that was deducted as already pillared or exempt.
    twins
        Pairs of rows of `pairs` -> the second gave up ore that the first counts.
    """

    pairs: Pairs
    mean_m2: np.ndarray
    lost_m2: np.ndarray
    twins: tuple[tuple[int, int], ...] = field(default=())


def deducted(pairs: Pairs, mean_m2: np.ndarray, setting: Setting) -> Ores:
    """Take out of pressed ore what counts elsewhere.

    Parameters
    ----------
    pairs, mean_m2
        Pressed shapes, sorted by project and orebody, and their areas averaged over the height.
    setting
        Orebodies and zones; `exempt_zones` of its numbers names the kinds of zones whose ore counts as already
        pillared or exempt.

    Notes
    -----
    Where two orebodies of one mineral fill the same space, the first by id keeps the ore.
    """
    shapes, areas = pairs.shapes.copy(), pairs.areas_m2.copy()
    lost = _without_exempt(shapes, areas, setting)
    twins = _without_twins(shapes, areas, pairs, setting.world)
    with np.errstate(invalid="ignore", divide="ignore"):
        height = np.where(pairs.areas_m2 > 0, mean_m2 / pairs.areas_m2, 0.0)
    return Ores(Pairs(pairs.owner, pairs.row, shapes, areas), areas * height, lost * height, tuple(twins))


def _without_exempt(shapes: np.ndarray, areas: np.ndarray, setting: Setting) -> np.ndarray:
    """Cut exempt zones out of shapes, in place; return the areas lost."""
    lost = np.zeros(len(shapes))
    layer = setting.exempt
    if not len(layer.shapes) or not len(shapes):
        return lost
    owner, row = layer.near(shapely.bounds(shapes))
    for at in np.unique(owner).tolist():
        before = areas[at]
        _cut(shapes, areas, at, union_of(layer.shapes[row[owner == at]]))
        lost[at] = before - areas[at]
    return lost


def _cut(shapes: np.ndarray, areas: np.ndarray, at: int, other: object) -> None:
    shapes[at : at + 1] = areas_only(differences(shapes[at : at + 1], np.array([other, None], dtype=object)[:1]))
    areas[at] = shapely.area(shapes[at])


def _without_twins(shapes: np.ndarray, areas: np.ndarray, pairs: Pairs, world: World) -> Iterable[tuple[int, int]]:
    """Cut from later orebodies what an earlier one of the same mineral fills too, in place."""
    found: list[tuple[int, int]] = []
    owner = pairs.owner
    for at in range(1, len(owner)):
        before = at - 1
        while before >= 0 and owner[before] == owner[at]:
            if _is_twin(world, shapes, (before, at), pairs):
                found.append((before, at))
                _cut(shapes, areas, at, shapes[before])
            before -= 1
    return found


def _is_twin(world: World, shapes: np.ndarray, rows: tuple[int, int], pairs: Pairs) -> bool:
    first, second = (int(pairs.row[at]) for at in rows)
    if world.orebodies[first].mineral is not world.orebodies[second].mineral:
        return False
    a, b = shapes[rows[0]], shapes[rows[1]]
    if not shapely.intersects(a, b):
        return False
    shared = shapely.intersection(a, b)
    return bool(shared.area > 1e-6) and share_space(world, first, second, shared)
