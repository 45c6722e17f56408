"""Planes through the edges of an outline, cut by the planes of orebodies.

Every edge of the protected outline spans a plane that falls outwards at its oblique draw angle. Where it meets the
plane of the orebody runs the pressed outline's line for that edge; since the orebody dips, the width between the two
varies along the edge. Everything is done for many pairs of outline and orebody at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from mineplan.pressed.geometry.angles import DrawCots, oblique_cot
from mineplan.pressed.geometry.corners import NO_TURN, Limit, corner_points, lines_at
from mineplan.pressed.geometry.outline import MITRE_LIMIT
from mineplan.pressed.geometry.overlay import unions

# Below this the plane drawn down-dip runs (nearly) beside the orebody or never meets it: its line lies beyond all ore.
_PARALLEL = 1e-4
_BEYOND_M = 1e7
# How far a strip may turn: one that came round to its own beginning would close upon itself.
_MOST_TURN = 3.1


@dataclass(frozen=True)
class Ground:
    """What lies under each outline, one row a pair; arrays of floats.

    Attributes
    ----------
    depth_m
        From the foot of the loose layer down to the orebody's plane at `origin`.
    origin
        Where that depth is measured, (n, 2).
    fall, down
        Tangent of the dip, (n,), and the unit vector of its direction, (n, 2).
    cots
        Cotangents of the draw angles.
    relief_m
        What the ground lies above (below) the elevation that `depth_m` reckons with, for every vertex of
        `shapely.get_coordinates` of the outlines after `shapely.orient_polygons`; None for level ground.
    """

    depth_m: np.ndarray
    origin: np.ndarray
    fall: np.ndarray
    down: np.ndarray
    cots: DrawCots
    relief_m: np.ndarray | None = None


def cut_outlines(outlines: np.ndarray, ground: Ground) -> np.ndarray:
    """Return for each pair the plan of what is pressed in the orebody's (unbounded) plane.

    Parameters
    ----------
    outlines
        Protected outlines at the foot of the loose layer, valid and oriented by `shapely.orient_polygons`; (n,).
    ground
        One row a pair.

    Returns
    -------
    Valid areas that contain their outlines, (n,). Ore above the foot of the loose layer is pressed under the
    outline alone.

    Notes
    -----
    Only the planes of edges cut, so at a corner that turns by t more is pressed than by rays in every direction. Round
    a bend drawn with small turns that is, measured level, at most t^2/8 D (k + k^2/m) for a convex outline on level
    ground, D the depth there, k and m the largest and least cotangent. Outlines with inward corners, and ground of a
    raster, keep the ends of lines for a corner that lies behind them: up to t max|dw/dt| more, w the width of an edge.
    """
    if not len(outlines):
        return np.empty(0, dtype=object)
    edges = _edges(outlines, ground)
    made = np.empty(len(outlines), dtype=object)
    is_convex = _convex(outlines, edges)
    rings = _corner_rings(edges, is_convex)
    made[is_convex] = rings
    crooked = np.flatnonzero(is_convex)[~shapely.is_valid(rings)]
    rest = np.concatenate([np.flatnonzero(~is_convex), crooked])
    if len(rest):
        made[rest] = _united(outlines, edges, rest)
    return made


@dataclass(frozen=True)
class _Edges:
    """All edges, sorted by ring; each row an edge from `start` to `end`.

    `offset_start`, `offset_end` are the ends of its line in the orebody; `ahead` is the next edge of its ring; `turn`
    the sine of the turn there (positive at outward corners); `corners` the two points that close the outline between
    its line and the next (equal where the lines meet within the limit); `crossings` the same with every crossing of
    lines that planes draw, wherever it lies: what the planes of a convex outline cut out.
    """

    pair: np.ndarray
    ring: np.ndarray
    start: np.ndarray
    end: np.ndarray
    offset_start: np.ndarray
    offset_end: np.ndarray
    ahead: np.ndarray
    turn: np.ndarray
    corners: np.ndarray
    crossings: np.ndarray


def _edges(outlines: np.ndarray, ground: Ground) -> _Edges:
    parts, pair_of_part = shapely.get_parts(outlines, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    pair = pair_of_part[part_of_ring[ring]]
    steps = np.diff(points, axis=0)
    lengths = np.hypot(*steps.T)
    used = np.flatnonzero((np.diff(ring) == 0) & (lengths > 0))
    walk, pair, ring = steps[used] / lengths[used, None], pair[used], ring[used]
    start, end = points[used], points[used + 1]
    relief = np.zeros(len(points)) if ground.relief_m is None else ground.relief_m
    outward = np.column_stack([walk[:, 1], -walk[:, 0]])
    cos_theta = (outward * ground.down[pair]).sum(axis=1)
    cots = DrawCots(*(np.asarray(cot)[pair] for cot in ground.cots))
    cot = oblique_cot(cots, cos_theta)
    meets = 1 - cot * ground.fall[pair] * cos_theta
    deep = [_depth(place, pair, ground) + relief[at] for place, at in ((start, used), (end, used + 1))]
    first, last = (
        place + _width(depth, cot, meets)[:, None] * outward for place, depth in zip((start, end), deep, strict=True)
    )
    is_plane = (deep[0] > 0) & (deep[1] > 0) & (meets > _PARALLEL) & (ground.relief_m is None)
    ahead = _next(ring)
    turn = walk[:, 0] * walk[ahead][:, 1] - walk[:, 1] * walk[ahead][:, 0]
    limit = _limit(walk, ahead, deep[1], pair, ground)
    straight = (walk * walk[ahead]).sum(axis=1)
    corners, tip = corner_points(end, lines_at(first, last, ahead), (turn, straight), limit)
    crosses = is_plane & is_plane[ahead] & ~np.isnan(tip[:, 0])
    crossings = np.where(crosses[:, None, None], tip[:, None], corners)
    return _Edges(pair, ring, start, end, first, last, ahead, turn, corners, crossings)


def _depth(places: np.ndarray, pair: np.ndarray, ground: Ground) -> np.ndarray:
    along = ((places - ground.origin[pair]) * ground.down[pair]).sum(axis=1)
    return np.asarray(ground.depth_m[pair] + ground.fall[pair] * along)


def _width(depth_m: np.ndarray, cot: np.ndarray, meets: np.ndarray) -> np.ndarray:
    """Return the level width at which a drawn plane meets the orebody, never less than nothing."""
    deep = np.maximum(depth_m, 0.0)
    width = np.where(meets > _PARALLEL, deep * cot / np.maximum(meets, _PARALLEL), _BEYOND_M)
    return np.asarray(np.minimum(width, _BEYOND_M))


def _next(ring: np.ndarray) -> np.ndarray:
    ahead = np.arange(len(ring)) + 1
    first = np.flatnonzero(np.r_[True, ring[1:] != ring[:-1]])
    last = np.r_[first[1:], len(ring)] - 1
    ahead[last] = first
    return ahead


def _limit(walk: np.ndarray, ahead: np.ndarray, deep_m: np.ndarray, pair: np.ndarray, ground: Ground) -> Limit:
    """Return where corners are cut off: by the plane through the vertex that faces between its edges, some way out."""
    after = walk[ahead]
    is_sharp = (walk * after).sum(axis=1) < 0
    both = walk + after
    facing = np.where(is_sharp[:, None], walk - after, np.column_stack([both[:, 1], -both[:, 0]]))
    facing = facing / np.maximum(np.hypot(*facing.T), 1e-300)[:, None]
    down, fall = ground.down[pair], ground.fall[pair]
    cos_theta = (facing * down).sum(axis=1)
    cot = oblique_cot(DrawCots(*(np.asarray(one)[pair] for one in ground.cots)), cos_theta)
    is_bounded = 1 - cot * fall * cos_theta > _PARALLEL
    normal = np.where(is_bounded[:, None], facing - (cot * fall)[:, None] * down, facing)
    return Limit(normal, np.where(is_bounded, MITRE_LIMIT * cot * np.maximum(deep_m, 0.0), _BEYOND_M))


def _convex(outlines: np.ndarray, edges: _Edges) -> np.ndarray:
    """Return whether each outline is one convex ring."""
    is_convex = (shapely.get_type_id(outlines) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(outlines) == 0
    )
    is_convex &= ~shapely.is_empty(outlines)
    is_convex[edges.pair[edges.turn < -NO_TURN]] = False
    return np.asarray(is_convex)


def _corner_rings(edges: _Edges, is_convex: np.ndarray) -> np.ndarray:
    """Return the polygons through the corners of convex outlines, in the order of the pairs."""
    chosen = is_convex[edges.pair]
    corners = edges.crossings[chosen]
    used = np.column_stack([np.ones(len(corners), dtype=bool), (corners[:, 0] != corners[:, 1]).any(axis=1)])
    points, pair = corners[used], np.repeat(edges.pair[chosen], used.sum(axis=1))
    if not len(points):
        return np.empty(0, dtype=object)
    first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    last = np.r_[first[1:], len(pair)]
    order = np.insert(np.arange(len(pair)), last, first)  # each ring is closed with its own first point
    ring = np.repeat(np.arange(len(first)), last - first + 1)
    return np.asarray(shapely.polygons(shapely.linearrings(points[order], indices=ring)), dtype=object)


def _united(outlines: np.ndarray, edges: _Edges, rest: np.ndarray) -> np.ndarray:
    """Unite each outline with the strips along its edges and the wedges at its outward corners: any shape goes."""
    strips, owner = _valid_strips(edges, np.flatnonzero(np.isin(edges.pair, rest)))
    united = unions(np.concatenate([outlines[rest], strips]), np.concatenate([rest, owner]))
    return united[np.argsort(np.argsort(rest))]


def _valid_strips(edges: _Edges, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return strips with their wedges, valid areas, and the pair of each.

    Edges that follow one another round outward corners share a strip as long as they would close to a convex outline
    and turn by half a circle at most: there are far fewer to unite.
    """
    strips, owner = _strips(edges, _chains(edges, chosen))
    crossed = np.flatnonzero(~shapely.is_valid(strips))
    strips[crossed] = shapely.make_valid(strips[crossed], method="structure", keep_collapsed=False)
    return strips, owner


