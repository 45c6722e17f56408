"""Extents to the analysis CRS: reprojected, mended, and held against the region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mineplan.geodesy import (
    XINZHOU,
    Region,
    area_km2,
    geographic_crs,
    native_zones,
    planar_native_km2,
    transform,
    transform_points,
    zone_crs,
    zone_of,
)
from mineplan.plans import Note
from mineplan.readers.loading import Loaded, Report
from mineplan.readers.rings import Registration
from mineplan.readers.solids import drawn_plan, plan_of, polygon_of

if TYPE_CHECKING:
    import numpy as np

# Tables whose rows must be areas; zones and projects may be lines too.
_AREAS = ("rights", "orebodies", "blocks")
_LARGEST_MENDED_SHARE = 0.01
_POLYGON, _MULTIPOLYGON = 3, 6


def own_crs(registration: Registration) -> Any:
    """Return the CRS of a registration's points."""
    return own_crs_of(registration.zone)


def own_crs_of(zone: int | None) -> Any:
    """Return the CRS of a 3-degree zone, that of longitude and latitude for None."""
    return geographic_crs() if zone is None else zone_crs(zone)


def lonlat_bounds(loaded: Loaded) -> np.ndarray:
    """Return west, south, east, north in degrees of each row, NaN where the extent is unknown."""
    import numpy as np
    import shapely

    if loaded.has_geometry:
        return _to_lonlat(shapely.bounds(loaded.raw.geometry), loaded.raw.crs)
    made = np.full((len(loaded.frame), 4), np.nan)
    for at, registration in enumerate(loaded.registrations):
        if registration is not None:
            points = np.concatenate([ring.points for ring in registration.rings])
            box = np.array([[*points.min(axis=0), *points.max(axis=0)]])
            made[at] = _to_lonlat(box, own_crs(registration))[0]
    return made


def _to_lonlat(bounds: np.ndarray, crs: Any) -> np.ndarray:
    import numpy as np

    corners = np.stack(
        [transform_points(bounds[:, [i, j]], crs, geographic_crs()) for i, j in ((0, 1), (2, 1), (2, 3), (0, 3))]
    )
    return np.column_stack([corners.min(axis=0), corners.max(axis=0)])


def chosen_region(declared: Region | None, title: str, bounds: np.ndarray, report: Report) -> Region:
    """Return the declared region, or Xinzhou when the median right lies in it, or one around the data."""
    import numpy as np

    known = bounds[~np.isnan(bounds).any(axis=1)]
    if declared is not None or not len(known):
        return declared or XINZHOU
    west, south, east, north = XINZHOU.box_deg or (0, 0, 0, 0)
    lon, lat = np.median((known[:, 0] + known[:, 2]) / 2), np.median((known[:, 1] + known[:, 3]) / 2)
    if west <= lon <= east and south <= lat <= north:
        return XINZHOU
    low, high = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
    centre = tuple(round(round(float(middle) / 0.05) * 0.05, 2) for middle in (low + high) / 2)
    text = f"未声明区域范围，以数据中心（东经{centre[0]:g}°，北纬{centre[1]:g}°）为计算坐标系原点，不检查坐标是否越界"
    report.notes.append(Note("region_assumed", text))
    return Region(title, (centre[0], centre[1]))


def check_inside(loaded: Loaded, bounds: np.ndarray, region: Region, report: Report) -> None:
    """Complain of rows that lie wholly outside the region's box, naming the zone that would mend it."""
    import numpy as np

    if region.box_deg is None:
        return
    west, south, east, north = region.box_deg
    outside = (bounds[:, 0] > east) | (bounds[:, 2] < west) | (bounds[:, 1] > north) | (bounds[:, 3] < south)
    name = "" if loaded.has_geometry else "coordinates"
    for at in np.flatnonzero(outside).tolist():
        lon, lat = (bounds[at, 0] + bounds[at, 2]) / 2, (bounds[at, 1] + bounds[at, 3]) / 2
        what = f"lies {_km_outside(lon, lat, region):.0f} km outside the box of {region.name} ({lon:.4f}E {lat:.4f}N)"
        report.problems.append(loaded.problem(what + _zone_hint(loaded, at, (lon, lat), region), at, name))


def _km_outside(lon: float, lat: float, region: Region) -> float:
    from pyproj import Geod

    west, south, east, north = region.box_deg or (lon, lat, lon, lat)
    nearest = min(max(lon, west), east), min(max(lat, south), north)
    return float(Geod(ellps="GRS80").inv(lon, lat, *nearest)[2]) / 1000


def _zone_hint(loaded: Loaded, at: int, centre: tuple[float, float], region: Region) -> str:
    """Return a clause on the neighbouring zone that would put the row inside (a wrong zone shifts by some 260 km)."""
    import numpy as np

    registration = loaded.registrations[at] if loaded.registrations else None
    zone = registration.zone if registration is not None and registration.zone else zone_of(centre[0])
    point = transform_points(np.array([centre]), geographic_crs(), zone_crs(zone))
    west, south, east, north = region.box_deg or (0, 0, 0, 0)
    for other in (zone - 1, zone + 1):
        moved = point + np.array([(other - zone) * 1e6, 0.0])
        lon, lat = transform_points(moved, zone_crs(other), geographic_crs())[0]
        if west <= lon <= east and south <= lat <= north:
            return f"; read in zone {other} instead of {zone} it would lie inside: check the zone prefix"
    return ""


