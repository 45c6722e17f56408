"""Blocks against rights, measured from the tables: plan distance, overlap, shared boundary, elevation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from mineplan.verify.allocation.case import AllocationCase, Row, number, text

# A plan may draw the strip around a mine with arcs of few chords: this much narrower, never wider.
_NARROW, _WIDE, _LEAST_M = 0.985, 1.001, 0.05


@dataclass(frozen=True)
class Near:
    """One open right near a block.

    Attributes
    ----------
    shared_m
        Least and greatest length of the block's boundary within the touching distance of the right.
    elevation
        The block against the right: `below`, `above`, `level` or `unknown`; `interval_m` where they are apart.
    """

    right: Row
    gap_m: float
    overlap_m2: float
    overlap_share: float
    shared_m: tuple[float, float]
    elevation: str
    interval_m: float | None

    @property
    def right_id(self) -> str:
        """The licence number."""
        return str(self.right["right_id"])

    @property
    def is_coal(self) -> bool:
        """Whether it is a coal mine."""
        return text(self.right.get("mineral")) == "coal"


def near_rights(case: AllocationCase, block: Row, reach_m: float) -> list[Near]:
    """Return the rights that are not closed and lie at most so far from a block in plan, by licence number."""
    shape, found = block["geometry"], []
    for right_id in sorted(case.rights):
        right = case.rights[right_id]
        if text(right.get("status")) == "closed":
            continue
        gap = float(shapely.distance(shape, right["geometry"]))
        if gap <= reach_m:
            overlap = float(shapely.area(shapely.intersection(shape, right["geometry"])))
            shared = shared_m(shape, [right["geometry"]], reach_m)
            share = overlap / float(shapely.area(shape))
            found.append(Near(right, gap, overlap, share, shared, *_elevation(block, right)))
    return found


def shared_m(shape: Any, others: list[Any], reach_m: float) -> tuple[float, float]:
    """Return the least and the greatest length of a boundary that lies within reach of any of some shapes."""
    outline, reach = shapely.boundary(shape), max(reach_m, _LEAST_M)
    least, most = (
        float(shapely.length(shapely.intersection(outline, shapely.union_all(shapely.buffer(others, d, quad_segs=32)))))
        for d in (reach * _NARROW, reach * _WIDE + 1e-3)
    )
    return least, most


def _elevation(block: Row, right: Row) -> tuple[str, float | None]:
    cells = [number(of.get(name)) for of in (block, right) for name in ("top_m", "bottom_m")]
    top, bottom, roof, floor = cells
    if top is not None and floor is not None and floor - top >= 0:
        return "below", floor - top
    if bottom is not None and roof is not None and bottom - roof >= 0:
        return "above", bottom - roof
    return ("unknown" if None in cells else "level"), None
