"""A raster of the ground's elevation: GeoTIFF, or an Esri ASCII grid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mineplan.errors import Problem, ReadError
from mineplan.geodesy import checked_crs, transform_points

# GeoTIFF tags (OGC 19-008r4): pixel size, tie points, keys; GDAL's tag of the value that stands for nothing.
_PIXEL_SCALE, _TIE_POINTS, _GEO_KEYS, _NO_DATA = 33550, 33922, 34735, 42113
_MODEL_TYPE, _RASTER_TYPE, _GEOGRAPHIC, _PROJECTED = 1024, 1025, 2048, 3072
# A point on a cell's middle asks nothing of the next cell, rounding aside.
_NO_WEIGHT = 1e-6
_GRID_KEYS = {"ncols", "nrows", "xllcorner", "yllcorner", "xllcenter", "yllcenter", "cellsize", "nodata_value"}


@dataclass(frozen=True, eq=False)
class Raster:
    """Elevations at the centres of square or oblong cells, north up.

    Attributes
    ----------
    elevations
        Rows from north to south, NaN where nothing is known; (rows, columns), metres.
    west, north
        Centre of the north-western cell, in `crs`.
    width, height
        Size of a cell, in units of `crs`.
    crs
        CRS of the raster.
    asked_crs
        CRS of the points that are asked for.
    """

    elevations: np.ndarray
    west: float
    north: float
    width: float
    height: float
    crs: Any
    asked_crs: Any

    def elevations_m(self, points: np.ndarray) -> np.ndarray:
        """Return elevations under points (n, 2) of the asked CRS, between cells in proportion; NaN outside.

        Where one of the cells that a point lies between is not known, its elevation is not known.
        """
        if not len(points):
            return np.empty(0)
        own = transform_points(np.asarray(points, dtype=float), self.asked_crs, self.crs)
        column, row = (own[:, 0] - self.west) / self.width, (self.north - own[:, 1]) / self.height
        rows, columns = self.elevations.shape
        inside = (column >= 0) & (column <= columns - 1) & (row >= 0) & (row <= rows - 1)
        found = np.full(len(own), np.nan)
        if inside.any():
            found[inside] = self._between(row[inside], column[inside])
        return found

    def highest_m(self, boxes: np.ndarray) -> np.ndarray:
        """Return the highest cell in or beside boxes (n, 4) of the asked CRS, NaN where none is known."""
        found = np.full(len(boxes), np.nan)
        for at, (west, south, east, north) in enumerate(boxes.tolist()):
            corners = np.array([[west, south], [east, south], [east, north], [west, north]])
            own = transform_points(corners, self.asked_crs, self.crs)
            column, row = (own[:, 0] - self.west) / self.width, (self.north - own[:, 1]) / self.height
            if not (np.isfinite(column).all() and np.isfinite(row).all()):
                continue
            left, right = max(0, math.floor(column.min()) - 1), math.ceil(column.max()) + 2
            top, bottom = max(0, math.floor(row.min()) - 1), math.ceil(row.max()) + 2
            window = self.elevations[top : max(top, bottom), left : max(left, right)]
            if np.isfinite(window).any():
                found[at] = np.nanmax(window)
        return found

    def _between(self, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        rows, columns = self.elevations.shape
        r, c = (np.clip(np.floor(at).astype(int), 0, max(n - 2, 0)) for at, n in ((row, rows), (column, columns)))
        below, right = np.minimum(r + 1, rows - 1), np.minimum(c + 1, columns - 1)
        v, u = row - r, column - c
        found, is_known = np.zeros(len(row)), np.ones(len(row), dtype=bool)
        for y, x, weight in (
            (r, c, (1 - v) * (1 - u)),
            (r, right, (1 - v) * u),
            (below, c, v * (1 - u)),
            (below, right, v * u),
        ):
            cell = self.elevations[y, x]
            is_known &= ~np.isnan(cell) | (weight < _NO_WEIGHT)
            found += np.nan_to_num(cell) * weight
        return np.where(is_known, found, np.nan)


def read_dem(path: Path, asked_crs: Any, crs: str = "") -> Raster:
    """Read a raster of the ground.

    Parameters
    ----------
    path
        GeoTIFF (.tif, .tiff) or Esri ASCII grid (.asc, .txt) with its .prj beside it.
    asked_crs
        CRS of the points that will be asked for: the analysis CRS.
    crs
        CRS of a raster that states none.

    Raises
    ------
    ReadError
        It cannot be read, is turned or shifted in a way that is not read here, or states no CRS or one of an old datum.
    """
    if not path.is_file():
        raise ReadError(Problem("no such file", path.name))
    try:
        read = _geotiff if path.suffix.lower() in (".tif", ".tiff") else _ascii_grid
        elevations, place, own = read(path)
    except ReadError:
        raise
    except (OSError, ValueError, KeyError, IndexError, SyntaxError) as error:
        raise ReadError(Problem(f"is no readable raster ({error})", path.name)) from None
    stated = crs or own
    if not stated:
        raise ReadError(Problem("states no coordinate system; name it, such as EPSG:4526", path.name))
    try:
        made = checked_crs(stated)
    except ReadError as error:
        raise ReadError([Problem(problem.what, path.name) for problem in error.problems]) from None
    return Raster(elevations, *place, made, asked_crs)


_Read = tuple[np.ndarray, tuple[float, float, float, float], str]


def _geotiff(path: Path) -> _Read:
    from PIL import Image

    with Image.open(path) as image:
        if len(image.getbands()) != 1:
            raise ReadError(Problem("has several bands; elevations stand in one", path.name))
        tags = dict(getattr(image, "tag_v2", {}))
        elevations = np.array(image, dtype=float)
    if _PIXEL_SCALE not in tags or _TIE_POINTS not in tags:
        raise ReadError(Problem("is not placed north up by a tie point and a pixel size, as a GeoTIFF is", path.name))
    keys = _keys(tags.get(_GEO_KEYS, ()))
    width, height = tags[_PIXEL_SCALE][:2]
    column, row, _, east, north, _ = tags[_TIE_POINTS][:6]
    half = 0.0 if keys.get(_RASTER_TYPE) == 2 else 0.5  # cells lie around their point, or begin at their corner
    place = (east + (half - column) * width, north - (half - row) * height, float(width), float(height))
    nothing = str(tags.get(_NO_DATA, "")).strip("\x00 ")
    code = keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC)
    return _known(elevations, nothing), place, f"EPSG:{code}" if code and code != 32767 else ""


def _keys(directory: Any) -> dict[int, int]:
    """Return the plain keys of a GeoTIFF key directory."""
    numbers = list(directory)
    found = (numbers[at : at + 4] for at in range(4, len(numbers) - 3, 4))
    return {int(key): int(value) for key, place, _, value in found if place == 0}


def _ascii_grid(path: Path) -> _Read:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    head: dict[str, float] = {}
    while lines and (words := lines[0].split()) and words[0].lower() in _GRID_KEYS:
        head[words[0].lower()] = float(words[1])
        lines = lines[1:]
    columns, rows, size = int(head["ncols"]), int(head["nrows"]), head["cellsize"]
    values = np.array(" ".join(lines).split(), dtype=float)
    if values.size != rows * columns:
        raise ReadError(Problem(f"holds {values.size} values, not {rows} rows of {columns}", path.name))
    west = head["xllcenter"] if "xllcenter" in head else head["xllcorner"] + size / 2
    south = head["yllcenter"] if "yllcenter" in head else head["yllcorner"] + size / 2
    place = (west, south + (rows - 1) * size, size, size)
    beside = next((p for p in (path.with_suffix(".prj"), path.with_suffix(".PRJ")) if p.is_file()), None)
    stated = "" if beside is None else beside.read_text(encoding="utf-8-sig").strip()
    return _known(values.reshape(rows, columns), str(head.get("nodata_value", -9999))), place, stated


def _known(elevations: np.ndarray, nothing: str) -> np.ndarray:
    """Return elevations with the value that stands for nothing, and what no ground can be, as NaN."""
    gone = ~np.isfinite(elevations) | (np.abs(elevations) > 1e4)
    if nothing:
        value = float(nothing)
        gone |= np.isnan(elevations) if math.isnan(value) else np.isclose(elevations, value)
    return np.where(gone, np.nan, elevations)
