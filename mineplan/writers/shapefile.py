"""Shapefile with ASCII field names, GBK text, and a table of what the names mean."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from mineplan.plans import Note
from mineplan.writers.features import Choices, Features, in_crs
from mineplan.writers.geopackage import bent_edges, one_family
from mineplan.writers.naming import Written, ascii_columns, typed

LABEL = "Shapefile"
EXTENSIONS = ("shp",)
REMARKS = "字段名为登记库代码（XKZH、KSMC、CKQR、MJ…），GBK编码，附字段名对照表；文字至多254字节，不写区域坐标串"
_TEXT_BYTES = 254


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer and `NAME_fields.csv` beside it.

    Raises
    ------
    InputError
        Points, lines and areas in one layer, or rows without place.
    """
    import geopandas
    import pyogrio

    (features,) = layers
    family = one_family(features)
    crs = choices.crs or features.crs
    columns = ascii_columns(features)
    encoding = _encoding(columns)
    notes = bent_edges(features, crs) + [note for column in columns if (note := _cut(features, column, encoding))]
    cells = {c.header: typed(c) for c in (_shortened(column, encoding) for column in columns)}
    frame = geopandas.GeoDataFrame(cells, geometry=list(in_crs(features, crs, densify=False)), crs=crs)
    pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding=encoding, geometry_type=_TYPES[family])
    path.with_suffix(".cpg").write_text(_PAGES[encoding], encoding="ascii")
    _names_table(columns, path.with_name(f"{path.stem}_fields.csv"))
    if any(r is not None and len(r.rings) > 1 for r in features.registrations):
        text = "shapefile写不下区域坐标串，各圈标高和增减标志未写出，只有总的标高范围"
        notes.append(Note("elevations_lost", text))
    return notes


_TYPES = {"Polygon": "Polygon", "LineString": "LineString", "Point": "Point"}
_PAGES = {"GBK": "GBK", "UTF-8": "UTF-8"}


def _encoding(columns: list[Written]) -> str:
    """Return GBK, or UTF-8 where a rare character is in no GBK."""
    for column in columns:
        for cell in column.cells:
            if isinstance(cell, str):
                try:
                    cell.encode("gbk")
                except UnicodeEncodeError:
                    return "UTF-8"
    return "GBK"


def _shortened(column: Written, encoding: str) -> Written:
    from dataclasses import replace

    return replace(column, cells=[_short(cell, encoding) if isinstance(cell, str) else cell for cell in column.cells])


def _short(text: str, encoding: str) -> str:
    """Return what a field of 254 bytes holds of a text, whole characters only."""
    content = text.encode(encoding)
    return text if len(content) <= _TEXT_BYTES else content[:_TEXT_BYTES].decode(encoding, "ignore")


def _cut(features: Features, column: Written, encoding: str) -> Note | None:
    rows = [
        features.subject(at)
        for at, cell in enumerate(column.cells)
        if isinstance(cell, str) and len(cell.encode(encoding)) > _TEXT_BYTES
    ]
    if not rows:
        return None
    text = f"字段{column.header}（{column.label}）有{len(rows)}行超过254字节，已截断：{'、'.join(rows[:5])}"
    return Note("text_cut", text)


def _names_table(columns: list[Written], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["字段名", "含义", "单位"])
        writer.writerows([column.header, column.label, column.unit or _unit_of(column)] for column in columns)


def _unit_of(column: Written) -> Any:
    units = {
        "_t_a": "吨/年",
        "_t": "吨",
        "_m": "米",
        "_km2": "平方千米",
        "_deg": "度",
        "_t_m3": "吨/立方米",
        "_share": "比例",
    }
    ends = sorted(units, key=len, reverse=True)
    return next((units[end] for end in ends if column.name.endswith(end)), "")
