"""Footprints, their parts, and the ore under them, measured again in the plane."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import shapely
from shapely import affinity

from mineplan.verify.pressed.case import PressedCase, stands

STEEP_DEG = 85.0


def slack(area_m2: float) -> float:
    """Return by how much an area may differ: the rounding of a printed one and of an overlay."""
    return 0.02 + 1e-6 * area_m2


def footprints(case: PressedCase) -> Iterator[str]:
    """The footprint's area is that of the ground taken."""
    for project in case.plan["projects"]:
        area = float(case.ground(project["project_id"]).area)
        if abs(area - project["footprint_m2"]) > slack(area):
            said = f"the plan says {project['footprint_m2']:.2f}"
            yield f"project {project['project_id']}: the footprint has {area:.2f} m², {said}"


def cells(case: PressedCase, project_id: str) -> dict[tuple[str, ...], Any]:
    """Return the pieces of a footprint by the parting zones over them."""
    least = max(case.choices.minimum_overlap_m2, 1e-9)
    made: dict[tuple[str, ...], Any] = {(): case.ground(project_id)}
    whole = made[()]
    for number, zone in sorted(case.parting_zones.items()):
        if not shapely.intersects(zone["geometry"], whole):
            continue
        split: dict[tuple[str, ...], Any] = {}
        for names, shape in made.items():
            common = shapely.intersection(shape, zone["geometry"])
            rest = shapely.difference(shape, zone["geometry"])
            if common.area < least:
                split[names] = shape
            elif rest.area < least:
                split[(*names, number)] = shape
            else:
                split[(*names, number)], split[names] = common, rest
        made = split
    return made


def parts(case: PressedCase) -> Iterator[str]:
    """The parts are the footprint cut by the zones that may exempt: same zones, same areas, nothing twice."""
    least = case.choices.minimum_overlap_m2
    for project in case.plan["projects"]:
        name = f"project {project['project_id']}"
        said: dict[tuple[str, ...], float] = defaultdict(float)
        for part in project["parts"]:
            said[tuple(sorted(part["zone_ids"]))] += part["area_m2"]
        found = {zones: float(shape.area) for zones, shape in cells(case, project["project_id"]).items()}
        for zones in sorted(said.keys() | found.keys()):
            area = found.get(zones, 0.0)
            if abs(area - said.get(zones, 0.0)) > slack(area) + least * len(case.zones):
                yield f"{name}: {area:.2f} m² lie in zones {list(zones)}, the plan says {said.get(zones, 0.0):.2f}"
        total = math.fsum(said.values())
        if abs(total - project["footprint_m2"]) > 0.05 * len(project["parts"]):
            yield f"{name}: its parts have {total:.2f} m², the footprint {project['footprint_m2']:.2f}"


def _strip(shape: Any, reach: tuple[float, float, float, float, float]) -> Any:
    """Return where a dipping sheet lies between two elevations: a band across its outline, by turning the paper."""
    azimuth, fall, floor_m, low_m, high_m = reach
    turned = affinity.rotate(shape, azimuth, origin=(0, 0))  # the dip points north on the turned paper
    west, south, east, _ = turned.bounds
    start, end = south + (floor_m - high_m) / fall, south + (floor_m - low_m) / fall
    return affinity.rotate(shapely.box(west - 1, start, east + 1, end), -azimuth, origin=(0, 0))


def filled(body: dict[str, Any]) -> Any:
    """Return the part of an orebody's outline in which its sheet keeps between its elevations.

    A sheet whose dip and outline make it fall over a tenth farther than its elevations allow hangs from the middle
    of both.
    """
    shape = body["geometry"]
    stated = [body.get(name) for name in ("dip_deg", "dip_direction_deg", "top_m", "bottom_m")]
    dip, azimuth, top, bottom = (math.nan if value is None else float(value) for value in stated)
    if None in stated or not 0 < dip < STEEP_DEG:
        return shape
    turned = affinity.rotate(shape, azimuth, origin=(0, 0))
    drop = math.tan(math.radians(dip)) * (turned.bounds[3] - turned.bounds[1])
    if drop <= 1.1 * (top - bottom):
        return shape
    floor_m = (top + bottom + drop) / 2
    return shapely.intersection(shape, _strip(shape, (azimuth, math.tan(math.radians(dip)), floor_m, bottom, top)))


