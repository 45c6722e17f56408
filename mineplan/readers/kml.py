"""KML and KMZ, Ovital's ovkml, ovkmz and ovjsn: every folder a layer, attributes from ExtendedData or HTML tables.

Where no attribute column bears the table's key, the placemark's name is the key; else the name goes into the
table's name column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from mineplan.errors import Problem, ReadError
from mineplan.geodesy import geographic_crs
from mineplan.readers.archives import opened, read_member
from mineplan.readers.gcj import from_bd, from_gcj
from mineplan.readers.kml_attributes import attributes_of
from mineplan.readers.plots import own_headers
from mineplan.readers.source import Source
from mineplan.readers.xmltree import parse_xml
from mineplan.tables import Decision, RawTable, match_headers

if TYPE_CHECKING:
    import numpy as np

_FOLDERS = ("Folder", "Document")
_ALIKE = ("", "CGCS2000", "WGS84", "WGS-84", "EPSG:4490", "EPSG:4326")
# Coordinate types of web maps -> their label and the way back to WGS 84.
_SHIFTED: dict[str, tuple[str, Callable[[np.ndarray], np.ndarray]]] = {
    "GCJ02": ("GCJ-02", from_gcj),
    "GCJ-02": ("GCJ-02", from_gcj),
    "BD09": ("BD-09", from_bd),
    "BD-09": ("BD-09", from_bd),
}


@dataclass(frozen=True, eq=False)
class Placemark:
    """One placemark: its folder, name, attributes, geometry (None for none), and coordinate type."""

    folder: str
    name: str
    cells: dict[str, Any]
    geometry: Any
    coord_type: str = ""


def read_kml(source: Source) -> list[RawTable]:
    """Read a KML or KMZ file, one table a folder; rows count placemarks of the folder from 1.

    Raises
    ------
    ReadError
        It is no KML, declares entities, expands beyond reason, has broken coordinates, a coordinate type that is
        not known, or no folder of the chosen name.
    """
    content = _content(source)
    try:
        root, encoding = parse_xml(content)
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    marks, problems = [], []
    for folder, element in _placemarks(root):
        try:
            marks.append(_placemark(folder, element))
        except ReadError as error:
            name = element.findtext("Name") or element.findtext("name") or ""
            problems += [Problem(f"placemark “{name.strip()}”: {p.what}", source.name, folder) for p in error.problems]
    if problems:
        raise ReadError(problems)
    return tables_of(source, marks, encoding)


def _content(source: Source) -> bytes:
    """Return the KML itself, out of its zip where it is in one."""
    with source.path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    if not is_zip:
        return source.path.read_bytes()
    with opened(source.path, source.name) as archive:
        named = [m for m in archive.infolist() if m.filename.lower().endswith((".kml", ".ovkml"))]
        if not named:
            raise ReadError(Problem("is a zip without a .kml file in it", source.name))
        chosen = next((m for m in named if m.filename.lower() == "doc.kml"), named[0])
        return read_member(archive, chosen, source.name)


def _placemarks(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield the placemarks with the path of their folders, in the order of the file."""
    stack = [("", root)]
    while stack:
        path, element = stack.pop()
        children = []
        for child in element:
            if child.tag in _FOLDERS:
                name = (child.findtext("name") or "").strip() if child.tag == "Folder" else ""
                children.append((f"{path}/{name}".strip("/") if name else path, child))
            elif child.tag == "Placemark":
                yield path, child
            elif len(child) and child.tag not in ("Style", "StyleMap", "Schema"):
                children.append((path, child))
        stack += reversed(children)


def _placemark(folder: str, element: Element) -> Placemark:
    kind = (element.findtext(".//OvCoordType") or "").strip().upper()
    if kind not in (*_ALIKE, *_SHIFTED):
        raise ReadError(f"has the coordinate type “{kind}”, which is not read; export it as CGCS2000 or WGS84")
    shapes = list(_geometries(element, kind))
    return Placemark(folder, (element.findtext("name") or "").strip(), attributes_of(element), _joined(shapes), kind)


def _geometries(element: Element, kind: str) -> Iterator[Any]:
    """Yield the polygons, lines and points of a placemark, those of multi-geometries one by one."""
    import shapely

    stack = list(reversed(list(element)))
    while stack:
        child = stack.pop()
        if child.tag == "Polygon":
            rings = [
                _points(ring, kind, 3)
                for edge in ("outerBoundaryIs", "innerBoundaryIs")
                for ring in child.findall(f"{edge}/LinearRing")
            ]
            if not rings or child.find("outerBoundaryIs") is None:
                raise ReadError("has a polygon without outline")
            yield shapely.Polygon(rings[0], rings[1:])
        elif child.tag in ("LineString", "LinearRing"):
            yield shapely.LineString(_points(child, kind, 2))
        elif child.tag == "Point":
            yield shapely.Point(_points(child, kind, 1)[0])
        elif child.tag == "MultiGeometry":
            stack += reversed(list(child))


