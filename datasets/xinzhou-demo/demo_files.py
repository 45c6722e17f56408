"""Writing the files of a sample dataset, the same bytes each time: workbooks, shapefiles, zones, dataset.yaml."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mineplan.geodesy import geographic_crs

STAMP = datetime.datetime(2026, 11, 2, 9, 0, 0)
SHAPEFILE = ("shp", "shx", "dbf", "prj", "cpg")
_ZONE_HEADERS = ("区域类型", "区域名称", "级别", "批准文号", "设立日期")


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


def write_shapefile(path: Path, records: list[dict[str, Any]], shapes: list[Any], crs: Any) -> None:
    """Write a GBK shapefile with Chinese field names."""
    import geopandas as gpd

    frame = gpd.GeoDataFrame(records, geometry=shapes, crs=crs)
    # The DBF header carries the day of writing; GDAL takes it from this option.
    frame.to_file(path, engine="pyogrio", encoding="GBK", DBF_DATE_LAST_UPDATE=f"{STAMP:%Y-%m-%d}")


def write_zones(path: Path, rows: Sequence[tuple[str, ...]], shapes: list[Any]) -> None:
    """Write a GeoPackage with one layer `zones`; a row is kind, name, level, document and day."""
    records = [
        {"区域编号": f"Z{k:02d}", **{n: v or None for n, v in zip(_ZONE_HEADERS, row, strict=True)}}
        for k, row in enumerate(rows, start=1)
    ]
    write_layer(path, "zones", records, shapes)


def write_layer(path: Path, layer: str, records: list[dict[str, Any]], shapes: Sequence[Any]) -> None:
    """Write a GeoPackage of one layer in longitude and latitude."""
    import geopandas as gpd
    import pyogrio

    frame = gpd.GeoDataFrame(records, geometry=list(shapes), crs=geographic_crs())
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{STAMP:%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        pyogrio.write_dataframe(
            frame,
            path,
            layer=layer,
            driver="GPKG",
            geometry_type="Unknown",
            promote_to_multi=False,
            dataset_options={"VERSION": "1.2"},
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_description(out: Path, title: str, tables: Mapping[str, str], files: Sequence[str]) -> None:
    """Write dataset.yaml: tables as name -> entry, and the checksum of every file."""
    width = max(map(len, tables)) + 2
    entries = [f"  {name + ':':<{width}}{{{entry}}}" for name, entry in tables.items()]
    sums = [f'  {name}: "sha256:{hashlib.sha256((out / name).read_bytes()).hexdigest()}"' for name in files]
    head = [
        "# Written by make.py; run it again instead of editing.",
        f"title: {title}",
        f'version: "{STAMP:%Y-%m}"',
        "synthetic: true",
        "tables:",
    ]
    text = "\n".join([*head, *entries, "checksums:", *sums]) + "\n"
    (out / "dataset.yaml").write_text(text, encoding="utf-8", newline="\n")