def placed_geometry(loaded: Loaded, crs: Any, report: Report) -> np.ndarray:
    """Return the plan geometry of each row in the analysis CRS, valid; None where a problem was reported."""
    import numpy as np

    if loaded.has_geometry:
        return _placed_vector(loaded, crs, report)
    made = np.full(len(loaded.frame), None, dtype=object)
    for at, shapes in enumerate(ring_polygons(loaded.registrations, crs)):
        registration = loaded.registrations[at]
        if registration is None:
            continue
        plan = plan_of(registration.rings, shapes)
        if plan.is_empty:
            report.problems.append(loaded.problem("the rings taken out leave nothing of the extent", at, "coordinates"))
        else:
            made[at] = plan
    return made


def ring_polygons(registrations: Sequence[Registration | None], crs: Any) -> list[list[Any]]:
    """Return for each registration its rings' polygons in a CRS; all rings of one zone go at once."""
    import numpy as np

    slots: dict[int | None, list[tuple[int, int]]] = {}
    made: list[list[Any]] = [[None] * len(r.rings) if r is not None else [] for r in registrations]
    for at, registration in enumerate(registrations):
        if registration is not None:
            slots.setdefault(registration.zone, []).extend((at, k) for k in range(len(registration.rings)))
    for zone, places in slots.items():
        shapes = np.empty(len(places), dtype=object)
        for n, (at, k) in enumerate(places):
            registration = registrations[at]
            assert registration is not None
            shapes[n] = polygon_of(registration.rings[k])
        moved = transform(shapes, own_crs_of(zone), crs)
        for (at, k), shape in zip(places, moved, strict=True):
            made[at][k] = shape
    return made


def measured_areas(
    geometry: Any, crs: Any, registrations: Sequence[Registration | None] = ()
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return native zone, planar and ellipsoidal area in km² of each row, measured between corners as they were drawn.

    Parameters
    ----------
    geometry, crs
        The rows, in the file's own CRS where it has one: an edge of more than 5 km that is straight in degrees encloses
        another area than one that is straight in a plane.
    registrations
        Where coordinate strings are the extent, these are measured instead, each in its own zone or in degrees.
    """
    import numpy as np

    if not any(r is not None for r in registrations):
        array = np.asarray(geometry, dtype=object)
        zones = native_zones(array, crs)
        return zones, planar_native_km2(array, crs, zones), area_km2(array, crs)
    zones, planar, ellipsoid = np.zeros(len(registrations), dtype=int), *np.full((2, len(registrations)), np.nan)
    for own in sorted({r.zone for r in registrations if r is not None}, key=str):
        at = [k for k, r in enumerate(registrations) if r is not None and r.zone == own]
        shapes = np.array([drawn_plan(r.rings) for r in registrations if r is not None and r.zone == own], dtype=object)
        found = native_zones(shapes, own_crs_of(own)) if own is None else np.full(len(at), own)
        zones[at], planar[at] = found, planar_native_km2(shapes, own_crs_of(own), found)
        ellipsoid[at] = area_km2(shapes, own_crs_of(own))
    return zones, planar, ellipsoid


def drawn_geometry(loaded: Loaded) -> np.ndarray:
    """Return the geometries of a file as drawn, invalid ones mended as `placed_geometry` mends them."""
    import shapely

    drawn: np.ndarray = loaded.raw.geometry.copy()
    bad = ~shapely.is_missing(drawn) & ~shapely.is_valid(drawn)
    drawn[bad] = shapely.make_valid(drawn[bad], method="structure", keep_collapsed=False)
    return drawn


def _placed_vector(loaded: Loaded, crs: Any, report: Report) -> np.ndarray:
    """Mend where the user drew, then reproject, then mend what rounding alone made invalid.

    Mending afterwards would miss outlines that cross themselves by less than the rounding of a reprojection.
    """
    import numpy as np
    import shapely

    drawn = loaded.raw.geometry.copy()
    kinds = shapely.get_type_id(drawn)
    is_area = (kinds == _POLYGON) | (kinds == _MULTIPOLYGON)
    if loaded.source.table.name in _AREAS:
        for at in np.flatnonzero(~is_area & (kinds >= 0)).tolist():
            what = f"is a {drawn[at].geom_type}; table {loaded.source.table.name} needs polygons"
            report.problems.append(loaded.problem(what, at))
    bad = np.flatnonzero(is_area & ~shapely.is_valid(drawn))
    old = transform(drawn[bad], loaded.raw.crs, crs)
    reasons = shapely.is_valid_reason(drawn[bad])
    drawn[bad] = shapely.make_valid(drawn[bad], method="structure", keep_collapsed=False)
    placed = transform(drawn, loaded.raw.crs, crs)
    for at, before, reason in zip(bad.tolist(), old, reasons, strict=True):
        _report_mending(loaded, at, (before, placed[at]), str(reason).partition("[")[0].lower(), report)
    for at in np.flatnonzero(is_area & ~shapely.is_empty(placed) & (shapely.area(placed) == 0)).tolist():
        report.problems.append(loaded.problem("outline encloses no area", at))
    rounded = is_area & ~shapely.is_valid(placed)
    placed[rounded] = shapely.make_valid(placed[rounded], method="structure", keep_collapsed=False)
    return placed


def _report_mending(loaded: Loaded, at: int, shapes: tuple[Any, Any], reason: str, report: Report) -> None:
    old, new = shapes
    if new.is_empty:
        report.problems.append(loaded.problem("outline encloses no area", at))
        return
    moved = abs(new.area - old.area)
    if moved > _LARGEST_MENDED_SHARE * new.area:
        what = f"outline is invalid ({reason}); mending would change {moved / new.area:.1%} of its area, so correct it"
        report.problems.append(loaded.problem(what, at))
        return
    text = f"图形自相交或重复，已自动修复，面积变化{moved:.1f}平方米"
    report.notes.append(Note("polygon_mended", text, loaded.subject(at)))
