"""What a declared table is, and the one check that every table passes on its way in.

One declaration drives header matching, units, value checks, document headings and the data
dictionary. The check reports every bad cell at once, placed as the user's spreadsheet shows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, TableError
from mineplan.tables.cells import UNITS, VOLUME_FACTORS, is_blank, parse_cell, parse_date
from mineplan.tables.declared import Column, Decision, RawTable, Table, clean
from mineplan.tables.headers import (
    Match,
    declares,
    header_problems,
    match_headers,
    rename_problems,
    split_header,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "UNITS",
    "VOLUME_FACTORS",
    "Column",
    "Decision",
    "Match",
    "RawTable",
    "Table",
    "check",
    "clean",
    "examine",
    "is_blank",
    "key_problems",
    "match_headers",
    "parse_cell",
    "parse_date",
    "split_header",
]


def check(
    table: Table,
    raw: RawTable,
    rename: Mapping[str, str] | None = None,
    ignore: Collection[str] = (),
) -> pd.DataFrame:
    """Turn a raw table into a checked one under code names and canonical units.

    Parameters
    ----------
    table
        The declaration.
    raw
        What a reader found.
    rename
        File header -> code name, from `dataset.yaml`.
    ignore
        Headers to leave unread; `*` leaves every undeclared one.

    Returns
    -------
    One row per row of the file, the columns that the file carries, and `source_row`.

    Raises
    ------
    TableError
        With every unknown or missing column, bad cell, and repeated key.
    """
    frame, problems = examine(table, raw, rename, ignore)
    if problems:
        raise TableError(problems)
    return frame


def examine(
    table: Table,
    raw: RawTable,
    rename: Mapping[str, str] | None = None,
    ignore: Collection[str] = (),
) -> tuple[pd.DataFrame, list[Problem]]:
    """Do what `check` does, but hand back the problems beside the frame.

    Bad cells are None or NaN in the frame, so that further checks can still look at the rest.
    """
    import pandas as pd

    rename = dict(rename or {})
    problems = rename_problems(table, raw, rename)
    known = {header: name for header, name in rename.items() if declares(table, name)}
    found = match_headers(table, list(raw.frame.columns), known, raw.cut)
    problems += header_problems(table, raw, found, ignore)
    values: dict[str, Any] = {"source_row": list(raw.frame.index)}
    for name, match in sorted(found.items()):
        column = table.column(name)
        if column.kind != "geometry":
            cells, bad = _parse_column(column, match, raw, found)
            values[name] = pd.Series(cells, dtype=float if column.kind in ("number", "whole") else object)
            problems += bad
    frame = pd.DataFrame(values)
    problems += key_problems(table, raw, frame, found)
    return frame, problems


def _parse_column(
    column: Column, match: Match, raw: RawTable, found: Mapping[str, Match]
) -> tuple[list[Any], list[Problem]]:
    cells = raw.frame[match.header].tolist()
    units = raw.frame[match.unit_header].tolist() if match.unit_header else [match.unit] * len(cells)
    density = raw.frame[found["density_t_m3"].header].tolist() if "density_t_m3" in found else [None] * len(cells)
    known: dict[Any, Any] = {}
    values: list[Any] = []
    problems = []
    for row, cell, unit, weight in zip(raw.frame.index, cells, units, density, strict=True):
        # Columns of a province repeat a few values 200,000 times.
        key = (type(cell), cell, unit, weight)
        if key not in known:
            try:
                known[key] = parse_cell(column, cell, unit, weight)
            except ValueError as error:
                known[key] = error
        value = known[key]
        if isinstance(value, ValueError):
            problems.append(Problem(str(value), raw.file, raw.sheet, row, match.header))
            value = None
        values.append(value)
    return values, problems


def key_problems(table: Table, raw: RawTable, frame: pd.DataFrame, found: Mapping[str, Match]) -> list[Problem]:
    """Complain of keys that stand twice."""
    if not table.key or not set(table.key) <= set(frame.columns):
        return []
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    for row, *key in frame[["source_row", *table.key]].itertuples(index=False):
        if any(part is None for part in key):
            continue
        if tuple(key) in seen:
            what = f"“{'/'.join(key)}” stands twice (first in row {seen[tuple(key)]})"
            problems.append(Problem(what, raw.file, raw.sheet, row, found[table.key[0]].header))
        seen.setdefault(tuple(key), row)
    return problems
