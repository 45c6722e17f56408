"""GeoPackage, version 1.2, with a plain style and labels for QGIS."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from mineplan import gpkgfile
from mineplan.errors import InputError, Problem
from mineplan.plans import Note
from mineplan.schema import COORDINATES
from mineplan.writers.features import Choices, Features, in_crs
from mineplan.writers.naming import field_columns, typed
from mineplan.writers.strings import string_of

LABEL = "GeoPackage"
EXTENSIONS = ("gpkg",)
REMARKS = "1.2版，中文字段，QGIS打开即有样式和注记；原有区域坐标串（含各圈标高）保留在字段中"
# One day for every file: the clock is no part of the data.
_STAMP = "2000-01-01T00:00:00.000Z"
_FAMILIES = {
    "Point": "Point",
    "MultiPoint": "Point",
    "LineString": "LineString",
    "LinearRing": "LineString",
    "MultiLineString": "LineString",
    "Polygon": "Polygon",
    "MultiPolygon": "Polygon",
}


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer a table.

    Raises
    ------
    InputError
        Rows without place, or points, lines and areas in one layer.
    """
    draft = path.with_name(f"{path.stem}.draft.gpkg")
    styles, notes = [], []
    for features in layers:
        family = one_family(features)
        crs = choices.crs or features.crs
        frame, label = frame_of(features, crs)
        gpkgfile.write_layer(frame, draft, features.name, f"Multi{family}")
        styles.append((features.name, style(family, label)))
        notes += bent_edges(features, crs)
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        gpkgfile.add_styles(connection, styles)
        gpkgfile.close_draft(connection, _STAMP, path)
    draft.unlink()
    return notes


def frame_of(features: Features, crs: Any) -> tuple[Any, str]:
    """Return a frame under Chinese field names, and the field to label with."""
    import geopandas

    columns = field_columns(features)
    cells = {column.header: typed(column) for column in columns}
    if features.registrations:
        cells[COORDINATES.label] = [None if r is None else string_of(r) for r in features.registrations]
    named = {column.name: column.header for column in columns}
    label = next((named[n] for n in ("mine_name", "name", *features.table.key) if n in named), "")
    return geopandas.GeoDataFrame(cells, geometry=list(in_crs(features, crs, densify=False)), crs=crs), label


def one_family(features: Features) -> str:
    """Return Point, LineString or Polygon: what all rows of a layer are.

    Raises
    ------
    InputError
        They are of several kinds, or lie nowhere.
    """
    import shapely

    if not features.has_place:
        raise InputError(Problem("holds no geometry; write .csv or .xlsx", features.name))
    names = {shape.geom_type for shape in features.geometry if not shapely.is_missing(shape)}
    families = sorted({_FAMILIES.get(name, "") for name in names})
    if len(families) != 1 or not families[0]:
        found = ", ".join(sorted(names)) or "nothing"
        raise InputError(Problem(f"holds {found}; one layer holds points, lines or areas", features.name))
    return families[0]


def bent_edges(features: Features, crs: Any) -> list[Note]:
    """Return a note where straight edges of a plane become bent by more than half a metre in degrees."""
    import shapely

    from mineplan.geodesy import LONG_EDGE_M, checked_crs

    if not checked_crs(crs).is_geographic or features.crs.is_geographic:
        return []
    points, owner = shapely.get_coordinates(features.geometry, return_index=True)
    steps = points[1:] - points[:-1]
    longest = max(((steps**2).sum(axis=1) ** 0.5)[owner[1:] == owner[:-1]], default=0.0)
    if longest <= LONG_EDGE_M:
        return []
    off = 0.46 * (longest / 5000) ** 2
    text = f"最长边{longest / 1000:.1f}千米，经纬度下的直线与平面上的直线在边中偏离可达{off:.1f}米，拐点不受影响"
    return [Note("edges_bent", text, features.name)]


_SYMBOLS = {
    "Polygon": (
        "fill",
        "SimpleFill",
        {"color": "158,202,225,90", "style": "solid", "outline_color": "165,15,21,255", "outline_width": "0.5"},
    ),
    "LineString": ("line", "SimpleLine", {"line_color": "165,15,21,255", "line_width": "0.6"}),
    "Point": ("marker", "SimpleMarker", {"name": "circle", "color": "165,15,21,255", "size": "2"}),
}
_LABELS = (
    '<labeling type="simple"><settings calloutType="simple"><text-style fieldName={} isExpression="0" fontSize="8" '
    'fontSizeUnit="Point" fontFamily="Microsoft YaHei" textColor="40,40,40,255" namedStyle="Regular">'
    '<text-buffer bufferDraw="1" bufferSize="0.7" bufferSizeUnits="MM" bufferColor="255,255,255,255"/></text-style>'
    "</settings></labeling>"
)


def style(family: str, label: str) -> str:
    """Return a QML document: one symbol, and labels from a field ("" for none)."""
    kind, drawn, properties = _SYMBOLS[family]
    props = "".join(f'<prop k="{key}" v="{value}"/>' for key, value in properties.items())
    labels = _LABELS.format(quoteattr(label)) if label else ""
    return (
        f'<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="{int(bool(label))}">'
        '<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0"><symbols>'
        f'<symbol name="0" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{drawn}" enabled="1" locked="0" pass="0">{props}</layer></symbol>'
        f"</symbols></renderer-v2>{labels}</qgis>"
    )
