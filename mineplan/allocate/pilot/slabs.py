"""Dipping slabs: the floor of a seam and the roof of the bauxite under it, and what lies between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Plane:
    """An elevation that falls evenly along a direction: z = level_m - fall * (down . point - near_m).

    Attributes
    ----------
    down
        Unit vector down dip (east, north); (0, 0) for a level plane.
    near_m
        Coordinate along `down` at which the plane stands at `level_m`.
    fall
        Metres down for each metre along `down`.
    """

    down: tuple[float, float]
    near_m: float
    level_m: float
    fall: float

    def at(self, points: np.ndarray) -> np.ndarray:
        """Return elevations, metres, at (n, 2) plan points."""
        along = points[:, 0] * self.down[0] + points[:, 1] * self.down[1]
        return self.level_m - self.fall * (along - self.near_m)


@dataclass(frozen=True)
class Slab:
    """A bed between two parallel planes; `dip_rad` turns vertical distances into true ones."""

    roof: Plane
    floor: Plane
    dip_rad: float


def slab_of(outline: Any, elevations_m: tuple[float, float], thickness_m: float, dip: tuple[float, float]) -> Slab:
    """Return the slab of a bed over an outline.

    Parameters
    ----------
    outline
        Plan outline, a plane CRS in metres.
    elevations_m
        Roof on the up-dip side of the outline, floor on its down-dip side.
    thickness_m
        True thickness.
    dip
        Direction (azimuth, clockwise from north) and angle, degrees; NaN where the data do not say.

    Notes
    -----
    The roof falls from the upper elevation on the up-dip side to the lower elevation plus the vertical thickness
    m/cos(dip) on the down-dip side. Without a direction the bed is level and takes the elevations as they are, which
    errs on the safe side: the highest roof, the deepest floor.
    """
    (top, bottom), (direction, angle) = elevations_m, dip
    if math.isnan(direction):
        level = ((0.0, 0.0), 0.0)
        return Slab(Plane(*level, top, 0.0), Plane(*level, bottom, 0.0), 0.0)
    down = (math.sin(math.radians(direction)), math.cos(math.radians(direction)))
    near, far = _reach(outline, down)
    dip_rad = 0.0 if math.isnan(angle) else math.radians(angle)
    vertical = min(thickness_m / math.cos(dip_rad), top - bottom)
    fall = (top - bottom - vertical) / (far - near)
    return Slab(Plane(down, near, top, fall), Plane(down, near, top - vertical, fall), dip_rad or math.atan(fall))


def _reach(outline: Any, down: tuple[float, float]) -> tuple[float, float]:
    import shapely

    points = shapely.get_coordinates(outline)
    along = points[:, 0] * down[0] + points[:, 1] * down[1]
    return float(along.min()), float(along.max())


@dataclass(frozen=True)
class Interval:
    """Rock between two beds over a piece of ground, metres: true thickness, least and mean; vertical, least."""

    least_m: float
    mean_m: float
    vertical_m: float


def interval_between(upper: Plane, lower: Slab, ground: Any) -> Interval:
    """Return the interval between a floor and the roof of a bed below it, over a piece of ground.

    Notes
    -----
    The difference of two planes is linear, so that it is least at a corner of the ground, and its mean is its value
    at the centroid. True thickness = vertical distance times cos(dip).
    """
    import numpy as np
    import shapely

    corners = shapely.get_coordinates(ground)
    middle = shapely.centroid(ground)
    centre = np.array([[middle.x, middle.y]])
    least = float((upper.at(corners) - lower.roof.at(corners)).min())
    mean = float((upper.at(centre) - lower.roof.at(centre))[0])
    return Interval(least * math.cos(lower.dip_rad), mean * math.cos(lower.dip_rad), least)


def elevations_over(slab: Slab, ground: Any) -> tuple[float, float]:
    """Return the highest roof and the deepest floor of a slab over a piece of ground, metres."""
    import shapely

    corners = shapely.get_coordinates(ground)
    return float(slab.roof.at(corners).max()), float(slab.floor.at(corners).min())


def share_below(plane: Plane, level_m: float, ground: Any) -> float:
    """Return the share of a piece of ground over which a plane lies below an elevation."""
    import shapely

    corners = shapely.get_coordinates(ground)
    heights = plane.at(corners)
    if heights.min() >= level_m:
        return 0.0
    if heights.max() <= level_m:
        return 1.0
    # The plane crosses the elevation along a strike line, beyond which everything lies deeper.
    cut = plane.near_m + (plane.level_m - level_m) / plane.fall
    west, south, east, north = shapely.bounds(ground)
    wide = 2 * math.hypot(east - west, north - south)
    (dx, dy), along = plane.down, ((west + east) / 2 * -plane.down[1] + (south + north) / 2 * plane.down[0])
    near = (cut * dx - along * dy, cut * dy + along * dx)
    corner = [(-wide, 0.0), (wide, 0.0), (wide, wide), (-wide, wide)]
    deeper = shapely.Polygon([(near[0] - s * dy + t * dx, near[1] + s * dx + t * dy) for s, t in corner])
    return float(shapely.area(shapely.intersection(ground, deeper)) / shapely.area(ground))
