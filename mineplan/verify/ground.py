"""New extents: members covered, new ground earned, bans and neighbours kept clear of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from mineplan import geodesy
from mineplan.verify.bans import WIDEST, banned
from mineplan.verify.case import ROUNDING_M, Case, overlaps
from mineplan.verify.corners import SPECK_M2, area_faults, extent_from_corners, table_faults
from mineplan.verify.newground import gap_faults, new_ground


def extents(case: Case) -> Iterator[str]:
    """Prove every group's extent from its corner table alone."""
    shapes = {g["group_id"]: extent_from_corners(g["corners"], case) for g in case.plan["groups"]}
    standing = case.everything
    if "status" in standing:
        standing = standing[standing["status"] != "closed"]
    for group in case.plan["groups"]:
        yield from table_faults(group)
        shape = shapes[group["group_id"]]
        if shape is None:
            yield f"group {group['group_id']}: corners do not make valid polygons"
            continue
        new = new_ground(group, shape, case)
        yield from area_faults(group, shape, case)
        yield from _members(group, shape, case, standing)
        yield from _member_areas(group, case)
        yield from gap_faults(group, new, case)
        yield from _neighbours(group, new, standing)
        yield from _bans(group, shape, new, case)
    yield from _each_other(shapes, case)


def _members(group: dict[str, Any], shape: Any, case: Case, standing: Any) -> Iterator[str]:
    """The extent covers the lawful ground of every member, and none that a right outside holds as well."""
    grown = shapely.buffer(shape, ROUNDING_M, quad_segs=2)
    rivals = _rivals(group, case, standing)
    out = shapely.union_all([banned(case.bans, set(group["right_ids"]), WIDEST), rivals])
    for right_id in group["right_ids"]:
        ground = shapely.difference(case.everything.at[right_id, "geometry"], out)
        parts = shapely.get_parts(shapely.difference(ground, grown))
        # Splinters that no corner at 0.01 m can hold (under 4 cm wide) are not ground.
        is_ground = (shapely.area(parts) >= SPECK_M2) & ~shapely.is_empty(shapely.buffer(parts, -ROUNDING_M))
        missing = float(shapely.area(parts)[is_ground].sum())
        if missing:
            yield f"group {group['group_id']}: {missing:.1f} m² of member {right_id} are not covered"
    if _sliver_free(shapely.intersection(shape, rivals)) > SPECK_M2:
        yield f"group {group['group_id']}: the extent takes ground that a right outside the group holds as well"


def _rivals(group: dict[str, Any], case: Case, standing: Any) -> Any:
    """Return the ground of rights outside the group that overlap a member as solids."""
    members = set(group["right_ids"])
    whole = shapely.union_all(case.everything.loc[sorted(members)].geometry.to_numpy())
    near = standing[standing.intersects(whole) & ~standing["right_id"].isin(members)]
    own = [case.solids[m] for m in sorted(members)]
    taken = [
        near.at[r, "geometry"]
        for r in near.index
        if any(overlaps(p, q) for solids in own for p in solids for q in case.solids[r])
    ]
    return shapely.union_all(taken)


def _member_areas(group: dict[str, Any], case: Case) -> Iterator[str]:
    """members_km2 is the area of all members, banned_km2 what bans take out of it."""
    whole = shapely.union_all(case.everything.loc[group["right_ids"]].geometry.to_numpy())
    members = float(geodesy.area_km2([whole], case.run.tables["rights"].crs)[0])
    if abs(members - group["members_km2"]) > 0.000051 + 2e-7 * members:
        yield f"group {group['group_id']}: members_km2 is {members:.4f}, the plan says {group['members_km2']:.4f}"
    ids = set(group["right_ids"])
    least, most = (
        float(shapely.area(shapely.intersection(whole, banned(case.bans, ids, wide)))) / 1e6 for wide in (1.0, WIDEST)
    )
    if not least - 0.000051 <= group["banned_km2"] <= most + 0.000051:
        said = f"the plan says {group['banned_km2']:.4f}"
        yield f"group {group['group_id']}: banned_km2 is {least:.4f} to {most:.4f}, {said}"


def _sliver_free(common: Any) -> float:
    """Return the area of what is wider than the rounding of two neighbours' corners."""
    core = shapely.buffer(common, -ROUNDING_M / 2 - 1e-4)
    return float(shapely.area(core))


def _neighbours(group: dict[str, Any], new: Any, standing: Any) -> Iterator[str]:
    """New ground lies in nobody else's extent."""
    others = standing[~standing["right_id"].isin(group["right_ids"])]
    others = others[shapely.intersects(others.geometry.to_numpy(), new)]
    for right_id, other in zip(others["right_id"], others.geometry, strict=True):
        if _sliver_free(shapely.intersection(new, other)) > 0:
            yield f"group {group['group_id']}: new ground lies in the extent of {right_id}"


def _each_other(shapes: dict[str, Any], case: Case) -> Iterator[str]:
    """No two new extents overlap, but where members of theirs lie above each other already."""
    names = [n for n in sorted(shapes) if shapes[n] is not None]
    array = np.array([shapes[n] for n in names], dtype=object)
    if len(array) < 2:
        return
    members = {g["group_id"]: g["right_ids"] for g in case.plan["groups"]}
    i, j = shapely.STRtree(array).query(array, predicate="intersects")
    for a, b in zip(i.tolist(), j.tolist(), strict=True):
        if a < b:
            common = shapely.intersection(array[a], array[b])
            stacked = _stacked(case, members[names[a]], members[names[b]])
            if _sliver_free(shapely.difference(common, stacked)) > 0:
                yield f"the new extents of {names[a]} and {names[b]} overlap"


def _stacked(case: Case, ours: list[str], theirs: list[str]) -> Any:
    """Return the ground where existing rights of two groups lie above each other without meeting."""
    common = [
        shapely.intersection(case.everything.at[m, "geometry"], case.everything.at[k, "geometry"])
        for m in ours
        for k in theirs
        if not any(overlaps(p, q) for p in case.solids[m] for q in case.solids[k])
    ]
    return shapely.buffer(shapely.union_all(common), ROUNDING_M, quad_segs=2)


def _bans(group: dict[str, Any], shape: Any, new: Any, case: Case) -> Iterator[str]:
    """The extent keeps the distance that each ban asks for: measured, not by comparing buffers.

    A ban that reaches a member binds the whole extent; one that only speaks of members, or of new
    mines only, binds the new ground.
    """
    members, seen = set(group["right_ids"]), set()
    for ban in case.bans:
        if not ban.covered & members:
            continue
        is_whole = bool(ban.touched & members) and not ban.is_for_new_only
        ground = shape if is_whole else new
        key = (ban.zone_id, ban.distance_m, is_whole)
        if key in seen or ground.is_empty:
            continue
        seen.add(key)
        too_near = (
            shapely.distance(ground, ban.zone) < ban.distance_m - ROUNDING_M
            if ban.distance_m
            else _sliver_free(shapely.intersection(ground, ban.zone)) > 0
        )
        if too_near:
            what = "the new extent" if is_whole else "new ground"
            yield f"group {group['group_id']}: {what} is nearer to “{ban.name}” than {ban.distance_m:g} m, or inside it"
