"""From what a file holds to what a writer takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem
from mineplan.plans import Note
from mineplan.readers.files import format_of
from mineplan.recognition import Recognised, geometry_of
from mineplan.tables import Column, Match, is_blank, parse_cell
from mineplan.writers import Features

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS_NAMED = 5
# Formats that state neither corners nor areas in words.
_TO_LOOK_AT = ("gpkg", "geojson", "kml", "shp")


@dataclass(frozen=True)
class Converted:
    """Rows to be written, and what was doubtful about them."""

    layers: tuple[Features, ...]
    notes: tuple[Note, ...]


def converted(found: Sequence[Recognised]) -> Converted:
    """Return the layers of a file as writers take them.

    Declared columns go into their canonical unit; a column with a cell that cannot be read goes through as it
    stands, with a note, and so do undeclared ones.

    Raises
    ------
    InputError
        With every coordinate string that cannot be read.
    """
    problems = [problem for made in found for problem in made.problems]
    if problems:
        raise InputError(problems)
    names = _names(found)
    layers, notes = [], []
    for made, name in zip(found, names, strict=True):
        frame, doubts = _frame(made)
        notes += [*(Note(code, text, made.raw.file) for code, text in made.raw.findings), *made.notes, *doubts]
        layers.append(_features(made, name, frame))
    return Converted(tuple(layers), tuple(dict.fromkeys(notes)))


def _names(found: Sequence[Recognised]) -> list[str]:
    """Return a name for each layer: its own where there are several, else that of the table."""
    if len(found) == 1:
        return [found[0].raw.sheet or found[0].table.label]
    return [made.raw.sheet or f"{made.table.label}{k}" for k, made in enumerate(found, 1)]


def _features(made: Recognised, name: str, frame: pd.DataFrame) -> Features:
    import numpy as np

    if not made.has_place:
        return Features(name, made.table, frame, np.full(len(frame), None, dtype=object), None)
    geometry, crs = geometry_of(made)
    return Features(name, made.table, frame, geometry, crs, made.exact_registrations)


def _frame(made: Recognised) -> tuple[pd.DataFrame, list[Note]]:
    import pandas as pd

    raw = made.raw
    parsed, notes = _parsed_columns(made)
    used = {made.matches[name].header: name for name in parsed}
    used |= {made.matches[name].unit_header: "" for name in parsed if made.matches[name].unit_header}
    if "coordinates" in made.matches:
        used[made.matches["coordinates"].header] = ""
    columns: dict[str, Any] = dict(parsed)
    for header in raw.frame.columns:
        if header not in used:
            columns[str(header)] = raw.frame[header].tolist()
    return pd.DataFrame({n: pd.Series(list(c), dtype=_dtype(made, n)) for n, c in columns.items()}), notes


def _dtype(made: Recognised, name: str) -> Any:
    kinds = {column.name: column.kind for column in made.table.columns}
    return float if kinds.get(name) in ("number", "whole") else object


def _parsed_columns(made: Recognised) -> tuple[dict[str, list[Any]], list[Note]]:
    """Return declared columns whose every cell could be read; a unit column binds all columns that it serves."""
    parsed: dict[str, list[Any]] = {}
    notes: list[Note] = []
    left: set[str] = set()
    for column in made.table.columns:
        match = made.matches.get(column.name)
        if match is None or column.kind == "geometry" or column.name == "coordinates":
            continue
        cells, bad = _cells(made, column, match)
        if bad:
            left |= {match.unit_header} - {""}
            rows = "、".join(str(row) for row, _ in bad[:_MOST_ROWS_NAMED])
            text = f"“{match.header}”第{rows}行等{len(bad)}处不能识别（{bad[0][1]}），整列按原文写出"
            notes.append(Note("column_unparsed", text, made.raw.file))
        else:
            parsed[column.name] = cells
    return {name: cells for name, cells in parsed.items() if made.matches[name].unit_header not in left}, notes


def _cells(made: Recognised, column: Column, match: Match) -> tuple[list[Any], list[tuple[Any, str]]]:
    frame = made.raw.frame
    units = frame[match.unit_header].tolist() if match.unit_header else [match.unit] * len(frame)
    density = made.matches.get("density_t_m3")
    weights = frame[density.header].tolist() if density is not None else [None] * len(frame)
    cells: list[Any] = []
    bad: list[tuple[Any, str]] = []
    for row, cell, unit, weight in zip(frame.index, frame[match.header].tolist(), units, weights, strict=True):
        try:
            cells.append(None if is_blank(cell) else parse_cell(column, cell, unit, weight))
        except ValueError as error:
            bad.append((row, str(error)))
            cells.append(None)
    return cells, bad


def refuse_preview(found: Sequence[Recognised], out: Path) -> None:
    """Refuse formats of corners and areas for files whose datum was not converted.

    Raises
    ------
    InputError
        The format states corners or areas, which nobody knows.
    """
    if any(made.is_preview for made in found) and format_of(out) not in _TO_LOOK_AT:
        words = " ".join(_TO_LOOK_AT)
        what = f"cannot hold a preview, whose corners and areas are not known; write one of {words}, or give parameters"
        raise InputError(Problem(what, out.name))


def format_rows() -> list[dict[str, str]]:
    """Return one row a format from the readers and writers themselves: name, endings, read, write, remarks."""
    from mineplan.readers.formats import KNOWN
    from mineplan.writers import WRITERS

    labels = {ending: known.label for known in KNOWN for ending in known.endings}
    endings = {known.label: list(known.endings) for known in KNOWN}
    remarks = {known.label: [known.reads] for known in KNOWN}
    written = set()
    for writer in WRITERS:
        for ending in writer.EXTENSIONS:
            label = labels.setdefault(ending, writer.LABEL)
            if ending not in endings.setdefault(label, []):
                endings[label].append(ending)
            remarks.setdefault(label, []).append(f"写出：{writer.REMARKS}")
            written.add(label)
    known_labels = {known.label for known in KNOWN}
    return [
        {
            "format": label,
            "endings": " ".join(f".{ending}" for ending in found),
            "read": "是" if label in known_labels else "",
            "write": "是" if label in written else "",
            "remarks": "；".join(remarks[label]),
        }
        for label, found in endings.items()
    ]


def formats_table() -> str:
    """Return the table of formats in Markdown, as README.md bears it between its markers."""
    head = ["| 格式 | 扩展名 | 读 | 写 | 说明 |", "|---|---|---|---|---|"]
    rows = [[row[key] for key in ("format", "endings", "read", "write", "remarks")] for row in format_rows()]
    return "\n".join(head + [f"| {' | '.join(cells)} |" for cells in rows])
