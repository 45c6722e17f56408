"""GeoJSON: longitude and latitude to nine decimals (0.1 mm), long edges densified."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem
from mineplan.geodesy import checked_crs, geographic_crs
from mineplan.plans import Note
from mineplan.schema import COORDINATES
from mineplan.writers.features import Choices, Features, in_crs
from mineplan.writers.naming import field_columns
from mineplan.writers.strings import string_of

LABEL = "GeoJSON"
EXTENSIONS = ("geojson",)
REMARKS = "经纬度九位小数，注明EPSG:4490（--to-crs EPSG:4326则按RFC 7946不注明）；平面上超过5千米的边加密"
DECIMALS = 9


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer.

    Raises
    ------
    InputError
        The chosen CRS is no longitude and latitude, or rows lie nowhere.
    """
    (features,) = layers
    crs = choices.crs or geographic_crs()
    if not checked_crs(crs).is_geographic:
        raise InputError("GeoJSON holds longitude and latitude only; leave --to-crs away, or write .gpkg")
    if not features.has_place:
        raise InputError(Problem("holds no geometry; write .csv or .xlsx", features.name))
    head: dict[str, Any] = {"type": "FeatureCollection", "name": features.name}
    if crs.to_epsg() != 4326:
        head["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs.to_epsg()}"}}
    rows = _rows(features, crs)
    text = json.dumps(head | {"features": []}, ensure_ascii=False)[:-2]
    body = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    path.write_text(f"{text}\n{body}\n]}}\n", encoding="utf-8", newline="\n")
    return []


def _rows(features: Features, crs: Any) -> list[dict[str, Any]]:
    columns = [(column.header, column.cells) for column in field_columns(features)]
    if features.registrations:
        strings = [None if r is None else string_of(r) for r in features.registrations]
        columns.append((COORDINATES.label, strings))
    shapes = in_crs(features, crs, densify=True)
    return [
        {
            "type": "Feature",
            "properties": {header: _told(cells[at]) for header, cells in columns},
            "geometry": geometry_dict(shape),
        }
        for at, shape in enumerate(shapes)
    ]


def _told(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, datetime.date) else cell


def geometry_dict(shape: Any) -> dict[str, Any] | None:
    """Return a geometry as RFC 7946 has it: shells anticlockwise, coordinates rounded."""
    import shapely

    if shape is None or shape.is_empty:
        return None
    oriented = shapely.orient_polygons(shapely.force_2d(shape))
    found: dict[str, Any] = json.loads(shapely.to_geojson(oriented))
    return found | {"coordinates": _rounded(found["coordinates"])}


def _rounded(node: Any) -> Any:
    return [_rounded(part) for part in node] if isinstance(node, list) else round(node, DECIMALS)
