"""Which file a table is read from, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.tables import Table

if TYPE_CHECKING:
    import numpy as np

# (n, 2) of easting with prefix and northing in a 3-degree zone of another datum -> the same in CGCS2000.
Shift = Callable[["np.ndarray[Any, Any]", int], "np.ndarray[Any, Any]"]


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
        Moves points of another datum to CGCS2000 with the user's parameters; None refuses other datums.
    angles
        What numbers in degrees are: `decimal`, `packed` (D.MMSS), or "" to be found out.
    """

    table: Table
    path: Path
    name: str
    format: str
    layer: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    box_deg: tuple[float, float, float, float] | None = None
    shift: Shift | None = None
    angles: str = ""

    @property
    def needs_geometry(self) -> bool:
        """Whether every row of the table must have a geometry."""
        return any(column.kind == "geometry" and column.is_required for column in self.table.columns)
