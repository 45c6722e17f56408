"""Which file a table is read from, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mineplan.tables import Table
from mineplan.terms import OldCategory, ResourceClass

if TYPE_CHECKING:
    from mineplan.datum import DatumShift


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
        CRS stated by the user; "" for none. `CGCS2000` alone states the datum and leaves the zone to the numbers.
    box_deg
        West, south, east, north of where the data should lie, to find zones that are not written; None when unknown.
    shift
        The user's parameters from an older datum to CGCS2000; None refuses older datums.
    angles
        What numbers in degrees are: `decimal`, `packed` (D.MMSS), or "" to be found out.
    map_scale
        Scale denominator of MapGIS files whose header bears none; 0 to be found out.
    categories, categories_basis
        Old resource category -> class as the user's report converts it, and where it says so.
    """

    table: Table
    path: Path
    name: str
    format: str
    layer: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    box_deg: tuple[float, float, float, float] | None = None
    shift: DatumShift | None = None
    angles: str = ""
    map_scale: float = 0.0
    categories: Mapping[OldCategory, ResourceClass] = field(default_factory=dict)
    categories_basis: str = ""

    @property
    def needs_geometry(self) -> bool:
        """Whether every row of the table must have a geometry."""
        return any(column.kind == "geometry" and column.is_required for column in self.table.columns)
