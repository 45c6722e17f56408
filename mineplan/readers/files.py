"""Which reader a file goes to, and the checksums of what is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from mineplan.errors import Problem, ReadError
from mineplan.readers.ledger import read_csv, read_workbook
from mineplan.readers.source import Source
from mineplan.readers.vector import read_vector
from mineplan.tables import RawTable

_VECTOR = ("gpkg", "geojson", "json", "shp", "gdb", "fgb", "parquet", "geoparquet")
_EXPORT = {
    "xls": "is an old Excel file; open it in Excel or WPS and save it as .xlsx",
    "et": "is a WPS spreadsheet; save it as .xlsx",
    "mdb": "is an Access database; export the table to .xlsx from Access, or the feature class to a file geodatabase",
    "accdb": "is an Access database; export the table to .xlsx from Access",
    "dwg": "is a DWG drawing; export the closed outlines with their attributes to a shapefile or file geodatabase",
    "dxf": "is a drawing without licence attributes; export the outlines with attributes to a shapefile or GeoPackage",
    "wp": "is a MapGIS 6 file; export it to a shapefile with MapGIS",
    "wl": "is a MapGIS 6 file; export it to a shapefile with MapGIS",
    "wt": "is a MapGIS 6 file; export it to a shapefile with MapGIS",
    "dbf": "is only the attribute part of a shapefile; name the .shp file",
}
FORMATS = ("xlsx", "xlsm", "csv", "txt", *_VECTOR)
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_file(source: Source) -> list[RawTable]:
    """Read a file as one or several raw tables (several for workbooks with several sheets).

    Raises
    ------
    ReadError
        With a sentence that says what to do.
    """
    if not source.path.exists():
        raise ReadError(Problem("no such file", source.name))
    if source.format in _EXPORT:
        raise ReadError(Problem(_EXPORT[source.format], source.name))
    if source.format in _VECTOR:
        return [read_vector(source)]
    readers: dict[str, Callable[[Source], list[RawTable]]] = {
        "xlsx": read_workbook, "xlsm": read_workbook, "csv": read_csv, "txt": read_csv}
    if source.format not in readers:
        raise ReadError(Problem(f"has an unknown format “{source.format}” (known: {', '.join(FORMATS)})", source.name))
    return readers[source.format](source)


def format_of(path: Path) -> str:
    """Return the lower-case ending of a file name."""
    return path.suffix.lstrip(".").lower()


def checksums_of(source: Source) -> dict[str, str]:
    """Return name -> sha256 in hex of every file that the source consists of."""
    if source.path.is_dir():
        parts = sorted(part for part in source.path.rglob("*") if part.is_file() and part.suffix != ".lock")
    elif source.format == "shp":
        parts = [part for end in _SHAPEFILE_PARTS if (part := _sibling(source.path, end)) is not None]
    else:
        parts = [source.path]
    base = source.path.parent
    prefix = Path(source.name).parent
    return {(prefix / part.relative_to(base)).as_posix(): sha256_of(part) for part in parts}


def _sibling(path: Path, end: str) -> Path | None:
    return next((p for p in (path.with_suffix(end), path.with_suffix(end.upper())) if p.is_file()), None)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
