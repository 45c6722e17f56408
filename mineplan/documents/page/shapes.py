"""The map of the pages: rings as whole numbers in decimetres, x to the east and y to the north."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.effects import effect_of_row, zone_effects
from mineplan.documents.page.places import readings
from mineplan.terms import ZoneKind, term_of

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

# Finer detail cannot be seen on a screen, and 10,000 rights must stay one light file.
_TOLERANCE_M = 0.5
UNIT_M = 0.1

# A geometry is a list of parts, a part a list of rings, a ring [x, y, dx, dy, dx, dy, …] without its closing point.
Packed = list[list[list[int]]]


def map_of(plan: ConsolidationPlan, order: list[str]) -> dict[str, Any]:
    """Return the drawing: `rights` in the given order of licence numbers, and what lies under and over them.

    Rings are in units of `unit_m` from `origin`, the south-western corner, each point as the step from the one
    before. `box` is (west, south, east, north) of rights and extents in metres of the analysis CRS; `readings` turn
    such metres into what a licence states.
    """
    import shapely

    rights = plan.tables["rights"].set_index("right_id").geometry.reindex(order)
    extents = [group.extent for group in plan.groups]
    box = [float(value) for value in shapely.total_bounds([*rights, *extents])]
    packing = _Packing(math.floor(box[0]), math.floor(box[1]))
    gaps = [g.extent.difference(shapely.union_all([rights[i] for i in g.right_ids])) for g in plan.groups]
    return {
        "unit_m": UNIT_M,
        "origin": [packing.west, packing.south],
        "box": [math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])],
        "rights": [packing.geometry(g) for g in rights],
        "extents": [packing.geometry(g) for g in extents],
        "gaps": [packing.geometry(_polygons(g)) for g in gaps],
        "labels": [packing.point(g) for g in extents],
        "orebodies": _orebodies(plan, packing),
        "zones": _zones(plan, packing),
        "readings": readings(box, plan.crs),
    }


class _Packing:
    """Turns geometries into steps from an origin."""

    def __init__(self, west: int, south: int) -> None:
        self.west, self.south = west, south

    def geometry(self, geometry: Any) -> Packed:
        """Return the parts; none of a missing or empty geometry."""
        import shapely

        if geometry is None or geometry.is_empty:
            return []
        return [self._part(part) for part in shapely.get_parts(shapely.simplify(geometry, _TOLERANCE_M))]

    def _part(self, part: Any) -> list[list[int]]:
        import shapely

        lines = (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)
        return [self._ring(shapely.get_coordinates(line), line.is_ring) for line in lines]

    def _ring(self, points: Any, is_closed: bool) -> list[int]:
        import numpy as np

        steps = np.rint((points - (self.west, self.south)) / UNIT_M).astype(int)
        steps[1:] -= steps[:-1].copy()
        ring: list[int] = steps[: len(steps) - is_closed].ravel().tolist()
        return ring

    def point(self, geometry: Any) -> list[int]:
        """Return a point inside."""
        inside = geometry.representative_point()
        return [round((inside.x - self.west) / UNIT_M), round((inside.y - self.south) / UNIT_M)]


def _polygons(geometry: Any) -> Any:
    import shapely

    return shapely.MultiPolygon(
        [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and not p.buffer(-0.2).is_empty]
    )


def _orebodies(plan: ConsolidationPlan, packing: _Packing) -> list[Packed]:
    frame = plan.tables.get("orebodies")
    if frame is None or "geometry" not in frame:
        return []
    return [packing.geometry(geometry) for geometry in frame.geometry]


def _zones(plan: ConsolidationPlan, packing: _Packing) -> list[dict[str, Any]]:
    frame, effects = plan.tables.get("zones"), zone_effects(plan)
    if frame is None or "geometry" not in frame:
        return []
    found = []
    for _, row in frame.iterrows():
        kind, effect = term_of(ZoneKind, str(row.get("kind"))), effect_of_row(row, effects)
        words = [kind.label if kind else str(row.get("kind")), row.get("name"), effect.label if effect else None]
        found.append(
            {
                "title": " ".join(w for w in words if isinstance(w, str)),
                "kind": effect.value if effect else "other",
                "is_line": row.geometry is not None and "Polygon" not in row.geometry.geom_type,
                "shape": packing.geometry(row.geometry),
            }
        )
    return found
