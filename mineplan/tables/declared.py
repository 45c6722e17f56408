"""What a declared table is, and what a reader hands over."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mineplan.terms import Term

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Column:
    """One declared column.

    Attributes
    ----------
    name, label
        The code name (its ending states the canonical unit) and the Chinese label.
    kind
        `text`, `number`, `whole`, `date`, `term` or `geometry`.
    aliases
        Other headers under which ledgers carry it.
    unit, bare_unit
        Canonical unit; the unit of a header that names none ("" means that one must be named).
    unit_columns
        Headers of a companion column that states the unit row by row.
    """

    name: str
    label: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()
    unit: str = ""
    bare_unit: str = ""
    unit_columns: tuple[str, ...] = ()
    term: type[Term] | None = None
    minimum: float = -math.inf
    maximum: float = math.inf
    is_required: bool = False


@dataclass(frozen=True)
class Table:
    """A declared table: its columns, which of them is the key, headers it may carry unread."""

    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of that code name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Decision:
    """What a reader decided where the file left it open.

    Attributes
    ----------
    question
        Slug of what was open: `encoding`, `axes`, `degrees`, `zone`, `datum`, `area_unit`, `rings`, `format`.
    chosen, reason
        The answer, and the Chinese clause that says why.
    runner_up
        The next best answer and why it lost; "" when nothing else fitted.
    subject
        The row, plot or polygon it holds for; "" for the whole file.
    """

    question: str
    chosen: str
    reason: str
    runner_up: str = ""
    subject: str = ""


@dataclass(frozen=True)
class RawTable:
    """A table as a reader found it: labels as in the file, index = row as the user counts.

    Attributes
    ----------
    frame
        Cells under the file's own headers; text cells stripped of nothing yet.
    geometry, crs
        One shapely geometry a row and its CRS, for vector files; None otherwise.
    file, sheet
        Where it came from, for messages.
    findings
        How it was read (encoding, skipped rows, CRS decision), as pairs of slug and Chinese sentence.
    cut
        Headers that the file format has cut short (ten bytes in a DBF).
    spare
        Headers that the format itself supplies (sheet number of a plot, drawing layer): unread where the table
        declares none.
    decisions
        What the reader decided, for `inspect` and the provenance annex.
    """

    frame: pd.DataFrame
    file: str
    sheet: str = ""
    geometry: Any = None
    crs: Any = None
    findings: tuple[tuple[str, str], ...] = field(default=())
    cut: frozenset[str] = frozenset()
    spare: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()


def clean(text: object) -> str:
    """Fold full-width forms and drop white space: how headers and codes are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text)))
