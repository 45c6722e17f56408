"""The map of the page: geometries as SVG path texts in metres, x to the east and y to the south."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.effects import effect_of_row, zone_effects
from mineplan.terms import ZoneKind, term_of

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

# Finer detail cannot be seen on a screen, and 3,500 rights must stay one light file.
_TOLERANCE_M = 0.5


def map_of(plan: ConsolidationPlan, order: list[str]) -> dict[str, Any]:
    """Return the drawing: `rights` in the given order of licence numbers, and what lies under and over them.

    Paths are in whole metres from the north-western corner of the drawing. `box` is that of the
    rights and extents: (left, top, width, height).
    """
    import shapely

    rights = plan.tables["rights"].set_index("right_id").geometry.reindex(order)
    extents = [group.extent for group in plan.groups]
    west, south, east, north = shapely.total_bounds([*rights, *extents])
    place = _Place(float(west), float(north))
    gaps = [g.extent.difference(shapely.union_all([rights[i] for i in g.right_ids])) for g in plan.groups]
    return {
        "box": [0, 0, max(round(east - west), 1), max(round(north - south), 1)],
        "rights": [place.path(g) for g in rights],
        "boxes": [place.box(g) for g in rights],
        "extents": [place.path(g) for g in extents],
        "extent_boxes": [place.box(g) for g in extents],
        "gaps": [place.path(_polygons(g)) for g in gaps],
        "labels": [place.point(g) for g in extents],
        "orebodies": _orebodies(plan, place),
        "zones": _zones(plan, place),
    }


class _Place:
    """Turns plane coordinates into those of the drawing."""

    def __init__(self, west: float, north: float) -> None:
        self.west, self.north = west, north

    def path(self, geometry: Any) -> str:
        """Return the d attribute; relative steps, because they are shorter."""
        import shapely

        if geometry is None or geometry.is_empty:
            return ""
        simple = shapely.simplify(geometry, _TOLERANCE_M)
        parts = shapely.get_parts(simple)
        lines = [r for p in parts for r in ((p.exterior, *p.interiors) if p.geom_type == "Polygon" else (p,))]
        return "".join(self._ring(shapely.get_coordinates(line), line.is_ring) for line in lines)

    def _ring(self, points: Any, is_closed: bool) -> str:
        xs = [round(float(p[0]) - self.west) for p in points]
        ys = [round(self.north - float(p[1])) for p in points]
        last = len(xs) - 1 if is_closed else len(xs)
        steps = [f"{xs[k] - xs[k - 1]} {ys[k] - ys[k - 1]}" for k in range(1, last)]
        return f"M{xs[0]} {ys[0]}l{' '.join(steps)}{'z' if is_closed else ''}"

    def box(self, geometry: Any) -> list[int]:
        """Return left, top, width, height; nothing has no size."""
        if geometry is None or geometry.is_empty:
            return [0, 0, 0, 0]
        west, south, east, north = geometry.bounds
        return [round(west - self.west), round(self.north - north), round(east - west), round(north - south)]

    def point(self, geometry: Any) -> list[int]:
        """Return a point inside."""
        inside = geometry.representative_point()
        return [round(inside.x - self.west), round(self.north - inside.y)]


def _polygons(geometry: Any) -> Any:
    import shapely

    return shapely.MultiPolygon(
        [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and not p.buffer(-0.2).is_empty]
    )


def _orebodies(plan: ConsolidationPlan, place: _Place) -> list[dict[str, str]]:
    frame = plan.tables.get("orebodies")
    if frame is None or "geometry" not in frame:
        return []
    rows = zip(frame["orebody_id"], frame.geometry, strict=True)
    return [{"title": f"矿体 {orebody_id}", "d": place.path(geometry)} for orebody_id, geometry in rows]


def _zones(plan: ConsolidationPlan, place: _Place) -> list[dict[str, str]]:
    frame, effects = plan.tables.get("zones"), zone_effects(plan)
    if frame is None or "geometry" not in frame:
        return []
    found = []
    for _, row in frame.iterrows():
        kind, effect = term_of(ZoneKind, str(row.get("kind"))), effect_of_row(row, effects)
        words = [kind.label if kind else str(row.get("kind")), row.get("name"), effect.label if effect else None]
        line = "" if row.geometry is None or "Polygon" in row.geometry.geom_type else " line"
        found.append(
            {
                "title": " ".join(w for w in words if isinstance(w, str)),
                "d": place.path(row.geometry),
                "kind": (effect.value if effect else "other") + line,
            }
        )
    return found
