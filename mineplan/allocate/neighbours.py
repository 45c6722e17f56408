"""Coal blocks against rights in plan and elevation: inside, touching, near; above, below, level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.allocate.lives import number, text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np


@dataclass(frozen=True)
class Neighbour:
    """One right near a block.

    Attributes
    ----------
    gap_m
        Plan distance; `overlap_m2` and `overlap_share` of the block in plan.
    shared_m, shared_share
        Length of the block's boundary within the touching distance of the right, and its share of the whole.
    elevation
        `below`, `above`, `level` or `unknown`: the block against the right. `interval_m` between them, where apart.
    """

    right_id: str
    mineral: str
    holder: str
    mine_name: str
    gap_m: float
    overlap_m2: float
    overlap_share: float
    shared_m: float
    shared_share: float
    elevation: str
    interval_m: float | None


def neighbours_of(blocks: gpd.GeoDataFrame, rights: gpd.GeoDataFrame, touch_m: float) -> list[tuple[Neighbour, ...]]:
    """Return, for each block, the open rights at most the touching distance away, sorted by licence number.

    Parameters
    ----------
    blocks, rights
        In a plane equal-area CRS, metres.
    touch_m
        Touching distance.
    """
    import shapely

    is_open = rights["status"] != "closed" if "status" in rights else rights["right_id"].notna()
    rows = rights[is_open].reset_index(drop=True)
    shapes = rows.geometry.to_numpy()
    found: list[tuple[Neighbour, ...]] = []
    tree = shapely.STRtree(shapes)
    records = rows.drop(columns="geometry").to_dict("records")
    for block in blocks.to_dict("records"):
        near = sorted(tree.query(block["geometry"], predicate="dwithin", distance=touch_m).tolist())
        found.append(tuple(_neighbour(block, records[k], shapes[k], touch_m) for k in near))
    return [tuple(sorted(of, key=lambda n: n.right_id)) for of in found]


def _neighbour(block: dict[str, Any], right: dict[str, Any], shape: Any, touch_m: float) -> Neighbour:
    import shapely

    ground = block["geometry"]
    outline = shapely.boundary(ground)
    overlap = float(shapely.area(shapely.intersection(ground, shape)))
    # A strip of no width has no length in common with a line that rounding moved by a millimetre.
    shared = float(shapely.length(shapely.intersection(outline, shapely.buffer(shape, max(touch_m, 0.05)))))
    elevation, interval = stand(block, right)
    return Neighbour(
        str(right["right_id"]),
        text(right.get("mineral")),
        text(right.get("holder")),
        text(right.get("mine_name")) or str(right["right_id"]),
        float(shapely.distance(ground, shape)),
        overlap,
        overlap / float(shapely.area(ground)),
        shared,
        shared / float(shapely.length(outline)),
        elevation,
        interval,
    )


def stand(block: dict[str, Any], right: dict[str, Any]) -> tuple[str, float | None]:
    """Return where a block stands against a right in elevation, and the interval between them in metres."""
    top, bottom = number(block.get("top_m")), number(block.get("bottom_m"))
    roof, floor = number(right.get("top_m")), number(right.get("bottom_m"))
    if top is not None and floor is not None and top <= floor:
        return "below", floor - top
    if bottom is not None and roof is not None and bottom >= roof:
        return "above", bottom - roof
    return ("unknown", None) if None in (top, bottom, roof, floor) else ("level", None)


def enclosed_share(block: Any, shapes: np.ndarray, touch_m: float) -> float:
    """Return the share of a block's boundary within the touching distance of any of some rights."""
    import shapely

    outline = shapely.boundary(block)
    around = shapely.union_all(shapely.buffer(shapes, max(touch_m, 0.05)))
    return float(shapely.length(shapely.intersection(outline, around)) / shapely.length(outline))


def width_m(block: Any) -> float:
    """Return the diameter of the largest circle inside a block: how wide a gap is at its widest."""
    import shapely

    return float(2 * shapely.length(shapely.maximum_inscribed_circle(block, tolerance=0.5)))
