"""Vector files: GeoPackage, GeoJSON, shapefile, file geodatabase, GeoParquet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.crs import settled_crs, shifted_vector
from mineplan.readers.placed_shapes import placed_shapes
from mineplan.readers.shapefile import redecoded
from mineplan.readers.source import Source
from mineplan.readers.zoning import states_datum_alone
from mineplan.tables import Decision, RawTable

if TYPE_CHECKING:
    import pandas as pd

# Tables that GIS programs put beside the data.
_NOT_DATA = ("layer_styles", "qgis_projects")


def read_vector(source: Source) -> RawTable:
    """Read one layer of a vector file; the index counts features from 1.

    Raises
    ------
    ReadError
        The file cannot be opened, has several layers and none is chosen, has no CRS or one that its
        coordinates contradict, bears a datum other than CGCS2000 or WGS 84, or has empty geometries.
    """
    frame = _parquet(source) if source.format in ("parquet", "geoparquet") else _pyogrio(source)
    findings: list[tuple[str, str]] = []
    cut: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()
    if source.format == "shp":
        frame, cut, findings, encoding = redecoded(frame, source)
        decisions = (encoding,)
    if not hasattr(frame, "crs"):
        return _plain(frame, source, tuple(findings))
    geometry = _flat(frame, source)
    geometry, crs, settled = _placed(source, frame.crs, geometry)
    attributes = _attributes(frame.drop(columns=frame.geometry.name))
    found = (*findings, *settled)
    return RawTable(attributes, source.name, source.layer, geometry, crs, found, cut, decisions=decisions)


def _placed(source: Source, declared: Any, geometry: Any) -> tuple[Any, Any, tuple[tuple[str, str], ...]]:
    """Return geometry and CRS: shifted by the user's parameters, found from the numbers, or as declared."""
    if source.shift is not None and (source.crs or declared is not None):
        return shifted_vector(source, source.crs or declared, geometry)
    if source.crs and declared is None and states_datum_alone(source.crs):
        labels = [str(row) for row in range(1, len(geometry) + 1)]
        placed = placed_shapes(source, list(geometry), "", labels)
        return placed.geometry, placed.crs, placed.findings
    crs, settled = settled_crs(source, declared, geometry)
    return geometry, crs, tuple(settled)


def _plain(frame: Any, source: Source, findings: tuple[tuple[str, str], ...]) -> RawTable:
    if source.needs_geometry:
        raise ReadError(Problem(f"holds no geometry, which table {source.table.name} needs", source.name))
    return RawTable(_attributes(frame), source.name, source.layer, findings=findings)


def _parquet(source: Source) -> Any:
    import geopandas as gpd

    try:
        return gpd.read_parquet(source.path)
    except (ValueError, OSError, KeyError) as error:
        what = str(error).replace(str(source.path), source.name)
        raise ReadError(Problem(f"is no readable GeoParquet file ({what})", source.name)) from None


def _pyogrio(source: Source) -> Any:
    import pyogrio

    try:
        layer = _layer(source, pyogrio.list_layers(source.path))
        # Bytes of a DBF come through ISO-8859-1 unharmed, whatever its code page claims.
        encoding = "ISO-8859-1" if source.format == "shp" else None
        return pyogrio.read_dataframe(source.path, layer=layer, encoding=encoding, use_arrow=encoding is None)
    except (RuntimeError, UnicodeDecodeError, OSError, ValueError) as error:  # pyogrio's errors are RuntimeErrors
        # GDAL names the file by its whole path, which is no business of a report.
        what = str(error).replace(str(source.path), source.name).partition("; It might help")[0]
        raise ReadError(Problem(f"is no readable vector file ({what})", source.name)) from None


def _layer(source: Source, listed: Any) -> str:
    """Return the layer to read: the chosen one, or the only one that can hold the table."""
    layers = [(str(name), kind) for name, kind in listed if name not in _NOT_DATA]
    names = [name for name, _ in layers]
    if source.layer:
        if source.layer not in names:
            raise ReadError(Problem(f"has no layer “{source.layer}” (layers: {'、'.join(names)})", source.name))
        return source.layer
    fitting = [name for name, kind in layers if kind is not None or not source.needs_geometry]
    if len(fitting) > 1:
        raise ReadError(Problem(f"has several layers ({'、'.join(fitting)}); choose one with `layer:`", source.name))
    if not fitting:
        raise ReadError(Problem(f"has no layer with geometry (layers: {'、'.join(names) or 'none'})", source.name))
    return fitting[0]


def _flat(frame: Any, source: Source) -> Any:
    """Return two-dimensional geometries; empty or absent ones are errors by row."""
    import numpy as np
    import shapely

    geometry = np.asarray(frame.geometry.array, dtype=object)
    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    if source.needs_geometry and absent.any():
        raise ReadError(
            [Problem("has no geometry", source.name, source.layer, int(row) + 1) for row in np.flatnonzero(absent)]
        )
    return shapely.force_2d(geometry)


def _attributes(frame: Any) -> pd.DataFrame:
    """Return plain cells under text headers, rows counted from 1."""
    import pandas as pd

    plain = pd.DataFrame(frame).copy()
    plain.columns = [str(name) for name in plain.columns]
    for name in plain.columns:
        if plain[name].dtype == object and plain[name].map(lambda cell: isinstance(cell, list | dict)).any():
            plain[name] = plain[name].map(lambda cell: json.dumps(cell, ensure_ascii=False, default=str))
    plain.index = pd.RangeIndex(1, len(plain) + 1)
    return plain
