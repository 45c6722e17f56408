"""What a declared column is called, and how its values are written, in each kind of file."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.schema import COORDINATES
from mineplan.tables import Column
from mineplan.terms import Term, term_of

if TYPE_CHECKING:
    import pandas as pd

    from mineplan.writers.features import Features

# Unit as people read it, and how many canonical units it is.
_LEDGER = {
    "t_a": ("万吨/年", 1e4),
    "t": ("万吨", 1e4),
    "m": ("米", 1.0),
    "km2": ("平方千米", 1.0),
    "m2": ("平方米", 1.0),
    "deg": ("度", 1.0),
    "t_m3": ("吨/立方米", 1.0),
    "share": ("%", 0.01),
}
# Some GIS refuse brackets and signs in field names.
_FIELD = {
    "t_a": ("吨每年", 1.0),
    "t": ("吨", 1.0),
    "m": ("米", 1.0),
    "km2": ("平方千米", 1.0),
    "m2": ("平方米", 1.0),
    "deg": ("度", 1.0),
    "t_m3": ("吨每立方米", 1.0),
    "share": ("百分比", 0.01),
}
# Field names of the registration databases; columns that these do not know keep their code name, cut to ten bytes.
_ASCII = {
    "right_id": "XKZH",
    "mine_name": "KSMC",
    "holder": "CKQR",
    "method": "KCFS",
    "capacity_t_a": "SJGM",
    "top_m": "CSSX",
    "bottom_m": "CSXX",
    "area_km2": "MJ",
    "valid_from": "YXQQ",
    "valid_to": "YXQZ",
    "status": "KSZT",
    "county": "SZXZQMC",
    "authority": "FZJGMC",
    "recovery_share": "KCHCL",
    "orebody_id": "KTBH",
    "dip_deg": "QJ",
    "dip_direction_deg": "QX",
    "thickness_m": "KTHD",
    "density_t_m3": "KSTZ",
    "grade": "PW",
    "measured_t": "TM",
    "indicated_t": "KZ",
    "inferred_t": "TD",
    "proved_t": "ZS",
    "probable_t": "KX",
}
# Field names that hold for one table only: the same code name is called otherwise elsewhere.
_ASCII_OF_TABLE = {
    ("rights", "mineral"): "KCZKZMC",
    ("orebodies", "mineral"): "KZ_MC",
    ("orebodies", "deposit"): "KCMC",
    ("zones", "name"): "MC",
}
# Fields whose unit no name states: the registry keeps it in a field of its own.
_UNIT_FIELDS = {"t_a": ("GMDW", "吨/年"), "t": ("KSLDW", "吨")}


@dataclass(frozen=True)
class Written:
    """One column as it is written: its code name or old header, its new header, cells, and what they are."""

    name: str
    header: str
    label: str
    cells: list[Any]
    kind: str
    unit: str = ""


def ledger_columns(features: Features) -> list[Written]:
    """Return the columns under Chinese labels with units in brackets."""
    made = [_written(features, column, name, _bracketed(column), _LEDGER) for name, column in _ordered(features)]
    return _apart(made, {COORDINATES.label})


def field_columns(features: Features) -> list[Written]:
    """Return the columns under Chinese field names for GIS, the unit behind an underscore."""
    made = [_written(features, column, name, _underscored(column), _FIELD) for name, column in _ordered(features)]
    return _apart(made, {"fid", "geom", "geometry", COORDINATES.label})


def _apart(columns: list[Written], taken: set[str]) -> list[Written]:
    """Return the columns with headers that differ from each other and from the format's own, whatever the case."""
    used, made = {name.lower() for name in taken}, []
    for column in columns:
        names = (column.header, *(f"{column.header}_{k}" for k in range(2, 10_000)))
        header = next(name for name in names if name.lower() not in used)
        used.add(header.lower())
        made.append(replace(column, header=header))
    return made


def ascii_columns(features: Features) -> list[Written]:
    """Return the columns under ASCII names of ten bytes at most, with the registry's unit fields."""
    found: list[Written] = []
    units: dict[str, str] = {}
    for name, column in _ordered(features):
        if column is None:
            found.append(_written(features, None, name, _free_name(name, found), _FIELD))
            continue
        header = _ascii_name(features.table.name, name)
        percent = {"share": ("%", 0.01)} if name in _ASCII else {}
        found.append(_written(features, column, name, header, percent))
        if column.unit in _UNIT_FIELDS and name in _ASCII:
            units[_UNIT_FIELDS[column.unit][0]] = _UNIT_FIELDS[column.unit][1]
    rows = len(features.frame)
    return found + [Written("", field, "单位", [unit] * rows, "text") for field, unit in units.items()]


