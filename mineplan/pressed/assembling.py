"""From the arrays of a batch to what the law reads of one project."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from mineplan.pressed.deductions import Ores
from mineplan.pressed.elevations import held_between
from mineplan.pressed.measures import (
    MeasuredPart,
    MeasuredProject,
    PressedOre,
    Pressing,
    ProjectFacts,
    TouchedRight,
)
from mineplan.pressed.overlaps import Pairs
from mineplan.pressed.reported import Counted, counted_tonnages, held_tonnages, volume_of
from mineplan.pressed.setting import Setting
from mineplan.pressed.sites import Sites
from mineplan.pressed.telling import notes_of
from mineplan.pressed.world import World

_NOTHING = shapely.MultiPolygon()


@dataclass(frozen=True, eq=False)
class Batch:
    """A batch of projects as arrays.

    Attributes
    ----------
    drawn, taken
        Shapes as drawn, and the ground they take.
    sites, setting
        Numbers of the ground; what stays the same for all.
    footprint, held
        Ore under the footprints, and what rights hold of each of its pairs.
    ground, zones
        Rights and zones under the footprints.
    pillared, pillared_held, pillared_ground
        The same with pillars; None where no pillars were asked for.
    pair_surface_m, pair_loose_m
        What each pair of `pillared` was reckoned with.
    outlines, pillars
        With the buffer strip; with everything the pillars press.
    """

    projects: tuple[ProjectFacts, ...]
    drawn: np.ndarray
    taken: np.ndarray
    sites: Sites
    setting: Setting
    footprint: Ores
    held: Pairs
    ground: Pairs
    zones: Pairs
    pillared: Ores | None = None
    pair_surface_m: np.ndarray | None = None
    pair_loose_m: np.ndarray | None = None
    outlines: np.ndarray | None = None
    pillars: np.ndarray | None = None
    pillared_held: Pairs | None = None
    pillared_ground: Pairs | None = None

    @cached_property
    def areas_m2(self) -> np.ndarray:
        """Areas of the ground taken."""
        return np.asarray(shapely.area(self.taken))

    @cached_property
    def outline_areas_m2(self) -> list[float]:
        """Areas with the buffer strip."""
        return _areas_m2(self.outlines)

    @cached_property
    def pillar_areas_m2(self) -> list[float]:
        """Areas of the pillars."""
        return _areas_m2(self.pillars)

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        """Where the pairs of each project (or, for `held`, of each pair of ore) begin."""
        count = len(self.projects)
        found = {"footprint": self.footprint.pairs.ranges(count), "ground": self.ground.ranges(count)}
        found["zones"], found["held"] = self.zones.ranges(count), self.held.ranges(len(self.footprint.pairs.owner))
        if self.pillared is not None and self.pillared_ground is not None and self.pillared_held is not None:
            found["pillared"] = self.pillared.pairs.ranges(count)
            found["pillared_ground"] = self.pillared_ground.ranges(count)
            found["pillared_held"] = self.pillared_held.ranges(len(self.pillared.pairs.owner))
        return {name: ranges.tolist() for name, ranges in found.items()}


def _areas_m2(shapes: np.ndarray | None) -> list[float]:
    areas: list[float] = [] if shapes is None else shapely.area(shapes).tolist()
    return areas


def measured_project(batch: Batch, at: int) -> MeasuredProject:
    """Return one project of a batch, decided as one part."""
    project, world = batch.projects[at], batch.setting.world
    has_strip = batch.outlines is not None and not math.isnan(batch.sites.buffer_m[at])
    ores = _ores(batch, at, world)
    rights = _rights(batch, at, world)
    zones = tuple(world.zones[batch.zones.row[k]] for k in _span(batch, "zones", at))
    footprint, area_m2 = batch.taken[at], float(batch.areas_m2[at])
    outline = batch.outlines[at] if has_strip and batch.outlines is not None else None
    pillar = batch.pillars[at] if has_strip and batch.pillars is not None else None
    surface_m, basis = _surface(batch, at, ores)
    return MeasuredProject(
        project,
        footprint,
        area_m2,
        (MeasuredPart((), footprint, area_m2, ores, rights),),
        ores,
        rights,
        zones,
        outline,
        pillar,
        None if outline is None else batch.outline_areas_m2[at],
        None if pillar is None else batch.pillar_areas_m2[at],
        surface_m,
        basis,
        notes_of(batch, at, ores, world),
    )


def _span(batch: Batch, name: str, at: int) -> range:
    starts = batch.starts[name]
    return range(starts[at], starts[at + 1])


def _surface(batch: Batch, at: int, ores: tuple[PressedOre, ...]) -> tuple[float | None, str]:
    own = float(batch.sites.surface_m[at])
    if not math.isnan(own):
        return own, batch.sites.surface_basis[at]
    theirs = [ore.orebody.surface_m for ore in ores if ore.orebody.surface_m is not None]
    found = theirs[0] if theirs else batch.setting.numbers.surface_m
    return found, "" if found is None else "dataset"


def _ores(batch: Batch, at: int, world: World) -> tuple[PressedOre, ...]:
    under = {int(batch.footprint.pairs.row[k]): k for k in _span(batch, "footprint", at)}
    over = {}
    if batch.pillared is not None:
        over = {int(batch.pillared.pairs.row[k]): k for k in _span(batch, "pillared", at)}
    return tuple(_ore(batch, row, (under.get(row), over.get(row)), world) for row in sorted({*under, *over}))


def _ore(batch: Batch, row: int, pair: tuple[int | None, int | None], world: World) -> PressedOre:
    body = world.orebodies[row]
    under, over = pair
    footprint, counted_by = _pressing(batch.footprint, row, under, world)
    with_pillar, reported = None, counted_by.right_ids
    counted, counted_at = batch.footprint, under
    if over is not None and batch.pillared is not None:
        with_pillar, counted_by = _pressing(batch.pillared, row, over, world)
        reported = tuple(sorted({*reported, *counted_by.right_ids}))
        counted, counted_at = batch.pillared, over
    lost_m2 = 0.0 if counted_at is None else float(counted.lost_m2[counted_at])
    lost = counted_tonnages(world, row, None, (0.0, lost_m2)).tonnages if lost_m2 > 0 else {}
    rights = _holding(batch, row, (under, over), (footprint, with_pillar), world)
    steps = _steps(batch, row, over, world)
    basis = "reports" if reported else counted_by.basis
    return PressedOre(body, footprint, with_pillar, basis, rights, lost, steps, reported)


def _pressing(ores: Ores, row: int, pair: int | None, world: World) -> tuple[Pressing, Counted]:
    if pair is None:
        counted = counted_tonnages(world, row, None, (0.0, 0.0))
        return Pressing(_NOTHING, 0.0, 0.0, counted.tonnages), counted
    area_m2, mean_m2 = float(ores.pairs.areas_m2[pair]), float(ores.mean_m2[pair])
    counted = counted_tonnages(world, row, ores.pairs.shapes[pair], (area_m2, mean_m2))
    share = volume_of(world, row, mean_m2).share
    return Pressing(ores.pairs.shapes[pair], area_m2, share, counted.tonnages), counted


def _steps(batch: Batch, row: int, over: int | None, world: World) -> dict[str, float | None]:
    """Return the numbers that a reader needs to draw the pillar again."""
    if over is None or batch.pillared is None or batch.pair_surface_m is None or batch.pair_loose_m is None:
        return {}
    at = int(batch.pillared.pairs.owner[over])
    beta, gamma, delta = batch.setting.angles_deg[row]
    return {
        "buffer_m": float(batch.sites.buffer_m[at]),
        "surface_m": float(batch.pair_surface_m[over]),
        **({"surface_highest_m": float(batch.sites.highest_m[at])} if batch.sites.surface_basis[at] == "dem" else {}),
        "loose_m": float(batch.pair_loose_m[over]),
        "loose_deg": batch.setting.numbers.loose_deg,
        "dip_deg": float(world.slabs.dip_deg[row]),
        "dip_direction_deg": world.orebodies[row].dip_direction_deg,
        "beta_deg": beta,
        "gamma_deg": gamma,
        "delta_deg": delta,
    }


def _holding(
    batch: Batch,
    row: int,
    pairs: tuple[int | None, int | None],
    pressed: tuple[Pressing, Pressing | None],
    world: World,
) -> tuple[TouchedRight, ...]:
    """Return what each right holds of pressed ore, in plan and between its elevations."""
    held: list[dict[int, tuple[Pressing, bool | None]]] = []
    for name, found, pair, whole in (
        ("held", batch.held, pairs[0], pressed[0]),
        ("pillared_held", batch.pillared_held, pairs[1], pressed[1]),
    ):
        mine: dict[int, tuple[Pressing, bool | None]] = {}
        if pair is not None and found is not None and whole is not None:
            for k in _span(batch, name, pair):
                right = int(found.row[k])
                mine[right] = _piece(world, row, (found.shapes[k], float(found.areas_m2[k]), right), whole)
        held.append(mine)
    rows = sorted({*held[0], *held[1]})
    return tuple(_touched(world, right, (held[0].get(right), held[1].get(right)), pressed) for right in rows)


def _piece(world: World, row: int, cut: tuple[Any, float, int], whole: Pressing) -> tuple[Pressing, bool | None]:
    shape, area_m2, right = cut
    held, height, is_shared = held_between(world, row, shape, world.rights[right])
    if held is not shape:
        shape, area_m2 = held, float(held.area)
    part = area_m2 / whole.area_m2 * height if whole.area_m2 > 0 else 0.0
    if world.orebodies[row].reports:
        mean_m2 = whole.share * float(world.ore.areas_m2[row])
        pressed = (whole.shape, whole.area_m2, mean_m2)
        tonnages = held_tonnages(world, row, world.rights[right], pressed, part * mean_m2)
    else:
        tonnages = {name: None if t is None else t * part for name, t in whole.tonnages.items()}
    return Pressing(shape, area_m2, whole.share * part, tonnages), is_shared


def _touched(
    world: World,
    right: int,
    held: tuple[tuple[Pressing, bool | None] | None, tuple[Pressing, bool | None] | None],
    pressed: tuple[Pressing, Pressing | None],
) -> TouchedRight:
    nothing = Pressing(
        _NOTHING, 0.0, 0.0, {name: None if t is None else 0.0 for name, t in pressed[0].tonnages.items()}
    )
    under, over = held
    footprint = nothing if under is None else under[0]
    with_pillar = None if pressed[1] is None else nothing if over is None else over[0]
    answers = [known[1] for known in held if known is not None]
    is_shared = True if True in answers else None if None in answers else False
    return TouchedRight(world.rights[right], footprint, with_pillar, is_shared)


def _rights(batch: Batch, at: int, world: World) -> tuple[TouchedRight, ...]:
    """Return every right over the ground of a project."""
    under = {int(batch.ground.row[k]): k for k in _span(batch, "ground", at)}
    over: dict[int, int] = {}
    has_pillar = batch.pillared_ground is not None and not math.isnan(batch.sites.buffer_m[at])
    if has_pillar and batch.pillared_ground is not None:
        over = {int(batch.pillared_ground.row[k]): k for k in _span(batch, "pillared_ground", at)}
    found = []
    for row in sorted({*under, *over}):
        footprint = _on_ground(batch.ground, under.get(row), row, world)
        pillar = _on_ground(batch.pillared_ground, over.get(row), row, world) if has_pillar else None
        inside = footprint.area_m2 >= float(batch.areas_m2[at]) - 1.0
        found.append(TouchedRight(world.rights[row], footprint, pillar, None, inside))
    return tuple(found)


def _on_ground(pairs: Pairs | None, pair: int | None, row: int, world: World) -> Pressing:
    if pair is None or pairs is None:
        return Pressing(_NOTHING, 0.0, 0.0, {})
    area_m2 = float(pairs.areas_m2[pair])
    return Pressing(pairs.shapes[pair], area_m2, area_m2 / float(world.ground.areas_m2[row]), {})
