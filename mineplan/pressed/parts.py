"""A footprint that lies in several zones is split, and what each part presses is counted once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from mineplan.pressed.geometry.overlay import differences, intersections, union_of
from mineplan.pressed.measures import (
    MeasuredPart,
    MeasuredProject,
    PillarNumbers,
    PressedOre,
    Pressing,
    TouchedRight,
    ZoneFacts,
)
from mineplan.pressed.setting import is_valid

Cells = list[tuple[tuple[ZoneFacts, ...], Any]]


def cells_of(whole: MeasuredProject, numbers: PillarNumbers) -> Cells:
    """Return the pieces of a footprint with the zones of each, ground outside them first, then by their ids.

    Parameters
    ----------
    whole
        The project.
    numbers
        `part_zones` names the kinds of zones that may exempt, `on` the day on which they must be valid.
    """
    zones = [zone for zone in whole.zones if zone.kind in numbers.part_zones and is_valid(zone, numbers)]
    return _cells(whole.footprint, zones, numbers.minimum_m2) if zones else [((), whole.footprint)]


def with_parts(whole: MeasuredProject, cells: Cells, pieces: list[MeasuredProject]) -> MeasuredProject:
    """Return a project whose parts are its cells.

    Parameters
    ----------
    whole, cells
        The project and the pieces of its footprint.
    pieces
        The pieces measured as projects of their own; [] where there is only one.

    Notes
    -----
    Ore under a part's own footprint is that part's. What only pillars reach goes to the ground outside the zones
    first, since there nothing is exempt, and then to the parts by their zones; so the parts add up to the whole.
    """
    if len(cells) == 1 and not cells[0][0]:
        return whole
    if len(cells) == 1:
        return replace(whole, parts=(replace(whole.parts[0], zones=cells[0][0]),))
    given: dict[str, Any] = {}
    parts = []
    for (names, shape), piece in zip(cells, pieces, strict=True):
        ores = tuple(_left(ore, piece, whole, given) for ore in piece.ores)
        kept = tuple(ore for ore in ores if ore.footprint.area_m2 or (ore.with_pillar and ore.with_pillar.area_m2))
        parts.append(MeasuredPart(names, shape, float(shape.area), kept, piece.rights))
    return replace(whole, parts=tuple(parts))


def _cells(footprint: Any, zones: list[ZoneFacts], minimum_m2: float) -> Cells:
    """Split a footprint; slivers stay with the piece they are cut from."""
    cells: Cells = [((), footprint)]
    for zone in zones:
        split: Cells = []
        for names, shape in cells:
            inside, outside = _shared(shape, zone.shape), _without(shape, zone.shape)
            if inside.area < minimum_m2:
                split.append((names, shape))
            elif outside.area < minimum_m2:
                split.append(((*names, zone), shape))
            else:
                split += [(names, _areas(outside)), ((*names, zone), _areas(inside))]
        cells = split
    return sorted(cells, key=lambda cell: tuple(zone.zone_id for zone in cell[0]))


def _areas(shape: Any) -> Any:
    if "Polygon" in shape.geom_type:
        return shape
    return union_of([part for part in shapely.get_parts(shape) if "Polygon" in part.geom_type])


def _left(ore: PressedOre, piece: MeasuredProject, whole: MeasuredProject, given: dict[str, Any]) -> PressedOre:
    """Return the ore of a part without what other parts stand on or were given before; remember what it takes."""
    if ore.with_pillar is None:
        return ore
    name = ore.orebody.orebody_id
    others = _without(whole.footprint, piece.footprint)
    shape = _without(ore.with_pillar.shape, others)
    # A sharp corner where a zone cuts the footprint reaches out farther than the whole does.
    limits = [o.with_pillar.shape for o in whole.ores if o.orebody.orebody_id == name and o.with_pillar is not None]
    shape = _shared(_areas(shape), union_of(limits))
    if name in given:
        shape = _without(shape, given[name])
    shape = _areas(shape)
    given[name] = shape if name not in given else union_of([given[name], shape])
    pressed = _shrunk(ore.with_pillar, shape)
    rights = tuple(_right_left(right, shape) for right in ore.rights)
    return replace(ore, with_pillar=pressed, rights=rights)


def _shrunk(pressing: Pressing, shape: Any) -> Pressing:
    area_m2 = float(shape.area)
    part = area_m2 / pressing.area_m2 if pressing.area_m2 > 0 else 0.0
    tonnages = {name: None if t is None else t * part for name, t in pressing.tonnages.items()}
    return Pressing(shape, area_m2, pressing.share * part, tonnages)


def _right_left(right: TouchedRight, shape: Any) -> TouchedRight:
    if right.with_pillar is None or right.with_pillar.area_m2 == 0:
        return right
    held = _areas(_shared(right.with_pillar.shape, shape))
    return replace(right, with_pillar=_shrunk(right.with_pillar, held))


def _shared(first: Any, second: Any) -> Any:
    return intersections(*_one(first, second))[0]


def _without(first: Any, second: Any) -> Any:
    return differences(*_one(first, second))[0]


def _one(first: Any, second: Any) -> tuple[np.ndarray, np.ndarray]:
    return np.array([first, None], dtype=object)[:1], np.array([second, None], dtype=object)[:1]
