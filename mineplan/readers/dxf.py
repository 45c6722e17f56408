"""DXF drawings: closed polylines and hatches as polygons, texts inside them as names.

The drawing layer is an attribute (图层), and so are the texts inside an outline (文字) and the extended data of the
outline itself (扩展数据; what CASS of 南方 writes begins with its object code, CASS编码). The first text is key and
name of its row, or the layer and a number where there is none. `layer:` keeps one drawing layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.datums import named_datums
from mineplan.readers.placed_shapes import placed_shapes
from mineplan.readers.plots import own_headers
from mineplan.readers.source import Source
from mineplan.readers.text import decoded
from mineplan.tables import Decision, RawTable

# Ends of an outline that was drawn closed by hand meet within this.
CLOSING_GAP_M, _CLOSING_GAP_DEG = 0.01, 1e-7
# Chords of an arc: half a degree keeps them within 1 mm of an arc of 100 m radius.
_ARC_STEP_DEG = "0.5"
_AREAS = ("rights", "orebodies", "blocks")
_LAYER, _TEXT, _CASS, _EXTENDED = "图层", "文字", "CASS编码", "扩展数据"
# The application under which CASS of 南方 keeps its extended data; its first text is the object code.
_SOUTH = "SOUTH"


@dataclass(frozen=True, eq=False)
class _Drawing:
    """What a drawing holds: shapes with their layers and extended data, texts with their places, open lines."""

    shapes: list[Any]
    layers: list[str]
    extended: list[dict[str, str]]
    texts: list[tuple[str, Any]]
    opened: int


def read_dxf(source: Source) -> list[RawTable]:
    """Read a DXF drawing; rows count the shapes that are read, from 1.

    Raises
    ------
    ReadError
        It is no DXF, has no closed outline, no layer of the chosen name, or nobody states its datum.
    """
    import pandas as pd

    content = source.path.read_bytes()
    if content.startswith(b"AutoCAD Binary DXF"):
        raise ReadError(Problem("is a binary DXF; save it as text DXF (R2000 or R2007)", source.name))
    try:
        _, encoding = decoded(content)
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    drawing = _drawing(_features(source, encoding), source)
    if not drawing.shapes:
        raise ReadError(
            Problem(
                f"holds no closed outline ({drawing.opened} open lines); close the polylines in the "
                f"drawing (gaps up to {CLOSING_GAP_M} m are closed here)",
                source.name,
            )
        )
    names = _names(drawing)
    datum = next(iter(named_datums(" ".join([source.name, *drawing.layers, *(t for t, _ in drawing.texts)]))), "")
    placed = placed_shapes(source, drawing.shapes, datum, [name[0] for name in names])
    key, name = own_headers(source.table)
    rows = [
        {key: first, name: first if inside else None, _LAYER: layer, _TEXT: " ".join(inside) or None, **extended}
        for (first, inside), layer, extended in zip(names, drawing.layers, drawing.extended, strict=True)
    ]
    frame = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1), dtype=object)
    frame = frame.where(frame.notna(), None)
    return [
        RawTable(
            frame,
            source.name,
            source.layer,
            placed.geometry,
            placed.crs,
            (*_findings(source, drawing), *placed.findings),
            spare=frozenset({_LAYER, _TEXT, _CASS, _EXTENDED, name} & set(frame.columns)),
            decisions=(encoding, *placed.decisions),
        )
    ]


def _features(source: Source, encoding: Decision) -> Any:
    """Return the entities as GDAL sees them; its own guess of the code page fails where the header bears none."""
    import warnings

    import pyogrio

    page = "UTF-8" if encoding.chosen == "UTF-8" else "CP936"
    try:
        with (
            _options({"OGR_ARC_STEPSIZE": _ARC_STEP_DEG, "DXF_ENCODING": page, "DXF_INCLUDE_RAW_CODE_VALUES": "TRUE"}),
            warnings.catch_warnings(),
        ):
            # Such as absent blocks, which hold no outline of the drawing.
            warnings.simplefilter("ignore", RuntimeWarning)
            frame = pyogrio.read_dataframe(source.path)
    except (RuntimeError, UnicodeDecodeError, OSError, ValueError):
        raise ReadError(Problem("is no readable DXF drawing", source.name)) from None
    layers = sorted(set(frame["Layer"].dropna())) if "Layer" in frame else []
    if source.layer and source.layer not in layers:
        raise ReadError(Problem(f"has no layer “{source.layer}” (layers: {'、'.join(layers)})", source.name))
    return frame


@contextmanager
def _options(wanted: dict[str, str]) -> Iterator[None]:
    import pyogrio

    before: dict[str, Any] = {name: pyogrio.get_gdal_config_option(name) for name in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _drawing(frame: Any, source: Source) -> _Drawing:
    import shapely

    made = _Drawing([], [], [], [], 0)
    opened = 0
    keeps_lines = source.table.name not in _AREAS
    codes = frame["RawCodeValues"] if "RawCodeValues" in frame else [None] * len(frame)
    for shape, layer, text, raw in zip(frame.geometry, frame["Layer"], frame["Text"], codes, strict=True):
        if shape is None or shape.is_empty:
            continue
        flat = shapely.force_2d(shape)
        if flat.geom_type == "Point" and isinstance(text, str):
            made.texts.append((text.strip(), flat))
        elif not source.layer or layer == source.layer:
            polygon = _closed(flat)
            is_line = polygon is None and flat.geom_type in ("LineString", "MultiLineString")
            opened += is_line
            kept = polygon if polygon is not None else flat if is_line and keeps_lines else None
            if kept is not None and not any(kept.equals(other) for other in _near(kept, made.shapes)):
                made.shapes.append(kept)
                made.layers.append(layer if isinstance(layer, str) else "")
                made.extended.append(_extended(raw))
    return _Drawing(made.shapes, made.layers, made.extended, made.texts, opened)


def _extended(codes: Any) -> dict[str, str]:
    """Return the texts of an outline's extended data (group codes 1001 and 1000) as attributes."""
    application, texts, made = "", [], {}
    for item in codes if codes is not None and not isinstance(codes, float) else ():
        code, _, value = str(item).strip().partition(" ")
        if code == "1001":
            application = value.strip().upper()
        elif code == "1000" and value.strip():
            if application == _SOUTH and _CASS not in made:
                made[_CASS] = value.strip()
            else:
                texts.append(value.strip())
    return made | ({_EXTENDED: " ".join(texts)} if texts else {})


