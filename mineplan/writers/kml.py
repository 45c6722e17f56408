"""KML for Google Earth, 奥维 and the like: WGS 84 degrees, attributes as extended data."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from mineplan.errors import InputError, Problem
from mineplan.geodesy import geographic_crs
from mineplan.plans import Note
from mineplan.writers.features import Choices, Features, in_crs
from mineplan.writers.naming import field_columns

LABEL = "KML"
EXTENSIONS = ("kml",)
REMARKS = "经纬度九位小数（WGS 84与2000国家大地坐标系按一致处理），属性写入ExtendedData；平面上超过5千米的边加密"
DECIMALS = 9
_NAMESPACE = "http://www.opengis.net/kml/2.2"


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer as a folder.

    Raises
    ------
    InputError
        Another CRS was asked for, or rows lie nowhere.
    """
    (features,) = layers
    if choices.crs is not None and not choices.crs.is_geographic:
        raise InputError("KML holds longitude and latitude only; leave --to-crs away")
    if not features.has_place:
        raise InputError(Problem("holds no geometry; write .csv or .xlsx", features.name))
    root = ET.Element("kml", {"xmlns": _NAMESPACE})
    document = ET.SubElement(root, "Document")
    _said(document, "name", features.name)
    style = ET.SubElement(document, "Style", {"id": "outline"})
    line = ET.SubElement(style, "LineStyle")
    _said(line, "color", "ff150fa5")
    _said(line, "width", "2")
    _said(ET.SubElement(style, "PolyStyle"), "color", "40e1ca9e")
    folder = ET.SubElement(document, "Folder")
    _said(folder, "name", features.name)
    columns = [(column.header, column.cells) for column in field_columns(features)]
    for at, shape in enumerate(in_crs(features, geographic_crs(), densify=True)):
        _placemark(folder, features.title(at), [(header, cells[at]) for header, cells in columns], shape)
    ET.indent(root, " ")
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    if any(r is not None and len(r.rings) > 1 for r in features.registrations):
        return [Note("elevations_lost", "KML不带各圈标高和增减标志，只有总的标高范围")]
    return []


def _said(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = _legal(text)


def _legal(text: str) -> str:
    """Return text without control characters, which XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def _placemark(folder: ET.Element, title: str, cells: list[tuple[str, Any]], shape: Any) -> None:
    placemark = ET.SubElement(folder, "Placemark")
    _said(placemark, "name", title)
    _said(placemark, "styleUrl", "#outline")
    data = ET.SubElement(placemark, "ExtendedData")
    for header, cell in cells:
        # Blank ones too: readers take the placemark's name for a name column that is not there.
        _said(ET.SubElement(data, "Data", {"name": _legal(header)}), "value", "" if cell is None else str(cell))
    if shape is not None and not shape.is_empty:
        _geometry(placemark, shape)


def _geometry(parent: ET.Element, shape: Any) -> None:
    kind = shape.geom_type
    if kind == "Polygon":
        polygon = ET.SubElement(parent, "Polygon")
        for tag, rings in (("outerBoundaryIs", [shape.exterior]), ("innerBoundaryIs", shape.interiors)):
            for ring in rings:
                _coordinates(ET.SubElement(ET.SubElement(polygon, tag), "LinearRing"), ring)
    elif kind in ("LineString", "LinearRing", "Point"):
        _coordinates(ET.SubElement(parent, "Point" if kind == "Point" else "LineString"), shape)
    else:
        several = ET.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _geometry(several, part)


def _coordinates(parent: ET.Element, line: Any) -> None:
    points = (f"{point[0]:.{DECIMALS}f},{point[1]:.{DECIMALS}f}" for point in line.coords)
    _said(parent, "coordinates", " ".join(points))
