"""Points and geometries moved to CGCS2000 by given parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mineplan import geodesy
from mineplan.datum.parameters import DATUMS, PREVIEW_M, Datum, DatumShift
from mineplan.errors import ReadError

if TYPE_CHECKING:
    import numpy as np

_OWN_ELLIPSOID = f"+a={geodesy.SEMI_MAJOR_M} +rf={geodesy.INVERSE_FLATTENING}"
_FAR_M = 10_000.0


def datum_of(crs: Any) -> Datum | None:
    """Return the old datum that a CRS is on, None when it is on none of them."""
    words = geodesy.datum_words(crs)
    if "new beijing" in words:
        return None
    return next((datum for datum in DATUMS.values() if any(word in words for word in datum.words)), None)


def accepted_crs(crs: Any, shift: DatumShift) -> Any:
    """Return a CRS that may be read because its datum is the one whose parameters are at hand.

    Raises
    ------
    ReadError
        It is on a third datum, or on CGCS2000 already.
    """
    found = datum_of(crs)
    if found == shift.datum:
        return geodesy.stated_crs(crs)
    try:
        name = geodesy.checked_crs(crs).name
    except ReadError:
        name = geodesy.stated_crs(crs).name
    raise ReadError(
        f"is in “{name}”, but the datum parameters ({shift.file}) are for {shift.datum.label}; state "
        " the coordinate system with --crs (in dataset.yaml: crs), or leave the parameters away"
    )


def shifted_points(points: np.ndarray, zone: int | None, shift: DatumShift) -> np.ndarray:
    """Move (n, 2) points to CGCS2000.

    Parameters
    ----------
    points
        Easting with prefix and northing, or longitude and latitude in degrees.
    zone
        Their 3-degree zone, None for degrees; the moved points are in the same.
    shift
        The parameters.

    Raises
    ------
    ReadError
        No control pairs for the zone.
    """
    if shift.is_preview:
        return points
    if shift.seven is not None:
        old, new = (_unprojected(zone, ellipsoid) for ellipsoid in (shift.datum.ellipsoid, _OWN_ELLIPSOID))
        return geodesy.run_pipeline(points, f"+proj=pipeline {old} {_helmert(shift)} {_inverted(new)}")
    at = zone if zone is not None else geodesy.zone_of(float(points[:, 0].mean()))
    if at not in shift.fits:
        known = ", ".join(map(str, sorted(shift.fits)))
        raise ReadError(f"{shift.file} has no control pairs for zone {at} (zones given: {known})")
    if zone is not None:
        return shift.fits[at].apply(points)
    plane = geodesy.run_pipeline(points, f"+proj=pipeline {_degrees()} +step {_plane(at, shift.datum.ellipsoid)}")
    back = f"+proj=pipeline +step +inv {_plane(at, _OWN_ELLIPSOID)} {_inverted(_degrees())}"
    return geodesy.run_pipeline(shift.fits[at].apply(plane), back)


def _degrees() -> str:
    return "+step +proj=unitconvert +xy_in=deg +xy_out=rad"


def _plane(zone: int, ellipsoid: str) -> str:
    return f"+proj=tmerc +lat_0=0 +lon_0={3 * zone} +k=1 +x_0={zone * 1_000_000 + 500_000} +y_0=0 {ellipsoid}"


def _unprojected(zone: int | None, ellipsoid: str) -> str:
    """Return the steps to geocentric coordinates."""
    first = _degrees() if zone is None else f"+step +inv {_plane(zone, ellipsoid)}"
    return f"{first} +step +proj=cart {ellipsoid}"


def _inverted(steps: str) -> str:
    found = [step.strip() for step in steps.split("+step") if step.strip()]
    return " ".join(
        "+step " + (step.removeprefix("+inv ") if step.startswith("+inv ") else f"+inv {step}")
        for step in reversed(found)
    )


def _helmert(shift: DatumShift) -> str:
    seven = shift.seven
    assert seven is not None
    moved, turned = seven.translation_m, seven.rotation_arcsec
    return (
        f"+step +proj=helmert +x={moved.x!r} +y={moved.y!r} +z={moved.z!r} +rx={turned.x!r} +ry={turned.y!r} "
        f"+rz={turned.z!r} +s={seven.scale_ppm!r} +convention={seven.convention}"
    )


def shifted_geometry(geometry: Any, crs: Any, shift: DatumShift) -> tuple[np.ndarray, Any]:
    """Move geometries to CGCS2000.

    Parameters
    ----------
    geometry
        Array of shapely geometries.
    crs
        Their CRS on the old datum.
    shift
        The parameters.

    Returns
    -------
    The moved array, and its CRS: the same 3-degree zone (with prefix) where `crs` is one, else
    longitude and latitude, each geometry by way of its own zone.

    Raises
    ------
    ReadError
        The CRS is not on the datum of the parameters, or a zone has no control pairs.
    """
    import numpy as np
    import shapely

    old = accepted_crs(crs, shift)
    array = np.asarray(geometry, dtype=object)
    projection = geodesy.projection_of(old)
    if not projection:
        moved = [shapely.transform(g, lambda points: shifted_points(points, None, shift)) for g in array]
        return np.array(moved, dtype=object), geodesy.geographic_crs()
    steps = " ".join(f"+{key}={value}" for key, value in projection.items())
    down = f"+proj=pipeline +step +inv {steps} {shift.datum.ellipsoid}"
    zone = _zone_of(projection)
    if zone is None:
        flat = shapely.transform(array, lambda p: geodesy.run_pipeline(p, f"{down} {_inverted(_degrees())}"))
        return shifted_geometry(flat, shift_geographic(shift), shift)
    to_prefix = f"{down} +step {_plane(zone, shift.datum.ellipsoid)}"
    in_zone = shapely.transform(array, lambda points: geodesy.run_pipeline(points, to_prefix))
    moved_plane = shapely.transform(in_zone, lambda points: shifted_points(points, zone, shift))
    return np.asarray(moved_plane, dtype=object), geodesy.zone_crs(zone)


def shift_geographic(shift: DatumShift) -> str:
    """Return longitude and latitude on the old datum, as an EPSG code."""
    return {"xian80": "EPSG:4610", "beijing54": "EPSG:4214"}[shift.datum.name]


def _zone_of(projection: Mapping[str, Any]) -> int | None:
    """Return the 3-degree zone of a Gauss-Kruger projection, whatever its false easting; 6-degree zones too."""
    meridian = float(projection.get("lon_0", 0))
    is_plain = projection.get("proj") == "tmerc" and float(projection.get("k", projection.get("k_0", 1))) == 1
    return round(meridian / 3) if is_plain and meridian % 3 == 0 and float(projection.get("lat_0", 0)) == 0 else None


def far_from_pairs(points: np.ndarray, zone: int | None, shift: DatumShift) -> float:
    """Return how far beyond its control pairs the farthest point lies, metres; 0 within 10 km of their reach.

    Parameters
    ----------
    points
        (n, 2) on the old datum, as in `shifted_points`.
    zone
        Their 3-degree zone, None for degrees.
    shift
        The parameters.
    """
    import numpy as np

    if not len(points) or not shift.fits:
        return 0.0
    at = zone if zone is not None else geodesy.zone_of(float(points[:, 0].mean()))
    fit = shift.fits.get(at)
    if fit is None:
        return 0.0
    if zone is None:
        steps = f"+proj=pipeline {_degrees()} +step {_plane(at, shift.datum.ellipsoid)}"
        points = geodesy.run_pipeline(points, steps)
    distance = float(np.hypot(*(points - np.array(fit.origin_m)).T).max())
    return max(0.0, distance - fit.reach_m) if distance > fit.reach_m + _FAR_M else 0.0


def farthest_geometry(geometry: Any, crs: Any, shift: DatumShift) -> float:
    """Return what `far_from_pairs` does for geometries in a CRS on the old datum."""
    import numpy as np
    import shapely

    points = shapely.get_coordinates(np.asarray(geometry, dtype=object))
    old = accepted_crs(crs, shift)
    projection = geodesy.projection_of(old)
    if not projection or not len(points):
        return far_from_pairs(points, None, shift)
    steps = " ".join(f"+{key}={value}" for key, value in projection.items())
    down = f"+proj=pipeline +step +inv {steps} {shift.datum.ellipsoid} {_inverted(_degrees())}"
    return far_from_pairs(geodesy.run_pipeline(points, down), None, shift)


def widened(geometry: Any, crs: Any) -> np.ndarray:
    """Return outlines widened by what a preview may be off, so that the true ones lie inside; in the same CRS."""
    import numpy as np
    import shapely

    array = np.asarray(geometry, dtype=object)
    if not geodesy.checked_crs(crs).is_geographic:
        return np.asarray(shapely.buffer(array, PREVIEW_M), dtype=object)
    zones = geodesy.native_zones(array, crs)
    made = array.copy()
    for zone in np.unique(zones).tolist():
        chosen = zones == zone
        plane = geodesy.transform(array[chosen], crs, geodesy.zone_crs(zone))
        made[chosen] = geodesy.transform(shapely.buffer(plane, PREVIEW_M), geodesy.zone_crs(zone), crs)
    return made