def _ascii_name(table: str, name: str) -> str:
    return _ASCII_OF_TABLE.get((table, name), _ASCII.get(name, name[:10]))


def _free_name(header: str, taken: list[Written]) -> str:
    """Return an ASCII name for an undeclared header: its own where that will do, else F01, F02 ..."""
    used = {column.header.upper() for column in taken}
    if header.isascii() and header.isidentifier() and len(header) <= 10 and header.upper() not in used:
        return header
    return next(f"F{k:02d}" for k in range(1, 1000) if f"F{k:02d}" not in used)


def _ordered(features: Features) -> list[tuple[str, Column | None]]:
    """Return declared columns in the order of the declaration, then the others in that of the file."""
    declared = [(c.name, c) for c in features.table.columns if c.name in features.frame and c.kind != "geometry"]
    names = {name for name, _ in declared}
    return [
        *((n, c) for n, c in declared if n != "coordinates"),
        *((str(h), None) for h in features.frame.columns if h not in names and h != "coordinates"),
    ]


def heading(column: Column) -> str:
    """Return the header of a declared column in a ledger."""
    return _bracketed(column)


def _bracketed(column: Column | None) -> str:
    if column is None:
        return ""
    return f"{column.label}({_LEDGER[column.unit][0]})" if column.unit in _LEDGER else column.label


def _underscored(column: Column | None) -> str:
    if column is None:
        return ""
    return f"{column.label}_{_FIELD[column.unit][0]}" if column.unit in _FIELD else column.label


def _written(
    features: Features, column: Column | None, name: str, header: str, units: dict[str, tuple[str, float]]
) -> Written:
    cells = features.frame[name].tolist()
    if column is None:
        return Written(name, header or name, name, [_plain(cell) for cell in cells], _kind_of(features.frame[name]))
    unit, factor = units.get(column.unit, ("", 1.0))
    made = [_cell(column, cell, factor) for cell in cells]
    return Written(name, header, column.label, made, "text" if column.kind == "term" else column.kind, unit)


def _cell(column: Column, cell: Any, factor: float) -> Any:
    if _is_absent(cell):
        return None
    if column.term is not None:
        member = cell if isinstance(cell, Term) else term_of(column.term, str(cell))
        return member.label if member is not None else str(cell)
    if column.kind == "number":
        # Twelve digits hide what the division by the unit leaves behind.
        return float(cell) if factor == 1 else float(f"{float(cell) / factor:.15g}")
    if column.kind == "whole":
        return int(cell)
    return cell


def _is_absent(cell: Any) -> bool:
    return cell is None or cell != cell


def _plain(cell: Any) -> Any:
    """Return an undeclared cell as a number, a date or text."""
    if _is_absent(cell):
        return None
    if hasattr(cell, "to_pydatetime"):
        cell = cell.to_pydatetime()
    if isinstance(cell, datetime.datetime):
        return cell.date() if cell.time() == datetime.time() else cell.isoformat(sep=" ", timespec="seconds")
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell if isinstance(cell, bool | int | float | datetime.date) else str(cell)


def _kind_of(column: pd.Series) -> str:
    kinds = {type(_plain(cell)) for cell in column} - {type(None)}
    if kinds and kinds <= {int, bool}:
        return "whole"
    if kinds and kinds <= {int, float}:
        return "number"
    return "date" if kinds == {datetime.date} else "text"


def typed(column: Written) -> Any:
    """Return a column's cells as an array whose type does not depend on what happens to be in it."""
    import pandas
    import pyarrow

    kinds = {"date": pyarrow.date32(), "number": pyarrow.float64(), "whole": pyarrow.int64()}
    if column.kind in kinds:
        return pandas.array(column.cells, dtype=pandas.ArrowDtype(kinds[column.kind]))
    words = [None if cell is None else str(cell) for cell in column.cells]
    return pandas.array(words, dtype=pandas.ArrowDtype(pyarrow.string()))
