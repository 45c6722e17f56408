"""Which 3-degree zone planar points lie in: stated, written as a prefix, or found by the region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from mineplan.errors import ReadError
from mineplan.geodesy import checked_crs, geographic_crs, transform_points, zone_crs, zone_of
from mineplan.tables import Decision

if TYPE_CHECKING:
    import numpy as np

Box = tuple[float, float, float, float]
_ANSWER = (
    "write `crs: EPSG:4526` for zone 38 (4525 for 37; --crs on the command line), or state `region: {box_deg: …}` in "
    "dataset.yaml"
)
# What a user may write for the datum alone, the zone being left to the numbers.
_DATUM_ALONE = ("CGCS2000", "2000", "2000国家大地坐标系", "CGCS 2000")


@dataclass(frozen=True)
class Frame:
    """The coordinate system that a user stated: degrees, a 3-degree zone, or the datum alone."""

    is_geographic: bool = False
    zone: int | None = None


@dataclass(frozen=True)
class Zone:
    """The zone of one ring, how it was found, and a doubt about it."""

    number: int
    decision: Decision
    finding: tuple[str, str] | None = None


def stated_frame(crs: str) -> Frame | None:
    """Return what a stated CRS says, None when none is stated.

    Raises
    ------
    ReadError
        It is of another datum, or no Gauss-Kruger zone.
    """
    if not crs:
        return None
    if states_datum_alone(crs):
        return Frame()
    made = checked_crs(crs)
    if made.is_geographic:
        return Frame(is_geographic=True)
    meridian = _central_meridian(made)
    if meridian is None or meridian % 3:
        raise ReadError(
            f"coordinate system “{made.name}” is no 3-degree or 6-degree Gauss-Kruger zone; coordinate "
            "lists are read in these or in degrees"
        )
    return Frame(zone=int(meridian // 3))


def states_datum_alone(crs: str) -> bool:
    """Whether a stated CRS is only the name CGCS2000, which leaves the zone to the numbers."""
    return crs.strip().upper() in _DATUM_ALONE


def _central_meridian(crs: Any) -> float | None:
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return None
    parameters = {p.name: float(p.value) for p in operation.params}
    if abs(parameters.get("Scale factor at natural origin", 0) - 1) > 1e-9:
        return None
    return parameters.get("Longitude of natural origin")


def three_degree_zone(prefix: int) -> int | None:
    """Return the 3-degree zone of a prefix; 13-23 are 6-degree zones, with the same central meridians."""
    if 24 <= prefix <= 46:
        return prefix
    return 2 * prefix - 1 if 13 <= prefix <= 23 else None


def zones_of_rings(
    rings: Sequence[np.ndarray], stated: Frame | None, header_zone: int | None, box_deg: Box | None
) -> list[Zone | ReadError]:
    """Decide the zone of the points of each ring, or say why nobody can: undecidable, contradictory, or mixed.

    Parameters
    ----------
    rings
        (n, 2) of easting and northing each, none empty.
    stated
        What the user said; wins over everything but a prefix in the numbers, which it must not contradict.
    header_zone
        带号 in the file's header.
    box_deg
        Where the data should lie.

    Notes
    -----
    Rings of one prefix, or whose zone is found in the same way, share one decision: the first of them is described.
    """
    import numpy as np

    eastings, starts = np.concatenate([ring[:, 0] for ring in rings]), np.cumsum([0, *map(len, rings)])[:-1]
    lowest, highest = (f.reduceat(eastings, starts) // 1_000_000 for f in (np.minimum, np.maximum))
    prefixes = [
        [int(low)] if low == high else np.unique(ring[:, 0] // 1_000_000).astype(int).tolist()
        for ring, low, high in zip(rings, lowest.tolist(), highest.tolist(), strict=True)
    ]
    is_bare = [found == [0] for found in prefixes]
    known: dict[Any, Zone | ReadError] = {}
    if any(is_bare) and (stated is None or stated.zone is None):
        fitting = iter(_fitting([ring for ring, bare in zip(rings, is_bare, strict=True) if bare], box_deg))
    else:
        fitting = iter([()] * sum(is_bare))
    made = []
    for ring, found, bare in zip(rings, prefixes, is_bare, strict=True):
        key = (tuple(found), next(fitting) if bare else ())
        if key not in known:
            known[key] = _zone(ring, key, stated, header_zone, box_deg)
        made.append(known[key])
    return made


def prefixed(rings: Sequence[np.ndarray], zones: Sequence[Zone | ReadError]) -> list[np.ndarray]:
    """Return the rings with eastings that bear the prefix of their 3-degree zone; as they are where it is unknown."""
    import numpy as np

    sizes = [len(ring) for ring in rings]
    numbers = np.repeat([zone.number if isinstance(zone, Zone) else 0 for zone in zones], sizes)
    flat = np.concatenate(rings)
    moved = np.stack([flat[:, 0] % 1e6 + numbers * 1e6, flat[:, 1]], axis=1)
    return parted(moved, sizes)


def parted(flat: np.ndarray, sizes: Sequence[int]) -> list[np.ndarray]:
    """Cut an array into rings of the given sizes (`numpy.split` takes ten times as long for thousands)."""
    bounds = [0, *accumulate(sizes)]
    return [flat[begin:end] for begin, end in pairwise(bounds)]


def _zone(
    points: np.ndarray,
    found: tuple[tuple[int, ...], tuple[int, ...]],
    stated: Frame | None,
    header_zone: int | None,
    box_deg: Box | None,
) -> Zone | ReadError:
    """Decide one ring by its prefixes and the zones that put it into the box."""
    prefixes, fitting = found
    try:
        if len(prefixes) > 1:
            words = ", ".join(str(p or "none") for p in prefixes)
            raise ReadError(f"mixes zone prefixes ({words}); write all its points in one zone")
        if prefixes[0]:
            return _by_prefix(prefixes[0], stated, header_zone)
        if stated is not None and stated.zone is not None:
            return Zone(stated.zone, Decision("zone", str(stated.zone), "按所声明的坐标系"))
        return _without_prefix(points, fitting, header_zone, box_deg)
    except ReadError as error:
        return error


def _fitting(rings: Sequence[np.ndarray], box_deg: Box | None) -> list[tuple[int, ...]]:
    """Return for each ring the zones that put all of it into the box."""
    import numpy as np

    if box_deg is None:
        return [()] * len(rings)
    flat, starts = np.concatenate(rings), np.cumsum([0, *map(len, rings)])[:-1]
    tried = range(zone_of(box_deg[0]) - 1, zone_of(box_deg[2]) + 2)
    fits = [
        np.logical_and.reduceat(_inside(flat + np.array([zone * 1e6, 0.0]), zone, box_deg), starts) for zone in tried
    ]
    return [
        tuple(zone for zone, is_in in zip(tried, column, strict=True) if is_in)
        for column in zip(*(f.tolist() for f in fits), strict=True)
    ]


def _by_prefix(prefix: int, stated: Frame | None, header_zone: int | None) -> Zone:
    zone = three_degree_zone(prefix)
    if zone is None:
        raise ReadError(f"eastings bear the prefix {prefix}, which is no zone of China")
    if stated is not None and stated.zone not in (None, zone):
        raise ReadError(f"zone {stated.zone} is stated, but the eastings bear the prefix {prefix}")
    kind = "6度带" if prefix != zone else "3度带"
    reason = f"Y坐标前两位为{kind}带号{prefix}" + (f"，与3度带第{zone}带中央子午线相同" if prefix != zone else "")
    finding = (
        ("six_degree_zone", f"坐标为6度带第{prefix}带，按中央子午线相同的3度带第{zone}带读取")
        if prefix != zone
        else None
    )
    runner_up = ""
    if header_zone is not None and header_zone not in (zone, prefix):
        runner_up = f"{header_zone}：文件头所写带号，与坐标不符"
        finding = ("zone_contradicts", f"文件头带号为{header_zone}，坐标前缀为{prefix}，以坐标前缀为准，请核对")
    return Zone(zone, Decision("zone", str(zone), reason, runner_up), finding)


def _without_prefix(points: np.ndarray, fitting: tuple[int, ...], header_zone: int | None, box_deg: Box | None) -> Zone:
    stated = None if header_zone is None else three_degree_zone(header_zone)
    if box_deg is None:
        if stated is None:
            raise ReadError(f"eastings bear no zone prefix (two digits before the six); {_ANSWER}")
        return Zone(stated, Decision("zone", str(stated), "文件头所写带号；未声明区域范围，未能核对"))
    if stated in fitting:
        return Zone(stated, Decision("zone", str(stated), "文件头所写带号，坐标落在区域范围内"))
    if len(fitting) != 1:
        found = "no zone puts them" if not fitting else f"zones {', '.join(map(str, fitting))} all put them"
        raise ReadError(f"eastings bear no zone prefix, and {found} inside the region's box; {_ANSWER}")
    return _deduced(points, fitting[0], stated, box_deg)


def _deduced(points: np.ndarray, zone: int, stated: int | None, box_deg: Box) -> Zone:
    import numpy as np

    other = zone + 1 if zone_of(box_deg[2]) > zone else zone - 1
    away = _kilometres_outside(points + np.array([other * 1e6, 0]), other, box_deg)
    runner_up = f"{other}：坐标将落在区域范围外{away:.0f}千米"
    decision = Decision("zone", str(zone), "Y值无带号，只有该带使坐标落在区域范围内", runner_up)
    if stated is not None:
        text = f"文件头带号为{stated}，按此坐标落在区域范围外，改按第{zone}带读取，请核对"
        return Zone(zone, decision, ("zone_contradicts", text))
    return Zone(zone, decision, ("zone_deduced", f"Y值无带号，按所在范围推定为3度带第{zone}带，请核对"))


def _inside(points: np.ndarray, zone: int, box_deg: Box) -> np.ndarray:
    """Return which points (eastings with prefix) of a zone lie in the box."""
    import numpy as np

    lonlat = transform_points(points, zone_crs(zone), geographic_crs())
    west, south, east, north = box_deg
    made: np.ndarray = np.all((lonlat >= [west, south]) & (lonlat <= [east, north]), axis=1)
    return made


def _kilometres_outside(points: np.ndarray, zone: int, box_deg: Box) -> float:
    import numpy as np

    lon, lat = np.median(transform_points(points, zone_crs(zone), geographic_crs()), axis=0)
    west, south, east, north = box_deg
    return float(np.hypot(max(west - lon, lon - east, 0) * 86.7, max(south - lat, lat - north, 0) * 111.0))
