"""Corner tables pasted into text, CSV or Excel: whatever order, unit, zone and shape they were copied in.

A column that names the rows' licence or project (a header of the table's key or name) makes one plot of each
of its values; else a short text above corners names a plot; else the whole table is one plot, called by its
sheet or file. Rings of a plot are nested by containment.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.collecting import uncollected
from mineplan.readers.corner_columns import Columns, bare_columns, headed_columns
from mineplan.readers.corner_rows import RingRows, Walk, token_of, walked
from mineplan.readers.datums import named_datums
from mineplan.readers.deciding import Hints
from mineplan.readers.degree_cells import joined_degrees
from mineplan.readers.plots import ListedRing, Listing, Plot, own_headers, table_of
from mineplan.readers.source import Source
from mineplan.readers.text import decoded, folded
from mineplan.tables import RawTable, clean, is_blank, match_headers

_AREA = re.compile(r"面积[^\d]{0,8}(\d+(?:\.\d+)?)\s*(平方公里|平方千米|km2|km²|公顷|亩|平方米|㎡|m2)", re.IGNORECASE)
_KM2 = {
    "平方公里": 1.0,
    "平方千米": 1.0,
    "km2": 1.0,
    "km²": 1.0,
    "公顷": 0.01,
    "亩": 1 / 1500,
    "平方米": 1e-6,
    "㎡": 1e-6,
    "m2": 1e-6,
}
_NOT_UNIT = re.compile(r"[^平方公里千米㎡k²m2顷亩]")
_ZONE = re.compile(r"带号\s*[:=为]?\s*(\d{2})(?!\d)|(?<!\d)(\d{2})\s*(?:号)?带|中央(?:子午线|经线)\D{0,4}(\d{2,3})")
_BLANKS = re.compile(r"[ 、]+")
_DULL_SHEETS = re.compile(r"Sheet\d*|工作表\d*|", re.IGNORECASE)

Grid = tuple[str, Sequence[Sequence[Any]]]


@uncollected()
def read_corner_text(source: Source) -> list[RawTable]:
    """Read a pasted corner table from a .txt or .csv file.

    Raises
    ------
    ReadError
        With every problem; or no columns of it look like coordinates.
    """
    try:
        text, encoding = decoded(source.path.read_bytes())
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    (raw,) = read_corner_grids(source, [("", rows_of_text(text))])
    return [replace(raw, decisions=(encoding, *raw.decisions))]


def rows_of_text(text: str) -> list[list[str]]:
    """Split pasted text at line breaks, and at tabs, commas or blanks, whichever the lines use."""
    if "\t" in text:
        return [line.split("\t") for line in re.split(r"\r\n|\n|\r", text)]
    whole = folded(text)
    if "," in whole:
        lines = re.split(r"\r\n|\n|\r", whole.replace(";", "\n") if '"' not in whole else whole)
        return [_csv_row(line) for line in lines]
    lines = [line.strip() for line in re.split(r"\r\n|\n|\r|;", whole)]
    return [_BLANKS.split(line) if line else [""] for line in lines]


def _csv_row(line: str) -> list[str]:
    if '"' not in line:
        return [cell.strip() for cell in line.split(",")] if line else []
    try:
        return [cell.strip() for cell in next(csv.reader(io.StringIO(line)), [])]
    except csv.Error:
        return [cell.strip() for cell in line.split(",")]


@uncollected()
def read_corner_grids(source: Source, grids: Sequence[Grid]) -> list[RawTable]:
    """Read corner tables from sheets of cells; sheets without coordinates are passed over.

    Raises
    ------
    ReadError
        With every problem of every sheet; or no sheet holds coordinates.
    """
    made, problems = [], []
    for sheet, cells in grids:
        rows = whole_degrees(cells)
        columns = corner_columns(rows)
        if columns is None:
            continue
        try:
            made.append(_table(source, sheet, rows, columns))
        except ReadError as error:
            problems += error.problems
    if problems:
        raise ReadError(problems)
    if not made:
        raise ReadError(Problem("no columns look like coordinates (X and Y, or longitude and latitude)", source.name))
    return made


def whole_degrees(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return rows whose angles stand in one cell each; tables with coordinates as they are stay as they are."""
    return rows if corner_columns(rows) is not None else joined_degrees(rows)


def corner_columns(rows: Sequence[Sequence[Any]]) -> Columns | None:
    """Return where the coordinates of a corner table stand, None when it is none."""
    return headed_columns(rows) or bare_columns(rows)


