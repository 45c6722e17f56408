"""New extents: members, plus the gap resources between them, minus banned ground and other rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan import geodesy
from mineplan.plans import Corner

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

GRID_M = 0.01
# Pieces of existing extents below this are noise of overlays, not ground anyone mines.
_SPECK_M2 = 1.0
# Gap resources narrower than this are slivers between surveys.
_NARROW_M = 1.0


@dataclass(frozen=True)
class Extent:
    """A new extent whose corners are rounded to 0.01 m in the native zone.

    Attributes
    ----------
    geometry
        In the analysis CRS, made from the rounded corners.
    lawful
        What of the members it must cover: outside bans and outside rights that stay with others.
    gap
        The gap resources taken in. `gap_shares` is their share of each orebody by plan area.
    banned_m2, disputed_m2
        What bans, and rights of others that overlap as solids, took out of the members.
    """

    geometry: Any
    corners: tuple[Corner, ...]
    zone: int
    lawful: Any
    gap: Any
    gap_shares: dict[str, float]
    banned_m2: float
    disputed_m2: float


@dataclass(frozen=True)
class Ground:
    """What surrounds a group.

    Attributes
    ----------
    rights
        Every right of the dataset that still stands.
    rivals
        For each right, the others that overlap it as solids.
    orebodies, links, minimum_gap_m2
        As in the dataset; smallest piece of gap resource.
    claimed
        New extents of groups that came before: their gap resources are theirs.
    """

    rights: gpd.GeoDataFrame
    rivals: dict[str, frozenset[str]]
    orebodies: gpd.GeoDataFrame | None
    links: pd.DataFrame
    minimum_gap_m2: float
    claimed: tuple[Any, ...] = ()


def rivals_of(adjacency: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return, for each right, those that overlap it in plan and, as far as known, in elevation."""
    meets = (adjacency["overlap_m2"] > 0) & (adjacency["is_elevation_shared"] != False)  # noqa: E712 - None is unknown
    found: dict[str, set[str]] = {}
    for a, b in zip(adjacency["right_a"][meets], adjacency["right_b"][meets], strict=True):
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return {key: frozenset(value) for key, value in found.items()}


def extent_of(members: tuple[str, ...], ground: Ground, banned: Any, banned_for_new: Any, crs: Any) -> Extent:
    """Return the new extent of a group.

    Parameters
    ----------
    members
        Licence numbers.
    ground
        What surrounds the group.
    banned, banned_for_new
        Banned ground for existing extents, and for gap resources.
    crs
        Analysis CRS of all geometries.
    """
    import shapely

    rights = ground.rights.set_index("right_id")["geometry"]
    union = shapely.union_all(rights[list(members)].to_numpy())
    outside = shapely.difference(union, banned)
    rivals = sorted({r for m in members for r in ground.rivals.get(m, ())} - set(members))
    taken = shapely.union_all(rights[[r for r in rivals if r in rights.index]].to_numpy())
    lawful = _without_specks(shapely.difference(outside, taken), _SPECK_M2)
    pieces = _gap_pieces(members, union, ground, banned_for_new)
    gap = shapely.union_all(list(pieces.values()))
    whole = _joined(lawful, gap)
    geometry, corners, zone = _rounded(whole, crs)
    bodies = {} if ground.orebodies is None else ground.orebodies.set_index("orebody_id")["geometry"]
    shares = {key: float(shapely.area(piece) / shapely.area(bodies[key])) for key, piece in pieces.items()}
    return Extent(
        geometry,
        corners,
        zone,
        lawful,
        gap,
        shares,
        _lost(union, outside),
        _lost(outside, shapely.difference(outside, taken)),
    )


def _joined(lawful: Any, gap: Any) -> Any:
    """Return the union of two shapes that share boundaries only.

    The exact overlay has been seen to lose a whole member on a shared boundary; its area then gives it away,
    and an overlay on a grid of 0.1 mm takes its place.
    """
    import shapely

    whole = shapely.union_all([lawful, gap])
    expected = shapely.area(lawful) + shapely.area(gap)
    if abs(shapely.area(whole) - expected) > 1e-6 * expected:
        whole = shapely.union_all([lawful, gap], grid_size=1e-4)
    return whole


