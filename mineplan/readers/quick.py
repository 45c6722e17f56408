"""Registration strings that follow the grammar to the letter, as nearly all do, read ten times as fast.

Whatever is unusual (degrees, missing prefix, notes with commas, damage) is left to the full parser, which also
finds the words for it; where both read a string they agree.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mineplan.plans import Note
from mineplan.readers.rings import Registration, Ring, settled_elevations

if TYPE_CHECKING:
    import numpy as np

_PLAIN = b"0123456789."
_ELEVATION = re.compile(r"-?[0-9]{1,4}(?:\.[0-9]*)?|")
_SAME_POINT_M = 0.001
_LOWEST_M, _HIGHEST_M = -6000.0, 9000.0
# Head of a little-endian WKB polygon; the number of points of its ring follows.
_POLYGON_OF_ONE_RING = struct.pack("<BII", 1, 3, 1)


@dataclass(frozen=True)
class RawRing:
    """One ring as written: pairs of texts, elevations, note, flag."""

    points: list[tuple[str, str]]
    top_m: float
    bottom_m: float
    note: str
    flag: str


def quick_registration(text: str) -> Registration | None:
    """Read a planar string that follows the grammar to the letter; None for any other, which may be good as well."""
    read = quick_rings(text)
    if read is None:
        return None
    stated, flags, zone = read
    rings: list[Ring] = []
    notes: list[Note] = []
    for k, (ring, flag) in enumerate(zip(stated, flags, strict=True), 1):
        top, bottom, done = settled_elevations(ring.top_m, ring.bottom_m)
        rings.append(Ring(ring.points, top, bottom, ring.sign, ring.note) if done else ring)
        if done or (ring.sign > 0 and ring.note):
            notes += ring_notes(k, RawRing([], ring.top_m, ring.bottom_m, ring.note, flag), done, ring.sign)
    return Registration(tuple(rings), False, zone, tuple(notes))


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
    high, low = float(top) if top else math.nan, float(bottom) if bottom else math.nan
    if high > _HIGHEST_M or low > _HIGHEST_M or high < _LOWEST_M or low < _LOWEST_M:
        return None
    flag = tokens[end + 3]
    return Ring(points, high, low, -1 if flag == "-1" else 1, tokens[end + 2].strip()), end + 4, flag


def _quick_points(chunk: list[str], zones: set[int]) -> np.ndarray | None:
    """Return (n, 2) of easting and northing of a valid ring, None for any doubt."""
    import numpy as np
    import shapely

    numbers, norths, easts = chunk[::3], chunk[1::3], chunk[2::3]
    others = "".join(chunk).encode(errors="replace").translate(None, _PLAIN)
    if others or not "".join(numbers).isdecimal() or "." not in norths[0] + easts[0]:
        return None
    try:
        north, east = list(map(float, norths)), list(map(float, easts))
    except ValueError:
        return None
    zone = int(min(east) // 1e6)
    if not (24 <= zone <= 46 and int(max(east) // 1e6) == zone and min(north) >= 300_000 and max(north) <= 6_500_000):
        return None
    is_closed = abs(east[0] - east[-1]) <= _SAME_POINT_M and abs(north[0] - north[-1]) <= _SAME_POINT_M
    size = len(east) - is_closed
    if size < 3:
        return None
    outline = np.array(([*east[:size], east[0]], [*north[:size], north[0]])).T
    # From WKB, and asked by its properties: each of the general functions costs more than the geometry.
    polygon = shapely.from_wkb(_POLYGON_OF_ONE_RING + struct.pack("<I", size + 1) + outline.tobytes())
    if not polygon.is_valid or polygon.area <= 0:
        return None
    zones.add(zone)
    return outline[:size]


def ring_notes(k: int, ring: RawRing, done: str, sign: int) -> list[Note]:
    """Return the doubts about one ring: elevations mended (`done`), no flag, a note that contradicts the flag."""
    notes = []
    stated = f"（{ring.top_m:g}，{ring.bottom_m:g}）"
    if done == "swapped_elevations":
        notes.append(Note("elevations_swapped", f"区域坐标第{k}圈标高上下颠倒{stated}，已按高者为上限读取"))
    if done in ("zero_elevations", "unknown_elevations"):
        notes.append(Note("elevations_unknown", f"区域坐标第{k}圈标高为占位值{stated}，按未知处理"))
    if not ring.flag:
        notes.append(Note("flag_blank", f"区域坐标第{k}圈未填增减标志，按“1”（计入）读取，请核对"))
    if sign > 0 and "扣除" in ring.note:
        text = f"区域坐标第{k}圈备注为“{ring.note}”，但标志为1（计入），未作扣除，请核对"
        notes.append(Note("deduction_flag_contradicts", text))
    return notes
