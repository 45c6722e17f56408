"""Where the lines of two neighbouring edges meet in the orebody, and what is done about corners too sharp for that."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

NO_TURN = 1e-9
# Sine of the smallest turn at which lines may part: gentler ones that do not meet are straight but for rounding.
_GENTLE = 0.17


class Lines(NamedTuple):
    """Two lines at every vertex: that of the edge that ends there, and that of the next edge; arrays (n, 2).

    `near` is the end of the first line beside the vertex, `along` its direction towards it; `beyond` is the beginning
    of the second one, `back` its direction towards the vertex.
    """

    near: np.ndarray
    along: np.ndarray
    beyond: np.ndarray
    back: np.ndarray


class Limit(NamedTuple):
    """How far a corner may reach: points x with `normal` . (x - vertex) <= `far_m`; arrays (n, 2) and (n,).

    The normal is that of a plane drawn through the vertex itself between its two edges, `far_m` a multiple of that
    plane's own reach: whatever is cut off lies beyond everything that the vertex presses.
    """

    normal: np.ndarray
    far_m: np.ndarray


def lines_at(start: np.ndarray, end: np.ndarray, ahead: np.ndarray) -> Lines:
    """Return the lines at the end of each edge; `start`, `end` are the edges' lines in the orebody."""
    near, beyond = end, start[ahead]
    along, back = end - start, beyond - end[ahead]
    with np.errstate(invalid="ignore", divide="ignore"):
        return Lines(near, along / np.hypot(*along.T)[:, None], beyond, back / np.hypot(*back.T)[:, None])


def corner_points(
    vertex: np.ndarray, lines: Lines, turn: tuple[np.ndarray, np.ndarray], limit: Limit
) -> tuple[np.ndarray, np.ndarray]:
    """Return two points a vertex, (n, 2, 2), equal where its lines meet; and where they cross within the limit, (n, 2).

    Parameters
    ----------
    vertex
        The outline's vertices, (n, 2).
    lines
        Their lines.
    turn
        Sine and cosine of the outline's turn; where the sine is not positive, the lines' own ends stand for a corner.
    limit
        Where a corner is cut off. Beside a seam that gets deeper the lines of a sharp corner may part instead of
        meeting: they are followed up to there too.

    Notes
    -----
    Lines meet where both go on to their crossing. Round a finely drawn bend they cross behind the end of one of them,
    since the oblique angle changes from edge to edge: the ends stand for such a corner among the points, a little
    outside the crossing. Crossings are NaN where there is none, or where lines part and would cross far behind.
    """
    tip, reach, other = _crossing(lines)
    with np.errstate(invalid="ignore", divide="ignore"):
        is_far = ((tip - vertex) * limit.normal).sum(axis=1) > limit.far_m
    crosses = (turn[0] > NO_TURN) & np.isfinite(tip).all(axis=1) & ~is_far
    plain = crosses & (reach >= 0) & (other >= 0)
    found = np.stack([lines.near, lines.beyond], axis=1)
    found[plain] = tip[plain][:, None]
    parts = lines.along[:, 0] * lines.back[:, 1] >= lines.along[:, 1] * lines.back[:, 0]
    is_open = (turn[0] > NO_TURN) & (parts | is_far)
    sharp = np.flatnonzero(is_open & ~plain & ((turn[0] > _GENTLE) | (turn[1] < 0)))
    for side, foot, direction in ((0, lines.near, lines.along), (1, lines.beyond, lines.back)):
        found[sharp, side] = _followed(vertex[sharp], foot[sharp], direction[sharp], Limit(*(p[sharp] for p in limit)))
    tip[~crosses | parts] = np.nan
    return found, tip


def _crossing(lines: Lines) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where lines cross, NaN for lines side by side, and how far from the end of the first and the second."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cross = lines.along[:, 0] * lines.back[:, 1] - lines.along[:, 1] * lines.back[:, 0]
        cross = np.where(np.abs(cross) > NO_TURN, cross, np.nan)
        gap = lines.beyond - lines.near
        reach = (gap[:, 0] * lines.back[:, 1] - gap[:, 1] * lines.back[:, 0]) / cross
        other = (gap[:, 0] * lines.along[:, 1] - gap[:, 1] * lines.along[:, 0]) / cross
        return lines.near + reach[:, None] * lines.along, reach, other


def _followed(vertex: np.ndarray, foot: np.ndarray, direction: np.ndarray, limit: Limit) -> np.ndarray:
    """Follow lines from their feet up to the limit."""
    with np.errstate(invalid="ignore", divide="ignore"):
        left = limit.far_m - ((foot - vertex) * limit.normal).sum(axis=1)
        way = left / (direction * limit.normal).sum(axis=1)
    way = np.where(np.isfinite(way) & (way > 0), way, 0.0)
    return np.asarray(foot + way[:, None] * np.nan_to_num(direction))
