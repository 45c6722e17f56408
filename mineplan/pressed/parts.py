"""A footprint that lies in several zones is split, and what each part presses is counted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import shapely

from mineplan.pressed.measures import (
    MeasuredPart,
    MeasuredProject,
    PillarNumbers,
    PressedOre,
    Pressing,
    ProjectFacts,
    TouchedRight,
    ZoneFacts,
)
from mineplan.pressed.sites import Surface
from mineplan.pressed.world import World

Measure = Callable[[tuple[ProjectFacts, ...], World, PillarNumbers, Surface | None], list[MeasuredProject]]


def with_parts(
    whole: MeasuredProject, world: World, numbers: PillarNumbers, surface: Surface | None, measure: Measure
) -> MeasuredProject:
    """Return a project with its footprint split by the zones that may exempt.

    Parameters
    ----------
    whole
        The project as one part.
    world, numbers, surface
        As in `measure_all`; `numbers.part_zones` names the kinds of zones, `numbers.on` the day they must be valid.
    measure
        Measures pieces as projects of their own.

    Notes
    -----
    Ore under a part's own footprint is that part's. What only pillars reach goes to the ground outside the zones
    first, since there nothing is exempt, and then to the parts by their zones; so the parts add up to the whole.
    """
    zones = [zone for zone in whole.zones if zone.kind in numbers.part_zones and is_valid(zone, numbers)]
    if not zones:
        return whole
    cells = _cells(whole.footprint, zones, numbers.minimum_m2)
    if len(cells) == 1:
        only = replace(whole.parts[0], zones=cells[0][0])
        return replace(whole, parts=(only,))
    pieces = tuple(replace(whole.project, shape=shape) for _, shape in cells)
    measured = measure(pieces, world, numbers, surface)
    given: dict[str, Any] = {}
    parts = []
    for (names, shape), piece in zip(cells, measured, strict=True):
        ores = tuple(_left(ore, piece, whole, given) for ore in piece.ores)
        kept = tuple(ore for ore in ores if ore.footprint.area_m2 or (ore.with_pillar and ore.with_pillar.area_m2))
        parts.append(MeasuredPart(names, shape, float(shape.area), kept, piece.rights))
    return replace(whole, parts=tuple(parts))


def is_valid(zone: ZoneFacts, numbers: PillarNumbers) -> bool:
    """Whether a zone is valid on the day of the numbers."""
    day = numbers.on
    return day is None or (
        (zone.valid_from is None or zone.valid_from <= day) and (zone.valid_to is None or day <= zone.valid_to)
    )


def _cells(footprint: Any, zones: list[ZoneFacts], minimum_m2: float) -> list[tuple[tuple[ZoneFacts, ...], Any]]:
    """Return the pieces of a footprint with the zones of each; slivers stay with the piece they are cut from."""
    cells: list[tuple[tuple[ZoneFacts, ...], Any]] = [((), footprint)]
    for zone in zones:
        split: list[tuple[tuple[ZoneFacts, ...], Any]] = []
        for names, shape in cells:
            inside, outside = shapely.intersection(shape, zone.shape), shapely.difference(shape, zone.shape)
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
    return shapely.union_all([part for part in shapely.get_parts(shape) if "Polygon" in part.geom_type])


def _left(ore: PressedOre, piece: MeasuredProject, whole: MeasuredProject, given: dict[str, Any]) -> PressedOre:
    """Return the ore of a part without what other parts stand on or were given before; remember what it takes."""
    if ore.with_pillar is None:
        return ore
    name = ore.orebody.orebody_id
    others = shapely.difference(whole.footprint, piece.footprint)
    shape = shapely.difference(ore.with_pillar.shape, others)
    limit = next(o.with_pillar for o in whole.ores if o.orebody.orebody_id == name)
    if limit is not None:  # a sharp corner where a zone cuts the footprint reaches out farther than the whole does
        shape = shapely.intersection(_areas(shape), limit.shape)
    if name in given:
        shape = shapely.difference(shape, given[name])
    shape = _areas(shape)
    given[name] = shape if name not in given else shapely.union(given[name], shape)
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
    held = _areas(shapely.intersection(right.with_pillar.shape, shape))
    return replace(right, with_pillar=_shrunk(right.with_pillar, held))
