"""Corner tables: their numbering, their rounding, and the ground they enclose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from mineplan import geodesy
from mineplan.verify.case import Case

# Ground below this is noise of overlays.
SPECK_M2 = 1.0


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
    added, taken = shapely.union_all(outlines), shapely.union_all(holes)
    native = shapely.difference(added, taken)
    if native.is_empty:
        return None
    overlap = sum(shapely.area(r) for r in outlines) - shapely.area(added)
    if overlap > SPECK_M2 or shapely.area(shapely.difference(taken, added)) > 0:
        return None
    crs = case.run.tables["rights"].crs
    shape = geodesy.transform([native], geodesy.zone_crs(int(corners[0]["zone"])), crs)[0]
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def table_faults(group: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the form of a corner table: numbers, rings, zone, rounding."""
    name, corners = group["group_id"], group["corners"]
    if [c["no"] for c in corners] != list(range(1, len(corners) + 1)):
        yield f"group {name}: corners are not numbered from 1 to {len(corners)}"
    rings = [c["ring"] for c in corners]
    if rings != sorted(rings) or sorted(set(rings)) != list(range(1, max(rings, default=0) + 1)):
        yield f"group {name}: rings do not follow each other from 1"
    if len({(c["ring"], c["is_hole"]) for c in corners}) != len(set(rings)):
        yield f"group {name}: a ring is partly outline and partly hole"
    zones = sorted({c["zone"] for c in corners})
    if zones != [group["zone"]]:
        yield f"group {name}: its zone is {group['zone']} and its corners are in {', '.join(map(str, zones))}"
    if any(c["easting_m"] // 1_000_000 != c["zone"] for c in corners):
        yield f"group {name}: an easting does not bear the prefix of its zone"
    if any(round(c[axis], 2) != c[axis] for c in corners for axis in ("northing_m", "easting_m")):
        yield f"group {name}: corners are not rounded to 0.01 m"


def area_faults(group: dict[str, Any], shape: Any, case: Case) -> Iterator[str]:
    """Yield areas and the zone that do not fit the corners."""
    crs = case.run.tables["rights"].crs
    for name, value in (
        ("area_km2", geodesy.area_km2([shape], crs)[0]),
        ("planar_km2", geodesy.planar_native_km2([shape], crs)[0]),
    ):
        # Four decimals, as printed; on extents of hundreds of km² straight edges are curves by then.
        if abs(value - group[name]) > 0.000051 + 2e-7 * value:
            yield f"group {group['group_id']}: {name} is {value:.4f} by its corners, the plan says {group[name]:.4f}"
    zone = int(geodesy.native_zones([shape], crs)[0])
    if zone != group["zone"]:
        yield f"group {group['group_id']}: its ground lies in zone {zone}, the plan says zone {group['zone']}"
