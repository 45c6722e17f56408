"""A vertical section through a pilot mine: seams, bauxite, water and surface as they are drawn."""

from __future__ import annotations

import math
from typing import Any

from mineplan.allocate.pilot.case import MineFacts
from mineplan.allocate.pilot.ground import seam_slab
from mineplan.allocate.pilot.slabs import Slab

# Decimetres are enough for a figure, and keep plan.json short.
_DECIMALS = 1


def section_of(facts: MineFacts) -> dict[str, Any]:
    """Return the section down dip through the middle of the extent.

    Returns
    -------
    dict
        `azimuth_deg` of the section, clockwise from north; `start` and `end` in plan (analysis CRS, metres);
        `length_m`; `surface_m`, `water_level_m`, `extent_top_m`, `extent_bottom_m` (None unknown); `beds`, each with
        `kind` (`seam` or `bauxite`), `name`, `state`, and `spans` of `from_m`, `to_m` along the section with the
        elevations of `roof_m` and `floor_m` at either end. Without a dip on file the section runs west to east.
    """
    near = facts.nearest or next((u for u in facts.unders if u.slab is not None), None)
    dip = (math.nan, math.nan) if near is None else near.dip
    azimuth = 90.0 if math.isnan(dip[0]) else dip[0]
    line = _line(facts.extent.geometry, azimuth)
    beds = []
    for seam in facts.seams:
        slab = seam_slab(facts.extent, seam, dip)
        beds.append(_bed("seam", seam.seam, seam.state, _spans(line, facts.extent.geometry, slab)))
    beds += [_bed("bauxite", u.body.orebody_id, "", _spans(line, u.ground, u.slab)) for u in facts.unders]
    (west, south), (east, north) = line.coords
    return {
        "azimuth_deg": round(azimuth, 2),
        "start": [round(west, _DECIMALS), round(south, _DECIMALS)],
        "end": [round(east, _DECIMALS), round(north, _DECIMALS)],
        "length_m": round(line.length, _DECIMALS),
        "surface_m": facts.number("surface_m"),
        "water_level_m": facts.number("water_level_m"),
        "extent_top_m": _known(facts.extent.top_m),
        "extent_bottom_m": _known(facts.extent.bottom_m),
        "beds": [bed for bed in beds if bed["spans"]],
    }


def _line(extent: Any, azimuth_deg: float) -> Any:
    """Return the straight line through the middle of an extent, from its first to its last point on it."""
    import shapely

    middle, turn = shapely.centroid(extent), math.radians(azimuth_deg)
    dx, dy = math.sin(turn), math.cos(turn)
    west, south, east, north = shapely.bounds(extent)
    reach = math.hypot(east - west, north - south)
    whole = shapely.LineString(
        [(middle.x - reach * dx, middle.y - reach * dy), (middle.x + reach * dx, middle.y + reach * dy)]
    )
    points = shapely.get_coordinates(shapely.intersection(whole, extent))
    if len(points) == 0:  # a ring-shaped extent may leave its own middle out
        points = shapely.get_coordinates(whole)
    along = points[:, 0] * dx + points[:, 1] * dy
    return shapely.LineString([points[along.argmin()], points[along.argmax()]])


def _spans(line: Any, ground: Any, slab: Slab | None) -> list[dict[str, Any]]:
    """Return the pieces of a bed that the section cuts, in order."""
    import shapely

    if slab is None:
        return []
    cut = shapely.get_parts(shapely.intersection(line, ground))
    pieces = [piece for piece in cut if piece.geom_type == "LineString" and piece.length > 0]
    spans = [_span(line, piece, slab) for piece in pieces]
    return sorted(spans, key=lambda span: float(span["from_m"]))


def _span(line: Any, piece: Any, slab: Slab) -> dict[str, Any]:
    import shapely

    ends = shapely.get_coordinates(piece)[[0, -1]]
    along = sorted(
        (float(shapely.line_locate_point(line, shapely.Point(*end))), k) for k, end in enumerate(ends.tolist())
    )
    order = [k for _, k in along]
    roof, floor = slab.roof.at(ends)[order], slab.floor.at(ends)[order]
    return {
        "from_m": round(along[0][0], _DECIMALS),
        "to_m": round(along[1][0], _DECIMALS),
        "roof_m": [round(float(z), _DECIMALS) for z in roof],
        "floor_m": [round(float(z), _DECIMALS) for z in floor],
    }


def _bed(kind: str, name: str, state: str, spans: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": kind, "name": name, "state": state, "spans": spans}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
