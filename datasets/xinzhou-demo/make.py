"""Make the sample dataset: `python make.py` writes the files beside this script, the same bytes each time.

Everything in it is invented; the README of this folder says what is in it and why.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import demo_iron
import demo_quarries
import demo_zones
from demo_files import SHAPEFILE, new_workbook, write_description, write_shapefile, write_sheet, write_zones
from demo_layout import Body
from demo_ledger import BODY_ZONE, RESOURCES, Entry, body_row, body_shape, entry_of, holdings, with_remaining

from mineplan.geodesy import zone_crs

SEED = 140900
HEADERS = (
    "序号",
    "采矿许可证号",
    "采矿权人",
    "矿山名称",
    "开采主矿种",
    "开采方式",
    "设计规模",
    "规模单位",
    "体重",
    "采深上限",
    "采深下限",
    "矿区面积(平方千米)",
    "有效期起",
    "有效期止",
    "矿山状态",
    "所在行政区名称",
    "发证机关名称",
    "保有资源量(万吨)",
    "开采回采率(%)",
    "区域坐标",
    "备注",
)


def write_rights(path: Path, iron: list[Entry], quarries: list[Entry]) -> None:
    book = new_workbook(path)
    for name, entries in (("铁矿", iron), ("砂石", quarries)):
        title = f"忻州市{name}采矿权台账（示例数据，虚构；2000国家大地坐标系，1985国家高程基准）"
        write_sheet(
            book, name, title, HEADERS, [{"序号": k, **entry.cells} for k, entry in enumerate(entries, start=1)]
        )
    book.close()


def resource_rows(entries: list[Entry], bodies: list[Body], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return reported tonnage for the rights on four bodies; it differs from the share of plan area."""
    rows = []
    for entry in entries:
        for body, share in holdings(entry, [b for b in bodies if b.key in ("I-A1", "I-B1", "I-G1", "I-J1")]):
            factor = share * float(rng.uniform(0.86, 1.0))
            classes = {f"{name}(万吨)": round(body_row(body)[name] * factor, 2) for name in RESOURCES}
            if entry.right.key not in ("A7", "G4"):  # no report was filed for these two
                rows.append(
                    {
                        "采矿许可证号": entry.right_id,
                        "矿体编号": body.key,
                        **classes,
                        "报告名称": f"{entry.cells['矿山名称']}资源储量核实报告（示例）",
                    }
                )
    return rows


def write_resources(path: Path, rows: list[dict[str, Any]]) -> None:
    book = new_workbook(path)
    headers = ("采矿许可证号", "矿体编号", "探明资源量(万吨)", "控制资源量(万吨)", "推断资源量(万吨)", "报告名称")
    write_sheet(book, "分矿权资源量", "铁矿分矿权资源量表（示例数据，虚构）", headers, rows)
    book.close()


def write_dataset(out: Path) -> None:
    """Write dataset.yaml with the checksum of every file."""
    tables = {
        "rights": "file: rights.xlsx",
        "orebodies": "file: orebodies.shp",
        "resources": "file: resources.xlsx",
        "zones": "file: zones.gpkg, layer: zones",
    }
    files = ["rights.xlsx", "resources.xlsx", "zones.gpkg", *(f"orebodies.{end}" for end in SHAPEFILE)]
    write_description(out, "忻州市矿产资源整合示例数据（虚构）", tables, files)


def main(out: Path) -> list[Entry]:
    """Write the dataset into `out` and return the rights."""
    rng = np.random.default_rng(SEED)
    sites = demo_iron.iron_sites()
    quarry = demo_quarries.quarry_site()
    bodies = [body for site in sites for body in site.bodies]
    iron = [r for site in sites for r in site.rights]
    entries = [entry_of(right, index, rng) for index, right in enumerate([*iron, *quarry.rights], start=1)]
    entries = [with_remaining(entry, bodies + quarry.bodies, rng) for entry in entries]
    write_rights(out / "rights.xlsx", entries[: len(iron)], entries[len(iron) :])
    write_resources(out / "resources.xlsx", resource_rows(entries[: len(iron)], bodies, rng))
    shown = bodies + quarry.bodies
    write_shapefile(
        out / "orebodies.shp", [body_row(b) for b in shown], [body_shape(b) for b in shown], zone_crs(BODY_ZONE)
    )
    zones = demo_zones.ROWS
    write_zones(out / "zones.gpkg", [row[3:] for row in zones], [demo_zones.zone_geometry(row) for row in zones])
    write_dataset(out)
    return entries


if __name__ == "__main__":
    for entry in main(Path(__file__).parent):
        print(entry.right.key, entry.right_id, entry.cells["矿山名称"], entry.cells["矿区面积(平方千米)"])
