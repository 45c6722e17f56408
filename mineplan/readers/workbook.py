"""Cells of .xlsx sheets with their stored results, read in one pass that also sees formulas and merged cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse

from mineplan.errors import Problem, ReadError
from mineplan.readers.archives import opened
from mineplan.readers.source import Source

# Ledgers of like rows shrink far more than other text.
_MOST_RATIO = 800
_HEADER_ROWS = 20
_DIGITS = 15


@dataclass
class Sheet:
    """One sheet: rows of cells, its name, and cells that hold no usable result."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sheets_of(source: Source) -> list[Sheet]:
    """Return the sheets of a workbook, only the chosen one where one is chosen.

    Raises
    ------
    ReadError
        It is no workbook, or has no sheet of the chosen name.
    """
    with _book(source) as book:
        if source.layer and source.layer not in book.sheetnames:
            raise ReadError(
                Problem(f"has no sheet “{source.layer}” (sheets: {'、'.join(book.sheetnames)})", source.name)
            )
        chosen = [page for page in book.worksheets if not source.layer or page.title == source.layer]
        try:
            return [_sheet(page, source) for page in chosen]
        except (KeyError, ValueError, TypeError, IndexError, OverflowError, zipfile.BadZipFile, ParseError) as error:
            raise ReadError(Problem(f"is no readable .xlsx workbook ({error})", source.name)) from None


@contextmanager
def _book(source: Source) -> Iterator[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with opened(source.path, source.name, _MOST_RATIO):
            pass
        # As a stream, since openpyxl would refuse a workbook under another ending.
        book = load_workbook(io.BytesIO(source.path.read_bytes()), read_only=True, data_only=True)
    except ReadError as error:
        if any("bomb" in p.what or "expand" in p.what for p in error.problems):
            raise
        raise ReadError(
            [Problem(f"is no readable .xlsx workbook ({p.what})", source.name) for p in error.problems]
        ) from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise ReadError(Problem(f"is no readable .xlsx workbook ({error})", source.name)) from None
    try:
        yield book
    finally:
        book.close()


def _sheet(page: Any, source: Source) -> Sheet:
    """Read one sheet; cells merged downwards repeat their value, those merged sideways do not."""
    from openpyxl.xml.constants import SHEET_MAIN_NS

    made = Sheet(page.title)
    cells = CellReader(page, source.name, made)
    row_tag, merge_tag = f"{{{SHEET_MAIN_NS}}}row", f"{{{SHEET_MAIN_NS}}}mergeCell"
    merged = []
    with page._get_source() as stream:
        for _, element in iterparse(stream):
            if element.tag == row_tag:
                cells.read_row(element)
                element.clear()
            elif element.tag == merge_tag:
                merged.append(element.get("ref", ""))
    for reference in merged:
        _repeat(made.rows, reference)
    _square(made.rows[:_HEADER_ROWS])
    return made


def _square(rows: list[list[Any]]) -> None:
    """Make rows of a header equally long, in place: cells that a file leaves out are blank."""
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([None] * (width - len(row)))


def _repeat(rows: list[list[Any]], reference: str) -> None:
    from openpyxl.utils import range_boundaries

    left, top, _, bottom = range_boundaries(reference)
    first = rows[top - 1] if top <= len(rows) else []
    value = first[left - 1] if left <= len(first) else None
    for row in rows[top:bottom]:
        if left > len(row):
            row.extend([None] * (left - len(row)))
        row[left - 1] = value


class CellReader:
    """Reads rows of a sheet's XML; a parser of its own because openpyxl's takes twice as long for large ledgers."""

    def __init__(self, page: Any, file: str, made: Sheet) -> None:
        from openpyxl.xml.constants import SHEET_MAIN_NS

        self._page, self._file, self._made = page, file, made
        self._value, self._formula, self._inline = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("v", "f", "is"))
        self._strings = page._shared_strings
        self._dates, self._spans = page.parent._date_formats, page.parent._timedelta_formats
        self._columns: dict[str, int] = {}

    def read_row(self, element: Any) -> None:
        """Append the cells of one `row` element."""
        rows = self._made.rows
        number = int(element.get("r") or len(rows) + 1)
        while len(rows) < number:
            rows.append([])
        row = rows[number - 1]
        for cell in element:
            reference = cell.get("r")
            column = self._column(reference) if reference else len(row)
            if column > len(row):
                row.extend([None] * (column - len(row)))
            value = self._read(cell, number)
            if column < len(row):
                row[column] = value
            else:
                row.append(value)

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            from openpyxl.utils import column_index_from_string

            self._columns[letters] = column_index_from_string(letters) - 1
        return self._columns[letters]

    def _read(self, cell: Any, number: int) -> Any:
        kind, text, has_formula = cell.get("t", "n"), None, False
        for child in cell:
            if child.tag == self._value:
                text = child.text
            elif child.tag == self._formula:
                has_formula = True
            elif child.tag == self._inline:
                return "".join(part.text or "" for part in child.iter() if part.tag.endswith("}t"))
        if text is None:
            if has_formula and kind != "str":
                what = f"cell {cell.get('r', '')} holds a formula without a result; save the file in Excel or WPS"
                self._made.problems.append(Problem(what, self._file, self._made.name, number))
            return None
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            return self._number(text, int(cell.get("s", 0)))
        if kind == "e":
            what = f"cell {cell.get('r', '')} holds the error {text}"
            self._made.problems.append(Problem(what, self._file, self._made.name, number))
        return self._other(kind, text)

    def _number(self, text: str, style: int) -> Any:
        """Return a number, or a date by its style; whole numbers beyond 15 digits are floats, for the check to see."""
        if style in self._dates:
            from openpyxl.utils.datetime import from_excel

            return from_excel(float(text), self._page.parent.epoch, timedelta=style in self._spans)
        if "." in text or "e" in text or "E" in text:
            return float(text)
        return int(text) if len(text) <= _DIGITS else float(text)

    def _other(self, kind: str, text: str) -> Any:
        if kind == "b":
            return text == "1"
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text)
        return text
