"""What lies under each pilot mine: bauxite by class and elevation, seams, interval, water."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import shapely

from mineplan.policy import keeps_within
from mineplan.verify.allocation.beds import dip_of, interval_m, orebody_bed, seam_bed, share_below
from mineplan.verify.allocation.case import AllocationCase, Row, amount_of, differences, number, outside, text
from mineplan.verify.allocation.screening import RESERVES, RESOURCES, counted_t
from mineplan.verify.allocation.zones import Reach, hit_faults, lawful_ground, reaches_of, shares_of

_SLIVER_M2 = 100.0
# Water column of one metre, MPa: 1000 kg/m3 under standard gravity.
_MPA_PER_M = 9.80665e-3

Bodies = dict[str, tuple[Row, Any]]


def bauxite_under(case: AllocationCase) -> Iterator[str]:
    """Bodies, tonnages by class, elevations, zones, seams and interval of every pilot mine."""
    under = {said["right_id"]: _bodies(case, case.rights[said["right_id"]]) for said in case.plan["pilot"]}
    reaches = _reaches(case, under)
    for said in case.plan["pilot"]:
        name, right, bodies = f"pilot {said['right_id']}", case.rights[said["right_id"]], under[said["right_id"]]
        if [b["orebody_id"] for b in said["bodies"]] != list(bodies):
            yield f"{name}: the bauxite under it is {', '.join(bodies) or 'none'}, the plan says otherwise"
            continue
        yield from _zones(name, said["right_id"], bodies, reaches, said["zones"])
        for body in said["bodies"]:
            row, ground = bodies[body["orebody_id"]]
            where = f"{name}, body {body['orebody_id']}"
            yield from _body(case, where, right, (row, ground), body)
            share = shares_of(ground, lawful_ground(_item(said["right_id"], body["orebody_id"]), ground, reaches))
            yield from outside(where, "lawful_share", share, body["lawful_share"])
        yield from _sums(case, name, said)
        yield from _seams(case, name, said)
        yield from _interval(case, name, right, bodies, said)


def _bodies(case: AllocationCase, right: Row) -> Bodies:
    """Return the bauxite bodies that meet a mine in plan, with the ground inside its extent, sorted by id."""
    found = {}
    for row in sorted(case.rows("orebodies"), key=lambda r: str(r["orebody_id"])):
        if text(row.get("mineral")) == "bauxite":
            ground = shapely.intersection(right["geometry"], row["geometry"])
            if shapely.area(ground) >= _SLIVER_M2:
                found[str(row["orebody_id"])] = (row, ground)
    return found


def _item(right_id: str, orebody_id: str) -> str:
    return f"{right_id} {orebody_id}"


def _reaches(case: AllocationCase, under: dict[str, Bodies]) -> list[Reach]:
    """Return the zones that may bear on the bauxite inside the extents, mined as each coal mine is."""
    rows = [
        {"item": _item(i, b), "mineral": "bauxite", "method": case.rights[i].get("method"), "geometry": ground}
        for i, bodies in under.items()
        for b, (_, ground) in bodies.items()
    ]
    if not rows:
        return []
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=case.crs).set_index("item", drop=False)
    return reaches_of(frame, case.run.tables.get("zones"), case.policy)


def _zones(name: str, right_id: str, bodies: Bodies, reaches: list[Reach], said: list[Row]) -> Iterator[str]:
    """Zones stand body by body, in the order of the bodies; each body is held against those that may be its own."""
    left = list(said)
    for orebody_id, (_, ground) in bodies.items():
        own: list[Row] = []
        item = _item(right_id, orebody_id)
        while left and not _is_again(left[0], own) and _is_met(left[0], item, ground, reaches):
            own.append(left.pop(0))
        yield from hit_faults(f"{name}, body {orebody_id}", item, ground, reaches, own)
    yield from (f"{name}: the plan says it reaches into zone {h['zone_id']}, by the tables it does not" for h in left)


def _is_again(hit: Row, own: list[Row]) -> bool:
    return any((hit["zone_id"], hit["ruling"]) == (h["zone_id"], h["ruling"]) for h in own)


def _is_met(hit: Row, item: str, ground: Any, reaches: list[Reach]) -> bool:
    return any(
        (r.zone_id, r.ruling.ruling_id) == (hit["zone_id"], hit["ruling"])
        and item in r.covered
        and shapely.intersects(ground, r.most)
        for r in reaches
    )


def _elevations(case: AllocationCase, right: Row) -> tuple[float | None, float | None]:
    """Return the elevations of a licence over all its parts."""
    parts = [p for p in case.rows("parts") if p["right_id"] == right["right_id"]]
    tops, bottoms = ([v for p in parts if (v := number(p[k])) is not None] for k in ("top_m", "bottom_m"))
    return max(tops, default=None), min(bottoms, default=None)


def _body(case: AllocationCase, name: str, right: Row, pair: tuple[Row, Any], said: Row) -> Iterator[str]:
    row, ground = pair
    report = next(
        (
            r
            for r in case.rows("resources")
            if (r["right_id"], r["orebody_id"]) == (right["right_id"], said["orebody_id"])
        ),
        None,
    )
    share, bed = min(1.0, float(shapely.area(ground) / shapely.area(row["geometry"]))), orebody_bed(row)
    given, counted = (row, share) if report is None else (report, 1.0)
    corners = shapely.get_coordinates(ground)
    top, bottom = (
        (None, None) if bed is None else (float(bed.roof_at(corners).max()), float(bed.floor_at(corners).min()))
    )
    found = {
        "shared_m2": float(shapely.area(ground)),
        "share": share,
        "basis": "area" if report is None else "report",
        "resources_t": {c: t * counted for c in (*RESOURCES, *RESERVES) if (t := number(given.get(f"{c}_t")))},
        "top_m": top,
        "bottom_m": bottom,
        "thickness_m": number(row.get("thickness_m")),
        "relation": _relation(_elevations(case, right), top, bottom),
    }
    yield from differences(name, found, said)


def _relation(licence: tuple[float | None, float | None], top: float | None, bottom: float | None) -> str:
    highest, lowest = licence
    if highest is None or lowest is None or top is None or bottom is None:
        return "unknown"
    return "below" if top <= lowest else "above" if bottom >= highest else "level"


def _sums(case: AllocationCase, name: str, said: Row) -> Iterator[str]:
    choices = case.choices.pilot
    assert choices is not None
    classes = {c: 0.0 for c in (*RESOURCES, *RESERVES) if any(c in b["resources_t"] for b in said["bodies"])}
    whole = {c: math.fsum(b["resources_t"].get(c, 0.0) for b in said["bodies"]) for c in classes}
    lawful = {c: math.fsum(b["resources_t"].get(c, 0.0) * b["lawful_share"] for b in said["bodies"]) for c in classes}
    right = case.rights[said["right_id"]]
    life = case.lives.get(said["right_id"], {}).get("life_a")
    top, bottom = _elevations(case, right)
    found = {
        "bauxite_t": whole,
        "quantity_t": counted_t(lawful, choices.inferred_factor)[0],
        "coal_capacity_t_a": number(right.get("capacity_t_a")),
        "coal_life_a": life,
        "extent_top_m": top,
        "extent_bottom_m": bottom,
    }
    yield from differences(name, found, said)


def lowest_seam(case: AllocationCase, right_id: str) -> Row | None:
    """Return the seam with the lowest floor on file; None where none is."""
    known = [r for r in case.rows("seams") if r["right_id"] == right_id and number(r.get("bottom_m")) is not None]
    return min(known, key=lambda r: float(r["bottom_m"]), default=None)


def _seams(case: AllocationCase, name: str, said: Row) -> Iterator[str]:
    rows = {str(r["seam"]): r for r in case.rows("seams") if r["right_id"] == said["right_id"]}
    lowest = lowest_seam(case, said["right_id"])
    listed = {s["seam"]: s for s in said["seams"]}
    if listed.keys() != rows.keys():
        yield f"{name}: its seams are {', '.join(rows) or 'none'}, the plan says {', '.join(listed) or 'none'}"
        return
    for seam, row in rows.items():
        found = {key: number(row.get(key)) for key in ("top_m", "bottom_m", "thickness_m")}
        flag = {"is_lowest_worked": lowest is not None and lowest["bottom_m"] == row.get("bottom_m")}
        state = {"state": text(row.get("mining_state"))}
        is_tied = sum(s.get("bottom_m") == row.get("bottom_m") for s in rows.values()) > 1
        yield from differences(f"{name}, seam {seam}", found | state | ({} if is_tied else flag), listed[seam])


def _interval(case: AllocationCase, name: str, right: Row, bodies: Bodies, said: Row) -> Iterator[str]:
    seam, found = lowest_seam(case, said["right_id"]), []
    for orebody_id, (row, ground) in bodies.items():
        ore = orebody_bed(row)
        if seam is not None and ore is not None:
            least, mean = interval_m(seam_bed(right["geometry"], seam, dip_of(row)), ore, ground)
            found.append((least, orebody_id, mean, number(row.get("thickness_m"))))
    nearest = min(found, key=lambda f: f[:2], default=None)
    thick = None if nearest is None else nearest[3]
    state = next((s["state"] for s in said["seams"] if s["is_lowest_worked"]), "")
    ratio = nearest[0] / thick if nearest is not None and thick else None
    values = {"interval_m": None if nearest is None else nearest[0], "interval_ratio": ratio, "state_above": state}
    yield from differences(name, values, said)
    if nearest is not None and not said["interval_formula"].endswith(f"={nearest[0]:.1f}米"):
        yield f"{name}: the formula of the interval does not end in {nearest[0]:.1f} m: “{said['interval_formula']}”"
    beside = {"mean_interval_m": None if nearest is None else nearest[2], "below_share": _below(case, right, bodies)}
    yield from differences(name, beside, said["facts"])


def _below(case: AllocationCase, right: Row, bodies: Bodies) -> dict[str, float]:
    lowest, found = _elevations(case, right)[1], {}
    for orebody_id, (row, ground) in bodies.items():
        ore = orebody_bed(row)
        if ore is not None and lowest is not None:
            found[orebody_id] = share_below(ore, lowest, ground)
    return found


def water(case: AllocationCase) -> Iterator[str]:
    """Pressure P, coefficient T = P/M, limit and verdict of every pilot mine."""
    for said in case.plan["pilot"]:
        name, pilot = f"pilot {said['right_id']}", pilot_row(case, said["right_id"])
        found = _water(case, pilot, [b["bottom_m"] for b in said["bodies"] if b["bottom_m"] is not None])
        yield from differences(f"{name}, water", found, said["water"])
        coefficient = found["coefficient_mpa_m"]
        if not said["water"]["formula"] or (
            coefficient is not None and f"={coefficient:.4f}MPa/m" not in said["water"]["formula"]
        ):
            yield f"{name}: the formula of the water does not give T: “{said['water']['formula']}”"


def pilot_row(case: AllocationCase, right_id: str) -> Row:
    """Return a mine's row of PILOTS; {} where it has none."""
    return next((r for r in case.rows("pilots") if r["right_id"] == right_id), {})


