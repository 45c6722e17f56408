"""What every writer is given: rows with attributes and extents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem
from mineplan.geodesy import (
    LONG_EDGE_M,
    STEP_M,
    geographic_crs,
    native_zones,
    transform,
    transform_points,
    zone_crs,
)
from mineplan.readers.rings import Registration, Ring
from mineplan.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Features:
    """Rows to be written.

    Attributes
    ----------
    name
        What the layer or sheet is called.
    table
        Declares the columns that bear a code name; other columns are written as they stand.
    frame
        One row a feature; declared columns in their canonical unit.
    geometry, crs
        One shapely geometry a row (None for none) and their CRS, CGCS2000; `crs` is None for rows without place.
    registrations
        The rings with elevations and signs, where the source held such; empty otherwise.
    """

    name: str
    table: Table
    frame: pd.DataFrame
    geometry: np.ndarray
    crs: Any
    registrations: tuple[Registration | None, ...] = ()

    @property
    def has_place(self) -> bool:
        """Whether the rows lie somewhere."""
        return self.crs is not None

    def subject(self, at: int) -> str:
        """Return the key of a row, or its number."""
        key = self.table.key[0] if self.table.key else ""
        value = self.frame[key].iloc[at] if key in self.frame else None
        return str(value) if value else str(at + 1)

    def title(self, at: int) -> str:
        """Return the name of a row as people know it, its key where it has none."""
        for name in ("mine_name", "name", "deposit", "矿山名称", "名称", "Name", "name"):
            value = self.frame[name].iloc[at] if name in self.frame else None
            if isinstance(value, str) and value:
                return value
        return self.subject(at)


@dataclass(frozen=True)
class Choices:
    """How a file is to be written.

    Attributes
    ----------
    crs
        CRS of the output; None leaves it to the format.
    date, producer
        Printed in the header of formats that have one.
    """

    crs: Any = None
    date: str = ""
    producer: str = ""


def extents(features: Features) -> tuple[Registration | None, ...]:
    """Return each row's extent as rings with signs and elevations, None where it has none.

    Rings of a geometry are written in its native 3-degree zone: shells are added, holes taken out, between the
    elevations of the row.

    Raises
    ------
    InputError
        Rows that are no areas of China, or have an island inside a hole, which signs cannot say.
    """
    if features.registrations:
        return features.registrations
    shapes = plans(features)
    problems = [
        Problem("has an island inside a hole, which flags 1 and -1 cannot say", features.name, row=at + 1)
        for at, plan in enumerate(shapes)
        if plan is not None and _has_island(plan.shape)
    ]
    if problems:
        raise InputError(problems)
    return tuple(None if plan is None else _registration(features, at, plan) for at, plan in enumerate(shapes))


@dataclass(frozen=True, eq=False)
class Plan:
    """An area in a 3-degree zone, eastings with prefix."""

    shape: Any
    zone: int


def plans(features: Features) -> list[Plan | None]:
    """Return the area of each row in its 3-degree zone, with the same corners; None where it has none.

    A registered extent stays in the zone that it was registered in.

    Raises
    ------
    InputError
        Rows that are no areas, or lie outside the zones of China.
    """
    import numpy as np
    import shapely

    if not features.has_place:
        raise InputError(Problem("holds no geometry, so there are no corners to write", features.name))
    known = ~(shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry))
    zones = np.zeros(len(known), dtype=int)
    zones[known] = native_zones(features.geometry[known], features.crs)
    for at, registration in enumerate(features.registrations):
        if registration is not None and registration.zone is not None:
            zones[at] = registration.zone
    problems = [
        Problem(what, features.name, row=at + 1)
        for at in np.flatnonzero(known).tolist()
        if (what := _unwritable(features.geometry[at], int(zones[at])))
    ]
    if problems:
        raise InputError(problems)
    made: list[Plan | None] = [None] * len(zones)
    for zone in np.unique(zones[known]).tolist():
        places = np.flatnonzero(known & (zones == zone))
        moved = transform(features.geometry[places], features.crs, zone_crs(zone), densify=False)
        for at, shape in zip(places.tolist(), moved, strict=True):
            made[at] = Plan(shape, zone)
    return made


def _unwritable(shape: Any, zone: int) -> str:
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return f"is a {shape.geom_type}; only areas have registered corners"
    return "" if 25 <= zone <= 45 else "lies outside the 3-degree zones of China (25-45)"


def _registration(features: Features, at: int, plan: Plan) -> Registration:
    top, bottom = (_elevation(features, at, name) for name in ("top_m", "bottom_m"))
    return Registration(
        tuple(Ring(points, top, bottom, sign) for points, sign in rings_of(plan.shape)), False, plan.zone
    )


def _elevation(features: Features, at: int, name: str) -> float:
    value = features.frame[name].iloc[at] if name in features.frame else math.nan
    return float(value) if isinstance(value, int | float) else math.nan


def rings_of(shape: Any) -> Iterator[tuple[np.ndarray, int]]:
    """Yield points without the closing one, and the sign: each shell, then its holes."""
    import shapely

    for part in shapely.get_parts(shape):
        yield shapely.get_coordinates(part.exterior)[:-1], 1
        for hole in part.interiors:
            yield shapely.get_coordinates(hole)[:-1], -1


def _has_island(shape: Any) -> bool:
    import shapely

    parts = shapely.get_parts(shape)
    holes = [shapely.Polygon(hole) for part in parts for hole in part.interiors]
    return any(shapely.contains_properly(hole, part) or shapely.covers(hole, part) for hole in holes for part in parts)


def planar(registration: Registration) -> Registration:
    """Return an extent in degrees in the 3-degree zone of its middle; a planar one unchanged."""
    from dataclasses import replace

    import numpy as np

    from mineplan.geodesy import zone_of

    if registration.zone is not None:
        return registration
    middle = np.concatenate([ring.points for ring in registration.rings])[:, 0]
    zone = zone_of(float(middle.min() + middle.max()) / 2)
    rings = tuple(
        replace(ring, points=transform_points(ring.points, geographic_crs(), zone_crs(zone)))
        for ring in registration.rings
    )
    return Registration(rings, False, zone, registration.notes)


def in_crs(features: Features, crs: Any, *, densify: bool) -> np.ndarray:
    """Return the geometries in a CRS, with the same corners.

    Parameters
    ----------
    features
        What is to be written.
    crs
        Where it goes.
    densify
        Put points on edges over 5 km, which would bend by half a metre and more; not on edges in degrees, since
        nothing says that these are straight in a plane.
    """
    import numpy as np
    import shapely

    if features.crs == crs:
        return features.geometry
    made = np.array(features.geometry, dtype=object)
    known = ~shapely.is_missing(made)
    if densify and not bool(features.crs.is_geographic):
        made[known] = [_densified(shape) for shape in made[known]]
    made[known] = transform(made[known], features.crs, crs, densify=False)
    return made


def _densified(shape: Any) -> Any:
    """Return a shape with points every 2 km at most on edges over 5 km; other edges keep their two corners."""
    import shapely

    if shape.geom_type == "Polygon":
        return shapely.Polygon(_on_long_edges(shape.exterior), [_on_long_edges(hole) for hole in shape.interiors])
    if shape.geom_type in ("LineString", "LinearRing"):
        return shapely.LineString(_on_long_edges(shape))
    if shape.geom_type in ("MultiPolygon", "MultiLineString"):
        return type(shape)([_densified(part) for part in shape.geoms])
    return shape


def _on_long_edges(line: Any) -> np.ndarray:
    import numpy as np
    import shapely

    points = shapely.get_coordinates(line)
    made = [points[:1]]
    for start, end in pairwise(points):
        length = math.dist(start, end)
        steps = math.ceil(length / STEP_M) if length > LONG_EDGE_M else 1
        made.append(start + (end - start) * (np.arange(1, steps + 1) / steps)[:, None])
    return np.concatenate(made)
