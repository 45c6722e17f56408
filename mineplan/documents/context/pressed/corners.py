"""Corners of a footprint as they are printed: native zone with prefix, X north, 0.01 m."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.groups import abreast
from mineplan.geodesy import native_zones, transform, zone_crs
from mineplan.plans import PressedPlan, PressedProject

# More corners than a letter can carry; the GeoPackage has all.
_MOST = 240


def zone_of(plan: PressedPlan, project: PressedProject) -> int:
    """Return the 3-degree zone in which a project is printed and drawn."""
    return int(native_zones([project.footprint], plan.crs)[0])


def rings(plan: PressedPlan, project: PressedProject) -> list[dict[str, Any]]:
    """Return the rings of a footprint, two corners abreast; none where they are too many for a letter."""
    import shapely

    zone = zone_of(plan, project)
    shape = transform([project.footprint], plan.crs, zone_crs(zone))[0]
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    found = [(ring, k > 0) for part in parts for k, ring in enumerate((part.exterior, *part.interiors))]
    if sum(len(ring.coords) - 1 for ring, _ in found) > _MOST:
        return []
    made, first = [], 1
    for no, (ring, is_hole) in enumerate(found, start=1):
        corners = [
            {"no": k, "northing": numbers.coordinate(y), "easting": numbers.coordinate(x)}
            for k, (x, y) in enumerate(list(ring.coords)[:-1], start=first)
        ]
        first += len(corners)
        made.append({"label": f"{no}（内圈）" if is_hole else str(no), "pairs": abreast(corners)})
    return made
