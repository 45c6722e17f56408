"""Ovital's ovjsn: JSON with lines and polygons as flat lists of latitude and longitude."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.gcj import from_gcj
from mineplan.readers.kml import Placemark, tables_of
from mineplan.readers.source import Source
from mineplan.readers.text import decoded
from mineplan.tables import RawTable

_POINT, _LINE, _POLYGON = 7, 8, 13


def read_ovjsn(source: Source) -> list[RawTable]:
    """Read an ovjsn file, one table a folder.

    Raises
    ------
    ReadError
        It is no ovjsn, or an object of it has broken coordinates.
    """
    try:
        text, encoding = decoded(source.path.read_bytes())
        content = json.loads(text)
        items = content["ObjItems"]
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError):
        raise ReadError(Problem("is no ovjsn file (no list ObjItems)", source.name)) from None
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    from shapely.errors import GEOSException

    marks, problems = [], []
    for folder, item in _objects(items):
        try:
            marks.append(_mark(folder, item))
        except (KeyError, TypeError, ValueError, AttributeError, GEOSException):
            name = item.get("Name", "") if isinstance(item, dict) else ""
            problems.append(
                Problem(f"object “{name}” is no point, line or polygon with coordinates", source.name, folder)
            )
    if problems:
        raise ReadError(problems)
    return tables_of(source, marks, encoding)


def _objects(items: Any) -> Iterator[tuple[str, Any]]:
    stack = [("", item) for item in reversed(items if isinstance(items, list) else [])]
    while stack:
        folder, item = stack.pop()
        body = item.get("Object") if isinstance(item, dict) else None
        if not isinstance(body, dict):
            yield folder, item
            continue
        detail = body.get("ObjectDetail")
        inner = detail.get("ObjChildren") if isinstance(detail, dict) else None
        if isinstance(inner, list):
            path = f"{folder}/{body.get('Name', '')}".strip("/")
            stack += [(path, child) for child in reversed(inner)]
        else:
            yield folder, body


def _mark(folder: str, item: Any) -> Placemark:
    import numpy as np
    import shapely

    detail, kind = item["ObjectDetail"], item["Type"]
    flat = [detail["Lat"], detail["Lng"]] if kind == _POINT else detail["Latlng"]
    points = np.array(flat, dtype=float).reshape(-1, 2)[:, ::-1]
    is_shifted = bool(detail.get("Gcj02", 0))
    points = from_gcj(points) if is_shifted else points
    made = {_POINT: lambda p: shapely.Point(p[0]), _LINE: shapely.LineString, _POLYGON: shapely.Polygon}[kind](points)
    return Placemark(folder, str(item.get("Name", "")), {}, made, "GCJ02" if is_shifted else "WGS84")
