"""Projects against the world, many at once: areas, tonnages, rights and zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import shapely

from mineplan.plans import Refusal
from mineplan.pressed.assembling import Batch, measured_project
from mineplan.pressed.deductions import Ores, deducted
from mineplan.pressed.geometry import ground_taken, grown
from mineplan.pressed.measures import MeasuredProject, PillarNumbers, ProjectFacts
from mineplan.pressed.overlaps import overlaps
from mineplan.pressed.parts import with_parts
from mineplan.pressed.pillars import pillars_of
from mineplan.pressed.sites import Surface, body_cots, sites_of
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
    left = iter(projects)
    while some := tuple(islice(left, chunk)):
        yield from _chunk(some, world, numbers, surface)


def measure(
    project: ProjectFacts, world: World, numbers: PillarNumbers | None, surface: Surface | None = None
) -> MeasuredProject | Refusal:
    """Measure one project; see `measure_all`."""
    return next(measure_all([project], world, numbers, surface))


def _chunk(
    projects: tuple[ProjectFacts, ...], world: World, numbers: PillarNumbers | None, surface: Surface | None
) -> Iterator[MeasuredProject | Refusal]:
    shapes = np.empty(len(projects), dtype=object)
    shapes[:] = [project.shape for project in projects]
    widths = np.array([project.width_m or np.nan for project in projects], dtype=float)
    taken = ground_taken(shapes, widths)
    refused = _refusals(projects, taken, world)
    good = np.array([at for at in range(len(projects)) if at not in refused], dtype=int)
    batch = measure_batch(tuple(projects[at] for at in good), (shapes[good], taken[good]), world, numbers, surface)
    measured = iter(range(len(good)))
    for at in range(len(projects)):
        if at in refused:
            yield refused[at]
            continue
        found = measured_project(batch, next(measured), world)
        yield with_parts(found, world, batch.numbers, surface, _one_part)


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


def measure_batch(
    projects: tuple[ProjectFacts, ...],
    ground: tuple[np.ndarray, np.ndarray],
    world: World,
    numbers: PillarNumbers | None,
    surface: Surface | None = None,
) -> Batch:
    """Measure a batch as arrays: the work of `measure_all` without its objects.

    Parameters
    ----------
    projects, ground
        The projects, and their shapes as drawn and as ground taken.
    world, numbers, surface
        As in `measure_all`.
    """
    used = numbers or PillarNumbers()
    drawn, taken = ground
    sites = sites_of(projects, taken, used, surface)
    under = overlaps(world.ore, taken, used.minimum_m2)
    footprint = deducted(under, under.areas_m2, world, used)
    batch = Batch(
        projects,
        drawn,
        taken,
        sites,
        used,
        footprint,
        overlaps(world.ground, footprint.pairs.shapes, used.minimum_m2),
        overlaps(world.ground, taken, used.minimum_m2),
        overlaps(world.areas, taken, used.minimum_m2),
    )
    return batch if numbers is None else _with_pillars(batch, world, surface)


def _with_pillars(batch: Batch, world: World, surface: Surface | None) -> Batch:
    cots = body_cots(world, batch.numbers)
    found = pillars_of((batch.taken, batch.sites), world, batch.numbers, cots, surface)
    ores = deducted(found.pairs, found.mean_m2, world, batch.numbers)
    outlines = grown(batch.taken, np.nan_to_num(batch.sites.buffer_m))
    pillars = _united(outlines, ores)
    minimum = batch.numbers.minimum_m2
    return replace(
        batch,
        pillared=ores,
        pair_surface_m=found.surface_m,
        pair_loose_m=found.loose_m,
        outlines=outlines,
        pillars=pillars,
        cots=cots,
        pillared_held=overlaps(world.ground, ores.pairs.shapes, minimum),
        pillared_ground=overlaps(world.ground, pillars, minimum),
    )


def _united(outlines: np.ndarray, ores: Ores) -> np.ndarray:
    """Return each outline with everything that its pillars press."""
    made = outlines.copy()
    ranges = ores.pairs.ranges(len(outlines))
    for at in np.flatnonzero(np.diff(ranges)).tolist():
        made[at] = shapely.union_all([outlines[at], *ores.pairs.shapes[ranges[at] : ranges[at + 1]]])
    return made


def _one_part(
    projects: tuple[ProjectFacts, ...], world: World, numbers: PillarNumbers, surface: Surface | None
) -> list[MeasuredProject]:
    """Measure pieces of a footprint as projects of their own."""
    shapes = np.empty(len(projects), dtype=object)
    shapes[:] = [project.shape for project in projects]
    batch = measure_batch(projects, (shapes, shapes), world, numbers, surface)
    return [measured_project(batch, at, world) for at in range(len(projects))]
