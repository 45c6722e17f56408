"""Frames for the GeoPackage: Chinese field names, units in the name, one declared type a field."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.geodesy import geographic_crs, transform
from mineplan.terms import Term, term_of

if TYPE_CHECKING:
    from mineplan.tables import Table

# Underscores, because some GIS refuse brackets in field names.
_UNITS = {"t_a": "_吨每年", "t": "_吨", "m": "_米", "km2": "_平方千米", "deg": "_度", "t_m3": "_吨每立方米"}


@dataclass(frozen=True)
class Layer:
    """One layer to write: `geometry_type` as GDAL names it."""

    name: str
    frame: Any
    geometry_type: str


def field_name(table: Table, name: str) -> str:
    """Return the Chinese field name of a column, with its unit."""
    column = next(c for c in table.columns if c.name == name)
    return column.label + _UNITS.get(column.unit, "")


def declared(table: Table, frame: Any) -> dict[str, Any]:
    """Return the columns of a table that a frame has, in the order of the declaration, under Chinese names."""
    wanted = [c for c in table.columns if c.kind != "geometry" and c.name != "coordinates" and c.name in frame]
    return {field_name(table, c.name): typed(_worded(list(frame[c.name]), c.term), c.kind) for c in wanted}


def _worded(values: list[Any], term: type[Term] | None) -> list[Any]:
    """Return the members of a closed list where a frame holds their bare code names (pandas may unwrap them)."""
    if term is None:
        return values
    return [term_of(term, value) or value if isinstance(value, str) else value for value in values]


def typed(values: list[Any], kind: str) -> Any:
    """Return an array whose type does not depend on what happens to be in it."""
    import pandas
    import pyarrow

    clean = [None if value is None or value != value else value for value in values]
    if kind == "date":
        days = [v.date() if isinstance(v, datetime.datetime) else v for v in clean]
        return pandas.array(days, dtype=pandas.ArrowDtype(pyarrow.date32()))
    if kind == "number":
        return pandas.array([None if v is None else float(v) for v in clean], dtype="float64[pyarrow]")
    if kind == "whole":
        return pandas.array([None if v is None else int(v) for v in clean], dtype="int64[pyarrow]")
    words = [v.label if isinstance(v, Term) else v for v in clean]
    return pandas.array([None if v is None else str(v) for v in words], dtype=pandas.ArrowDtype(pyarrow.string()))


def frame_of(columns: dict[str, Any], geometries: Any, crs: Any) -> Any:
    """Return a frame in longitude and latitude."""
    import geopandas

    array = list(geometries)
    lonlat = list(transform(array, crs, geographic_crs())) if array else []
    return geopandas.GeoDataFrame(columns, geometry=lonlat, crs=geographic_crs())
