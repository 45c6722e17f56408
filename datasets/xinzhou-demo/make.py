"""Make the sample dataset: `python make.py` writes the files beside this script, the same bytes each time.

Everything in it is invented; the README of this folder says what is in it and why.
"""

from __future__ import annotations

import datetime
import hashlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import demo_iron
import demo_quarries
import demo_zones
from demo_layout import Body
from demo_ledger import BODY_ZONE, RESOURCES, Entry, body_row, body_shape, entry_of, holdings, with_remaining

from mineplan.geodesy import geographic_crs, zone_crs

SEED = 140900
STAMP = datetime.datetime(2026, 11, 2, 9, 0, 0)
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


def new_workbook(path: Path) -> Any:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "示例数据（虚构）", "author": "mineplan", "created": STAMP})
    return book


def write_sheet(book: Any, name: str, title: str, headers: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write a merged title row, a header row and the rows; licence numbers and strings as text."""
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    sheet = book.add_worksheet(name)
    sheet.merge_range(0, 0, 0, len(headers) - 1, title, bold)
    sheet.write_row(1, 0, headers, bold)
    for number, row in enumerate(rows, start=2):
        for column, header in enumerate(headers):
            value = row.get(header)
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(number, column, value, text)
            elif value is not None:
                sheet.write_number(number, column, value)
    sheet.set_column(1, 3, 26)
    sheet.freeze_panes(2, 2)


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


def write_orebodies(path: Path, bodies: list[Body]) -> None:
    import geopandas as gpd

    frame = gpd.GeoDataFrame(
        [body_row(body) for body in bodies], geometry=[body_shape(body) for body in bodies], crs=zone_crs(BODY_ZONE)
    )
    # The DBF header carries the day of writing; GDAL takes it from this option.
    frame.to_file(path, engine="pyogrio", encoding="GBK", DBF_DATE_LAST_UPDATE=f"{STAMP:%Y-%m-%d}")


def write_zones(path: Path) -> None:
    import geopandas as gpd
    import pyogrio

    names = ("区域类型", "区域名称", "级别", "批准文号", "设立日期")
    records = [
        {"区域编号": f"Z{k:02d}", **{n: v or None for n, v in zip(names, row[3:], strict=True)}}
        for k, row in enumerate(demo_zones.ROWS, start=1)
    ]
    frame = gpd.GeoDataFrame(
        records, geometry=[demo_zones.zone_geometry(row) for row in demo_zones.ROWS], crs=geographic_crs()
    )
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{STAMP:%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        pyogrio.write_dataframe(
            frame,
            path,
            layer="zones",
            driver="GPKG",
            geometry_type="Unknown",
            promote_to_multi=False,
            dataset_options={"VERSION": "1.2"},
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_description(out: Path) -> None:
    """Write dataset.yaml with the checksum of every file."""
    files = [
        "rights.xlsx",
        "resources.xlsx",
        "zones.gpkg",
        *(f"orebodies.{end}" for end in ("shp", "shx", "dbf", "prj", "cpg")),
    ]
    sums = [f'  {name}: "sha256:{hashlib.sha256((out / name).read_bytes()).hexdigest()}"' for name in files]
    text = (
        f"""# Written by make.py; run it again instead of editing.
title: 忻州市矿产资源整合示例数据（虚构）
version: "{STAMP:%Y-%m}"
synthetic: true
tables:
  rights:    {{file: rights.xlsx}}
  orebodies: {{file: orebodies.shp}}
  resources: {{file: resources.xlsx}}
  zones:     {{file: zones.gpkg, layer: zones}}
checksums:
"""
        + "\n".join(sums)
        + "\n"
    )
    (out / "dataset.yaml").write_text(text, encoding="utf-8", newline="\n")


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
    write_orebodies(out / "orebodies.shp", bodies + quarry.bodies)
    write_zones(out / "zones.gpkg")
    write_description(out)
    return entries


if __name__ == "__main__":
    for entry in main(Path(__file__).parent):
        print(entry.right.key, entry.right_id, entry.cells["矿山名称"], entry.cells["矿区面积(平方千米)"])
