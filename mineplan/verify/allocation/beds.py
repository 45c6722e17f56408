"""Beds under a mine: the planes of seams and bauxite, their elevations and the rock between them.

A bed dips evenly. Its roof stands at the upper elevation on the up-dip side of its outline, and at the lower elevation
plus its vertical thickness on the down-dip side; its floor lies parallel below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from mineplan.verify.allocation.case import Row, number


@dataclass(frozen=True)
class Bed:
    """A bed: roof elevation = roof_m - fall·(distance down dip from its up-dip side).

    Attributes
    ----------
    down
        Unit vector down dip, east and north; zero for a level bed.
    start_m
        Coordinate along it at the up-dip side.
    vertical_m
        Vertical thickness; `cosine` turns vertical distances into true ones.
    """

    roof_m: float
    vertical_m: float
    down: tuple[float, float]
    start_m: float
    fall: float
    cosine: float

    def roof_at(self, points: Any) -> Any:
        """Return roof elevations at plan points."""
        return self.roof_m - self.fall * (np.asarray(points) @ np.array(self.down) - self.start_m)

    def floor_at(self, points: Any) -> Any:
        """Return floor elevations at plan points."""
        return self.roof_at(points) - self.vertical_m


def bed_of(outline: Any, top: float, bottom: float, thickness: float, dip: tuple[float | None, float | None]) -> Bed:
    """Return the bed of an outline from its elevations, true thickness, and dip direction and angle in degrees."""
    direction, angle = dip
    if direction is None:
        return Bed(top, top - bottom, (0.0, 0.0), 0.0, 0.0, 1.0)
    azimuth, tilt = math.radians(direction), math.radians(angle or 0.0)
    down = (math.sin(azimuth), math.cos(azimuth))
    along = shapely.get_coordinates(outline) @ np.array(down)
    vertical = min(thickness / math.cos(tilt), top - bottom)
    fall = (top - bottom - vertical) / float(along.max() - along.min())
    return Bed(top, vertical, down, float(along.min()), fall, math.cos(tilt or math.atan(fall)))


def orebody_bed(row: Row) -> Bed | None:
    """Return the bed of an orebody; None where its elevations are not on file."""
    top, bottom = number(row.get("top_m")), number(row.get("bottom_m"))
    if top is None or bottom is None:
        return None
    return bed_of(row["geometry"], top, bottom, number(row.get("thickness_m")) or 0.0, dip_of(row))


def dip_of(row: Row) -> tuple[float | None, float | None]:
    """Return dip direction and angle of a row, degrees."""
    return number(row.get("dip_direction_deg")), number(row.get("dip_deg"))


def seam_bed(extent: Any, seam: Row, dip: tuple[float | None, float | None]) -> Bed:
    """Return the bed of a seam over a mine's extent: it dips as the bauxite does, or is level as its figures say."""
    thickness, bottom = number(seam.get("thickness_m")) or 0.0, float(seam["bottom_m"])
    stated = number(seam.get("top_m"))
    top = bottom + thickness if stated is None else stated
    is_level = top - bottom <= thickness * (1 + 1e-9)
    return bed_of(extent, top, bottom, thickness, (None, None) if is_level else dip)


def interval_m(seam: Bed, ore: Bed, ground: Any) -> tuple[float, float]:
    """Return least and mean true thickness of the rock between a seam's floor and the roof of the ore."""
    corners, middle = shapely.get_coordinates(ground), shapely.get_coordinates(shapely.centroid(ground))
    least, mean = (float((seam.floor_at(p) - ore.roof_at(p)).min()) for p in (corners, middle))
    return least * ore.cosine, mean * ore.cosine


def share_below(ore: Bed, level_m: float, ground: Any) -> float:
    """Return the share of a piece of ground over which the ore's floor lies below an elevation."""
    floors = ore.floor_at(shapely.get_coordinates(ground))
    if floors.min() >= level_m or floors.max() <= level_m:
        return float(floors.max() <= level_m and floors.min() < level_m)
    reach = ore.start_m + (ore.roof_m - ore.vertical_m - level_m) / ore.fall
    # A square of this side, its near edge along the strike at which the floor stands at the level, covers all deeper.
    far, down, strike = 1e6, np.array(ore.down), np.array((-ore.down[1], ore.down[0]))
    near = down * reach + strike * float(shapely.get_coordinates(shapely.centroid(ground))[0] @ strike)
    corners = [near - strike * far, near + strike * far, near + (strike + down) * far, near + (down - strike) * far]
    deeper = shapely.Polygon(corners)
    return float(shapely.area(shapely.intersection(ground, deeper)) / shapely.area(ground))
