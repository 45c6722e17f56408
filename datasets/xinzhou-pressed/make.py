"""Make the pressed-ore sample: `python make.py` writes the files beside this script, the same bytes each time.

Everything in it is invented; the README of this folder says what is in it and why. It borrows the drawing of
shapes and the writing of files from the folder xinzhou-demo beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "xinzhou-demo"))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pressed_files
import pressed_projects
import pressed_scene
import shapely
from demo_files import SHAPEFILE, new_workbook, write_description, write_shapefile, write_sheet, write_zones
from demo_ledger import BODY_ZONE
from pressed_ledger import Entry, body_row, body_shape, entry_of, resource_rows

from mineplan.geodesy import zone_crs


def write_rights(path: Path, entries: list[Entry]) -> None:
    book = new_workbook(path)
    title = "忻州市采矿权台账（示例数据，虚构；2000国家大地坐标系，1985国家高程基准）"
    rows: list[dict[str, Any]] = [{"序号": k, **entry.cells} for k, entry in enumerate(entries, start=1)]
    write_sheet(book, "采矿权", title, tuple(rows[0]), rows)
    book.close()


def write_resources(path: Path, rows: list[dict[str, Any]]) -> None:
    book = new_workbook(path)
    write_sheet(book, "分矿权资源量", "分矿权资源量表（示例数据，虚构）", tuple(rows[0]), rows)
    book.close()


def zone_shape(row: tuple[Any, ...]) -> shapely.Geometry:
    """Return a zone's shape in longitude and latitude, 1e-8 degrees (about 1 mm)."""
    frame, points, *_ = row
    return shapely.Polygon(np.round(frame.degrees(points), 8))


def write_dataset(out: Path) -> None:
    tables = {
        "rights": "file: rights.xlsx",
        "orebodies": "file: orebodies.shp",
        "resources": "file: resources.xlsx",
        "zones": "file: zones.gpkg, layer: zones",
    }
    files = ["rights.xlsx", "resources.xlsx", "zones.gpkg", *(f"orebodies.{end}" for end in SHAPEFILE)]
    write_description(out, "忻州市压覆矿产资源核查示例数据（虚构）", tables, files)


def main(out: Path) -> tuple[list[Entry], list[pressed_projects.Project]]:
    """Write the dataset and the project files into `out`; return rights and projects."""
    entries = [entry_of(right, k) for k, right in enumerate(pressed_scene.RIGHTS, start=1)]
    bodies, zones = pressed_scene.BODIES, pressed_scene.ZONES
    write_rights(out / "rights.xlsx", entries)
    write_resources(out / "resources.xlsx", resource_rows(entries, bodies))
    records, shapes = [body_row(body) for body in bodies], [body_shape(body) for body in bodies]
    write_shapefile(out / "orebodies.shp", records, shapes, zone_crs(BODY_ZONE))
    write_zones(out / "zones.gpkg", [row[2:] for row in zones], [zone_shape(row) for row in zones])
    write_dataset(out)
    holders = {entry.right.key: entry.holder for entry in entries}
    now, then = pressed_projects.of_2026(holders), pressed_projects.before(holders)
    pressed_files.write_projects(out / "projects", [*now, *then])
    return entries, [*now, *then]


if __name__ == "__main__":
    for project in main(Path(__file__).parent)[1]:
        print(project.project_id, project.name, project.file)