def _lost(before: Any, after: Any) -> float:
    import shapely

    return max(0.0, float(shapely.area(before) - shapely.area(after)))


def _gap_pieces(members: tuple[str, ...], union: Any, ground: Ground, banned: Any) -> dict[str, Any]:
    """Return, by orebody, the ground between the members on it that nobody else holds.

    "Between" is inside the convex hull of those members; the orebody beyond them is not given away.
    """
    import shapely

    if ground.orebodies is None or ground.links.empty:
        return {}
    rights = ground.rights.set_index("right_id")["geometry"]
    held = ground.links[ground.links["right_id"].isin(members)].groupby("orebody_id")["right_id"].agg(list)
    bodies = ground.orebodies.set_index("orebody_id")["geometry"]
    pieces = {}
    for body, holders in held[held.map(len) > 1].items():
        hull = shapely.convex_hull(shapely.union_all(rights[holders].to_numpy()))
        piece = shapely.difference(shapely.intersection(bodies[body], hull), shapely.union_all([union, banned]))
        others = ground.rights.geometry[~ground.rights["right_id"].isin(members)]
        near = others[others.intersects(piece)]
        claimed = [extent for extent in ground.claimed if shapely.intersects(extent, piece)]
        piece = shapely.difference(piece, shapely.union_all([*near.to_numpy(), *claimed]))
        piece = _opened(piece, ground.minimum_gap_m2)
        if not piece.is_empty:
            pieces[str(body)] = piece
    return pieces


def _opened(shape: Any, smallest_m2: float) -> Any:
    """Drop what is narrower than a metre, and pieces too small to matter."""
    import shapely

    core = shapely.buffer(shape, -_NARROW_M / 2, join_style="mitre")
    grown = shapely.buffer(core, _NARROW_M / 2 + GRID_M, join_style="mitre")
    return _without_specks(shapely.intersection(grown, shape), smallest_m2)


def _without_specks(shape: Any, smallest_m2: float) -> Any:
    import numpy as np
    import shapely

    parts = shapely.get_parts(shape)
    keep = (shapely.get_dimensions(parts) == 2) & (shapely.area(parts) >= smallest_m2)
    return shapely.union_all(np.asarray(parts)[keep])


def _rounded(shape: Any, crs: Any) -> tuple[Any, tuple[Corner, ...], int]:
    """Round an extent's corners to 0.01 m in its native zone and number them."""
    import shapely

    if shape.is_empty:
        return shape, (), 0
    zone = int(geodesy.native_zones([shape], crs)[0])
    native = geodesy.transform([shape], crs, geodesy.zone_crs(zone))[0]
    # Overlays leave corners in the middle of straight edges; a licence lists none of those.
    native = shapely.make_valid(shapely.simplify(native, GRID_M / 2), method="structure", keep_collapsed=False)
    native = _without_specks(shapely.set_precision(native, GRID_M), _SPECK_M2)
    native = shapely.orient_polygons(shapely.normalize(native), exterior_cw=True)
    return shape_of_native(native, zone, crs), tuple(_corners(native, zone)), zone


def shape_of_native(native: Any, zone: int, crs: Any) -> Any:
    """Return a native-zone geometry in the analysis CRS; edges that are straight there stay so."""
    import shapely

    shape = geodesy.transform([native], geodesy.zone_crs(zone), crs)[0]
    # Parts that touch at a corner may cross by a nanometre there after reprojection.
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _corners(native: Any, zone: int) -> list[Corner]:
    """Number corners through all rings; each ring starts at its northernmost corner, outlines clockwise."""
    import shapely

    corners: list[Corner] = []
    ring_no = 0
    parts = sorted(shapely.get_parts(native), key=lambda p: (-p.bounds[3], p.bounds[0]))
    for part in parts:
        for hole, ring in enumerate(shapely.get_rings(part)):
            ring_no += 1
            for east, north in _from_north(shapely.get_coordinates(ring)[:-1]):
                corners.append(Corner(ring_no, len(corners) + 1, round(north, 2), round(east, 2), zone, hole > 0))
    return corners


def _from_north(points: np.ndarray) -> list[tuple[float, float]]:
    import numpy as np

    start = int(np.lexsort([points[:, 0], -points[:, 1]])[0])
    return [(float(e), float(n)) for e, n in np.roll(points, -start, axis=0)]