def _points(element: Element, kind: str, least: int) -> np.ndarray:
    import numpy as np

    text = element.findtext("coordinates") or ""
    points = []
    for item in text.split():
        parts = item.split(",")
        try:
            lon, lat = float(parts[0]), float(parts[1])
        except (ValueError, IndexError):
            raise ReadError(f"has coordinates that are no “longitude,latitude[,height]”: “{item[:40]}”") from None
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ReadError(f"has coordinates beyond longitude and latitude: “{item[:40]}”; KML holds degrees only")
        points.append((lon, lat))
    if len(set(points)) < least:
        raise ReadError(f"has {len(set(points))} different points where at least {least} are needed")
    array = np.array(points)
    return _SHIFTED[kind][1](array) if kind in _SHIFTED else array


def _joined(shapes: list[Any]) -> Any:
    import shapely

    if len(shapes) < 2:
        return shapes[0] if shapes else None
    kinds = {shape.geom_type for shape in shapes}
    multi = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString, "Point": shapely.MultiPoint}
    return multi[kinds.pop()](shapes) if len(kinds) == 1 else shapely.GeometryCollection(shapes)


def tables_of(source: Source, marks: list[Placemark], encoding: Decision) -> list[RawTable]:
    """Return one raw table a folder; `encoding` says how the text of the file was read.

    Raises
    ------
    ReadError
        No placemark, no folder of the chosen name, or placemarks without geometry where the table needs one.
    """
    folders = list(dict.fromkeys(mark.folder for mark in marks))
    if not marks:
        raise ReadError(Problem("holds no placemark", source.name))
    if source.layer and source.layer not in folders:
        words = "、".join(folder or "（根）" for folder in folders)
        raise ReadError(Problem(f"has no layer “{source.layer}” (layers: {words})", source.name))
    chosen = [source.layer] if source.layer else folders
    absent = [
        Problem(f"placemark “{mark.name}” has no geometry", source.name, folder, row)
        for folder in chosen
        for row, mark in enumerate((m for m in marks if m.folder == folder), 1)
        if mark.geometry is None and source.needs_geometry
    ]
    if absent:
        raise ReadError(absent)
    return [_table(source, folder, [m for m in marks if m.folder == folder], encoding) for folder in chosen]


def _table(source: Source, folder: str, marks: list[Placemark], encoding: Decision) -> RawTable:
    import numpy as np
    import pandas as pd

    headers = list(dict.fromkeys(header for mark in marks for header in mark.cells))
    key, name = own_headers(source.table)
    found = match_headers(source.table, headers, {h: n for h, n in source.rename.items() if h in headers})
    has_key = bool(source.table.key) and source.table.key[0] in found
    rows = [_cells(mark, has_key, key, name, headers) for mark in marks]
    frame = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1), dtype=object)
    # Every header of a folder stands in every row, so only what the table does not declare is spare.
    known = set(match_headers(source.table, list(frame.columns), dict(source.rename)))
    spare = frozenset(
        h for h in frame.columns if not set(match_headers(source.table, [h], dict(source.rename))) & known
    )
    geometry = np.empty(len(marks), dtype=object)
    geometry[:] = [mark.geometry for mark in marks]
    findings, decision = _datum(source, folder, marks)
    decisions = (encoding, decision)
    return RawTable(frame, source.name, folder, geometry, geographic_crs(), findings, spare=spare, decisions=decisions)


def _cells(mark: Placemark, has_key: bool, key: str, name: str, headers: list[str]) -> dict[str, Any]:
    own = {} if has_key else {key: mark.name or None}
    if name not in headers:
        own[name] = mark.name or None
    return own | {header: mark.cells.get(header) for header in headers if header not in own}


def _datum(source: Source, folder: str, marks: list[Placemark]) -> tuple[tuple[tuple[str, str], ...], Decision]:
    shifted = [mark for mark in marks if mark.coord_type in _SHIFTED]
    kinds = "、".join(sorted({mark.coord_type or "未注明（KML规定为WGS84）" for mark in marks}))
    decision = Decision("datum", "CGCS2000/WGS84", f"坐标类型：{kinds}", subject=folder)
    if not shifted:
        return (), decision
    named = "、".join(sorted({_SHIFTED[mark.coord_type][0] for mark in shifted}))
    text = (
        f"{source.name}{f'“{folder}”' if folder else ''}有{len(shifted)}个标签为{named}坐标，已迭代还原为WGS84，"
        "还原公式非官方，误差可达数米，请核对"
    )
    return (("gcj_restored", text),), decision
