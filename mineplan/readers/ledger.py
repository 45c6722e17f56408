"""Ledgers: Excel workbooks and CSV files with titles above and totals below, as offices keep them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.corner_columns import bare_columns, headed_columns
from mineplan.readers.corner_table import read_corner_grids, rows_of_text, whole_degrees
from mineplan.readers.datums import named_datums
from mineplan.readers.degree_cells import joined_degrees
from mineplan.readers.source import Source
from mineplan.readers.text import decoded
from mineplan.readers.workbook import sheets_of
from mineplan.tables import Decision, RawTable, Table, clean, is_blank, match_headers, split_header

HEADER_ROWS = 10
_TOTAL = re.compile(r"(合|总|小|共)计|汇总")
_FOOTNOTE = re.compile(r"(注|说明|备注|填表|制表|审核|填报|单位负责人|联系电话|资料来源)[^:]{0,8}:")


@dataclass(frozen=True)
class _Grid:
    """Cells of one sheet; row 0 is the spreadsheet's row 1, unless `numbers` says otherwise."""

    rows: list[list[Any]]
    file: str
    sheet: str = ""
    numbers: tuple[int, ...] = ()


def read_workbook(source: Source) -> list[RawTable]:
    """Read the sheets of an .xlsx workbook that bear the table's headers, or that are corner tables.

    Raises
    ------
    ReadError
        The file is no workbook, the sheet is absent, no sheet has headers of the table, or
        formulas have no stored result.
    """
    sheets = sheets_of(source)
    corners = [] if source.format == "ledger" else [sheet for sheet in sheets if _is_corner_table(sheet.rows, source)]
    ledgers = [] if source.format == "corners" else [sheet for sheet in sheets if sheet not in corners]
    tables = [
        (raw, sheet)
        for sheet in ledgers
        if (raw := _raw_table(_Grid(sheet.rows, source.name, sheet.name), source)) is not None
    ]
    if corners and not any(_has_extents(raw, source) for raw, _ in tables):
        _refuse([problem for sheet in corners for problem in sheet.problems])
        return read_corner_grids(source, [(sheet.name, sheet.rows) for sheet in corners])
    _refuse(
        [
            problem
            for sheet in (sheets if source.layer else [sheet for _, sheet in tables])
            for problem in sheet.problems
        ]
    )
    if not tables:
        return _bare_corners(source, [(sheet.name, sheet.rows) for sheet in sheets])
    passed = tuple(
        ("sheet_skipped", f"{source.name}工作表“{sheet.name}”为拐点坐标表，已有区域坐标，未读取") for sheet in corners
    )
    first, *rest = [raw for raw, _ in tables]
    return [replace(first, findings=(*first.findings, *passed)), *rest]


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ReadError(problems)


def _is_corner_table(rows: Sequence[Sequence[Any]], source: Source) -> bool:
    """Whether a sheet lists corners row by row, and not extents as strings."""
    if source.format == "corners":
        return True
    columns = headed_columns(joined_degrees(rows)) if source.needs_geometry else None
    return columns is not None and "coordinates" not in match_headers(
        source.table, list(columns.attributes.values()), _known_renames(source, list(columns.attributes.values()))
    )


def _known_renames(source: Source, headers: Sequence[str]) -> dict[str, str]:
    return {header: name for header, name in source.rename.items() if header in headers}


def _has_extents(raw: RawTable, source: Source) -> bool:
    headers = list(raw.frame.columns)
    return not source.needs_geometry or "coordinates" in match_headers(
        source.table, headers, _known_renames(source, headers)
    )


def _bare_corners(source: Source, grids: Sequence[tuple[str, Sequence[Sequence[Any]]]]) -> list[RawTable]:
    """Read corner tables without headers, the last thing that a file without a table's headers may be."""
    is_possible = source.needs_geometry and source.format != "ledger"
    if is_possible and any(bare_columns(whole_degrees(rows)) is not None for _, rows in grids):
        return read_corner_grids(source, grids)
    raise ReadError(_no_header(source))


