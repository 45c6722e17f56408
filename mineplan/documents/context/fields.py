"""Columns and tables of raw values: how each is called, in which unit it is printed, what its words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mineplan.documents.context.ledger import Rows

# Printed unit, factor and Excel format by the ending of a code name; the longest ending goes first.
_UNITS = (
    ("_t_a", "万吨/年", 1e-4, "0.####"),
    ("_t_m3", "吨/立方米", 1.0, "0.00"),
    ("_km2", "平方千米", 1.0, "0.0000"),
    ("_m2", "平方米", 1.0, "0.00"),
    ("_share", "", 1.0, "0.0%"),
    ("_t", "万吨", 1e-4, "0.00"),
    ("_m", "米", 1.0, "0.00"),
    ("_a", "年", 1.0, "0.0"),
    ("_deg", "度", 1.0, "0.0"),
)


@dataclass(frozen=True)
class Field:
    """A column: code name, Chinese label, how Excel prints it, and what its code words mean."""

    name: str
    label: str
    unit: str = ""
    factor: float = 1.0
    format: str = ""
    words: Mapping[str, str] | None = None

    @property
    def header(self) -> str:
        """The label with its unit."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True)
class Sheet:
    """A table of raw values under code names, sorted; `printed` columns from the left go on paper."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Rows
    printed: int = 99


def made_sheet(
    name: str,
    title: str,
    rows: Rows,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    last_printed: str = "",
) -> Sheet:
    """Return a sheet of columns with their Chinese labels; units go by the endings of their names.

    Parameters
    ----------
    name, title
        Name of the CSV file, title of the sheet.
    rows
        Raw values under code names.
    columns
        Code name -> label, in order.
    words
        Code name -> what its code words mean.
    last_printed
        The last column that goes on paper; all of them without it.
    """
    names = list(columns)
    fields = tuple(with_unit(column, label, words.get(column)) for column, label in columns.items())
    return Sheet(name, title, fields, rows, names.index(last_printed) + 1 if last_printed else len(names))


def with_unit(name: str, label: str, words: Mapping[str, str] | None) -> Field:
    """Return the column of a code name, whose ending tells its unit."""
    for ending, unit, factor, number in _UNITS:
        if name.endswith(ending):
            return Field(name, label, unit, factor, number)
    return Field(name, label, words=words)
