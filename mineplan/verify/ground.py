"""New extents: corners, areas, members covered, bans and neighbours kept clear of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from mineplan import geodesy
from mineplan.verify.case import ROUNDING_M, Case

# A plan may draw a distance this much too wide, never too narrow: its outline has straight edges.
_WIDEST = 1.006
# Ground below this is noise of overlays.
_SPECK_M2 = 1.0


def extents(case: Case) -> Iterator[str]:
    """Prove every group's extent from its corner table alone."""
    shapes = {g["group_id"]: extent_from_corners(g["corners"], case) for g in case.plan["groups"]}
    standing = case.everything
    if "status" in standing:
        standing = standing[standing["status"] != "closed"]
    for group in case.plan["groups"]:
        shape = shapes[group["group_id"]]
        if shape is None:
            yield f"group {group['group_id']}: corners do not make valid polygons"
            continue
        yield from _areas(group, shape, case)
        yield from _members(group, shape, case, standing)
        yield from _neighbours(group, shape, standing)
        yield from _bans(group, shape, case)
    yield from _each_other(shapes, case)


def extent_from_corners(corners: list[dict[str, Any]], case: Case) -> Any:
    """Return the polygon that a corner table describes, in the analysis CRS; None when it is not valid."""
    rings: dict[int, list[dict[str, Any]]] = {}
    for corner in corners:
        rings.setdefault(corner["ring"], []).append(corner)
    outlines: list[Any] = []
    holes: list[Any] = []
    for points in rings.values():
        if len(points) < 3:
            return None
        ring = shapely.polygons([(p["easting_m"], p["northing_m"]) for p in points])
        if not shapely.is_valid(ring):
            return None
        (holes if points[0]["is_hole"] else outlines).append(ring)
    native = shapely.difference(shapely.union_all(outlines), shapely.union_all(holes))
    if native.is_empty:
        return None
    overlap = sum(shapely.area(r) for r in outlines) - shapely.area(shapely.union_all(outlines))
    if (
        overlap > _SPECK_M2
        or shapely.area(shapely.difference(shapely.union_all(holes), shapely.union_all(outlines))) > 0
    ):
        return None
    crs = case.run.tables["rights"].crs
    shape = geodesy.transform([native], geodesy.zone_crs(int(corners[0]["zone"])), crs)[0]
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _areas(group: dict[str, Any], shape: Any, case: Case) -> Iterator[str]:
    crs = case.run.tables["rights"].crs
    for name, value in (
        ("area_km2", geodesy.area_km2([shape], crs)[0]),
        ("planar_km2", geodesy.planar_native_km2([shape], crs)[0]),
    ):
        # Four decimals, as printed; on extents of hundreds of km² straight edges are curves by then.
        if abs(value - group[name]) > 0.000051 + 2e-7 * value:
            yield f"group {group['group_id']}: {name} is {value:.4f} by its corners, the plan says {group[name]:.4f}"


def _members(group: dict[str, Any], shape: Any, case: Case, standing: Any) -> Iterator[str]:
    """Each member's ground outside bans, and outside rights of others that it overlaps as a solid, is covered."""
    grown = shapely.buffer(shape, ROUNDING_M, quad_segs=2)
    for right_id in group["right_ids"]:
        ground = shapely.difference(case.everything.at[right_id, "geometry"], banned(case, right_id, _WIDEST))
        ground = shapely.difference(ground, _rivals(group, right_id, case, standing))
        parts = shapely.get_parts(shapely.difference(ground, grown))
        # Splinters that no corner at 0.01 m can hold (under 4 cm wide) are not ground.
        is_ground = (shapely.area(parts) >= _SPECK_M2) & ~shapely.is_empty(shapely.buffer(parts, -ROUNDING_M))
        missing = float(shapely.area(parts)[is_ground].sum())
        if missing:
            yield f"group {group['group_id']}: {missing:.1f} m² of member {right_id} are not covered"


