"""MapGIS 6.x files (.wp, .wl, .wt) through the optional package mapgis2shp.

The package's CRS is never used: it builds Gauss-Kruger without zone prefix, gives files of unknown ellipsoid map
millimetres for metres, and lets PROJ shift Beijing 54 by a fixed vector. Raw coordinates are scaled by the
header (or by `map_scale`) and placed by their magnitude.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.deciding import Hints, place_rings
from mineplan.readers.placed_shapes import placed_shapes
from mineplan.readers.source import Source
from mineplan.tables import Decision, RawTable

_MAGIC = (b"WMAP`D21", b"WMAP`D22", b"WMAP`D23")
_DATUMS = {1: "beijing54", 2: "xian80", 7: "wgs84", 16: "beijing54"}
_DEGREES, _GAUSS_KRUGER = 0, 5
# Fields that MapGIS computes itself; a zero area would contradict the ledger's.
_OWN_FIELDS = ("ID", "面积", "周长", "长度", "mpArea", "mpPerimeter", "mpLength")
_INSTALL = "needs the package mapgis2shp: pip install 'mineplan[mapgis]', or export the file to a shapefile with MapGIS"


@dataclass(frozen=True)
class _Header:
    """What the header says of coordinates: projection, ellipsoid, scale denominator."""

    projection: int
    ellipsoid: int
    scale: float


def read_mapgis(source: Source) -> list[RawTable]:
    """Read a MapGIS 6.x file; rows count its features from 1.

    Raises
    ------
    ReadError
        The package is absent or is the unrelated one of the same import name, the file is damaged, or nobody can
        tell its scale, zone or datum.
    """
    reader_class = _reader_class(source)
    header = _header(source)
    try:
        reader = reader_class(str(source.path), make_valid=False)
        shapes = list(reader.geom)
        cells = reader.data.reset_index(drop=True)
        applied = _applied_scale(reader.crs, header)
    except Exception as error:  # a binary parser of a third party fails in every way on damaged files
        raise ReadError(Problem(f"is no readable MapGIS 6 file ({error})", source.name)) from None
    if not shapes:
        raise ReadError(Problem("holds no feature", source.name))
    empty = [row for row, shape in enumerate(shapes, 1) if shape is None or shape.is_empty]
    if empty:
        raise ReadError([Problem("has no geometry", source.name, row=row) for row in empty])
    factor, decision = _factor(source, header, shapes, applied)
    scaled = [_scaled(shape, factor / applied) for shape in shapes]
    labels = [f"{k}" for k in range(1, len(shapes) + 1)]
    placed = placed_shapes(source, scaled, _DATUMS.get(header.ellipsoid, ""), labels)
    cells.index = cells.index + 1
    cells.columns = [str(name) for name in cells.columns]
    return [
        RawTable(
            cells.astype(object),
            source.name,
            "",
            placed.geometry,
            placed.crs,
            placed.findings,
            spare=frozenset(set(cells.columns) & set(_OWN_FIELDS)),
            decisions=(decision, *placed.decisions),
        )
    ]


def _reader_class(source: Source) -> Any:
    try:
        import pymapgis  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        raise ReadError(Problem(_INSTALL, source.name)) from None
    # PyPI's package `pymapgis` is another one, which takes the same import name.
    if not hasattr(pymapgis, "Reader"):
        raise ReadError(
            Problem(f"{_INSTALL}; the installed `pymapgis` is an unrelated package, remove it", source.name)
        )
    return pymapgis.Reader


def _header(source: Source) -> _Header:
    content = Path(source.path).read_bytes()[:200]
    if content[:8] not in _MAGIC or len(content) < 160:
        raise ReadError(Problem("is no MapGIS 6 file (its first bytes are others)", source.name))
    return _Header(content[109], content[110], struct.unpack_from("<d", content, 143)[0])


def _applied_scale(crs: Any, header: _Header) -> float:
    """Return the factor that the package has put on the coordinates."""
    if not crs:
        return 1.0
    return header.scale if header.projection == _DEGREES else header.scale / 1000


def _factor(source: Source, header: _Header, shapes: Sequence[Any], applied: float) -> tuple[float, Decision]:
    """Return the factor from stored numbers to metres or degrees: the user's scale, the header's, or none."""
    raw = [_scaled(shape, 1 / applied).bounds for shape in shapes]
    stated = [(source.map_scale / 1000, f"所声明比例尺1:{source.map_scale:.0f}")] if source.map_scale else []
    is_sane = 1 < header.scale < 1e8
    tried = stated or [
        *([(header.scale / 1000, f"文件头比例尺1:{header.scale:.0f}")] if is_sane else []),
        (1.0, "坐标已是米或度"),
    ]
    for factor, reason in tried:
        pairs = [
            [(f"{b[2] * factor:.8f}", f"{b[3] * factor:.8f}"), (f"{b[0] * factor:.8f}", f"{b[1] * factor:.8f}")]
            for b in raw
        ]
        placed = place_rings(pairs, Hints(order="east", angles="decimal", box_deg=source.box_deg, zone=38))
        # Map millimetres of 1:10 000 pass for metres with the axes swapped, and MapGIS never swaps them.
        is_swapped = any(code == "header_and_values_disagree" for code, _ in placed.findings)
        if not placed.problems and not is_swapped:
            return factor, Decision("scale", f"{factor:g}", f"{reason}，乘后坐标在中国范围内")
    sample = ",".join(f"{value:.3f}" for value in raw[0][:2])
    raise ReadError(
        Problem(
            f"holds map millimetres of an unknown scale (“{sample}” …); write `map_scale: 10000` in "
            "dataset.yaml (--map-scale on the command line)",
            source.name,
        )
    )


def _scaled(shape: Any, factor: float) -> Any:
    import shapely

    return shapely.transform(shape, lambda points: points * factor)
