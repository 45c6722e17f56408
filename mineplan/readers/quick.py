"""Registration strings that follow the grammar to the letter, as nearly all do, read ten times as fast.

Whatever is unusual (degrees, missing prefix, notes with commas, damage) is left to the full parser, which also
finds the words for it; where both read a string they agree.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from mineplan.readers.rings import Ring

if TYPE_CHECKING:
    import numpy as np

_PLAIN = re.compile(r"[0-9.]*")
_ELEVATION = re.compile(r"-?[0-9]{1,4}(?:\.[0-9]*)?|")
_SAME_POINT_M = 0.001
_LOWEST_M, _HIGHEST_M = -6000.0, 9000.0


def quick_rings(text: str) -> tuple[list[Ring], list[str], int] | None:
    """Return the rings of a planar string with elevations as written, their flags, and the zone; None for any doubt."""
    tokens = text.strip().split(",")
    if not tokens[0].isascii() or not tokens[0].isdecimal() or len(tokens[0]) > 4 or len(tokens) < 15:
        return None
    rings: list[Ring] = []
    flags: list[str] = []
    zones: set[int] = set()
    at = 1
    for _ in range(int(tokens[0])):
        ring = _quick_ring(tokens, at, zones)
        if ring is None:
            return None
        rings.append(ring[0])
        at, flag = ring[1:]
        flags.append(flag)
    is_end = at == len(tokens) or (at + 1 == len(tokens) and not tokens[at])
    if not is_end or len(zones) != 1 or "1" not in flags:
        return None
    return rings, flags, zones.pop()


def _quick_ring(tokens: list[str], at: int, zones: set[int]) -> tuple[Ring, int, str] | None:
    count = tokens[at] if at < len(tokens) else ""
    if not count.isascii() or not count.isdecimal() or len(count) > 5:
        return None
    end = at + 1 + 3 * int(count)
    if end + 4 > len(tokens) or int(count) < 3 or tokens[end + 3] not in ("1", "-1"):
        return None
    points = _quick_points(tokens[at + 1 : end], zones)
    top, bottom = tokens[end].strip(), tokens[end + 1].strip()
    if points is None or not _ELEVATION.fullmatch(top) or not _ELEVATION.fullmatch(bottom):
        return None
    high, low = (float(z) if z else math.nan for z in (top, bottom))
    if high > _HIGHEST_M or low > _HIGHEST_M or high < _LOWEST_M or low < _LOWEST_M:
        return None
    flag = tokens[end + 3]
    return Ring(points, high, low, -1 if flag == "-1" else 1, tokens[end + 2].strip()), end + 4, flag


def _quick_points(chunk: list[str], zones: set[int]) -> np.ndarray | None:
    """Return (n, 2) of easting and northing of a valid ring, None for any doubt."""
    import numpy as np
    import shapely

    numbers, norths, easts = chunk[::3], chunk[1::3], chunk[2::3]
    if not (_PLAIN.fullmatch("".join(chunk)) and "".join(numbers).isdecimal() and "." in norths[0] + easts[0]):
        return None
    try:
        north, east = list(map(float, norths)), list(map(float, easts))
    except ValueError:
        return None
    zone = int(min(east) // 1e6)
    if not (24 <= zone <= 46 and int(max(east) // 1e6) == zone and min(north) >= 300_000 and max(north) <= 6_500_000):
        return None
    points = np.array((east, north)).T
    if abs(east[0] - east[-1]) <= _SAME_POINT_M and abs(north[0] - north[-1]) <= _SAME_POINT_M:
        points = points[:-1]
    if len(set(zip(east, north, strict=True))) < 3:
        return None
    polygon = shapely.polygons(points)
    if not shapely.is_valid(polygon) or shapely.area(polygon) <= 0:
        return None
    zones.add(zone)
    return points
