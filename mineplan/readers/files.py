"""Which reader a file goes to, and the checksums of what is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mineplan.errors import Problem, ReadError
from mineplan.readers.archives import unpacked
from mineplan.readers.boundary_lines import is_boundary_text
from mineplan.readers.boundary_txt import read_boundary_txt
from mineplan.readers.dxf import read_dxf
from mineplan.readers.formats import CHOICES, KNOWN, REFUSED, detected, format_of
from mineplan.readers.kml import read_kml
from mineplan.readers.ledger import read_csv, read_workbook
from mineplan.readers.mapgis import read_mapgis
from mineplan.readers.ovjsn import read_ovjsn
from mineplan.readers.source import Source
from mineplan.readers.strings import read_strings
from mineplan.readers.text import decoded
from mineplan.readers.vector import read_vector
from mineplan.tables import Decision, RawTable

__all__ = ["FORMATS", "checksums_of", "format_of", "read_file", "sha256_of"]

_VECTOR = ("gpkg", "geojson", "json", "shp", "gdb", "fgb", "parquet", "geoparquet")
FORMATS = tuple(ending for known in KNOWN for ending in known.endings)
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_file(source: Source) -> list[RawTable]:
    """Read a file as one or several raw tables (several for workbooks with several sheets, KML with folders).

    Raises
    ------
    ReadError
        With a sentence that says what to do; also when the file changed while it was being read.
    """
    if not source.path.exists():
        raise ReadError(Problem("no such file", source.name))
    found = detected(source.path, source.format)
    before = checksums_of(source)
    tables = _read(replace(source, format=found))
    if checksums_of(source) != before:
        raise ReadError(
            Problem("changed while it was being read; close the program that writes it and run again", source.name)
        )
    tables = [replace(raw, findings=(*raw.findings, *_damage(raw))) for raw in tables]
    if found == source.format or source.format in CHOICES:
        return tables
    text = f"{source.name}扩展名为“{source.format}”，内容为{found}，按内容读取"
    decision = Decision("format", found, "按文件开头的字节", f"{source.format}：扩展名" if source.format else "")
    return [
        replace(raw, findings=(*raw.findings, ("format_by_content", text)), decisions=(decision, *raw.decisions))
        for raw in tables
    ]


# What is left of a text that was once decoded or encoded wrongly: U+FFFD, and its bytes taken for GBK.
_LOST = ("\ufffd", "锟斤拷")


def _damage(raw: RawTable) -> list[tuple[str, str]]:
    """Return a doubt where text was lost before the file came here; which reader lost it here says so itself."""
    if any(code == "text_damaged" for code, _ in raw.findings):
        return []
    for header in raw.frame.columns:
        cells = [header, *raw.frame[header].tolist()]
        text = "\n".join(cell for cell in cells if isinstance(cell, str))
        if any(mark in text for mark in _LOST):
            words = f"{raw.file}的“{header}”列有“\ufffd”或“锟斤拷”，文字在此前转换编码时已损坏，请取原始文件"
            return [("text_damaged", words)]
    return []


def _read(source: Source) -> list[RawTable]:
    if source.format in REFUSED:
        raise ReadError(Problem(REFUSED[source.format], source.name))
    if source.format in ("shp", "gdb", "zip") and source.path.is_file() and _is_zip(source.path):
        return _read_zip(source)
    if source.format in _VECTOR:
        return [read_vector(source)]
    readers: dict[str, Callable[[Source], list[RawTable]]] = {
        "xlsx": read_workbook,
        "xlsm": read_workbook,
        "csv": _read_text,
        "txt": _read_text,
        "boundary": read_boundary_txt,
        "corners": _read_table,
        "ledger": _read_table,
        "kml": read_kml,
        "kmz": read_kml,
        "ovkml": read_kml,
        "ovkmz": read_kml,
        "ovjsn": read_ovjsn,
        "dxf": read_dxf,
        "qyzb": read_strings,
        "wp": read_mapgis,
        "wl": read_mapgis,
        "wt": read_mapgis,
    }
    if source.format not in readers:
        known = ", ".join((*FORMATS, *CHOICES))
        raise ReadError(Problem(f"has an unknown format “{source.format}” (known: {known})", source.name))
    return readers[source.format](source)


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _read_text(source: Source) -> list[RawTable]:
    """Read a text file as what its lines say: a boundary TXT, else a ledger or corner table."""
    try:
        is_boundary = is_boundary_text(decoded(source.path.read_bytes())[0])
    except ReadError:
        is_boundary = False
    return read_boundary_txt(source) if is_boundary and source.needs_geometry else read_csv(source)


def _read_table(source: Source) -> list[RawTable]:
    return read_workbook(source) if _is_zip(source.path) else read_csv(source)


def _read_zip(source: Source) -> list[RawTable]:
    """Read the one shapefile or file geodatabase in a zip."""
    with unpacked(source.path, source.name) as folder:
        inner = sorted({*folder.rglob("*.gdb"), *folder.rglob("*.GDB"), *folder.rglob("*.shp"), *folder.rglob("*.SHP")})
        wanted = [path for path in inner if path.stem == source.layer] or inner
        if len(wanted) != 1:
            names = "、".join(path.name for path in inner) or "none"
            raise ReadError(
                Problem(
                    f"is a zip with {len(inner)} shapefiles or geodatabases ({names}); name one with "
                    "`layer:`, or unpack it",
                    source.name,
                )
            )
        kind = format_of(wanted[0])
        layer = "" if kind == "shp" else source.layer
        return [read_vector(replace(source, path=wanted[0], format=kind, layer=layer))]


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