def read_csv(source: Source) -> list[RawTable]:
    """Read a .csv file: UTF-8 (with or without mark) or GB18030; comma, tab or semicolon.

    Raises
    ------
    ReadError
        The bytes are neither encoding, no row has headers of the table, or a row is longer than the header.
    """
    try:
        text, encoding = decoded(source.path.read_bytes())
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    first = text[:20000].splitlines()[:HEADER_ROWS]
    delimiter = max(",\t;", key=lambda mark: max((line.count(mark) for line in first), default=0))
    try:
        rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise ReadError(Problem(f"is no readable CSV file ({error})", source.name)) from None
    pasted = rows_of_text(text)
    if source.format == "corners" or _is_corner_table(pasted, source):
        return [replace(raw, decisions=(encoding, *raw.decisions)) for raw in read_corner_grids(source, [("", pasted)])]
    raw = _raw_table(_Grid(rows, source.name), source)
    tables = [raw] if raw is not None else _bare_corners(source, [("", pasted)])
    noted = () if encoding.chosen == "UTF-8" else (("text_encoding", f"{source.name}按{encoding.chosen}编码读取"),)
    return [replace(raw, findings=(*raw.findings, *noted), decisions=(encoding, *raw.decisions)) for raw in tables]


def _raw_table(grid: _Grid, source: Source) -> RawTable | None:
    """Return the table below the header row, or None when the sheet has no such header."""
    import pandas as pd

    at = _header_row(grid.rows, source)
    if at is None:
        return None
    names, below = _joined_header(grid.rows, at)
    grid, names = _stacked(grid, names, below)
    headers = _headers(grid, names, at)
    kept, index, findings = [], [], []
    words = [str(cell) for row in grid.rows[:at] for cell in row if not is_blank(cell)]
    for at_row, row in enumerate(grid.rows[below:], below):
        number = grid.numbers[at_row] if grid.numbers else at_row + 1
        cells = [row[column] if column < len(row) else None for column in headers]
        if any(not is_blank(cell) for k, cell in enumerate(row) if k not in headers):
            what = "has a cell beyond the header; a coordinate string in CSV must stand in quotation marks"
            raise ReadError(Problem(what, grid.file, grid.sheet, number))
        skipped = _why_skipped(cells, list(headers.values()))
        if skipped is None:
            kept.append(cells)
            index.append(number)
        elif skipped:
            place = f"{grid.file}{f'“{grid.sheet}”' if grid.sheet else ''}第{number}行"
            findings.append(("row_skipped", f"{place}{skipped}，未读取"))
            words += [str(cell) for cell in cells if not is_blank(cell)]
    frame = pd.DataFrame(kept, index=index, columns=list(headers.values()), dtype=object)
    datums = [Decision("datum", name.upper(), "表题或表注所写的坐标系") for name in named_datums(" ".join(words))]
    return RawTable(frame, grid.file, grid.sheet, findings=tuple(findings), decisions=tuple(datums))