def _near(shape: Any, others: Sequence[Any]) -> list[Any]:
    """Return the shapes with the same bounds: a hatch lies over the outline that it fills."""
    return [
        other
        for other in others
        if max(abs(a - b) for a, b in zip(shape.bounds, other.bounds, strict=True)) < CLOSING_GAP_M
        and other.geom_type == shape.geom_type
    ]


def _closed(shape: Any) -> Any:
    """Return the polygon of a closed line or hatch, None for others."""
    import numpy as np
    import shapely

    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    if shape.geom_type != "LineString" or len(shape.coords) < 4:
        return None
    points = shapely.get_coordinates(shape)
    gap = float(np.hypot(*(points[0] - points[-1])))
    if gap > (CLOSING_GAP_M if np.abs(points).max() > 360 else _CLOSING_GAP_DEG):
        return None
    return shapely.Polygon([*points[:-1], points[0]])


def _names(drawing: _Drawing) -> list[tuple[str, list[str]]]:
    """Return for each shape what it is called, and the texts inside it."""
    import shapely

    tree = shapely.STRtree([point for _, point in drawing.texts])
    made = []
    for k, (shape, layer) in enumerate(zip(drawing.shapes, drawing.layers, strict=True), 1):
        found = tree.query(shape, predicate="contains").tolist() if shape.area > 0 and drawing.texts else []
        inside = [drawing.texts[at][0] for at in sorted(found) if drawing.texts[at][0]]
        made.append((inside[0] if inside else f"{layer}-{k}", inside))
    return made


def _findings(source: Source, drawing: _Drawing) -> list[tuple[str, str]]:
    if not drawing.opened:
        return []
    what = "未读取" if source.table.name in _AREAS else "按线读取"
    return [("lines_open", f"{source.name}有{drawing.opened}条未闭合的线，{what}")]
