"""CGCS2000 zones, axis order, datum policy, areas: the one place that knows pyproj.

Geometries are (easting, northing) everywhere inside, as shapely and GDAL hold them; Chinese survey
files call the northing X. All measuring happens in one local equal-area CRS; corners are printed
in the native 3-degree Gauss-Kruger zone with its prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mineplan.errors import ReadError

if TYPE_CHECKING:
    import numpy as np
    from pyproj import CRS

# CGCS2000 ellipsoid: a and 1/f (GB/T 31528; EPSG:7024 is GRS80, equal in ten digits).
SEMI_MAJOR_M, INVERSE_FLATTENING = 6378137.0, 298.257222101
_ELLIPSOID = f"+a={SEMI_MAJOR_M} +rf={INVERSE_FLATTENING} +units=m +no_defs"
# Edges longer than this are densified before reprojection (mid-edge error < 0.1 mm afterwards).
LONG_EDGE_M, STEP_M = 5000.0, 2000.0


@dataclass(frozen=True)
class Region:
    """Where a dataset lies.

    Attributes
    ----------
    name
        For messages and documents.
    centre_deg
        Longitude and latitude of the origin of the analysis CRS.
    box_deg
        West, south, east, north; None when the place is unknown and nothing can be tested.
    """

    name: str
    centre_deg: tuple[float, float]
    box_deg: tuple[float, float, float, float] | None = None


# The box of the city with a margin of some 5 km; the centre keeps lengths within 58 ppm all over it.
XINZHOU = Region("忻州市", (112.45, 38.9), (110.9, 38.1, 114.0, 39.7))


def analysis_crs(region: Region) -> CRS:
    """Return the local equal-area CRS (Lambert azimuthal) of a region, metres."""
    lon, lat = region.centre_deg
    return _crs(f"+proj=laea +lat_0={lat:g} +lon_0={lon:g} {_ELLIPSOID}")


@lru_cache(maxsize=256)
def _crs(text: str) -> CRS:
    from pyproj import CRS

    return CRS.from_user_input(text)


def zone_of(longitude: float) -> int:
    """Return the number of the 3-degree zone whose central meridian is nearest."""
    import math

    return math.floor(longitude / 3 + 0.5)


def zone_crs(zone: int) -> CRS:
    """Return the 3-degree Gauss-Kruger CRS of a zone, eastings with the zone prefix.

    Zones 25-45 are EPSG:4513-4533; others (data from elsewhere) follow the same definition.
    """
    if 25 <= zone <= 45:
        return _crs(f"EPSG:{4488 + zone}")
    return _crs(f"+proj=tmerc +lat_0=0 +lon_0={3 * zone} +k=1 +x_0={zone * 1_000_000 + 500_000} +y_0=0 {_ELLIPSOID}")


def geographic_crs() -> CRS:
    """Return CGCS2000 longitude and latitude (EPSG:4490)."""
    return _crs("EPSG:4490")


_ALIKE = (
    "china 2000",
    "china_2000",
    "cgcs2000",
    "cgcs_2000",
    "wgs 84",
    "wgs_1984",
    "wgs84",
    "world geodetic system 1984",
    "china geodetic coordinate system 2000",
    "d_china_2000",
    "unknown based on wgs 84",
)


def checked_crs(crs: Any) -> CRS:
    """Return a CRS whose datum is CGCS2000 or WGS 84 (one and the same here, to a decimetre).

    Raises
    ------
    ReadError
        For every other datum: no published transformation exists, and a silent ballpark shift
        of some 100 m would pass for data.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        made = CRS.from_user_input(crs)
    except CRSError as error:
        raise ReadError(f"unknown coordinate system: {error}") from None
    base = made.source_crs if made.is_bound and made.source_crs is not None else made
    names = " | ".join(_datum_names(base)).lower()
    if any(name in names for name in _ALIKE) or _is_own_ellipsoid(base):
        return made
    raise ReadError(
        f"datum of “{made.name}” is not CGCS2000 or WGS 84; it is never shifted silently. "
        "Have the survey office convert the data to CGCS2000 (2000国家大地坐标系) first, "
        "or give its parameters with --datum-params (in dataset.yaml: datum_params)"
    )


