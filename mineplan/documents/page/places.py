"""What a licence states of a point of the map: northing and easting in its 3-degree zone, as polynomials."""

from __future__ import annotations

from typing import Any

from mineplan import geodesy

# On a rectangle of 200 km the error stays under a centimetre (tested); the page needs no library of projections.
_DEGREE = 6
_NODES = 16
# Readers look a little beyond the drawing, never far.
_MARGIN_SHARE = 0.25


def readings(box: list[float], crs: Any) -> dict[str, Any]:
    """Return polynomials from plane coordinates of the map to degrees and to coordinates of the zones it touches.

    Each polynomial is a list of coefficients of u**i * v**j, i from 0, j from 0 to degree - i, where
    u = (x - centre[0]) / reach and v = (y - centre[1]) / reach.

    Parameters
    ----------
    box
        West, south, east, north in metres of `crs`.
    crs
        The analysis CRS.

    Returns
    -------
    dict
        `centre`, `reach`, `degree`, `longitude` (degrees), and `zones`: number -> [northing, easting with prefix],
        metres.
    """
    import numpy as np

    west, south, east, north = box
    centre = (round((west + east) / 2), round((south + north) / 2))
    reach = max(round((1 + _MARGIN_SHARE) * max(east - west, north - south) / 2), 1000)
    nodes = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    u, v = (grid.ravel() for grid in np.meshgrid(nodes, nodes))
    points = np.column_stack([centre[0] + reach * u, centre[1] + reach * v])
    terms = np.column_stack([u**i * v**j for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i)])

    def fitted(values: Any, decimals: int) -> list[float]:
        coefficients: list[float] = np.linalg.lstsq(terms, values, rcond=None)[0].tolist()
        return [round(c, decimals) for c in coefficients]

    degrees = geodesy.transform_points(points, crs, geodesy.geographic_crs())
    zones = range(geodesy.zone_of(float(degrees[:, 0].min())), geodesy.zone_of(float(degrees[:, 0].max())) + 1)
    native = {zone: geodesy.transform_points(points, crs, geodesy.zone_crs(zone)) for zone in zones}
    return {
        "centre": list(centre),
        "reach": reach,
        "degree": _DEGREE,
        "longitude": fitted(degrees[:, 0], 9),
        "zones": {str(z): [fitted(p[:, 1], 4), fitted(p[:, 0], 4)] for z, p in native.items()},
    }