def left_out(case: PressedCase) -> Any:
    """Return the ground whose ore is already pillared or exempt by the scenario's choice."""
    kinds = {kind.value for kind in case.choices.deducted_zones}
    day = case.policy.on if case.choices.judge_on == "as_of" else None
    chosen = [z for z in case.zones.values() if z["kind"] in kinds and (day is None or stands(z, day))]
    return shapely.union_all([z["geometry"] for z in chosen])


def has_twin(case: PressedCase, number: str, shape: Any) -> bool:
    """Whether another orebody of the mineral overlaps there: then one of the two counts the shared ore."""
    mineral = case.bodies[number].get("mineral")
    return any(n != number and case.bodies[n].get("mineral") == mineral for n in case.near("bodies", shape))


def ores(case: PressedCase) -> Iterator[str]:
    """Every orebody under a footprint has its finding, with the area that lies under it."""
    exempt, least = left_out(case), case.choices.minimum_overlap_m2
    for project in case.plan["projects"]:
        name, ground = f"project {project['project_id']}", case.ground(project["project_id"])
        said = {f["orebody_id"]: f["footprint_m2"] for f in project["findings"]}
        for number in sorted(said.keys() | set(case.near("bodies", ground))):
            if number not in case.bodies:
                yield f"{name}: orebody {number} is in no table"
                continue
            under = shapely.intersection(ground, filled(case.bodies[number]))
            area = float(shapely.difference(under, exempt).area)
            claimed = said.get(number, 0.0)
            is_free = area < least + slack(area) and claimed == 0
            is_twin = claimed < area and has_twin(case, number, under)
            if not is_free and not is_twin and abs(area - claimed) > slack(area):
                yield f"{name}: {area:.2f} m² of orebody {number} lie under it, the plan says {claimed:.2f}"


def pillars(case: PressedCase) -> Iterator[str]:
    """What a pillar presses lies between the strip straight down and the widest reach of its angles.

    The oblique planes themselves are not cut a second time: the bounds use the depth of the deepest point, the
    flattest angle and the sharpest corner that is drawn out.
    """
    exempt = left_out(case)
    for project in case.plan["projects"]:
        ground = case.ground(project["project_id"])
        for finding in project["findings"]:
            if finding["buffered_m2"] is None or finding["orebody_id"] not in case.bodies:
                continue
            body = case.bodies[finding["orebody_id"]]
            low, high = _bounds(ground, body, finding, exempt)
            if has_twin(case, finding["orebody_id"], body["geometry"]):
                low = 0.0
            said = finding["buffered_m2"]
            if not low - slack(low) <= said <= high + slack(high):
                where = f"project {project['project_id']}, orebody {finding['orebody_id']}"
                yield f"{where}: the pillar presses {low:.2f} to {high:.2f} m², the plan says {said:.2f}"


def _bounds(ground: Any, body: dict[str, Any], finding: dict[str, Any], exempt: Any) -> tuple[float, float]:
    steps, sheet = finding.get("geometry_steps") or {}, filled(body)
    full = float(shapely.difference(sheet, exempt).area)
    if not steps:
        return 0.0, full
    depth = steps["surface_m"] - (body.get("bottom_m") if body.get("bottom_m") is not None else -math.inf)
    is_under = body.get("top_m") is not None and body["top_m"] <= steps["surface_m"]
    straight = shapely.buffer(ground, steps["buffer_m"]) if is_under else ground
    low = float(shapely.difference(shapely.intersection(straight, sheet), exempt).area) if is_under else 0.0
    slope = max(1 / math.tan(math.radians(steps[k])) for k in ("beta_deg", "gamma_deg", "delta_deg"))
    # A ray that falls less steeply than the sheet meets it nowhere near, so that nothing bounds it.
    free = 1 - slope * math.tan(math.radians(min(steps["dip_deg"], STEEP_DEG)))
    if free <= 0.05 or not math.isfinite(depth):
        return low, full
    loose = steps["loose_m"] / math.tan(math.radians(steps["loose_deg"])) if steps.get("loose_deg") else 0.0
    reach = steps["buffer_m"] + loose + max(0.0, depth) * slope / free
    wide = shapely.buffer(ground, 5 * reach)
    return low, float(shapely.difference(shapely.intersection(wide, sheet), exempt).area)
