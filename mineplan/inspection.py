"""What a file is: one plain dict a sheet or layer, and how it reads on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem
from mineplan.geodesy import geographic_crs, transform_points
from mineplan.provenance import Reading, reading_row, row_areas, shape_counts, zones_of
from mineplan.readers.files import checksums_of
from mineplan.recognition import Asked, Recognised, geometry_of, recognise
from mineplan.tables import is_blank, parse_cell

_MOST_WARNINGS = 20
_MATCHES = {
    "both": "平面面积、椭球面积均相符",
    "planar": "与平面面积相符",
    "ellipsoid": "与椭球面积相符",
    "within_1_percent": "相差不到1%",
    "none": "都不相符",
}


def inspect_file(path: Path, asked: Asked) -> dict[str, Any]:
    """Return what a file is.

    Returns
    -------
    `file`, `layers` (one a sheet or layer) and `problems`; a file that cannot be read has no layers.
    """
    try:
        found = recognise(path, asked)
    except InputError as error:
        problems = [p if p.file else Problem(p.what, path.name) for p in error.problems]
        return {"file": str(path), "layers": [], "problems": [_told(p) for p in problems]}
    complaints = [_told(problem) for made in found for problem in made.problems]
    return {"file": str(path), "layers": [_layer(made) for made in found], "problems": complaints}


def _told(problem: Problem) -> dict[str, Any]:
    return vars(problem) | {"text": str(problem)}


def reading_of(made: Recognised) -> Reading:
    """Return a recognised layer as provenance takes it."""
    geometry, crs = geometry_of(made) if made.has_place else (None, None)
    declared = _declared(made)
    return Reading(made.source, made.raw, geometry, crs, made.exact_registrations, declared, notes=made.notes)


def _declared(made: Recognised) -> Any:
    import numpy as np

    match = made.matches.get("area_km2")
    if match is None:
        return None
    column = made.table.column("area_km2")
    cells = made.raw.frame[match.header].tolist()
    areas = np.full(len(cells), np.nan)
    for at, cell in enumerate(cells):
        try:
            areas[at] = np.nan if is_blank(cell) else parse_cell(column, cell, match.unit)
        except ValueError:
            continue  # `check` and `convert` complain of the cell
    return areas


def _layer(made: Recognised) -> dict[str, Any]:
    reading = reading_of(made)
    checksums = checksums_of(made.source)
    row = reading_row(reading, checksums) | {"table": made.table.name}
    used = {m.header for m in made.matches.values()} | {m.unit_header for m in made.matches.values()}
    columns = [
        {"header": m.header, "column": name, "label": _label(made, name), "unit": m.unit or m.unit_header}
        for name, m in sorted(made.matches.items(), key=lambda item: _place(made, item[1].header))
    ]
    unmatched = [str(header) for header in made.raw.frame.columns if header not in used]
    return row | {
        "columns": columns,
        "unmatched": unmatched,
        "zones": zones_of(reading),
        "bounds": _bounds(reading),
        "features": _features(made, reading),
    }


def _label(made: Recognised, name: str) -> str:
    return next((c.label for c in made.table.columns if c.name == name), "区域坐标" if name == "coordinates" else name)


def _place(made: Recognised, header: str) -> int:
    return list(made.raw.frame.columns).index(header)


def _bounds(reading: Reading) -> dict[str, Any] | None:
    """Return the bounds in the CRS of the file (east first) and in degrees."""
    import numpy as np
    import shapely

    if reading.crs is None:
        return None
    shapes = np.asarray(reading.geometry, dtype=object)
    box = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    if np.isnan(box).any():
        return None
    corners = np.array([(box[i], box[j]) for i in (0, 2) for j in (1, 3)])
    lonlat = transform_points(corners, reading.crs, geographic_crs())
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    sides = ("west", "south", "east", "north")
    degrees = (*low.tolist(), *high.tolist())
    return dict(zip(sides, box.tolist(), strict=True)) | {f"{s}_deg": d for s, d in zip(sides, degrees, strict=True)}


def _features(made: Recognised, reading: Reading) -> list[dict[str, Any]]:
    """Return the shape and areas of each row."""
    from dataclasses import replace

    areas = row_areas(reading)
    key = made.matches.get(made.table.key[0]) if made.table.key else None
    names = made.raw.frame[key.header].tolist() if key is not None else [None] * len(made.raw.frame)
    rows = []
    for at, (row, name) in enumerate(zip(made.raw.frame.index, names, strict=True)):
        own = replace(
            reading,
            geometry=None if reading.geometry is None else reading.geometry[at : at + 1],
            registrations=reading.registrations[at : at + 1],
        )
        figures = {label: _number(areas[label][at]) for label in ("planar_km2", "ellipsoid_km2", "declared_km2")}
        rows.append(
            {"row": int(row), "id": None if is_blank(name) else str(name)}
            | shape_counts(own)
            | figures
            | {"matches": str(areas["matches"][at])}
        )
    return rows


def _number(value: Any) -> float | None:
    return None if value != value else float(value)


def in_words(report: Mapping[str, Any], most: int = _MOST_WARNINGS) -> Iterator[str]:
    """Say a report in lines for a terminal, without characters that a Chinese Windows console lacks."""
    yield str(report["file"])
    for layer in report["layers"]:
        yield from _layer_lines(layer, most)
    for problem in report["problems"][:most]:
        yield f"  错误  {problem['text']}"
    if len(report["problems"]) > most:
        yield f"  错误  …… 另有{len(report['problems']) - most}处，--json 全部列出"


def _layer_lines(layer: Mapping[str, Any], most: int) -> Iterator[str]:
    name = f"  {layer['layer']}：" if layer["layer"] else "  "
    table = f"，按“{layer['table']}”表识别" if layer["table"] else "，与任何已声明的表都不符"
    yield f"{name}{layer['format']}，{layer['rows']}行{table}"
    yield f"    编码    {layer['encoding'] or '不明'}（{layer['encoding_reason']}）"
    if layer["columns"]:
        yield "    列      " + "；".join(_column_words(column) for column in layer["columns"])
    if layer["unmatched"]:
        yield "    未识别  " + "、".join(layer["unmatched"])
    if not layer["crs"]:
        yield f"    坐标系  无（{layer['crs_reason']}）"
    else:
        yield from _place_lines(layer)
    for warning in layer["warnings"][:most]:
        yield f"    警告    {warning}"
    if len(layer["warnings"]) > most:
        yield f"    警告    …… 另有{len(layer['warnings']) - most}条，--json 全部列出"


def _column_words(column: Mapping[str, Any]) -> str:
    unit = f"[{column['unit']}]" if column["unit"] else ""
    same = column["header"] == column["label"]
    return f"{column['header']}{unit}" if same else f"{column['header']} = {column['label']}{unit}"


def _place_lines(layer: Mapping[str, Any]) -> Iterator[str]:
    epsg = f" EPSG:{layer['crs_epsg']}" if layer["crs_epsg"] else ""
    yield f"    坐标系  {layer['crs']}{epsg}（{layer['crs_reason']}）"
    if layer["crs_runner_up"]:
        yield f"    次选    {layer['crs_runner_up']}"
    yield f"    轴序    {layer['axes']}" + ("（已对调）" if layer["axes_swapped"] else "")
    yield f"    图形    {layer['rings']}圈，{layer['parts']}块，{layer['holes']}个内圈（扣除）"
    if layer["planar_km2"] is not None:
        sums = (("平面", "planar_km2"), ("椭球", "ellipsoid_km2"), ("登记", "declared_km2"))
        words = "，".join(f"{word}{layer[key]:.4f}" for word, key in sums if layer[key] is not None)
        matched = "；".join(f"{count}宗{_MATCHES[word]}" for word, count in layer["area_matches"].items())
        yield f"    面积    {words} 平方千米" + (f"（{matched}）" if matched else "")
    box = layer["bounds"]
    if box is not None:
        yield (
            f"    范围    东经{box['west_deg']:.4f}至{box['east_deg']:.4f}度，"
            f"北纬{box['south_deg']:.4f}至{box['north_deg']:.4f}度"
        )