def _rivals(group: dict[str, Any], right_id: str, case: Case, standing: Any) -> Any:
    members = set(group["right_ids"])
    own = [case.solids[m] for m in sorted(members)]
    near = standing[standing.intersects(case.everything.at[right_id, "geometry"]) & ~standing["right_id"].isin(members)]
    taken = [
        near.at[r, "geometry"]
        for r in near.index
        if any(overlaps(p, q) for solids in own for p in solids for q in case.solids[r])
    ]
    return shapely.union_all(taken)


def overlaps(p: tuple[Any, float, float], q: tuple[Any, float, float]) -> bool:
    """Whether two prisms (geometry, top, bottom) share ground at a common elevation."""
    return not min(p[1], q[1]) <= max(p[2], q[2]) and shapely.area(shapely.intersection(p[0], q[0])) > 0


def _sliver_free(common: Any) -> float:
    """Return the area of what is wider than the rounding of two neighbours' corners."""
    core = shapely.buffer(common, -ROUNDING_M / 2 - 1e-4)
    return float(shapely.area(core))


def _neighbours(group: dict[str, Any], shape: Any, standing: Any) -> Iterator[str]:
    """New ground lies in nobody else's extent."""
    members = standing[standing["right_id"].isin(group["right_ids"])]
    new = shapely.difference(
        shape, shapely.buffer(shapely.union_all(members.geometry.to_numpy()), ROUNDING_M, quad_segs=2)
    )
    others = standing[~standing["right_id"].isin(group["right_ids"])]
    for right_id, other in zip(others["right_id"], others.geometry, strict=True):
        if shapely.intersects(new, other) and _sliver_free(shapely.intersection(new, other)) > 0:
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


def banned(case: Case, right_id: str, widened: float = 1.0) -> Any:
    """Return the ground on which settled rulings of the day forbid this right to mine."""
    zones = [shapely.buffer(zone, amount * widened, quad_segs=64) for zone, amount, _ in _bans_on(case, right_id)]
    return shapely.union_all(zones)


def _bans_on(case: Case, right_id: str) -> list[tuple[Any, float, str]]:
    """Return (zone, distance, name) for each settled ban that covers a right, whatever the place."""
    from mineplan.links.triggers import in_scope

    zones = case.run.tables.get("zones")
    if zones is None:
        return []
    row = case.everything.loc[[right_id]]
    mineral = row["mineral"].iloc[0] if "mineral" in row else None
    found = []
    for zone in zones.to_dict("records"):
        facts = {"zone": zone["kind"]} | ({"mineral": mineral} if isinstance(mineral, str) else {})
        facts |= {"zone_level": zone["level"]} if isinstance(zone.get("level"), str) else {}
        for ruling in case.policy.all("exclusion", **facts) if _is_in_force(zone, case) else ():
            counts = (
                ruling.binds_existing
                and ruling.is_settled
                and ruling.scope.get("effect", "ban") == "ban"
                and in_scope(ruling, row)[0]
            )
            if counts:
                amount = (
                    float(ruling.amount)
                    if isinstance(ruling.amount, int | float) and not isinstance(ruling.amount, bool)
                    else 0.0
                )
                found.append((zone["geometry"], amount, str(zone.get("name") or zone["zone_id"])))
    return found


def _is_in_force(zone: dict[str, Any], case: Case) -> bool:
    import datetime

    def day(name: str) -> datetime.date | None:
        value = zone.get(name)
        return value if isinstance(value, datetime.date) and value == value else None

    start, end = day("valid_from"), day("valid_to")
    return (start is None or start <= case.policy.on) and (end is None or end >= case.policy.on)


def _bans(group: dict[str, Any], shape: Any, case: Case) -> Iterator[str]:
    """The extent keeps the distance that each ban asks for: measured, not by comparing buffers."""
    seen = set()
    for right_id in group["right_ids"]:
        for zone, amount, name in _bans_on(case, right_id):
            if (name, amount) in seen:
                continue
            seen.add((name, amount))
            too_near = (
                shapely.distance(shape, zone) < amount - ROUNDING_M
                if amount
                else _sliver_free(shapely.intersection(shape, zone)) > 0
            )
            if too_near:
                yield f"group {group['group_id']}: the new extent is nearer to “{name}” than {amount:g} m, or inside it"
