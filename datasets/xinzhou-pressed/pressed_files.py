"""Project files as builders hand them in: boundary TXT, shapefile, KML, Excel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import shapely
from demo_files import new_workbook, write_shapefile, write_sheet
from demo_layout import UV
from pressed_projects import HEADERS, Project

from mineplan.geodesy import zone_crs

# Column names of a DBF have room for five Chinese characters.
_CUT = {header: header[:5] for header in HEADERS}


def zone_of(project: Project) -> int:
    """Return the 3-degree zone of a project's middle."""
    return project.frame.zone([point for area in project.areas for point in area])


def shape_of(project: Project, zone: int) -> Any:
    """Return the ground in a zone, at the survey's 0.01 m."""
    areas = [shapely.Polygon(project.frame.surveyed(area, zone)) for area in project.areas]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)


def write_projects(folder: Path, projects: Sequence[Project]) -> list[Path]:
    """Write every file that the projects name and return the paths, sorted."""
    writers = {".txt": _write_txt, ".shp": _write_shp, ".kml": _write_kml, ".xlsx": _write_xlsx}
    for name in sorted({project.file for project in projects}):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        writers[path.suffix](path, [project for project in projects if project.file == name])
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write_txt(path: Path, projects: list[Project]) -> None:
    """Write boundary TXT; the section of the project bears what the plot's line has no field for."""
    (project,) = projects
    zone = zone_of(project)
    cells = {header: value for header, value in project.cells().items() if value is not None}
    lines = ["[项目信息]", *(f"{header}={value}" for header, value in cells.items())] if project.owner else []
    lines += ["[属性描述]", "格式版本号=1.01", "数据产生单位=示例测绘院", f"数据产生日期={project.date}"]
    lines += [
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={zone}",
        "精度=0.01",
    ]
    lines += ["转换参数=,,,,,,", "[地块坐标]"]
    shape = shape_of(project, zone)
    rings = [part.exterior.coords for part in shapely.get_parts(shape)]
    count, hectares = sum(map(len, rings)), shape.area / 1e4
    lines.append(f"{count},{hectares:.4f},{project.project_id},{project.name},面,,建设用地,,@")
    for number, ring in enumerate(rings, start=1):
        names = [*range(1, len(ring)), 1]
        lines += [f"J{k},{number},{y:.2f},{x:.2f}" for k, (x, y) in zip(names, ring, strict=True)]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gb18030"))


def _write_shp(path: Path, projects: list[Project]) -> None:
    """Write a GBK shapefile in the zone of its first project."""
    zone = zone_of(projects[0])
    records = [{_CUT[header]: value for header, value in project.cells().items()} for project in projects]
    write_shapefile(path, records, [shape_of(project, zone) for project in projects], zone_crs(zone))


def _write_xlsx(path: Path, projects: list[Project]) -> None:
    """Write a ledger whose extents are registration strings (区域坐标)."""
    book = new_workbook(path)
    headers = tuple(f"{header}(米)" if header == "地面标高" else header for header in HEADERS)
    rows = [
        dict(zip(headers, project.cells().values(), strict=True)) | {"区域坐标": _string(project)}
        for project in projects
    ]
    write_sheet(book, "建设项目", "建设项目一览表（示例数据，虚构）", (*headers, "区域坐标"), rows)
    book.close()


def _string(project: Project) -> str:
    """Return the rings as registration strings have them: northing before easting, no elevations."""
    zone, tokens, number = zone_of(project), [str(len(project.areas))], 1
    for area in project.areas:
        corners = project.frame.surveyed(area, zone)
        tokens.append(str(len(corners)))
        for east, north in corners:
            tokens += [str(number), f"{north:.2f}", f"{east:.2f}"]
            number += 1
        tokens += ["", "", "", "1"]
    return ",".join(tokens) + ","


def _write_kml(path: Path, projects: list[Project]) -> None:
    """Write placemarks with ExtendedData, as map programs export them."""
    root = ET.Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    document = ET.SubElement(root, "Document")
    for project in projects:
        mark = ET.SubElement(document, "Placemark")
        ET.SubElement(mark, "name").text = project.name
        data = ET.SubElement(mark, "ExtendedData")
        for header, value in project.cells().items():
            ET.SubElement(ET.SubElement(data, "Data", {"name": header}), "value").text = (
                "" if value is None else str(value)
            )
        parent = ET.SubElement(mark, "MultiGeometry") if len(project.areas) > 1 else mark
        for area in project.areas:
            _kml_area(parent, project, area)
    ET.indent(root, " ")
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _kml_area(parent: ET.Element, project: Project, area: tuple[UV, ...]) -> None:
    polygon = ET.SubElement(parent, "Polygon")
    ring = ET.SubElement(ET.SubElement(polygon, "outerBoundaryIs"), "LinearRing")
    corners = project.frame.degrees(area)
    points = [*corners, corners[0]]
    ET.SubElement(ring, "coordinates").text = " ".join(f"{lon:.9f},{lat:.9f},0" for lon, lat in points)


def is_dated(name: str) -> bool:
    """Whether a file belongs to the projects of an earlier year."""
    return re.match(r"20\d\d-", name) is not None