def _water(case: AllocationCase, pilot: Row, floors: list[float]) -> dict[str, Any]:
    level, floor, state = number(pilot.get("water_level_m")), min(floors, default=None), text(pilot.get("floor_state"))
    rock, aquifer = number(pilot.get("aquifuge_m")), number(pilot.get("aquifer_top_m"))
    if rock is None and aquifer is not None and floor is not None:
        rock = max(0.0, floor - aquifer)
    pressured = None if level is None or floor is None else level > floor
    pressure = coefficient = None
    if pressured and rock is not None and level is not None and floor is not None:
        pressure = (level - floor + rock) * _MPA_PER_M
        coefficient = pressure / rock if rock else None
    verdict, limit = _verdict(case, state, pressured, rock, coefficient)
    return {
        "level_m": level,
        "floor_m": floor,
        "aquifuge_m": rock,
        "floor_state": state,
        "is_pressured": pressured,
        "pressure_mpa": pressure,
        "coefficient_mpa_m": coefficient,
        "verdict": verdict,
        "limit_ruling": "" if limit is None else limit.ruling_id,
        "limit_mpa_m": None if limit is None else amount_of(limit),
        "is_limit_settled": limit is not None and limit.is_settled,
    }


def _verdict(
    case: AllocationCase, state: str, pressured: bool | None, rock: float | None, coefficient: float | None
) -> tuple[str, Any]:
    states = [state] if state else ["intact", "broken"]
    rulings = [case.policy.find("water_inrush_coefficient_max", floor=floor) for floor in states]
    limits = sorted((r for r in rulings if r is not None and r.amount is not None), key=amount_of)
    strict = limits[0] if limits else None
    if pressured is False:
        return "unpressured", strict
    if pressured is None or rock is None:
        return "unknown", strict
    if strict is None or any(not r.is_settled for r in limits):
        return "needs_confirmation", strict
    if coefficient is not None and keeps_within(strict, coefficient):
        return "within_limit", strict
    if coefficient is None or not keeps_within(limits[-1], coefficient):
        return "over_limit", limits[-1]
    return "needs_confirmation", strict
