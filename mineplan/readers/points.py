"""Where the points of a registration string lie: planar or degrees, axis order, zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mineplan.geodesy import geographic_crs, transform_points, zone_crs, zone_of_easting
from mineplan.plans import Note
from mineplan.readers.packed import parse_packed, second_digits

if TYPE_CHECKING:
    import numpy as np

Box = tuple[float, float, float, float]
# Northings of China; disjoint from eastings with a zone prefix (25-45 million) and without (below 1 million).
_NORTHING_M = (300_000.0, 6_500_000.0)
# Licence corners repeated by hand agree within this.
_SAME_POINT = 0.001


@dataclass(frozen=True, eq=False)
class PlacedPoints:
    """Points of all rings as numbers, the zone (None for degrees), doubts and problems."""

    rings: tuple[np.ndarray, ...]
    zone: int | None
    notes: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()


def place_points(rings: Sequence[Sequence[tuple[str, str]]], box_deg: Box | None) -> PlacedPoints:
    """Decide what pairs of numbers mean, from their magnitudes alone.

    Parameters
    ----------
    rings
        Pairs (A, B) of texts, ring by ring.
    box_deg
        West, south, east, north of where they should lie; None when unknown.

    Notes
    -----
    Ranges of northings, prefixed eastings, longitudes and latitudes are disjoint, so axis order and
    prefix are never guessed.
    """
    small = [abs(float(a)) <= 180 and abs(float(b)) <= 180 for ring in rings for a, b in ring]
    if all(small):
        return _geographic(rings)
    if any(small):
        return PlacedPoints((), None, (), ("holds degrees and metres side by side",))
    return _planar(rings, box_deg)


def _geographic(rings: Sequence[Sequence[tuple[str, str]]]) -> PlacedPoints:
    problems, made = [], []
    for k, ring in enumerate(rings, 1):
        points = []
        for j, pair in enumerate(ring, 1):
            try:
                points.append((parse_packed(pair[0]), parse_packed(pair[1])))
            except ValueError as error:
                problems.append(f"ring {k} point {j}: {error}")
        made.append(points)
    if problems:
        return PlacedPoints((), None, (), tuple(problems))
    return _ordered_degrees(rings, made)


def _ordered_degrees(rings: Sequence[Sequence[tuple[str, str]]], made: list[list[tuple[float, float]]]) -> PlacedPoints:
    flat = [point for ring in made for point in ring]
    notes = []
    if all(abs(a) <= 90 < abs(b) for a, b in flat):
        made = [[(b, a) for a, b in ring] for ring in made]
        notes.append(Note("axes_swapped", "区域坐标为先纬度后经度，与登记格式相反，已按数值范围识别"))
    elif any(abs(b) > 90 for _, b in flat):
        return PlacedPoints((), None, (), ("holds latitudes beyond 90 degrees",))
    if all(second_digits(token) == 0 for ring in rings for pair in ring for token in pair):
        notes.append(Note("coarse_coordinates", "区域坐标只精确到整秒（约24—31米），面积和边界仅供参考"))
    return PlacedPoints(tuple(_array(ring) for ring in made), None, tuple(notes))


def _planar(rings: Sequence[Sequence[tuple[str, str]]], box_deg: Box | None) -> PlacedPoints:
    pairs = [[(float(a), float(b)) for a, b in ring] for ring in rings]
    notes = []
    low, high = _NORTHING_M
    if all(low <= b <= high and not low <= a <= high for ring in pairs for a, b in ring):
        pairs = [[(b, a) for a, b in ring] for ring in pairs]
        notes.append(Note("axes_swapped", "区域坐标为先Y（东）后X（北），与登记格式相反，已按数值范围识别"))
    problems = [
        f"ring {k} point {j}: “{a:.10g},{b:.10g}” is no northing and easting of China"
        for k, ring in enumerate(pairs, 1)
        for j, (a, b) in enumerate(ring, 1)
        if not low <= a <= high or not (0 < b < 1_000_000 or zone_of_easting(b))
    ]
    if problems:
        return PlacedPoints((), None, (), tuple(problems))
    made = [_array([(b, a) for a, b in ring]) for ring in pairs]
    if all("." not in token for ring in rings for pair in ring for token in pair):
        notes.append(Note("coarse_coordinates", "区域坐标只精确到整米"))
    return _zoned(made, notes, box_deg)


def _zoned(made: list[np.ndarray], notes: list[Note], box_deg: Box | None) -> PlacedPoints:
    zones = [sorted({zone_of_easting(east) or 0 for east in ring[:, 0]}) for ring in made]
    named = sorted({zone for ring in zones for zone in ring})
    if len(named) > 1:
        words = [", ".join(str(zone or "none") for zone in ring) for ring in zones]
        found = "; ".join(f"ring {k}: {word}" for k, word in enumerate(words, 1))
        return PlacedPoints((), None, (), (f"mixes zone prefixes ({found}); write all its points in one zone",))
    if named[0]:
        return PlacedPoints(tuple(made), named[0], tuple(notes))
    return _deduced(made, notes, box_deg)


def _deduced(made: list[np.ndarray], notes: list[Note], box_deg: Box | None) -> PlacedPoints:
    import numpy as np

    asked = "its eastings bear no zone prefix (two digits before the six); write it"
    if box_deg is None:
        asked += ", or state `region: {box_deg: …}` in dataset.yaml so that the zone can be deduced"
        return PlacedPoints((), None, (), (asked,))
    points = np.concatenate(made)
    fitting = [zone for zone in range(25, 46) if _fits(points + np.array([zone * 1e6, 0]), zone, box_deg)]
    if len(fitting) != 1:
        found = "no zone puts them" if not fitting else f"zones {', '.join(map(str, fitting))} all put them"
        return PlacedPoints((), None, (), (f"{asked}: {found} inside the region's box",))
    zone = fitting[0]
    notes.append(Note("zone_deduced", f"区域坐标Y值无带号，按所在范围推定为3度带第{zone}带，请核对"))
    return PlacedPoints(tuple(ring + np.array([zone * 1e6, 0]) for ring in made), zone, tuple(notes))


def _fits(points: np.ndarray, zone: int, box_deg: Box) -> bool:
    lonlat = transform_points(points, zone_crs(zone), geographic_crs())
    west, south, east, north = box_deg
    return bool(((lonlat >= [west, south]) & (lonlat <= [east, north])).all())


def _array(points: list[tuple[float, float]]) -> np.ndarray:
    """Return the points without a repeated last one."""
    import numpy as np

    array = np.array(points, dtype=float)
    if len(array) > 1 and np.abs(array[0] - array[-1]).max() <= (_SAME_POINT if array[0, 0] > 360 else 1e-9):
        return array[:-1]
    return array
