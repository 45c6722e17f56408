"""What a file is, by its first bytes where these tell and by its ending otherwise; and what each format is good for."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

_HEAD = 4096
# First bytes -> format, for files whose ending misleads.
_MAGIC = (
    (b"SQLite format 3\0", "gpkg"),
    (b"PAR1", "parquet"),
    (b"AC10", "dwg"),
    (b"WMAP`D23", "wp"),
    (b"WMAP`D21", "wl"),
    (b"WMAP`D22", "wt"),
    (b"OviO", "ovobj"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\0\x01\0\0Standard Jet DB", "mdb"),
    (b"\0\x01\0\0Standard ACE DB", "accdb"),
    (b"\0\0\x27\x0a", "shp"),
    (b"fgb", "fgb"),
    (b"AutoCAD Binary DXF", "dxf"),
)
# Endings whose bytes are shared with another format, so that the ending stands.
_SAME_BYTES = {
    "gpkg": ("sqlite", "db"),
    "xls": ("et", "doc", "wps"),
    "xlsx": ("xlsm",),
    "mdb": ("accdb",),
    "kmz": ("ovkmz",),
    "kml": ("ovkml",),
    "geojson": ("json", "ovjsn"),
    "txt": ("csv",),
}


@dataclass(frozen=True)
class Format:
    """One format: its endings, what it is called, and what is read from it."""

    endings: tuple[str, ...]
    label: str
    reads: str


KNOWN = (
    Format(("xlsx", "xlsm"), "Excel 台账", "一行一个对象，表头别名自动匹配；或粘贴的拐点坐标表"),
    Format(("csv",), "CSV 台账", "UTF-8或GB18030，逗号、制表符或分号；或拐点坐标表"),
    Format(("txt",), "报部坐标TXT、坐标表、制表符台账", "按内容判别，也可写 `format: boundary` 或 `format: corners`"),
    Format(("shp", "shp.zip", "zip"), "Shapefile", "编码按内容判定，可读压缩包"),
    Format(("gpkg",), "GeoPackage", "按图层"),
    Format(("geojson", "json"), "GeoJSON", "按所注坐标系，缺省为经纬度"),
    Format(("gdb", "gdb.zip"), "Esri文件地理数据库", "文件夹或压缩包，按图层"),
    Format(("fgb",), "FlatGeobuf", "单图层"),
    Format(("parquet", "geoparquet"), "GeoParquet", "单图层"),
    Format(("kml", "kmz"), "KML、KMZ", "每个文件夹一个图层，读ExtendedData和说明中的HTML表"),
    Format(("ovkml", "ovkmz", "ovjsn"), "奥维地图", "逐个标签判别CGCS2000、WGS84、GCJ-02和BD-09，后两者还原为WGS84"),
    Format(
        ("dxf",), "DXF", "闭合多段线、圆弧段、填充，面内文字、块属性和扩展数据（南方CASS）作属性；坐标系按数值或 `crs:`"
    ),
    Format(("qyzb",), "区域坐标串（登记格式）", "每行一宗，不带属性"),
    Format(("wp", "wl", "wt"), "MapGIS 6.x", "须安装 mineplan[mapgis]，比例尺和坐标系按数值或 `crs:`"),
)
REFUSED = {
    "xls": "is an old Excel file; open it in Excel or WPS and save it as .xlsx",
    "et": "is a WPS spreadsheet; save it as .xlsx",
    "mdb": "is an Access database; export the table to .xlsx from Access, or the feature class to a file geodatabase",
    "accdb": "is an Access database; export the table to .xlsx from Access",
    "dwg": "is a DWG drawing; save it as DXF (另存为 DXF R2000 or R2007), or export the closed outlines with their "
    "attributes to a shapefile or file geodatabase",
    "dbf": "is only the attribute part of a shapefile; name the .shp file",
    "wat": "is a MapGIS plain-text file; export it to a shapefile with MapGIS",
    "wal": "is a MapGIS plain-text file; export it to a shapefile with MapGIS",
    "wap": "is a MapGIS plain-text file; export it to a shapefile with MapGIS",
    "hdf": "is a MapGIS K9/10 database; export the layers to a file geodatabase or shapefiles with MapGIS",
    "hdb": "is a MapGIS K9/10 database; export the layers to a file geodatabase or shapefiles with MapGIS",
    "mapx": "is a MapGIS 10 project without data of its own; export its layers to a file geodatabase or shapefiles",
    "mpj": "is a MapGIS project without data of its own; export its layers to shapefiles",
    "ovobj": "is a private Ovital file whose outlines cannot be decoded; export it as .ovkml from Ovital (奥维)",
    "qgz": "is a QGIS project without data of its own; name the files of its layers",
    "mxd": "is an ArcMap project without data of its own; name the files of its layers",
    "lyr": "is an ArcGIS layer file without data of its own; name the shapefile or file geodatabase",
    "doc": "is an old Word document; copy its corner table into Excel",
    "docx": "is a Word document; copy its corner table into Excel",
    "pdf": "is a PDF; copy its corner table into Excel",
}
# `format:` names that are no endings: what a .txt or table is to be read as.
CHOICES = ("boundary", "corners", "ledger")


def format_of(path: Path) -> str:
    """Return the ending of a file name in lower case; `gdb` for .gdb.zip and `shp` for .shp.zip."""
    name = path.name.lower()
    return next((end for end in ("gdb", "shp") if name.endswith(f".{end}.zip")), path.suffix.lstrip(".").lower())


def detected(path: Path, stated: str) -> str:
    """Return the format of a file: as stated, unless its first bytes say that it is something else.

    Parameters
    ----------
    path
        The file or folder.
    stated
        Ending, or what the user wrote under `format:`.
    """
    if path.is_dir():
        return "gdb" if stated == "" else stated
    if stated in CHOICES:
        return stated
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    found = _by_bytes(path, head)
    if not found or stated == found or stated in _SAME_BYTES.get(found, ()):
        return stated or found
    return found


def _by_bytes(path: Path, head: bytes) -> str:
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(path)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") and b"<kml" in head[:2000]:
        return "kml"
    return ""


def _in_zip(path: Path) -> str:
    """Return what a zip holds: a workbook, KML, shapefile or file geodatabase; "" when none of these."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()[:5000]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "[content_types].xml" in names:
        return next(
            (
                kind
                for part, kind in (("xl/", "xlsx"), ("word/", "docx"))
                if any(name.startswith(part) for name in names)
            ),
            "",
        )
    if any(".gdb/" in name or name.endswith(".gdbtable") for name in names):
        return "gdb"
    return next(
        (
            kind
            for end, kind in ((".shp", "shp"), (".kml", "kmz"), (".ovkml", "ovkmz"))
            if any(name.endswith(end) for name in names)
        ),
        "",
    )
