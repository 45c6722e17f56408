"""Projects against the world, many at once: areas, tonnages, rights and zones."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import shapely

from mineplan.plans import Refusal
from mineplan.pressed.assembling import Batch, measured_project
from mineplan.pressed.deductions import Ores, deducted
from mineplan.pressed.geometry import ground_taken, grown
from mineplan.pressed.geometry.overlay import unions
from mineplan.pressed.measures import MeasuredProject, PillarNumbers, ProjectFacts
from mineplan.pressed.overlaps import overlaps, overlaps_of_each
from mineplan.pressed.parts import cells_of, with_parts
from mineplan.pressed.pillars import pillars_of
from mineplan.pressed.setting import Setting, Surface
from mineplan.pressed.sites import sites_of
from mineplan.pressed.world import World

# Projects worked at once: enough to keep the vectorised steps busy, few enough for a steady memory.
CHUNK = 4096


def measure_all(
    projects: Iterable[ProjectFacts],
    world: World,
    numbers: PillarNumbers | None,
    surface: Surface | None = None,
    chunk: int = CHUNK,
) -> Iterator[MeasuredProject | Refusal]:
    """Measure projects in their order, a chunk at a time.

    Parameters
    ----------
    projects
        In the analysis CRS; may be a generator.
    world
        What they are held against.
    numbers
        Buffer strips, angles and so on; None measures footprints alone.
    surface
        A raster of the ground.
    chunk
        How many at once.

    Yields
    ------
    One result a project; a Refusal where the footprint has no area or lies outside the dataset's ground.
    """
    setting = Setting(world, numbers or PillarNumbers(), numbers is not None, surface)
    left = iter(projects)
    while some := tuple(islice(left, chunk)):
        with _without_collector():
            found = _chunk(some, setting)
        yield from found


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave cyclic garbage alone for the time of a chunk.

    A chunk makes hundreds of thousands of small objects and no cycles; looking for cycles among them and in the whole
    world, over and over, would take a quarter of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def measure(
    project: ProjectFacts, world: World, numbers: PillarNumbers | None, surface: Surface | None = None
) -> MeasuredProject | Refusal:
    """Measure one project; see `measure_all`."""
    return next(measure_all([project], world, numbers, surface))


def _chunk(projects: tuple[ProjectFacts, ...], setting: Setting) -> list[MeasuredProject | Refusal]:
    drawn = _objects([project.shape for project in projects])
    taken = ground_taken(drawn, np.array([project.width_m or np.nan for project in projects], dtype=float))
    refused = _refusals(projects, taken, setting.world)
    good = np.array([at for at in range(len(projects)) if at not in refused], dtype=int)
    batch = measure_batch(tuple(projects[at] for at in good), (drawn[good], taken[good]), setting)
    measured = iter(_in_parts([measured_project(batch, at) for at in range(len(good))], setting))
    return [refused[at] if at in refused else next(measured) for at in range(len(projects))]


def _in_parts(found: list[MeasuredProject], setting: Setting) -> list[MeasuredProject]:
    """Split the projects that lie in several zones; all their pieces are measured at once."""
    cells = [cells_of(whole, setting.numbers) for whole in found]
    pieces = [
        (replace(whole.project, shape=shape))
        for whole, mine in zip(found, cells, strict=True)
        if len(mine) > 1
        for _, shape in mine
    ]
    shapes = _objects([piece.shape for piece in pieces])
    batch = measure_batch(tuple(pieces), (shapes, shapes), setting)
    measured = iter(range(len(pieces)))
    return [
        with_parts(whole, mine, [measured_project(batch, next(measured)) for _ in mine] if len(mine) > 1 else [])
        for whole, mine in zip(found, cells, strict=True)
    ]


def _objects(shapes: list[Any]) -> np.ndarray:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


def _refusals(projects: tuple[ProjectFacts, ...], taken: np.ndarray, world: World) -> dict[int, Refusal]:
    areas = shapely.area(taken)
    said = dict.fromkeys(np.flatnonzero(areas <= 0).tolist(), "outline encloses no area")
    for at in list(said):
        kind = getattr(projects[at].shape, "geom_type", "")
        if "Line" in kind:
            said[at] = "is a line without a width (用地宽度)"
        elif "Point" in kind or not kind:
            said[at] = "has no outline"
    if world.bounds is not None:
        ground = shapely.box(*world.bounds)
        for at in np.flatnonzero(~shapely.intersects(ground, taken)).tolist():
            said.setdefault(at, "lies outside the ground that the dataset covers")
    return {
        at: Refusal(projects[at].project_id, projects[at].source, None, (what,)) for at, what in sorted(said.items())
    }


def measure_batch(projects: tuple[ProjectFacts, ...], ground: tuple[np.ndarray, np.ndarray], setting: Setting) -> Batch:
    """Measure a batch as arrays: the work of `measure_all` without its objects.

    Parameters
    ----------
    projects, ground
        The projects, and their shapes as drawn and as ground taken.
    setting
        What stays the same for all.
    """
    drawn, taken = ground
    world, minimum = setting.world, setting.numbers.minimum_m2
    under = overlaps(world.ore, taken, minimum)
    footprint = deducted(under, under.areas_m2, setting)
    held, ground_held = overlaps_of_each(world.ground, (footprint.pairs.shapes, taken), minimum)
    batch = Batch(
        projects,
        drawn,
        taken,
        sites_of(projects, taken, setting),
        setting,
        footprint,
        held,
        ground_held,
        overlaps(world.areas, taken, minimum),
    )
    return _with_pillars(batch) if setting.has_pillars else batch


def _with_pillars(batch: Batch) -> Batch:
    setting = batch.setting
    found = pillars_of(batch.taken, batch.sites, setting)
    ores = deducted(found.pairs, found.mean_m2, setting)
    outlines = grown(batch.taken, np.nan_to_num(batch.sites.buffer_m))
    pillars = _united(outlines, ores)
    minimum = setting.numbers.minimum_m2
    held, ground = overlaps_of_each(setting.world.ground, (ores.pairs.shapes, pillars), minimum)
    return replace(
        batch,
        pillared=ores,
        pair_surface_m=found.surface_m,
        pair_loose_m=found.loose_m,
        outlines=outlines,
        pillars=pillars,
        pillared_held=held,
        pillared_ground=ground,
    )


def _united(outlines: np.ndarray, ores: Ores) -> np.ndarray:
    """Return each outline with everything that its pillars press."""
    made = outlines.copy()
    ranges = ores.pairs.ranges(len(outlines))
    counts = np.diff(ranges)
    single = np.flatnonzero(counts == 1)
    pieces = ores.pairs.shapes[ranges[single]]
    whole = shapely.covers(pieces, outlines[single])  # nothing to unite where all the ground lies over one orebody
    made[single[whole]] = pieces[whole]
    counts[single[whole]] = 0
    rest, used = np.flatnonzero(counts), counts[ores.pairs.owner] > 0
    made[rest] = unions(
        np.concatenate([outlines[rest], ores.pairs.shapes[used]]), np.concatenate([rest, ores.pairs.owner[used]])
    )
    return made
