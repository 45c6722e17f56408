"""Ledgers: Excel workbooks and CSV files with titles above and totals below, as offices keep them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.source import Source
from mineplan.tables import RawTable, Table, clean, is_blank, match_headers, split_header

if TYPE_CHECKING:
    from pathlib import Path

HEADER_ROWS = 10
_TOTAL = re.compile(r"(合|总|小|共)计|汇总")
_FOOTNOTE = re.compile(r"(注|说明|备注|填表|制表|审核|填报|单位负责人|联系电话|资料来源)[^:]{0,8}:")


@dataclass(frozen=True)
class _Grid:
    """Cells of one sheet; row 0 is the spreadsheet's row 1."""

    rows: list[list[Any]]
    file: str
    sheet: str = ""


def read_workbook(source: Source) -> list[RawTable]:
    """Read the sheets of an .xlsx workbook that bear the table's headers.

    Raises
    ------
    ReadError
        The file is no workbook, the sheet is absent, no sheet has headers of the table, or
        formulas have no stored result.
    """
    book, formulas = _open(source)
    names = [source.layer] if source.layer else book.sheetnames
    if source.layer and source.layer not in book.sheetnames:
        raise ReadError(Problem(f"has no sheet “{source.layer}” (sheets: {'、'.join(book.sheetnames)})", source.name))
    problems = [p for name in names for p in _formula_problems(source, formulas, book, name)]
    if problems:
        raise ReadError(problems)
    grids = [_Grid(_cells(book[name]), source.name, name) for name in names]
    tables = [raw for grid in grids if (raw := _raw_table(grid, source)) is not None]
    if not tables:
        raise ReadError(_no_header(source))
    return tables


def _open(source: Source) -> tuple[Any, Any]:
    """Return the workbook with stored results, and with formulas."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        content = source.path.read_bytes()
        return load_workbook(io.BytesIO(content), data_only=True), load_workbook(io.BytesIO(content))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise ReadError(Problem(f"is no readable .xlsx workbook ({error})", source.name)) from None


def _formula_problems(source: Source, formulas: Any, book: Any, name: str) -> list[Problem]:
    """Complain of formulas that were never computed, and of error values such as #REF!."""
    problems = []
    for row in formulas[name].iter_rows():
        for cell in row:
            stored = book[name].cell(cell.row, cell.column)
            if cell.data_type == "f" and stored.value is None:
                what = f"cell {cell.coordinate} holds a formula without a result; save the file in Excel or WPS"
                problems.append(Problem(what, source.name, name, cell.row))
            elif stored.data_type == "e":
                what = f"cell {cell.coordinate} holds the error {stored.value}"
                problems.append(Problem(what, source.name, name, cell.row))
    return problems


def _cells(sheet: Any) -> list[list[Any]]:
    """Return all cells; cells merged downwards repeat their value, those merged sideways do not."""
    rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, min(merged.max_row, len(rows))):
            rows[row][merged.min_col - 1] = rows[merged.min_row - 1][merged.min_col - 1]
    return rows


def _cell(value: Any) -> Any:
    """Return whole numbers beyond a spreadsheet's 15 digits as floats, so that the check sees the loss."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        return float(value)
    return value


def read_csv(source: Source) -> list[RawTable]:
    """Read a .csv file: UTF-8 (with or without mark) or GB18030; comma, tab or semicolon.

    Raises
    ------
    ReadError
        The bytes are neither encoding, no row has headers of the table, or a row is longer than the header.
    """
    text, encoding = _decoded(source.path, source.name)
    first = text[:20000].splitlines()[:HEADER_ROWS]
    delimiter = max(",\t;", key=lambda mark: max((line.count(mark) for line in first), default=0))
    rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    raw = _raw_table(_Grid(rows, source.name), source)
    if raw is None:
        raise ReadError(_no_header(source))
    return [_with_finding(raw, ("text_encoding", f"{source.name}按{encoding}编码读取"))]


def _with_finding(raw: RawTable, finding: tuple[str, str]) -> RawTable:
    from dataclasses import replace

    return replace(raw, findings=(*raw.findings, finding)) if "UTF-8" not in finding[1] else raw


def _decoded(path: Path, name: str) -> tuple[str, str]:
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16"), "UTF-16"
    for encoding, label in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        try:
            return content.decode(encoding), label
        except UnicodeDecodeError:
            continue
    raise ReadError(Problem("is neither UTF-8 nor GB18030 (GBK) text", name))


def _raw_table(grid: _Grid, source: Source) -> RawTable | None:
    """Return the table below the header row, or None when the sheet has no such header."""
    import pandas as pd

    at = _header_row(grid.rows, source)
    if at is None:
        return None
    names, below = _joined_header(grid.rows, at)
    headers = _headers(grid, names, at)
    kept, index, findings = [], [], []
    for number, row in enumerate(grid.rows[below:], below + 1):
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
    frame = pd.DataFrame(kept, index=index, columns=list(headers.values()), dtype=object)
    return RawTable(frame, grid.file, grid.sheet, findings=tuple(findings))


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
    own = [k for k, cell in enumerate(below[:len(top)]) if not is_blank(cell) and cell != top[k]]
    if not own or not all(isinstance(below[k], str) and _is_grouped(top, below, k) for k in own):
        return top, at + 1
    names = list(top)
    for k in own:
        group, unit = split_header(next(str(cell) for cell in reversed(top[:k + 1]) if not is_blank(cell)))
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
    filled = [clean(cell) for cell in cells if not is_blank(cell)]
    if not filled:
        return ""
    if any(_TOTAL.fullmatch(text) for text in filled[:2]):
        return f"为“{filled[0]}”行"
    if len(filled) <= 2 and _FOOTNOTE.match(filled[0] + ":"):
        return f"为表注（{filled[0][:20]}）"
    if [clean(cell) for cell in cells] == [clean(header) for header in headers]:
        return "为重复表头"
    return None


def _no_header(source: Source) -> Problem:
    labels = "、".join(column.label for column in source.table.columns if column.is_required)
    what = (f"no row among the first {HEADER_ROWS} names columns of table {source.table.name} "
            f"(it needs at least {labels}); state the sheet with `sheet:`, or map headers with `rename:`")
    return Problem(what, source.name, source.layer)
