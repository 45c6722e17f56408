"""Plain project files read without a data frame: boundary TXT, GeoPackage and GeoJSON that raise no question.

What is not plain (another format, axes or datum in doubt, a bad cell or outline, no project number) is left to the
full readers, which say what is wrong; a file that both read gives the same projects.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely

from mineplan import geodesy
from mineplan.errors import ReadError
from mineplan.geodesy import Region
from mineplan.pressed.measures import ProjectFacts
from mineplan.pressed.prepared.head import quoted
from mineplan.pressed.rows import project_of
from mineplan.readers.crs import settled_crs
from mineplan.readers.solids import LEAST_M2
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS
from mineplan.tables import is_blank, match_headers, parse_cell

# Longitude and latitude of WGS 84 and CGCS2000; 3-degree zones of the latter with and without prefix.
_DEGREES = frozenset({4326, 4490})
_ZONES = frozenset(range(4513, 4555))


class _Plain(NamedTuple):
    """Rows as they stand in a file: headers, cells, shapes, EPSG code, layer, and their lines where those count."""

    headers: list[str]
    cells: list[tuple[Any, ...]]
    shapes: np.ndarray
    epsg: int
    layer: str
    lines: Sequence[int] = ()


def quick_projects(path: Path, region: Region) -> list[ProjectFacts] | None:
    """Return the projects of a plain file in the analysis CRS, None where the full readers must look.

    Parameters
    ----------
    path
        The file.
    region
        Where projects must lie; it gives the analysis CRS.
    """
    readers = {".geojson": _geojson, ".gpkg": _geopackage, ".txt": _boundary}
    reader = readers.get(path.suffix.lower())
    try:
        found = None if reader is None else reader(path)
    except (OSError, ValueError, KeyError, TypeError, ReadError, sqlite3.Error, shapely.errors.ShapelyError):
        return None
    if found is None or found.epsg not in _DEGREES | _ZONES or not len(found.shapes):
        return None
    shapes = _placed(found, path, region)
    rows = None if shapes is None else _rows(found)
    if shapes is None or rows is None:
        return None
    sheet = f" sheet “{found.layer}”" if found.layer else ""
    return [
        project_of(row | {"geometry": shape, "source": f"{path.name}{sheet} row {number}"})
        for number, row, shape in zip(found.lines or range(1, len(rows) + 1), rows, shapes, strict=True)
    ]


def _placed(found: _Plain, path: Path, region: Region) -> np.ndarray | None:
    shapes = shapely.force_2d(found.shapes)
    kinds = np.isin(shapely.get_type_id(shapes), (1, 3, 5, 6))
    if not kinds.all() or shapely.is_empty(shapes).any() or not shapely.is_valid(shapes).all():
        return None
    place = _from_degrees if found.epsg in _DEGREES else _from_zone
    placed = place(shapes, found, path, region)
    if placed is None or not shapely.is_valid(placed).all():
        return None
    is_sliver = (shapely.get_dimensions(placed) == 2) & (shapely.area(placed) < LEAST_M2)
    return None if is_sliver.any() else placed


def _from_degrees(shapes: np.ndarray, found: _Plain, path: Path, region: Region) -> np.ndarray | None:
    """Carry degrees into the plane; edges that would have to be densified are left to the full readers."""
    del found, path
    west, south, east, north = shapely.total_bounds(shapes)
    if not _lies_inside(np.array([[west, south], [east, north]]), region):
        return None
    placed = shapely.transform(shapes, lambda points: geodesy.plane_of_degrees(points, region))
    boxes = shapely.bounds(placed)
    sizes = np.hypot(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    return np.asarray(placed) if (sizes < 0.9 * geodesy.LONG_EDGE_M).all() else None


def _from_zone(shapes: np.ndarray, found: _Plain, path: Path, region: Region) -> np.ndarray | None:
    source = Source(PROJECTS, path, path.name, path.suffix.lower().lstrip("."), found.layer)
    try:
        own, findings = settled_crs(source, geodesy.checked_crs(f"EPSG:{found.epsg}"), shapes)
    except ReadError:
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    corners = np.array([[west, south], [east, south], [east, north], [west, north]])
    lonlat = geodesy.transform_points(corners, own, geodesy.geographic_crs())
    if findings or not _lies_inside(lonlat, region):
        return None
    return geodesy.transform(shapes, own, geodesy.analysis_crs(region))


def _lies_inside(lonlat: np.ndarray, region: Region) -> bool:
    if region.box_deg is None:
        return False
    return bool((lonlat >= region.box_deg[:2]).all() and (lonlat <= region.box_deg[2:]).all())


def _rows(found: _Plain) -> list[dict[str, Any]] | None:
    """Return checked cells under code names, None where one is bad or a project bears no number of its own."""
    matches = match_headers(PROJECTS, found.headers, {})
    if "project_id" not in matches or "coordinates" in matches or any(m.unit_header for m in matches.values()):
        return None
    columns = [
        (PROJECTS.column(name), found.headers.index(match.header), match.unit)
        for name, match in sorted(matches.items())
        if name != "geometry"
    ]
    try:
        rows = [dict(_cells(cells, columns)) for cells in found.cells]
    except ValueError:
        return None
    names = [row.get("project_id") for row in rows]
    return rows if all(names) and len(set(names)) == len(names) else None


def _cells(cells: Sequence[Any], columns: Sequence[tuple[Any, int, str]]) -> Iterator[tuple[str, Any]]:
    for column, at, unit in columns:
        if not is_blank(cells[at]):
            yield column.name, parse_cell(column, cells[at], unit, None)


def _boundary(path: Path) -> _Plain | None:
    from mineplan.readers.boundary_txt import plain_plots

    made = plain_plots(Source(PROJECTS, path, path.name, "txt", box_deg=geodesy.XINZHOU.box_deg))
    if made is None or any(shape is None for shape in made.geometry):
        return None
    plots = made.listing.plots
    headers = list(dict.fromkeys(header for plot in plots for header in plot.cells))
    cells = [tuple(plot.cells.get(header) for header in headers) for plot in plots]
    shapes = np.empty(len(plots), dtype=object)
    shapes[:] = made.geometry
    return _Plain(headers, cells, shapes, int(made.crs.to_epsg() or 0), "", [plot.row for plot in plots])


def _geojson(path: Path) -> _Plain | None:
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    features = content["features"]
    epsg = _epsg_of(content.get("crs"))
    if content["type"] != "FeatureCollection" or epsg is None:
        return None
    headers = list(dict.fromkeys(name for feature in features for name in feature["properties"]))
    cells = [tuple(feature["properties"].get(name) for name in headers) for feature in features]
    if any(isinstance(cell, list | dict) for row in cells for cell in row):
        return None
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return _Plain(headers, cells, shapes, epsg, "")


def _epsg_of(stated: Any) -> int | None:
    """Return the code of a GeoJSON's own CRS; longitude and latitude where it has none."""
    if stated is None:
        return 4326
    _, _, code = str(stated["properties"]["name"]).rpartition(":")
    return 4326 if code == "CRS84" else int(code) if code.isdigit() else None