def _stacked(grid: _Grid, names: Sequence[Any], below: int) -> tuple[_Grid, Sequence[Any]]:
    """Put blocks that stand side by side under the same headers below each other; rows keep their numbers."""
    words = [clean(name) if not is_blank(name) else "" for name in names]
    filled = [word for word in words if word]
    width = next(
        (
            k
            for k in range(2, len(filled) // 2 + 1)
            if len(filled) % k == 0 and filled == filled[:k] * (len(filled) // k)
        ),
        0,
    )
    if not width:
        return grid, names
    starts = [k for k, word in enumerate(words) if word == filled[0]]
    ends = [*starts[1:], len(words)]
    blocks = [[row[a:b] if row else [] for row in grid.rows] for a, b in zip(starts, ends, strict=True)]
    span = max(b - a for a, b in zip(starts, ends, strict=True))
    rows = [list(row[:span]) for row in blocks[0]]
    numbers = list(range(1, len(rows) + 1))
    for block in blocks[1:]:
        rows += [list(row) for row in block[below:]]
        numbers += range(below + 1, len(block) + 1)
    return _Grid(rows, grid.file, grid.sheet, tuple(numbers)), names[starts[0] : ends[0]]


def _header_row(rows: Sequence[Sequence[Any]], source: Source) -> int | None:
    """Return the first of the rows that name most columns of the table."""
    best, row_of_best = 0, None
    for at, row in enumerate(rows[:HEADER_ROWS]):
        headers = [str(cell) for cell in row if not is_blank(cell)]
        count = len(match_headers(source.table, headers, {h: n for h, n in source.rename.items() if h in headers}))
        if count > best and (count > 1 or len(headers) == 1 or _names_key(source.table, headers)):
            best, row_of_best = count, at
    return row_of_best


def _names_key(table: Table, headers: Sequence[str]) -> bool:
    return bool(set(match_headers(table, headers, {})) & set(table.key))


def _joined_header(rows: Sequence[Sequence[Any]], at: int) -> tuple[Sequence[Any], int]:
    """Return the header cells and where the data begin: 有效期 over 起 and 止 becomes 有效期起, 有效期止."""
    top = list(rows[at])
    below = list(rows[at + 1]) if at + 1 < len(rows) else []
    below += [None] * (len(top) - len(below))
    own = [k for k, cell in enumerate(below[: len(top)]) if not is_blank(cell) and cell != top[k]]
    if not own or not all(isinstance(below[k], str) and _is_grouped(top, below, k) for k in own):
        return top, at + 1
    names = list(top)
    for k in own:
        group, unit = split_header(next(str(cell) for cell in reversed(top[: k + 1]) if not is_blank(cell)))
        names[k] = f"{group}{below[k]}" + (f"({unit})" if unit and "(" not in clean(below[k]) else "")
    return names, at + 2


def _is_grouped(top: Sequence[Any], below: Sequence[Any], k: int) -> bool:
    """Whether column k lies under a header that spans several columns."""
    if is_blank(top[k]):
        return any(not is_blank(cell) for cell in top[:k])
    return k + 1 < len(top) and is_blank(top[k + 1]) and not is_blank(below[k + 1])


def _headers(grid: _Grid, names: Sequence[Any], at: int) -> dict[int, str]:
    """Return column position -> header; the same header twice is an error."""
    headers: dict[int, str] = {}
    for column, cell in enumerate(names):
        if is_blank(cell):
            continue
        header = " ".join(str(cell).split())
        if header in headers.values():
            raise ReadError(Problem("this header stands twice", grid.file, grid.sheet, at + 1, header))
        headers[column] = header
    return headers


def _why_skipped(cells: Sequence[Any], headers: Sequence[str]) -> str | None:
    """Return None for a row of data, "" for an empty one, else what the row is."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return ""
    first = [clean(cell) for cell in filled[:2]]
    if any(_TOTAL.fullmatch(text) for text in first):
        return f"为“{first[0]}”行"
    if len(filled) <= 2 and _FOOTNOTE.match(first[0] + ":"):
        return f"为表注（{first[0][:20]}）"
    # Most rows differ from the header in their first cell already.
    if clean(cells[0]) == clean(headers[0]) and [*map(clean, cells)] == [*map(clean, headers)]:
        return "为重复表头"
    return None


def _no_header(source: Source) -> Problem:
    labels = "、".join(column.label for column in source.table.columns if column.is_required)
    what = (
        f"no row among the first {HEADER_ROWS} names columns of table {source.table.name} "
        f"(it needs at least {labels}); state the sheet with `sheet:`, or map headers with `rename:`"
    )
    return Problem(what, source.name, source.layer)
