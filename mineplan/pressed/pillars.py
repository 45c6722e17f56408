"""Safety pillars of many projects in many orebodies at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from mineplan.pressed.geometry import DrawCots, Ground, cut_outlines, grown
from mineplan.pressed.overlaps import NO_PAIRS, Pairs, shared_pairs
from mineplan.pressed.setting import Setting, Surface
from mineplan.pressed.sites import Sites
from mineplan.pressed.world import World


@dataclass(frozen=True, eq=False)
class Pillars:
    """What pillars press in orebodies; arrays of one length.

    Attributes
    ----------
    pairs
        Pressed plan by project and orebody.
    mean_m2
        Pressed area averaged over the height: the plan area of slabs, less than that in upright bodies.
    surface_m, loose_m
        Elevation of the ground and thickness of the loose layer reckoned with.
    """

    pairs: Pairs
    mean_m2: np.ndarray
    surface_m: np.ndarray
    loose_m: np.ndarray


class _Case(NamedTuple):
    """Pairs under work: rows of project and orebody, and their numbers."""

    project: np.ndarray
    body: np.ndarray
    surface_m: np.ndarray
    loose_m: np.ndarray
    width_m: np.ndarray
    cots: np.ndarray

    def some(self, mask: np.ndarray) -> _Case:
        return _Case(*(values[mask] for values in self))


NO_PILLARS = Pillars(NO_PAIRS, np.empty(0), np.empty(0), np.empty(0))


def pillars_of(taken: np.ndarray, sites: Sites, setting: Setting) -> Pillars:
    """Return what the pillars of projects press.

    Parameters
    ----------
    taken, sites
        Ground that the projects take and its numbers, (n,).
    setting
        Orebodies, buffer strips and draw angles; a raster of the ground bends the planes' upper edges.

    Notes
    -----
    Pairs for which a number is missing are left out.
    """
    world = setting.world
    if not len(world.orebodies) or not len(taken) or setting.numbers.loose_deg is None:
        return NO_PILLARS
    case = _cases(taken, sites, setting)
    if not len(case.project):
        return NO_PILLARS
    outlines = _outlines(taken, case)
    case, outlines, regions, below = _regions(case, outlines, setting)
    chosen = np.flatnonzero(_boxes_meet(regions, world.ore.boxes[case.body]))
    pairs = shared_pairs(world.ore, regions[chosen], (chosen, case.body[chosen]), setting.numbers.minimum_m2)
    mean = pairs.areas_m2.copy()
    _average_height(mean, pairs, (outlines, below, case, world))
    at = pairs.owner
    made = Pairs(case.project[at], pairs.row, pairs.shapes, pairs.areas_m2)
    return Pillars(made, mean, case.surface_m[at], case.loose_m[at])


def reach_m(sites: Sites, setting: Setting) -> np.ndarray:
    """Return how far from its ground each project can press anything, metres; NaN where no pillar can be drawn.

    Notes
    -----
    A point at depth D below the bedrock is pressed at most cot D from the outline, times the outrun of its sharpest
    corner.
    """
    numbers = setting.numbers
    loose = np.fmax(sites.loose_m, setting.loosest_m) * setting.loose_cot
    elsewhere = _largest(setting.body_surface_m, -math.inf)
    elsewhere = max(elsewhere, -math.inf if numbers.surface_m is None else numbers.surface_m)
    highest = np.where(np.isnan(sites.highest_m), elsewhere, sites.highest_m)
    deep = np.maximum(0.0, highest - setting.world.lowest_m) * _largest(setting.flattest, math.nan)
    return np.asarray((sites.buffer_m + loose + deep) * sites.ratios)


def _largest(values: np.ndarray, otherwise: float) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else otherwise


def _cases(taken: np.ndarray, sites: Sites, setting: Setting) -> _Case:
    """Return the pairs whose numbers are known and whose boxes come near enough."""
    world, cots = setting.world, setting.cots
    reach = reach_m(sites, setting)
    boxes = shapely.bounds(taken)
    boxes[np.isnan(reach)] = np.nan
    project, body = world.ore.near(boxes, np.nan_to_num(reach))
    surface_m, loose_m = _pair_numbers(project, body, sites, setting)
    width = sites.buffer_m[project] + loose_m * setting.loose_cot
    case = _Case(project, body, surface_m, loose_m, width, cots[body])
    highest = np.fmax(surface_m, sites.highest_m[project])
    deep = np.maximum(0.0, highest - loose_m - world.slabs.lowest_m[body])
    far = (width + deep * setting.flattest[body]) * sites.ratios[project]
    mine, theirs = boxes[project], world.ore.boxes[body]
    gap = np.maximum(mine[:, :2] - theirs[:, 2:], theirs[:, :2] - mine[:, 2:]).max(axis=1)
    return case.some(gap <= far)  # NaN, which is not known, compares as no


def _pair_numbers(
    project: np.ndarray, body: np.ndarray, sites: Sites, setting: Setting
) -> tuple[np.ndarray, np.ndarray]:
    """Return the elevation of the ground and the thickness of the loose layer of pairs.

    The project's own numbers go first, then the orebody's, then those of the scenario. A loose layer that nobody
    states is reckoned as none.
    """
    numbers = setting.numbers
    surface_m = _first(sites.surface_m[project], setting.body_surface_m[body], numbers.surface_m)
    loose_m = _first(sites.loose_m[project], setting.body_loose_m[body], numbers.loose_m)
    return surface_m, np.nan_to_num(loose_m)


def _first(own: np.ndarray, theirs: np.ndarray, last: float | None) -> np.ndarray:
    found = np.where(np.isnan(own), theirs, own)
    return found if last is None else np.where(np.isnan(found), last, found)


def _outlines(taken: np.ndarray, case: _Case) -> np.ndarray:
    """Return the outline at the foot of the loose layer of each pair; equal ones are made once."""
    keys = np.stack([case.project, case.width_m])
    _, first, back = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    made = shapely.orient_polygons(grown(taken[case.project[first]], case.width_m[first]))
    return np.asarray(made[back.reshape(-1)], dtype=object)


def _regions(case: _Case, outlines: np.ndarray, setting: Setting) -> tuple[_Case, np.ndarray, np.ndarray, Ground]:
    """Cut the pairs that press anything; return them with their outlines, what is pressed, and what lies below.

    Convex hulls are cut first: that is quick, and a hull presses at least as much as its outline. Only crooked outlines
    whose hull presses something are cut for themselves.
    """
    ore = setting.world.ore
    hulls = shapely.orient_polygons(shapely.convex_hull(outlines))
    is_crooked = shapely.area(hulls) - shapely.area(outlines) > 1e-9 * shapely.area(hulls)
    hulls[~is_crooked] = outlines[~is_crooked]
    regions = cut_outlines(hulls, _ground(setting.world, case, _relief(hulls, case, setting.surface)))
    near = _boxes_meet(regions, ore.boxes[case.body])
    near[near] = shapely.intersects(ore.prepared[case.body[near]], regions[near])
    case, outlines, regions, is_crooked = case.some(near), outlines[near], regions[near], is_crooked[near]
    below = _ground(setting.world, case, _relief(outlines, case, setting.surface))
    if is_crooked.any():
        crooked = case.some(is_crooked)
        own = _ground(setting.world, crooked, _relief(outlines[is_crooked], crooked, setting.surface))
        regions[is_crooked] = cut_outlines(outlines[is_crooked], own)
    return case, outlines, regions, below


def _relief(outlines: np.ndarray, case: _Case, surface: Surface | None) -> np.ndarray | None:
    """Return what the raster lies above each pair's elevation, by vertex; 0 outside the raster."""
    if surface is None:
        return None
    points, owner = shapely.get_coordinates(outlines, return_index=True)
    return np.asarray(np.nan_to_num(surface.elevations_m(points) - case.surface_m[owner]))


