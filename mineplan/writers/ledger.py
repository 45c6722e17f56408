"""Excel ledgers: Chinese labels with units, registration strings, and a sheet of corners."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem
from mineplan.plans import Note
from mineplan.readers.rings import Registration
from mineplan.schema import COORDINATES
from mineplan.writers.features import Choices, Features, extents, planar
from mineplan.writers.naming import Written, ledger_columns
from mineplan.writers.strings import string_of

LABEL = "Excel台账"
EXTENSIONS = ("xlsx",)
REMARKS = "中文表头带单位，许可证号为文本，首行冻结；范围为区域坐标串（0.1毫米），另附拐点坐标表"
_CORNERS = "拐点坐标"
_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_576
_NARROW, _WIDE = 8, 40


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one sheet a layer, and the corners of all.

    Raises
    ------
    InputError
        A registration string is longer than a cell, or there are more rows than a sheet holds.
    """
    import xlsxwriter

    del choices
    sheets = [(features, columns_of(features)) for features in layers]
    problems = [p for features, columns in sheets for p in _problems(features, columns)]
    if problems:
        raise InputError(problems)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        # A date of creation would make two files of one table differ.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        look = _Look(book)
        for features, columns in sheets:
            look.sheet(features.name, [c.header for c in columns], columns)
        for number, (features, _) in enumerate(f for f in sheets if f[0].has_place or f[0].registrations):
            _corner_sheet(look, features, f"{_CORNERS}{number + 1 if number else ''}")
    return []


def columns_of(features: Features) -> list[Written]:
    """Return the columns of a ledger, the registration string last."""
    columns = ledger_columns(features)
    if not features.has_place and not features.registrations:
        return columns
    strings = [None if extent is None else string_of(extent) for extent in extents(features)]
    return [*columns, Written("coordinates", COORDINATES.label, COORDINATES.label, strings, "text")]


def _problems(features: Features, columns: list[Written]) -> list[Problem]:
    problems = []
    if len(features.frame) >= _MOST_ROWS:
        problems.append(Problem(f"has {len(features.frame)} rows; a sheet holds {_MOST_ROWS - 1}", features.name))
    for column in columns:
        for at, cell in enumerate(column.cells):
            if isinstance(cell, str) and len(cell) > _MOST_CHARACTERS:
                what = f"is {len(cell)} characters long; a cell of Excel holds {_MOST_CHARACTERS}: write .csv or .gpkg"
                problems.append(Problem(what, features.name, row=at + 2, column=column.header))
    return problems


class _Look:
    """The formats of one workbook, and how a sheet is laid out."""

    def __init__(self, book: Any) -> None:
        self.book = book
        border = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
        head = {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDEBF7"}
        self.head = book.add_format(head | border)
        self.text = book.add_format({"num_format": "@"} | border)
        self.date = book.add_format({"num_format": "yyyy-mm-dd"} | border)
        self.number = book.add_format(border)
        self.metres = book.add_format({"num_format": "0.000"} | border)

    def sheet(self, name: str, headers: list[str], columns: list[Written]) -> None:
        sheet = self.book.add_worksheet(_sheet_name(name, {s.get_name().lower() for s in self.book.worksheets()}))
        for at, (header, column) in enumerate(zip(headers, columns, strict=True)):
            sheet.write_string(0, at, header, self.head)
            sheet.set_column(at, at, _width(column))
            self._cells(sheet, at, column)
        sheet.freeze_panes(1, 1)
        if columns:
            sheet.autofilter(0, 0, max(1, len(columns[0].cells)), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _cells(self, sheet: Any, at: int, column: Written) -> None:
        look = {"date": self.date, "number": self.number, "whole": self.number, "metres": self.metres}
        for row, cell in enumerate(column.cells, 1):
            if cell is None:
                continue
            if isinstance(cell, datetime.date):
                sheet.write_datetime(row, at, datetime.datetime(cell.year, cell.month, cell.day), self.date)
            elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e15:
                sheet.write_number(row, at, cell, look.get(column.kind, self.number))
            else:
                sheet.write_string(row, at, str(cell), self.text)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel accepts."""
    plain = "".join("_" if char in "[]:*?/\\'" else char for char in name).strip()[:25] or "表"
    ends = ["", *(f"_{k}" for k in range(2, 1000))]
    return next(plain + end for end in ends if (plain + end).lower() not in taken)


def _width(column: Written) -> int:
    longest = max((_columns(str(cell)) for cell in column.cells[:500] if cell is not None), default=0)
    return min(_WIDE, max(_NARROW, _columns(column.header), longest) + 2)


def _columns(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _corner_sheet(look: _Look, features: Features, name: str) -> None:
    rows = [
        row
        for at, extent in enumerate(extents(features))
        if extent is not None
        for row in _corners(features.subject(at), planar(extent))
    ]
    # “所属” keeps a reader from taking this sheet for a ledger of its own.
    key = features.table.column(features.table.key[0]).label if features.table.key else "序号"
    kinds = {
        f"所属{key}": "text",
        "圈号": "whole",
        "增减": "text",
        "拐点编号": "whole",
        "X坐标（北，米）": "metres",
        "Y坐标（东，含带号，米）": "metres",
        "3度带": "whole",
        "标高上（米）": "number",
        "标高下（米）": "number",
    }
    columns = [Written("", head, head, [row[k] for row in rows], kind) for k, (head, kind) in enumerate(kinds.items())]
    look.sheet(name, list(kinds), columns)


def _corners(subject: str, extent: Registration) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    no = 1
    for k, ring in enumerate(extent.rings, 1):
        top, bottom = (None if z != z else z for z in (ring.top_m, ring.bottom_m))
        for east, north in ring.points:
            metres = round(float(north), 3), round(float(east), 3)
            rows.append((subject, k, "计入" if ring.sign > 0 else "扣除", no, *metres, extent.zone, top, bottom))
            no += 1
        no += 1
    return rows
