"""Shapes of the sample dataset: local frames, rings, rights, orebodies, rows of neighbours.

Sites are drawn in metres on a local frame (u along strike, v to its right, which is down dip) of the
analysis plane and only then put into the native zone, so that a gap of 299 m is 299 m where it is measured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mineplan.geodesy import XINZHOU, analysis_crs, geographic_crs, transform_points, zone_crs, zone_of

UV = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Origin in degrees, azimuth of u in degrees from north."""

    lon: float
    lat: float
    azimuth: float = 90.0

    def plane(self, points: Sequence[UV]) -> np.ndarray:
        """Return (n, 2) metres on the analysis plane."""
        angle = math.radians(self.azimuth)
        along = np.array([math.sin(angle), math.cos(angle)])
        right = np.array([math.cos(angle), -math.sin(angle)])
        origin = transform_points(np.array([[self.lon, self.lat]]), geographic_crs(), analysis_crs(XINZHOU))
        uv = np.asarray(points, dtype=float)
        return np.asarray(origin + uv[:, :1] * along + uv[:, 1:] * right)

    def degrees(self, points: Sequence[UV]) -> np.ndarray:
        """Return (n, 2) longitude and latitude."""
        return transform_points(self.plane(points), analysis_crs(XINZHOU), geographic_crs())

    def zone(self, points: Sequence[UV]) -> int:
        """Return the 3-degree zone in which the middle of the points lies."""
        return zone_of(float(self.degrees(points)[:, 0].mean()))

    def surveyed(self, points: Sequence[UV], zone: int) -> np.ndarray:
        """Return (n, 2) easting with prefix and northing at the survey's 0.01 m."""
        return np.round(transform_points(self.plane(points), analysis_crs(XINZHOU), zone_crs(zone)), 2)


@dataclass(frozen=True)
class Ring:
    """One ring of a registration string; `flag` 1 adds, -1 subtracts."""

    points: tuple[UV, ...]
    top: float
    bottom: float
    note: str = ""
    flag: int = 1


@dataclass(frozen=True)
class Right:
    """One mining right; what stays None is drawn from the generator."""

    key: str
    frame: Frame
    rings: tuple[Ring, ...]
    county: str
    mineral: str
    capacity: float
    holder: int = 0
    status: str = "生产"
    until: str = ""
    method: str = ""
    unit: str = "万吨/年"
    density: float | None = None
    form: str = "planar"
    area: str = ""


@dataclass(frozen=True)
class Body:
    """An orebody: a slab whose outcrop runs from u0 to u1 at v, dipping to the right of the frame."""

    key: str
    frame: Frame
    u: UV
    v: float
    elevations: UV
    dip: float
    thickness: float
    density: float
    grade: float | None = None
    shares: tuple[float, float, float] = (0.15, 0.40, 0.45)
    mineral: str = "铁矿"
    width: float | None = None
    reserves: UV | None = None

    def plan_width(self) -> float:
        """Horizontal width: H / tan(dip) + thickness / sin(dip), unless the body is a flat one."""
        if self.width is not None:
            return self.width
        dip, (top, bottom) = math.radians(self.dip), self.elevations
        return (top - bottom) / math.tan(dip) + self.thickness / math.sin(dip)

    def outline(self) -> tuple[UV, ...]:
        """Return the plan outline: a strip that sways along strike and narrows at its ends."""
        steps = np.linspace(0, 1, max(6, round((self.u[1] - self.u[0]) / 160)))
        along = self.u[0] + steps * (self.u[1] - self.u[0])
        sway = 9 * np.sin(steps * 7 + len(self.key))
        width = self.plan_width() * (0.72 + 0.28 * np.minimum(1, 8 * np.minimum(steps, 1 - steps)))
        slack = (self.plan_width() - width) / 2
        upper = list(zip(along, self.v + sway + slack, strict=True))
        lower = list(zip(along, self.v + sway + slack + width, strict=True))
        return tuple((float(u), float(v)) for u, v in upper + lower[::-1])


@dataclass
class Site:
    """Rights and orebodies that were drawn on one frame."""

    rights: list[Right] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def box(u0: float, u1: float, v0: float, v1: float) -> tuple[UV, ...]:
    """Return a rectangle, clockwise as seen from above."""
    return ((u0, v0), (u0, v1), (u1, v1), (u1, v0))


def row(
    start: float,
    widths: Sequence[float],
    gaps: Sequence[float],
    spans: Sequence[UV],
    skew: float = 0.06,
    bulge: UV = (6.0, 9.0),
) -> list[tuple[UV, ...]]:
    """Return a row of quadrilaterals along u; `bulge` puts a corner more into the near and the far long side.

    Neighbours at gap 0 share their cross-line exactly; where one reaches further across than the other,
    its edge goes on beyond the other's corner (a T-junction). Skew 0 makes the gaps exact.
    """
    shapes, u, slope = [], start, 0.0
    for k, (width, (v0, v1)) in enumerate(zip(widths, spans, strict=True)):
        after = skew * (1 if k % 2 else -0.5)
        left = [(u + slope * v0, v0), (u + slope * v1, v1)]
        right = [(u + width + after * v1, v1), (u + width + after * v0, v0)]
        far = [(u + 0.45 * width, v1 + bulge[1])] if bulge[1] else []
        near = [(u + 0.55 * width, v0 - bulge[0])] if bulge[0] else []
        shapes.append(tuple(left + far + right + near))
        u, slope = u + width + (gaps[k] if k < len(gaps) else 0), after
    return shapes
