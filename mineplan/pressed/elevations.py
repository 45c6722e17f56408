"""Where pressed ore lies in height, and how much of it a right holds between its own elevations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from mineplan.pressed.measures import OrebodyFacts, RightFacts
from mineplan.pressed.tonnage import vertical_thickness_m
from mineplan.pressed.world import World

_NOTHING = shapely.MultiPolygon()


def ore_range_m(world: World, row: int, shape: Any) -> tuple[float, float] | None:
    """Return floor and roof of the orebody of a row under a shape, None where its elevations are not known."""
    slabs = world.slabs
    if slabs.fall[row] == 0:
        body = world.orebodies[row]
        return None if body.top_m is None or body.bottom_m is None else (body.bottom_m, body.top_m)
    if math.isnan(slabs.floor_m[row]):
        return None
    points = shapely.get_coordinates(shape)
    floors = slabs.floor_under(points, np.full(len(points), row))
    thick = vertical_thickness_m(world.orebodies[row], float(slabs.dip_deg[row])) or 0.0
    return float(floors.min()), float(floors.max()) + thick


def held_between(world: World, row: int, shape: Any, right: RightFacts) -> tuple[Any, float, bool | None]:
    """Return what a right holds of pressed ore, the share of its height, and whether their elevations meet.

    Parameters
    ----------
    world, row
        The orebody.
    shape
        Pressed ore inside the right in plan.
    right
        The right; without elevations it holds everything under its ground, and whether they meet is not known (None).

    Returns
    -------
    The plan shape (a dipping slab is cut to the strip between the right's elevations), the share of the height
    (level and upright bodies), and whether they meet.
    """
    if _holds_all(world, row, right):
        return shape, 1.0, True
    found = ore_range_m(world, row, shape)
    if found is None or right.top_m is None or right.bottom_m is None:
        return shape, 1.0, None
    low, high = found
    if right.bottom_m <= low and high <= right.top_m:
        return shape, 1.0, True
    if right.top_m <= low or high <= right.bottom_m:
        return _NOTHING, 0.0, False
    if world.slabs.fall[row] == 0:
        shared = min(high, right.top_m) - max(low, right.bottom_m)
        return shape, shared / (high - low) if high > low else 1.0, True
    strip = shapely.intersection(shape, _strip(world, row, shape, right))
    return strip, 1.0, not strip.is_empty


def _holds_all(world: World, row: int, right: RightFacts) -> bool:
    """Whether a right reaches from below the whole orebody to above it, as most do."""
    top_m = world.orebodies[row].top_m
    return (
        None not in (top_m, right.top_m, right.bottom_m)
        and right.bottom_m <= world.slabs.lowest_m[row]  # type: ignore[operator]
        and right.top_m >= top_m  # type: ignore[operator]
    )


def _strip(world: World, row: int, shape: Any, right: RightFacts) -> Any:
    """Return the strip of plan in which the middle of the slab lies between the right's elevations."""
    slabs = world.slabs
    west, south, east, north = shape.bounds
    wide = math.hypot(east - west, north - south) + 1.0
    down, origin = slabs.down[row], slabs.origin[row]
    middle_m = slabs.floor_m[row] + (vertical_thickness_m(world.orebodies[row], float(slabs.dip_deg[row])) or 0.0) / 2
    assert right.top_m is not None and right.bottom_m is not None
    start, end = ((middle_m - level) / slabs.fall[row] for level in (right.top_m, right.bottom_m))
    strike = np.array([-down[1], down[0]])
    centre = strike * ((np.array([west + east, south + north]) / 2 - origin) @ strike) + origin
    corners = [centre + s * wide * strike + t * down for t, s in ((start, -1), (end, -1), (end, 1), (start, 1))]
    return shapely.Polygon(corners)


def share_space(world: World, first: int, second: int, at: Any) -> bool:
    """Whether two orebodies fill the same space where their outlines overlap in a shape.

    Seams above one another overlap in plan and share no ore; slabs are compared under a point of the overlap by the
    height that each fills there.
    """
    point = np.array(shapely.get_coordinates(shapely.point_on_surface(at)))
    one, two = (_filled_m(world, row, point) for row in (first, second))
    if one is None or two is None:
        return False
    shared_m = min(one[1], two[1]) - max(one[0], two[0])
    is_thin = one[0] == one[1] and two[0] == two[1]  # thickness unknown: only the very same plane is the same ore
    return shared_m > 0.01 or (is_thin and shared_m > -0.01)


def _filled_m(world: World, row: int, point: np.ndarray) -> tuple[float, float] | None:
    body: OrebodyFacts = world.orebodies[row]
    thick = vertical_thickness_m(body, float(world.slabs.dip_deg[row]))
    if world.slabs.fall[row] == 0 and thick is None:
        return None if body.top_m is None or body.bottom_m is None else (body.bottom_m, body.top_m)
    floor = float(world.slabs.floor_under(point, np.array([row]))[0])
    return None if math.isnan(floor) else (floor, floor + (thick or 0.0))