def stated_crs(crs: Any) -> CRS:
    """Return a CRS of any datum, for those who hold parameters of the shift.

    Raises
    ------
    ReadError
        It is no CRS.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        made = CRS.from_user_input(crs)
    except CRSError as error:
        raise ReadError(f"unknown coordinate system: {error}") from None
    return made.source_crs if made.is_bound and made.source_crs is not None else made


def datum_words(crs: Any) -> str:
    """Return the names of a CRS and of its datum in lower case, blanks for underscores."""
    made = stated_crs(crs)
    return " | ".join([made.name, *_datum_names(made)]).lower().replace("_", " ")


def projection_of(crs: Any) -> dict[str, Any]:
    """Return the PROJ parameters of a CRS without its ellipsoid and datum; {} for longitude and latitude."""
    import warnings

    made = stated_crs(crs)
    if made.is_geographic:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is lost on the way is the datum, which is dropped here anyway
        found = made.to_dict()
    drop = {"a", "b", "rf", "ellps", "datum", "towgs84", "type", "no_defs", "units"}
    return {key: value for key, value in found.items() if key not in drop}


def run_pipeline(points: np.ndarray, text: str) -> np.ndarray:
    """Run an (n, 2) array through a PROJ pipeline whose every step is written out: no datum is ever guessed."""
    import numpy as np

    first, second = _pipeline(text).transform(points[:, 0], points[:, 1])
    return np.column_stack([first, second])


@lru_cache(maxsize=64)
def _pipeline(text: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_pipeline(text)


def _datum_names(crs: CRS) -> list[str]:
    geodetic = crs.geodetic_crs
    names = [geodetic.name if geodetic is not None else ""]
    if geodetic is not None and geodetic.datum is not None:
        names.append(geodetic.datum.name)
    return [name for name in names if name]


def _is_own_ellipsoid(crs: CRS) -> bool:
    """Whether it is one of our own definitions (analysis CRS, zones outside 25-45)."""
    ellipsoid = crs.ellipsoid
    return bool(
        ellipsoid is not None
        and ellipsoid.semi_major_metre == SEMI_MAJOR_M
        and abs(ellipsoid.inverse_flattening - INVERSE_FLATTENING) < 1e-8
        and crs.is_projected
        and "unknown" in " ".join(_datum_names(crs)).lower()
    )


@lru_cache(maxsize=256)
def _transformer(source: str, target: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def transform_points(points: np.ndarray, source: Any, target: Any) -> np.ndarray:
    """Transform an (n, 2) array of (easting or longitude, northing or latitude).

    Both CRS must have passed `checked_crs`; between those the datum never changes.
    """
    import numpy as np

    east, north = _transformer(checked_crs(source).to_wkt(), checked_crs(target).to_wkt()).transform(
        points[:, 0], points[:, 1]
    )
    return np.column_stack([east, north])


def plane_of_degrees(lonlat: np.ndarray, region: Region) -> np.ndarray:
    """Carry longitude and latitude into the analysis CRS of a region without pyproj, which takes long to load.

    Parameters
    ----------
    lonlat
        Degrees, CGCS2000 or WGS 84; (n, 2).
    region
        As in `analysis_crs`.

    Notes
    -----
    Lambert azimuthal equal-area on the ellipsoid in closed form (Snyder, Map Projections: A Working Manual, 1987,
    equations 3-12 and 24-17 to 24-20); PROJ's result to 1e-8 m.
    """
    import math

    import numpy as np

    squared = (2 - 1 / INVERSE_FLATTENING) / INVERSE_FLATTENING
    e = math.sqrt(squared)

    def authalic(sine: Any) -> Any:
        return (1 - squared) * (sine / (1 - squared * sine * sine) + np.arctanh(e * sine) / e)

    lon, lat = np.radians(lonlat).T
    lon_0, lat_0 = np.radians(region.centre_deg)
    pole = authalic(1.0)
    beta, beta_0 = np.arcsin(authalic(np.sin(lat)) / pole), np.arcsin(authalic(np.sin(lat_0)) / pole)
    radius_m = SEMI_MAJOR_M * math.sqrt(pole / 2)
    stretch = np.cos(lat_0) / np.sqrt(1 - squared * np.sin(lat_0) ** 2) * SEMI_MAJOR_M / (radius_m * np.cos(beta_0))
    turn = lon - lon_0
    along = np.sin(beta_0) * np.sin(beta) + np.cos(beta_0) * np.cos(beta) * np.cos(turn)
    scale_m = radius_m * np.sqrt(2 / (1 + along))
    north = np.cos(beta_0) * np.sin(beta) - np.sin(beta_0) * np.cos(beta) * np.cos(turn)
    return np.column_stack([scale_m * stretch * np.cos(beta) * np.sin(turn), scale_m / stretch * north])


def transform(geometries: Any, source: Any, target: Any, *, densify: bool = True) -> np.ndarray:
    """Reproject an array of shapely geometries.

    Parameters
    ----------
    geometries
        Any sequence of geometries (easting or longitude first).
    source, target
        CRS, both CGCS2000 or WGS 84.
    densify
        Put extra points on edges over 5 km, so that straight stays straight.
    """
    import numpy as np
    import shapely

    array = np.asarray(geometries, dtype=object)
    made = checked_crs(source)
    if densify and len(array):
        array = _densified(array, 111_000.0 if made.is_geographic else 1.0)
    return np.asarray(shapely.transform(array, lambda points: transform_points(points, made, target)))


def _densified(geometries: np.ndarray, metres_a_unit: float) -> np.ndarray:
    import numpy as np
    import shapely

    bounds = shapely.bounds(geometries)
    sizes = np.nan_to_num(np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])) * metres_a_unit
    large = sizes > LONG_EDGE_M
    if large.any():
        geometries = geometries.copy()
        geometries[large] = shapely.segmentize(geometries[large], STEP_M / metres_a_unit)
    return geometries


def area_km2(geometries: Any, crs: Any) -> np.ndarray:
    """Return ellipsoidal areas in km² of an array of geometries, holes subtracted.

    Edges are geodesics between the corners, as in TD/T 1055-2019 to well below 1 m² at licence size. Those drawn
    in a plane stay straight there when they are over 5 km long; those in degrees get no points between their corners:
    on the straight line of a map in degrees these would change the area by up to 400 ppm at 10 km.
    """
    import numpy as np
    import shapely
    from pyproj import Geod

    geod = Geod(a=SEMI_MAJOR_M, rf=INVERSE_FLATTENING)
    lonlat = transform(geometries, crs, geographic_crs(), densify=not checked_crs(crs).is_geographic)
    parts, owner = shapely.get_parts(lonlat, return_index=True)
    rings, part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    limits = np.searchsorted(ring, np.arange(len(rings) + 1))
    lons, lats = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    # Rings one by one: pyproj's own loop over geometries is four times slower, and provinces have 200,000.
    areas = [geod.polygon_area_perimeter(lons[a:b], lats[a:b])[0] for a, b in pairwise(limits.tolist())]
    return np.abs(np.bincount(owner[part], areas, minlength=len(lonlat))) / 1e6


def planar_native_km2(geometries: Any, crs: Any, zones: np.ndarray | None = None) -> np.ndarray:
    """Return planar areas in km² in each geometry's native 3-degree zone, as older licences state them.

    Parameters
    ----------
    geometries, crs
        Any sequence of geometries, and where they lie; only their corners are carried over.
    zones
        The zone of each, where it is known; the native ones when None.
    """
    import numpy as np
    import shapely

    array = np.asarray(geometries, dtype=object)
    zones = native_zones(array, crs) if zones is None else zones
    areas = np.zeros(len(array))
    for zone in np.unique(zones):
        chosen = zones == zone
        areas[chosen] = shapely.area(transform(array[chosen], crs, zone_crs(int(zone)), densify=False)) / 1e6
    return areas


def native_zones(geometries: Any, crs: Any) -> np.ndarray:
    """Return the 3-degree zone of each geometry, by the longitude of the middle of its bounds."""
    import numpy as np
    import shapely

    bounds = shapely.bounds(np.asarray(geometries, dtype=object))
    middle = np.nan_to_num(np.column_stack([(bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2]))
    lonlat = transform_points(middle, crs, geographic_crs()) if len(middle) else middle
    # Coordinates that no projection holds become infinite; they lie in no zone of China.
    return np.array([zone_of(lon) for lon in np.nan_to_num(lonlat[:, 0], posinf=0, neginf=0)], dtype=int)


def zone_of_easting(easting_m: float) -> int | None:
    """Return the zone prefix of an easting, or None when it carries none."""
    prefix = int(abs(easting_m) // 1_000_000)
    return prefix if 24 <= prefix <= 46 else None