def _ground(world: World, case: _Case, relief: np.ndarray | None) -> Ground:
    slabs = world.slabs
    return Ground(
        case.surface_m - case.loose_m - slabs.floor_m[case.body],
        slabs.origin[case.body],
        slabs.fall[case.body],
        slabs.down[case.body],
        DrawCots(*case.cots.T),
        relief,
    )


def _boxes_meet(first: np.ndarray, b: np.ndarray) -> np.ndarray:
    a = shapely.bounds(first)
    return np.asarray(((a[:, :2] <= b[:, 2:]) & (b[:, :2] <= a[:, 2:])).all(axis=1))


def _average_height(mean: np.ndarray, pairs: Pairs, made: tuple[np.ndarray, Ground, _Case, World]) -> None:
    """Put into `mean`, for upright bodies, the pressed area averaged between floor and roof (Simpson's rule)."""
    outlines, ground, case, world = made
    relief = ground.relief_m
    rows = np.flatnonzero(world.slabs.is_upright[pairs.row])
    if not len(rows):
        return
    at = pairs.owner[rows]
    body = case.body[at]
    top, bottom = world.slabs.top_m[body], world.slabs.bottom_m[body]
    roof = np.minimum(top, case.surface_m[at] - case.loose_m[at])
    areas = [pairs.areas_m2[rows]]
    for share in (0.5, 1.0):
        higher = np.nan_to_num(np.maximum(0.0, roof - bottom)) * share
        level = Ground(
            ground.depth_m[at] - higher,
            ground.origin[at],
            ground.fall[at],
            ground.down[at],
            DrawCots(*(np.asarray(cot)[at] for cot in ground.cots)),
            None if relief is None else relief[np.isin(shapely.get_coordinates(outlines, return_index=True)[1], at)],
        )
        shapes = world.ore.shared(cut_outlines(outlines[at], level), body)
        areas.append(np.nan_to_num(shapely.area(shapes)))
    mean[rows] = (areas[0] + 4 * areas[1] + areas[2]) / 6
