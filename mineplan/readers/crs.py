"""Which CRS a vector file is in, and whether its numbers agree with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, ReadError
from mineplan.geodesy import checked_crs, zone_of_easting
from mineplan.readers.source import Source

if TYPE_CHECKING:
    import numpy as np

_ASK = "state it in dataset.yaml, such as `crs: EPSG:4526` (CGCS2000, 3-degree zone 38; --crs on the command line)"


def settled_crs(source: Source, declared: Any, geometry: np.ndarray) -> tuple[Any, list[tuple[str, str]]]:
    """Return the CRS of a file after its coordinates were held against it, and how it was settled.

    Parameters
    ----------
    source
        The file; a CRS stated in dataset.yaml wins over the file's own, never over a wrong datum.
    declared
        The file's CRS, None when it has none.
    geometry
        The geometries.

    Raises
    ------
    ReadError
        No CRS, another datum, or coordinates that contradict the CRS.
    """
    findings = []
    own = None if declared is None else _checked(declared, source)
    if own is None and not source.crs:
        raise ReadError(Problem(f"has no coordinate system{_looks_like(geometry)}; {_ASK}", source.name))
    crs = own
    if source.crs:
        crs = _checked(source.crs, source)
        if own is not None and not _is_default(own, source) and own != crs and own.to_epsg() != crs.to_epsg():
            text = f"{source.name}自带坐标系“{own.name}”，按dataset.yaml所写“{crs.name}”读取"
            findings.append(("crs_overridden", text))
    contradiction = _contradiction(crs, geometry)
    if contradiction:
        raise ReadError(Problem(f"{contradiction}; {_ASK}", source.name))
    return crs, findings


def shifted_vector(source: Source, crs: Any, geometry: np.ndarray) -> tuple[Any, Any, tuple[tuple[str, str], ...]]:
    """Return geometry on CGCS2000, its CRS and what was done, by the user's datum parameters.

    Raises
    ------
    ReadError
        The CRS is not on the datum of the parameters, or its coordinates contradict it.
    """
    from mineplan.datum import accepted_crs, far_findings, farthest_geometry, shift_findings, shifted_geometry

    assert source.shift is not None
    try:
        old = accepted_crs(crs, source.shift)
        contradiction = _contradiction(old, geometry)
        if contradiction:
            raise ReadError(f"{contradiction}; {_ASK}")
        moved, made = shifted_geometry(geometry, old, source.shift)
        away = farthest_geometry(geometry, old, source.shift)
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    return moved, made, (*shift_findings(source.shift), *far_findings(source.name, away))


def _checked(crs: Any, source: Source) -> Any:
    try:
        return checked_crs(crs)
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None


def _is_default(crs: Any, source: Source) -> bool:
    """Whether the CRS is only what GDAL assumes of GeoJSON without a statement."""
    return source.format in ("geojson", "json") and bool(crs.is_geographic)


def _looks_like(geometry: np.ndarray) -> str:
    box = _bounds(geometry)
    if box is None:
        return ""
    west, south, east, north = box
    zone = zone_of_easting(east)
    if zone and zone == zone_of_easting(west):
        return f" (its eastings bear the prefix of 3-degree zone {zone})"
    if max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90:
        return " (its coordinates look like degrees)"
    return f" (its coordinates run from {west:.0f} to {east:.0f} and {south:.0f} to {north:.0f})"


def _bounds(geometry: np.ndarray) -> tuple[float, float, float, float] | None:
    import numpy as np
    import shapely

    if not len(geometry):
        return None
    box = shapely.total_bounds(geometry)
    return None if np.isnan(box).any() else (float(box[0]), float(box[1]), float(box[2]), float(box[3]))


def _contradiction(crs: Any, geometry: np.ndarray) -> str:
    """Return how the coordinates contradict the CRS, "" when they do not."""
    box = _bounds(geometry)
    if box is None:
        return ""
    west, south, east, north = box
    is_degrees = max(abs(west), abs(east)) <= 180.000001 and max(abs(south), abs(north)) <= 90.000001
    if crs.is_geographic:
        found = f"declares degrees (“{crs.name}”) over coordinates in metres{_looks_like(geometry)}"
        return "" if is_degrees else found
    if is_degrees:
        return f"declares metres (“{crs.name}”) over coordinates that look like degrees"
    return _zone_contradiction(crs, geometry)


def _zone_contradiction(crs: Any, geometry: np.ndarray) -> str:
    """Hold zone prefixes in the numbers against the false easting of a transverse Mercator CRS."""
    import numpy as np
    import shapely

    easting = false_easting(crs)
    if easting is None:
        return ""
    stated = zone_of_easting(easting) or 0
    bounds = shapely.bounds(geometry)
    middle = (bounds[:, 0] + bounds[:, 2]) / 2
    northings = (bounds[:, 1] + bounds[:, 3]) / 2
    if (np.nan_to_num(northings) > 1e7).any() and zone_of_easting(float(np.nanmedian(northings))):
        return f"has northings and eastings swapped (“{crs.name}” expects the easting with prefix first)"
    found = sorted({zone_of_easting(float(x)) or 0 for x in np.unique(middle[~np.isnan(middle)] // 1e6) * 1e6})
    if found == [stated]:
        return ""
    words = "、".join(str(zone) if zone else "none" for zone in found)
    return f"declares “{crs.name}” (zone prefix {stated or 'none'}), but its eastings bear the prefix {words}"


def false_easting(crs: Any) -> float | None:
    """Return the false easting in metres of a transverse Mercator CRS, None for any other."""
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return None
    return next((float(p.value) for p in operation.params if p.name == "False easting"), None)
