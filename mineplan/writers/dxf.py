"""DXF for designers: closed polylines and labels in one 3-degree zone, eastings with prefix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem
from mineplan.geodesy import native_zones, zone_crs
from mineplan.plans import Note
from mineplan.writers.features import Choices, Features, in_crs

LABEL = "DXF图形交换文件"
EXTENSIONS = ("dxf",)
REMARKS = (
    "AutoCAD 2007版；每圈一条闭合多段线（内圈另列图层），编号和名称为注记，属性不写；2000国家大地坐标系3度带，Y含带号"
)
# An angle of 1:500 sheets: 2.5 mm on paper at 1:2000.
_TEXT_M = 5.0
_LABELS = "注记"
_HOLES = "_内圈"


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one drawing layer a table, and the labels on a layer of their own.

    Raises
    ------
    InputError
        Rows without place, or a CRS in degrees was asked for.
    """
    from ezdxf import filemanagement

    if any(not features.has_place for features in layers):
        raise InputError([Problem("holds no geometry; write .csv or .xlsx", f.name) for f in layers if not f.has_place])
    crs, notes = _plane(layers, choices)
    drawing = filemanagement.new("R2007", setup=True)
    # Without a fixed identity two drawings of one table would differ.
    drawing.header["$INSUNITS"] = 6
    drawing.styles.new("仿宋", dxfattribs={"font": "simfang.ttf"})
    drawing.layers.add(_LABELS, color=7)
    for number, features in enumerate(layers, 1):
        name = _layer_name(features.name)
        drawing.layers.add(name, color=number)
        drawing.layers.add(name + _HOLES, color=8)
        for at, shape in enumerate(in_crs(features, crs, densify=True)):
            if shape is not None and not shape.is_empty:
                _draw(drawing.modelspace(), shape, name)
                _label(drawing.modelspace(), shape, features.subject(at), features.title(at))
    drawing.saveas(path, encoding="utf-8")
    if any(_has_hole(shape) for features in layers for shape in features.geometry):
        text = f"有扣除的内圈，画在名称以“{_HOLES}”结尾的图层上；DXF的多段线不分内外，读回时不会自动扣除"
        notes.append(Note("holes_apart", text))
    names = {str(name) for features in layers for name in features.frame.columns} - {"coordinates"}
    if len(names) > 1:
        notes.append(Note("columns_lost", "DXF不带属性表，只写出了编号和名称注记"))
    return notes


def _has_hole(shape: Any) -> bool:
    import shapely

    return bool(shapely.get_num_interior_rings(shapely.get_parts(shape)).sum()) if shape is not None else False


def _plane(layers: list[Features], choices: Choices) -> tuple[Any, list[Note]]:
    """Return the CRS of the drawing: the chosen one, or the zone in which most rows lie."""
    import numpy as np
    import shapely

    if choices.crs is not None:
        if choices.crs.is_geographic:
            raise InputError("a drawing is in metres; leave --to-crs away, or name a 3-degree zone such as EPSG:4526")
        return choices.crs, []
    known = [(f.geometry[~shapely.is_missing(f.geometry)], f.crs) for f in layers]
    zones = np.concatenate([native_zones(shapes, crs) for shapes, crs in known if len(shapes)])
    values, counts = np.unique(zones, return_counts=True)
    zone = int(values[counts.argmax()])
    if len(values) == 1:
        return zone_crs(zone), []
    text = f"图形跨{'、'.join(map(str, values))}带，DXF全部写在第{zone}带，其他带的图形面积和边长有变形，请勿量算"
    return zone_crs(zone), [Note("one_zone_for_all", text)]


def _layer_name(name: str) -> str:
    return "".join("_" if char in '<>/\\":;?*|=`,' else char for char in name) or "图形"


def _draw(space: Any, shape: Any, layer: str) -> None:
    kind = shape.geom_type
    if kind == "Polygon":
        for ring, name in [(shape.exterior, layer), *((hole, layer + _HOLES) for hole in shape.interiors)]:
            corners = [point[:2] for point in list(ring.coords)[:-1]]
            space.add_lwpolyline(corners, close=True, dxfattribs={"layer": name})
    elif kind in ("LineString", "LinearRing"):
        space.add_lwpolyline([point[:2] for point in shape.coords], dxfattribs={"layer": layer})
    elif kind == "Point":
        space.add_point(shape.coords[0], dxfattribs={"layer": layer})
    else:
        for part in shape.geoms:
            _draw(space, part, layer)


def _label(space: Any, shape: Any, subject: str, title: str) -> None:
    """Write the number, and the name below it where there is one."""
    place = shape.representative_point()
    for line, words in enumerate([subject] if subject == title else [subject, title]):
        text = space.add_text(" ".join(words.split()), height=_TEXT_M, dxfattribs={"layer": _LABELS, "style": "仿宋"})
        text.set_placement((place.x, place.y - 1.5 * _TEXT_M * line))