def _table(source: Source, sheet: str, rows: Sequence[Sequence[Any]], columns: Columns) -> RawTable:
    found = match_headers(
        source.table,
        list(columns.attributes.values()),
        {h: n for h, n in source.rename.items() if h in columns.attributes.values()},
    )
    named = [found[name].header for name in (*source.table.key, "name", "mine_name") if name in found]
    group = next((k for k, header in columns.attributes.items() if named and header == named[0]), None)
    walk = walked(rows, columns, group, Walk(source.name, sheet))
    problems = list(walk.problems)
    if not walk.rings:
        problems.append(Problem("has headers of coordinates and no corner below them", source.name, sheet))
    plots = _plots(source, sheet, rows, columns, walk)
    used = {match.header for match in found.values()} | {match.unit_header for match in found.values()}
    spare = frozenset({h for plot in plots for h in plot.cells} - {h for h in used if h})
    above = [token_of(cell) for row in rows[: columns.begin] for cell in row if not is_blank(cell)]
    context = " ".join([*above, *columns.header, *(text for _, text in walk.texts), sheet])
    findings = [("text_beside_corners", f"{source.name}第{row}行“{text[:40]}”不是坐标") for row, text in walk.texts]
    datum, wrong = _datum(context, source)
    problems += [Problem(what, source.name, sheet) for what in wrong]
    return table_of(
        source,
        Listing(
            tuple(plots), sheet, datum, _hints(context, columns, plots), tuple(findings), (), tuple(problems), spare
        ),
    )[0]


def _datum(context: str, source: Source) -> tuple[str, list[str]]:
    """Return the datum that the text around the corners names, or that the file name hints at."""
    named = named_datums(context) or named_datums(source.name)
    if len(named) > 1:
        return named[0], [f"names several datums ({', '.join(named)}); keep the columns of one"]
    return (named[0] if named else ""), []


def _hints(context: str, columns: Columns, plots: Sequence[Plot]) -> Hints:
    areas = [float(number) * _KM2[unit.lower()] for number, unit in _AREA.findall(context)]
    for header, cell in _under(plots, "面积"):
        match = _AREA.search(f"面积{token_of(cell)}{_NOT_UNIT.sub('', clean(header))}")
        areas += [float(match[1]) * _KM2[match[2].lower()]] if match else []
    match = _ZONE.search(context)
    zone = int(match[1] or match[2] or int(match[3]) // 3) if match else None
    stated = [token_of(cell) for header, cell in _under(plots, "带号") if clean(header) == "带号"]
    zone = next((int(token) for token in reversed(stated) if re.fullmatch(r"[0-9]{2}", token)), zone)
    return Hints(zone=zone, order=columns.order, angles=columns.angles, areas_km2=tuple(areas))


def _under(plots: Sequence[Plot], word: str) -> Iterator[tuple[str, Any]]:
    """Yield header and cell of every plot where the header bears a word."""
    headers = [header for header in plots[0].cells if word in header] if plots else []
    return ((header, plot.cells[header]) for plot in plots for header in headers)


def _plots(source: Source, sheet: str, rows: Sequence[Sequence[Any]], columns: Columns, walk: Walk) -> list[Plot]:
    groups: dict[str, list[RingRows]] = {}
    for ring in walk.rings:
        groups.setdefault(ring.plot, []).append(ring)
    key, name = own_headers(source.table)
    dull = _DULL_SHEETS.fullmatch(sheet)
    stem = PurePath(source.name).stem if dull else sheet
    made: list[Plot] = []
    # All plots of a sheet have the same headers.
    given: set[str] | None = None
    for label, rings in groups.items():
        cells = _cells(rows, columns, rings)
        own: dict[str, Any] = {key: label or stem, name: label or stem}
        if walk.elevations is not None and any(column.name == "top_m" for column in source.table.columns):
            own |= {"标高上限(m)": max(walk.elevations), "标高下限(m)": min(walk.elevations)}
        if given is None:
            given = {h for h in own if _is_given(source, h, cells)}
        kept = {h: c for h, c in own.items() if h not in given}
        listed = tuple(ListedRing(tuple(ring.pairs), tuple(ring.rows)) for ring in rings)
        made.append(Plot(rings[0].rows[0], kept | cells, listed, label=label))
    return made


def _is_given(source: Source, header: str, cells: dict[str, Any]) -> bool:
    """Whether the table's own columns carry what `header` would."""
    column = match_headers(source.table, [header], {})
    given = match_headers(source.table, list(cells), {h: n for h, n in source.rename.items() if h in cells})
    return bool(set(column) & set(given))


def _cells(rows: Sequence[Sequence[Any]], columns: Columns, rings: Sequence[RingRows]) -> dict[str, Any]:
    """Return the first filled cell of each attribute column over the rows of a plot."""
    made: dict[str, Any] = dict.fromkeys(columns.attributes.values())
    for column, header in columns.attributes.items():
        cells = (rows[row - 1][column] for ring in rings for row in ring.rows if column < len(rows[row - 1]))
        made[header] = next((cell for cell in cells if not is_blank(cell)), None)
    return made