def _strips(edges: _Edges, chains: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the strip along each chain of edges with its wedges, and its pair."""
    count = len(edges.pair)
    points = np.concatenate(
        [edges.start, edges.end, edges.offset_start, edges.offset_end, edges.corners[:, 0], edges.corners[:, 1]]
    )
    places: list[int] = []
    strip_of: list[int] = []
    owner: list[int] = []
    for chain in chains:
        last = chain[-1]
        ahead = int(edges.ahead[last])
        walk = [chain[0], *(count + k for k in chain)]
        back = [2 * count + ahead, 5 * count + last, 4 * count + last] if edges.turn[last] > NO_TURN else []
        back = back or [3 * count + last]
        for k in reversed(chain[:-1]):
            back += [5 * count + k, 4 * count + k]
        ring = [*walk, *back, 2 * count + chain[0], chain[0]]
        places += ring
        strip_of += [len(owner)] * len(ring)
        owner.append(int(edges.pair[chain[0]]))
    rings = shapely.linearrings(points[places], indices=np.array(strip_of))
    return np.asarray(shapely.polygons(rings), dtype=object), np.array(owner, dtype=int)


class _Edge(NamedTuple):
    """One edge of `_Edges` as plain numbers; `turned` is its turn in radians, `x`, `y` its start, `u`, `v` its end."""

    at: int
    ring: int
    ahead: int
    turn: float
    turned: float
    x: float
    y: float
    u: float
    v: float


def _chains(edges: _Edges, chosen: np.ndarray) -> list[list[int]]:
    """Return runs of edges round outward corners that turn by less than half a circle and close to a convex outline."""
    ahead = edges.ahead[chosen]
    angle, after = (_bearings(edges, rows) for rows in (chosen, ahead))
    columns = (chosen, edges.ring[chosen], ahead, edges.turn[chosen], np.mod(after - angle, 2 * np.pi))
    ends = (*edges.start[chosen].T, *edges.end[chosen].T)
    found: list[list[int]] = []
    first = before = None
    spent = 0.0
    for edge in map(_Edge, *(column.tolist() for column in (*columns, *ends))):
        turned = edge.turned if edge.turn > NO_TURN else 0.0
        spent += turned
        is_next = before is not None and (before.ring, before.ahead) == (edge.ring, edge.at) and before.turn > NO_TURN
        if is_next and first is not None and spent < _MOST_TURN and _closes(first, edge):
            found[-1].append(edge.at)
        else:
            found.append([edge.at])
            first, spent = edge, turned
        before = edge
    return found


def _bearings(edges: _Edges, rows: np.ndarray) -> np.ndarray:
    walk = edges.end[rows] - edges.start[rows]
    return np.asarray(np.arctan2(walk[:, 1], walk[:, 0]))


def _closes(first: _Edge, last: _Edge) -> bool:
    """Whether the way back from the end of the last edge to the start of the first turns outwards at both."""
    x, y = last.u - first.x, last.v - first.y
    at_first = (first.u - first.x) * y - (first.v - first.y) * x
    at_last = (last.u - last.x) * -y - (last.v - last.y) * -x
    return at_first >= 0 and at_last >= 0
