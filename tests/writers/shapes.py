"""Random extents that can be drawn on a napkin: stars with star-shaped holes, parts some kilometres apart."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from mineplan import geodesy
from mineplan.conversion import converted
from mineplan.recognition import Asked, geometry_of, recognise
from mineplan.schema import RIGHTS
from mineplan.writers import Choices, Features, write

ORIGIN = {37: (37_560_000.0, 4_318_000.0), 38: (38_472_000.0, 4_318_000.0)}
# What a corner may move by, metres: half the last digit, both axes, and a hair for arithmetic.
PRECISION_M = {
    "txt": 8e-4,
    "qyzb": 8e-5,
    "xlsx": 8e-5,
    "csv": 8e-5,
    "gpkg": 1e-6,
    "shp": 1e-6,
    "geojson": 1e-4,
    "kml": 1e-4,
    "dxf": 1e-5,
}
FORMATS = tuple(PRECISION_M)
# Formats that keep every column; the others keep numbers and names at most.
TABULAR = ("xlsx", "csv", "gpkg", "geojson", "shp", "kml")
COLUMNS = (
    "right_id",
    "mine_name",
    "mineral",
    "capacity_t_a",
    "recovery_share",
    "top_m",
    "bottom_m",
    "area_km2",
    "valid_to",
)


def star(centre, radii):
    angles = np.arange(len(radii)) * 2 * math.pi / len(radii)
    points = np.column_stack([centre[0] + radii * np.cos(angles), centre[1] + radii * np.sin(angles)])
    return np.round(points, 3)


def radii(low, high):
    return st.lists(st.floats(low, high), min_size=3, max_size=9).map(np.array)


@st.composite
def polygons(draw, zone=38, most_parts=3):
    east, north = ORIGIN[zone]
    parts = []
    for k in range(draw(st.integers(1, most_parts))):
        centre = (east + 2700.0 * k + draw(st.floats(0, 200)), north + draw(st.floats(0, 3000)))
        shell = star(centre, draw(radii(700, 1200)))
        # The shell holds a disc of 350 m around its centre even as a triangle.
        holes = [
            star((centre[0] + dx, centre[1]), draw(radii(20, 90)))
            for dx in draw(st.lists(st.sampled_from((-200.0, 0.0, 200.0)), max_size=2, unique=True))
        ]
        parts.append(shapely.Polygon(shell, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def features(shapes, zone=38, **columns):
    count = len(shapes)
    base = {"right_id": [f"C14000020110521200{k:05d}" for k in range(count)]}
    geometry = np.empty(count, dtype=object)
    geometry[:] = shapes
    return Features("采矿权", RIGHTS, pd.DataFrame(base | columns), geometry, geodesy.zone_crs(zone))


def back(path: Path, table="rights"):
    """Read a file that was written, as the rights that it holds; drawings do not say their datum."""
    crs = "CGCS2000" if path.suffix == ".dxf" else ""
    return recognise(path, Asked(crs=crs, table="" if path.suffix == ".qyzb" else table))


def through(layers, folder: Path, *endings):
    """Write, read, write, read ... and return what comes out of the last file."""
    for k, ending in enumerate(endings):
        path = folder / f"{k}.{ending}"
        write(layers, path, Choices(), force=True)
        found = back(path)
        layers = converted(found).layers
    return found, layers


def planar(found, zone=38):
    shapes, crs = geometry_of(found[0])
    return geodesy.transform(shapes, crs, geodesy.zone_crs(zone), densify=False)


def corners_off(one, other):
    """Return the greatest distance from a corner of either shape to the nearest corner of the other."""
    a, b = (shapely.MultiPoint(shapely.get_coordinates(shape)) for shape in (one, other))
    return float(shapely.hausdorff_distance(a, b))
