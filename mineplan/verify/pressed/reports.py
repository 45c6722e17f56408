"""Tonnage that reports give by right, reckoned again: the right's part of the orebody, and the pressed part of that."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import shapely
from shapely import affinity

from mineplan.verify.pressed.case import PressedCase
from mineplan.verify.pressed.ground import STEEP_DEG, filled

# Beside every reported part less than this is a sliver, for which no unknown tonnage is asked.
SLIVER_M2 = 1.0


class Expected(NamedTuple):
    """Tonnage by class with what rounding may do to it, and what of the pressed area no report speaks of."""

    tonnes: dict[str, float]
    slack: dict[str, float]
    rest_m2: float


def held(case: PressedCase, number: str, shape: Any) -> dict[str, float]:
    """Return right -> area, averaged over the height, of a shape of an orebody that it holds by its report.

    Ground that two of them hold at one elevation is the first one's by licence number.
    """
    body, made = case.bodies[number], {}
    gone: list[tuple[Any, dict[str, Any]]] = []
    for right_id in sorted(case.reports.get(number, {})):
        right = case.holders.get(right_id)
        if right is None:
            continue
        part, height = _between(body, shapely.intersection(shape, right["geometry"]), right)
        for other, theirs in gone:
            if not apart(right, theirs):
                part = shapely.difference(part, other)
        gone.append((part, right))
        if part.area * height > 0:
            made[right_id] = float(part.area) * height
    return made


def apart(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether one right lies above the other."""
    high, low, other_high, other_low = (
        math.nan if row.get(name) is None else float(row[name])
        for row in (first, second)
        for name in ("top_m", "bottom_m")
    )
    return low >= other_high or other_low >= high  # what is not known compares as no


def height_share(body: dict[str, Any], right: dict[str, Any]) -> float:
    """Return how much of the height of a level or upright orebody lies between a right's elevations; 1 of a sheet."""
    stated = [row.get(name) for row in (body, right) for name in ("top_m", "bottom_m")]
    if _fall(body) > 0 or None in stated:
        return 1.0
    top, bottom, high, low = (float(level) for level in stated if level is not None)
    if top <= bottom:
        return float(low < top < high)
    return max(0.0, min(top, high) - max(bottom, low)) / (top - bottom)


def _between(body: dict[str, Any], shape: Any, right: dict[str, Any]) -> tuple[Any, float]:
    """Return the plan of a shape between a right's elevations, and the share of the height of bodies that do not fall.

    Of a dipping sheet it is the band across in which its middle lies between them, found by turning the paper so that
    the dip points north.
    """
    fall, high, low = _fall(body), right.get("top_m"), right.get("bottom_m")
    if fall == 0 or high is None or low is None:
        return shape, height_share(body, right)
    azimuth, dip = float(body["dip_direction_deg"]), math.atan(fall)
    _, south, _, north = affinity.rotate(body["geometry"], azimuth, origin=(0, 0)).bounds
    drop, thick = fall * (north - south), (body.get("thickness_m") or 0.0) / math.cos(dip)
    top, bottom = (math.nan if body.get(n) is None else float(body[n]) for n in ("top_m", "bottom_m"))
    floor = top - thick if math.isnan(bottom) else bottom + drop
    if math.isnan(floor):
        return shape, 1.0
    if drop > 1.1 * (top - bottom):
        floor = (top + bottom + drop) / 2
    start, end = (south + (floor + thick / 2 - level) / fall for level in (high, low))
    turned = affinity.rotate(shape, azimuth, origin=(0, 0))
    if turned.is_empty:
        return shape, 1.0
    west, _, east, _ = turned.bounds
    band = affinity.rotate(shapely.box(west - 1, start, east + 1, end), -azimuth, origin=(0, 0))
    return shapely.intersection(shape, band), 1.0


def _fall(body: dict[str, Any]) -> float:
    """Return the tangent of the dip of a sheet; 0 of level and upright bodies and where nobody knows the direction."""
    azimuth, dip = body.get("dip_direction_deg"), body.get("dip_deg")
    if azimuth is None:
        return 0.0
    if dip is None:
        _, south, _, north = affinity.rotate(body["geometry"], float(azimuth), origin=(0, 0)).bounds
        top, bottom = body.get("top_m"), body.get("bottom_m")
        if top is None or bottom is None or north <= south:
            return 0.0
        dip = math.degrees(math.atan((top - bottom) / (north - south)))
    return 0.0 if dip >= STEEP_DEG else math.tan(math.radians(dip))


def expected(case: PressedCase, number: str, parts_m2: dict[str, float], mean_m2: float) -> Expected:
    """Return what reports give for the parts of a pressed area that rights hold; `rest_m2` is left to the orebody."""
    whole = held(case, number, filled(case.bodies[number]))
    tonnes: dict[str, float] = {}
    slack: dict[str, float] = {}
    for right_id, part_m2 in parts_m2.items():
        if not whole.get(right_id):
            continue
        for name, reported in case.reports[number][right_id].items():
            share = min(1.0, part_m2 / whole[right_id])
            tonnes[name] = tonnes.get(name, 0.0) + reported * share
            slack[name] = slack.get(name, 0.01) + reported * (0.03 / whole[right_id] + 1e-6 * share)
    used = math.fsum(m2 for right_id, m2 in parts_m2.items() if whole.get(right_id))
    return Expected(tonnes, slack, mean_m2 - used)


def named(case: PressedCase, finding: dict[str, Any]) -> Iterator[str]:
    """The rights whose reports were used are those that have one and hold pressed ore, and the finding says so."""
    reports = case.reports.get(finding["orebody_id"], {})
    said, shares = finding["reported_rights"], {r["right_id"]: r for r in finding["right_shares"]}
    if (finding["tonnage_basis"] == "reports") != bool(said):
        yield f"its tonnage rests on {finding['tonnage_basis']}, and reports of {said or 'no right'} are used"
    for right_id in said:
        if right_id not in reports or right_id not in shares:
            yield f"no report gives what right {right_id} holds of it"
    whole = held(case, finding["orebody_id"], filled(case.bodies[finding["orebody_id"]])) if reports else {}
    for right_id in sorted(reports.keys() & shares.keys() - set(said)):
        most = max(shares[right_id]["footprint_m2"], shares[right_id]["buffered_m2"] or 0.0)
        is_alone = all(r == right_id or apart(case.holders[r], case.holders[right_id]) for r in whole)
        if most > 2 * SLIVER_M2 and whole.get(right_id) and is_alone:
            yield f"the report on right {right_id} is not used"
