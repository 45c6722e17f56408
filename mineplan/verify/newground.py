"""Ground that an extent adds to its members: gap resources between them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from mineplan import geodesy
from mineplan.verify.case import ROUNDING_M, Case

# A straight edge of kilometres in one projection is off by this much in another.
_BENT_M = 0.05


def new_ground(group: dict[str, Any], shape: Any, case: Case) -> Any:
    """Return what of an extent lies outside its members, rounding aside."""
    members = shapely.union_all(case.everything.loc[group["right_ids"]].geometry.to_numpy())
    return shapely.difference(shape, shapely.buffer(members, ROUNDING_M, quad_segs=2))


def between(group: dict[str, Any], case: Case) -> dict[str, Any]:
    """Return, by orebody that two or more members hold, its ground inside the hull of those members."""
    if case.bodies is None or case.links.empty:
        return {}
    links = case.links[case.links["right_id"].isin(group["right_ids"])]
    found = {}
    for body, rows in links.groupby("orebody_id"):
        holders = rows["right_id"].unique()
        if len(holders) > 1 and body in case.bodies.index:
            hull = shapely.convex_hull(shapely.union_all(case.everything.loc[holders].geometry.to_numpy()))
            found[str(body)] = shapely.intersection(case.bodies.at[body, "geometry"], hull)
    return found


def gap_faults(group: dict[str, Any], new: Any, case: Case) -> Iterator[str]:
    """Yield new ground that is no gap resource, and a gap area that the corners do not show."""
    allowed = shapely.buffer(shapely.union_all(list(between(group, case).values())), _BENT_M, quad_segs=2)
    stray = shapely.area(shapely.buffer(shapely.difference(new, allowed), -ROUNDING_M / 2))
    if stray > 0:
        yield (
            f"group {group['group_id']}: {stray:.1f} m² of new ground lie outside the orebodies that its members "
            "share, or beyond those members"
        )
    area = float(geodesy.area_km2([new], case.run.tables["rights"].crs)[0]) if not new.is_empty else 0.0
    if abs(area - group["gap_km2"]) > 0.00006 + 2e-7 * area + 1.5 * ROUNDING_M * shapely.length(new) / 1e6:
        yield f"group {group['group_id']}: gap_km2 is {area:.4f} by its corners, the plan says {group['gap_km2']:.4f}"


def gap_shares(group: dict[str, Any], shape: Any, case: Case) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest share of each orebody that an extent takes in as gap resource."""
    new, found = new_ground(group, shape, case), {}
    for body, ground in between(group, case).items():
        piece = shapely.intersection(new, ground)
        if piece.is_empty or not shapely.area(piece):
            continue
        # Pieces under the scenario's size, or narrower than a metre, belong to another orebody's gap above or below.
        parts = shapely.get_parts(shapely.buffer(shapely.buffer(piece, -0.55), 0.5))
        sure = shapely.area(parts[shapely.area(parts) >= 1.1 * case.choices.minimum_gap_resource_m2]).sum()
        slack = 2 * _BENT_M * shapely.length(piece)
        whole = shapely.area(case.bodies.at[body, "geometry"])
        found[body] = (max(0.0, float(sure - slack)) / whole, float(shapely.area(piece) + slack) / whole)
    return found