def _geopackage(path: Path) -> _Plain | None:
    connection = sqlite3.connect(f"file:{quoted(path)}?mode=ro", uri=True)
    try:
        listed = connection.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchall()
        if len(listed) != 1:
            return None
        table, geometry, srs = listed[0]
        (authority, code), *_ = connection.execute(
            "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (srs,)
        ).fetchall()
        if str(authority).upper() != "EPSG":
            return None
        quote = '"' + table.replace('"', '""') + '"'
        described = connection.execute(f"PRAGMA table_info({quote})").fetchall()
        key = next(row[1] for row in described if row[5])
        rows = connection.execute(f'SELECT * FROM {quote} ORDER BY "{key}"').fetchall()
    finally:
        connection.close()
    names = [row[1] for row in described]
    kept = [at for at, name in enumerate(names) if name not in (geometry, key)]
    shapes = shapely.from_wkb([_wkb(row[names.index(geometry)]) for row in rows])
    return _Plain([names[at] for at in kept], [tuple(row[at] for at in kept) for row in rows], shapes, int(code), table)


# Bytes of a GeoPackage geometry's envelope, by its kind.
_ENVELOPES = (0, 32, 48, 48, 64)


def _wkb(blob: bytes) -> bytes:
    """Strip the header that GeoPackage puts before a geometry."""
    if blob[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    return blob[8 + _ENVELOPES[(blob[3] >> 1) & 7] :]
