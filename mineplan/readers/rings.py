"""Rings of a registered extent, and what a registration string holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mineplan.plans import Note

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Ring:
    """One ring of an extent with its own range of elevations.

    Attributes
    ----------
    points
        (n, 2) of easting with zone prefix and northing, or of longitude and latitude in degrees;
        the first point is not repeated at the end.
    top_m, bottom_m
        Elevations in metres above sea level, NaN where unknown.
    sign
        1 adds the ring to the extent, -1 takes it out.
    note
        Free text of the registration.
    """

    points: np.ndarray
    top_m: float = math.nan
    bottom_m: float = math.nan
    sign: int = 1
    note: str = ""


@dataclass(frozen=True, eq=False)
class Registration:
    """What one registration string says.

    Attributes
    ----------
    rings
        In the order of the string.
    is_geographic
        Whether points are degrees.
    zone
        The 3-degree zone of planar points, None for degrees.
    notes
        Doubts about the string; `subject` is empty until `about` fills it.
    """

    rings: tuple[Ring, ...]
    is_geographic: bool
    zone: int | None
    notes: tuple[Note, ...] = ()

    def about(self, subject: str) -> Registration:
        """Return the same with every note naming its subject."""
        return replace(self, notes=tuple(replace(note, subject=subject) for note in self.notes))


def settled_elevations(top_m: float, bottom_m: float) -> tuple[float, float, str]:
    """Return elevations with the registry's placeholders read as unknown and the greater one on top.

    Returns
    -------
    Top, bottom, and what was done: "" or `unknown_elevations`, `zero_elevations`, `swapped_elevations`.

    Notes
    -----
    1000/-1000 is the registration software's placeholder for "unknown"; 0/0 is what a database
    without nulls leaves behind, and no mine is 0 m high at sea level.
    """
    if (top_m, bottom_m) in ((1000.0, -1000.0), (-1000.0, 1000.0)):
        return math.nan, math.nan, "unknown_elevations"
    if top_m == 0 and bottom_m == 0:
        return math.nan, math.nan, "zero_elevations"
    if top_m < bottom_m:
        return bottom_m, top_m, "swapped_elevations"
    return top_m, bottom_m, ""


def elevation_range(rings: Sequence[Ring]) -> tuple[float, float]:
    """Return the highest top and lowest bottom of the added rings, NaN where one of them is unknown."""
    added = [ring for ring in rings if ring.sign > 0]
    if not added:
        return math.nan, math.nan
    tops, bottoms = [r.top_m for r in added], [r.bottom_m for r in added]
    top = math.nan if any(map(math.isnan, tops)) else max(tops)
    bottom = math.nan if any(map(math.isnan, bottoms)) else min(bottoms)
    return top, bottom
