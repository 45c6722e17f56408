"""An orebody as a dipping slab: where its floor lies, and which part of its outline it really fills."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from mineplan.pressed.measures import OrebodyFacts

# From this dip on a slab in plan is little more than its own thickness: it is taken as an upright prism.
STEEP_DEG = 85.0
# Elevations of a survey are rounded and slabs bend: only a fall well beyond them contradicts the dip.
_LARGEST_RISE_RATIO = 1.1


@dataclass(frozen=True)
class Slabs:
    """Planes of orebodies, one row each; arrays of floats unless said.

    Attributes
    ----------
    origin
        A point under which `floor_m` is the elevation of the floor, (n, 2), easting and northing.
    floor_m
        Elevation of the floor at the origin; NaN where the depth is not known.
    fall
        Tangent of the dip along `down`; 0 for level bodies and upright prisms.
    down
        Unit vector of the direction of dip, (n, 2); (0, 1) where it does not matter.
    dip_deg
        Dip as reckoned with, 0 to 90.
    lowest_m
        Least elevation of the floor inside the outline.
    top_m, bottom_m
        Elevations of the body, NaN where not known.
    is_upright
        Whether it is a prism between two elevations; bool.
    is_contradicted
        Whether dip and outline together fall farther than the elevations allow; bool.
    filled
        The part of the outline in which the slab lies between its elevations; shapes.
    """

    origin: np.ndarray
    floor_m: np.ndarray
    fall: np.ndarray
    down: np.ndarray
    dip_deg: np.ndarray
    lowest_m: np.ndarray
    top_m: np.ndarray
    bottom_m: np.ndarray
    is_upright: np.ndarray
    is_contradicted: np.ndarray
    filled: np.ndarray

    def floor_under(self, points: np.ndarray, body: np.ndarray) -> np.ndarray:
        """Return the elevation of the floor's plane under points; `body` is the row of each."""
        along = ((points - self.origin[body]) * self.down[body]).sum(axis=1)
        return np.asarray(self.floor_m[body] - self.fall[body] * along)


def slabs_of(bodies: Sequence[OrebodyFacts]) -> Slabs:
    """Return the slabs of orebodies.

    Notes
    -----
    With a direction of dip the floor falls by the dip (without one stated: evenly between the elevations) and
    reaches the lower elevation at the down-dip end of the outline; the deepest reading is the safe one. Where dip
    and outline would make the slab fall more than a tenth farther than its elevations allow, it is hung from the
    middle of both, and what comes to lie above the upper or below the lower elevation is not part of it.
    Without a direction it is level at its lower elevation; from 85 degrees it is an upright prism.
    """
    shapes = np.array([body.shape for body in bodies], dtype=object)
    top, bottom, thick, dip, azimuth = _columns(bodies)
    down = np.column_stack([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
    down[np.isnan(azimuth)] = (0.0, 1.0)
    near, far = _reach(shapes, down)
    span, height = far - near, top - bottom
    dip_deg = _dips(dip, azimuth, height, span)
    is_upright = dip_deg >= STEEP_DEG
    fall = np.where(is_upright | np.isnan(azimuth), 0.0, np.tan(np.radians(dip_deg)))
    level = np.nan_to_num(thick) * np.sqrt(1 + np.square(fall))
    is_contradicted = fall * span > _LARGEST_RISE_RATIO * height
    lowest = np.where(np.isnan(bottom), top - level - fall * span, bottom)
    at_near = np.where(is_contradicted, (top + bottom) / 2 + fall * span / 2, lowest + fall * span)
    origin, dips = down * near[:, None], np.where(is_upright, 90.0, np.degrees(np.arctan(fall)))
    slabs = Slabs(origin, at_near, fall, down, dips, lowest, top, bottom, is_upright, is_contradicted, shapes)
    return _filled(slabs, near)


def _columns(bodies: Sequence[OrebodyFacts]) -> np.ndarray:
    """Return elevations, thickness, dip and its direction, (5, n), NaN where not stated."""
    names = ("top_m", "bottom_m", "thickness_m", "dip_deg", "dip_direction_deg")
    return np.array([[_number(getattr(body, name)) for body in bodies] for name in names], dtype=float)


def _dips(dip: np.ndarray, azimuth: np.ndarray, height: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Return dips in degrees: stated, else even between the elevations where there is a direction, else 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        even = np.where(span > 0, np.degrees(np.arctan(height / span)), 0.0)
    return np.asarray(np.nan_to_num(np.where(np.isnan(dip) & ~np.isnan(azimuth), even, dip)))


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _reach(shapes: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and greatest coordinate along `down` of each shape."""
    points, index = shapely.get_coordinates(shapes, return_index=True)
    along = (points * down[index]).sum(axis=1)
    near, far = np.full(len(shapes), np.inf), np.full(len(shapes), -np.inf)
    np.minimum.at(near, index, along)
    np.maximum.at(far, index, along)
    return near, far


def _filled(slabs: Slabs, near: np.ndarray) -> Slabs:
    """Cut the outlines of contradicted slabs to the strip between their elevations."""
    chosen = np.flatnonzero(slabs.is_contradicted)
    if not len(chosen):
        return slabs
    shapes = slabs.filled.copy()
    for at in chosen.tolist():
        start = near[at] + (slabs.floor_m[at] - slabs.top_m[at]) / slabs.fall[at]
        end = near[at] + (slabs.floor_m[at] - slabs.bottom_m[at]) / slabs.fall[at]
        west, south, east, north = shapes[at].bounds
        wide = math.hypot(east - west, north - south)
        down = slabs.down[at]
        strike = np.array([-down[1], down[0]])
        middle = strike * (np.array([west + east, south + north]) / 2 @ strike)
        corners = [middle + s * wide * strike + t * down for t, s in ((start, -1), (end, -1), (end, 1), (start, 1))]
        shapes[at] = shapely.intersection(shapes[at], shapely.Polygon(corners))
    return Slabs(
        **{**vars(slabs), "filled": shapes, "lowest_m": np.where(slabs.is_contradicted, slabs.bottom_m, slabs.lowest_m)}
    )
