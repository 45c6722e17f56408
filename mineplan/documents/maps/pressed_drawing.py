"""What a project presses as SVG path texts, for a page: metres, x to the east and y to the south."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.pressed_view import Item, cut_to, view_of

if TYPE_CHECKING:
    from mineplan.plans import PressedPlan, PressedProject

# A spot without surroundings says nothing; the width to height is that of the page's frame.
_LEAST_M, _ROOM_SHARE, _WIDTH_TO_HEIGHT = 400.0, 0.25, 1.6


def drawing_of(plan: PressedPlan, project: PressedProject) -> dict[str, Any]:
    """Return the drawing of one project.

    Returns
    -------
    dict
        `box` (width and height, metres), `bar_m` (a round length for the scale bar), `zone` (3-degree zone of the
        coordinates), `west_m` and `north_m` of the upper left corner, path texts by layer (`footprint`,
        `outline`, `pillar`, `pressed`, `orebodies`, `rights`, `zones`, `other_orebodies`,
        `other_rights`), and `items`: number, kind, name, words, place of the number.
    """
    import shapely

    whole = view_of(plan, project)
    west, south, east, north = _window(shapely.union_all([whole.footprint, whole.pillar]).bounds)
    view = cut_to(whole, shapely.box(west, south, east, north))
    edge = 0.1 * (east - west)
    frame = shapely.box(west - edge, south - edge, east + edge, north + edge)

    def path(geometry: Any) -> str:
        return _path(geometry.intersection(frame), west, north)

    def paths(geometries: Any) -> list[str]:
        return [text for text in map(path, geometries) if text]

    return {
        "project_id": project.project_id,
        "box": [round(east - west, 1), round(north - south, 1)],
        "bar_m": _bar_m(east - west),
        "zone": view.zone,
        "west_m": round(west, 2),
        "north_m": round(north, 2),
        **{name: path(getattr(view, name)) for name in ("footprint", "outline", "pillar", "pressed")},
        **{name: paths(i.geometry for i in getattr(view, name)) for name in ("orebodies", "rights", "zones")},
        **{name: paths(getattr(view, name)) for name in ("other_orebodies", "other_rights")},
        "items": [_item(item, west, north) for item in view.items],
    }


def _window(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    width = max((east - west) * (1 + 2 * _ROOM_SHARE), _LEAST_M)
    height = max((north - south) * (1 + 2 * _ROOM_SHARE), width / _WIDTH_TO_HEIGHT)
    width = max(width, height * _WIDTH_TO_HEIGHT)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _bar_m(width_m: float) -> int:
    """Return the longest of 1, 2, 5, 10 ... metres that takes at most a quarter of the width."""
    power = 10 ** math.floor(math.log10(width_m / 4))
    return int(max(step * power for step in (1, 2, 5) if step * power <= width_m / 4))


def _item(item: Item, west: float, north: float) -> dict[str, Any]:
    place = None
    if not item.label.is_empty:
        inside = item.label.representative_point()
        place = [round(inside.x - west, 1), round(north - inside.y, 1)]
    return {"number": item.number, "kind": item.kind, "name": item.name, "words": item.words, "place": place}


def _path(geometry: Any, west: float, north: float) -> str:
    import shapely

    rings = [
        (ring, part.geom_type == "Polygon")
        for part in shapely.get_parts(geometry)
        for ring in ((part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,))
    ]
    return "".join(
        "M"
        + "L".join(f"{x - west:.1f} {north - y:.1f}" for x, y in shapely.get_coordinates(ring))
        + ("Z" if is_closed else "")
        for ring, is_closed in rings
    )
