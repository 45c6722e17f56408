"""Which file a table is read from, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mineplan.tables import Table


@dataclass(frozen=True)
class Source:
    """One file to be read as one declared table.

    Attributes
    ----------
    table
        What it should hold.
    path, name
        The file, and its name as the user wrote it (for messages).
    format
        Lower-case ending that decides the reader; overrides that of the file name.
    layer
        Sheet or layer; "" leaves the choice to the reader.
    rename
        File header -> code name.
    crs
        CRS stated by the user; "" for none.
    """

    table: Table
    path: Path
    name: str
    format: str
    layer: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""

    @property
    def needs_geometry(self) -> bool:
        """Whether every row of the table must have a geometry."""
        return any(column.kind == "geometry" and column.is_required for column in self.table.columns)
