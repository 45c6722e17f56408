"""Tonnages by class, what rights hold of them, and the run's totals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import shapely

from mineplan.verify.pressed.case import CLASSES, PressedCase
from mineplan.verify.pressed.ground import filled, has_twin, left_out, slack
from mineplan.verify.pressed.reports import SLIVER_M2, apart, expected, height_share, held, named

_RANGES = (
    ("footprint", "footprint_m2", "footprint_t", "footprint_share"),
    ("pillar", "buffered_m2", "buffered_t", "buffered_share"),
)


def tonnages(case: PressedCase) -> Iterator[str]:
    """Each class is the orebody's by its pressed share; without classes area times thickness times density.

    Inside a right with a report it is the reported one by the pressed share of the right's part.
    """
    for project in case.plan["projects"]:
        for finding in project["findings"]:
            body = case.bodies.get(finding["orebody_id"])
            if body is not None:
                where = f"project {project['project_id']}, orebody {finding['orebody_id']}"
                faults = (*_tonnage_faults(case, body, finding, project["project_id"]), *named(case, finding))
                yield from (f"{where}: {fault}" for fault in faults)


def _tonnage_faults(case: PressedCase, body: dict[str, Any], finding: dict[str, Any], project_id: str) -> Iterator[str]:
    whole = float(filled(body).area)
    stated = {c: body[f"{c}_t"] for c in CLASSES if body.get(f"{c}_t") is not None}
    for label, area_key, tonnes_key, share_key in _RANGES:
        area, share = finding[area_key], finding[share_key]
        if area is None:
            continue
        # An upright or level body is pressed over part of its height at the rim of a pillar, never over more.
        grain = 1e-8 + 0.02 / whole if whole else 0.0
        is_part = share is not None and share <= area / whole + grain
        if not is_part or (label == "footprint" and share < area / whole - grain):
            yield f"its {label} presses {area / whole:.9f} of it, the plan says {share}"
            continue
        if finding["reported_rights"]:
            parts = _held_parts(case, finding, label, project_id)
            if parts is not None:
                yield from _unlike_reports(case, finding, (label, tonnes_key), (parts, share * whole))
            continue
        tonnes = {c: t * share for c, t in stated.items()} or _formula(body, share * whole)
        yield from _unlike(tonnes, finding[tonnes_key], label, stated)


def _held_parts(case: PressedCase, finding: dict[str, Any], label: str, project_id: str) -> dict[str, float] | None:
    """Return what reported rights hold of the pressed area, averaged over the height; None where it cannot be told.

    Under a footprint the ground is cut again. Of a pillar the areas inside rights are taken as printed, since its
    planes are not cut a second time; where such rights overlap, or orebodies of one mineral do, they do not tell it.
    """
    number = finding["orebody_id"]
    body = case.bodies[number]
    if label == "footprint":
        under = shapely.intersection(case.ground(project_id), filled(body))
        if has_twin(case, number, under):
            return None
        return held(case, number, shapely.difference(under, left_out(case)))
    area, mean = finding["buffered_m2"], finding["buffered_share"] * float(filled(body).area)
    rows = {r: case.holders[r] for r in finding["reported_rights"] if r in case.holders}
    pairs = [(a, b) for a in rows for b in rows if a < b and not apart(rows[a], rows[b])]
    if any(shapely.intersects(rows[a]["geometry"], rows[b]["geometry"]) for a, b in pairs):
        return None
    shares = {r["right_id"]: r["buffered_m2"] or 0.0 for r in finding["right_shares"] if r["right_id"] in rows}
    return {r: m2 * height_share(body, rows[r]) * mean / area for r, m2 in shares.items()} if area else {}


def _unlike_reports(
    case: PressedCase, finding: dict[str, Any], names: tuple[str, str], pressed: tuple[dict[str, float], float]
) -> Iterator[str]:
    (label, key), (parts, mean_m2) = names, pressed
    number = finding["orebody_id"]
    body = case.bodies[number]
    whole = float(filled(body).area)
    told = expected(case, number, parts, mean_m2)
    stated = {c: body[f"{c}_t"] for c in CLASSES if body.get(f"{c}_t") is not None}
    rest_m2 = max(0.0, told.rest_m2)
    rest: dict[str, float | None] = {c: t * rest_m2 / whole for c, t in stated.items()}
    rest = rest or _formula(body, rest_m2)
    said = finding[key]
    for name in sorted({*told.tonnes, *rest, *said}):
        more = rest.get(name, 0.0)
        claim = said.get(name, 0.0)
        if more is None or claim is None:
            is_sliver = rest_m2 < SLIVER_M2 + 0.1 and name not in said
            if not is_sliver and not (more is None and claim is None):
                yield f"{name} of its {label} is {'not known' if more is None else 'known'}, the plan says {claim}"
            continue
        tonnes = told.tonnes.get(name, 0.0) + more
        slack = told.slack.get(name, 0.0) + _grain(tonnes, stated.get(name)) + 0.03 * (stated.get(name) or 0.0) / whole
        if rest_m2 < SLIVER_M2 + 0.1 and not stated:
            slack += abs(more)
        if abs(tonnes - claim) > slack:
            yield f"{name} of its {label} is {tonnes:.3f} t by the reports, the plan says {claim:.3f}"


def _formula(body: dict[str, Any], mean_m2: float) -> dict[str, float | None]:
    """Q = S m d, m along the plumb line; nothing known is not nought."""
    dip, density = body.get("dip_deg") or 0.0, body.get("density_t_m3")
    if dip >= 85:
        height = None if None in (body.get("top_m"), body.get("bottom_m")) else body["top_m"] - body["bottom_m"]
    else:
        thick = body.get("thickness_m")
        height = None if thick is None else thick / math.cos(math.radians(dip))
    return {"unclassified": None if height is None or density is None else mean_m2 * height * density}


def _unlike(
    expected: dict[str, float | None], said: dict[str, float | None], label: str, stated: dict[str, float]
) -> Iterator[str]:
    if expected.keys() != said.keys():
        yield f"tonnage of its {label} stands in {sorted(said)}, by the tables in {sorted(expected)}"
        return
    for name, tonnes in sorted(expected.items()):
        claim = said[name]
        if (tonnes is None) != (claim is None):
            yield f"{name} of its {label} is {'not known' if tonnes is None else 'known'}, the plan says {claim}"
        elif tonnes is not None and claim is not None and abs(tonnes - claim) > _grain(tonnes, stated.get(name)):
            yield f"{name} of its {label} is {tonnes:.3f} t, the plan says {claim:.3f}"


def _grain(tonnes: float, whole: float | None) -> float:
    """Return by how much a tonnage may differ: a share is printed with nine decimals."""
    return 0.01 + 1e-8 * (whole or 0.0) + 1e-6 * abs(tonnes)


def rights(case: PressedCase) -> Iterator[str]:
    """Every right under a footprint is named with its area; who owns it is told by its name."""
    least = case.choices.minimum_overlap_m2
    for project in case.plan["projects"]:
        name, ground = f"project {project['project_id']}", case.ground(project["project_id"])
        said = {right["right_id"]: right for right in project["rights"]}
        for number in sorted(said.keys() | set(case.near("holders", ground))):
            if number not in case.holders:
                yield f"{name}: right {number} is in no table"
                continue
            area = float(shapely.intersection(ground, case.holders[number]["geometry"]).area)
            claimed = said[number]["footprint_m2"] if number in said else 0.0
            if abs(area - claimed) > slack(area) and not (area < least + slack(area) and claimed == 0):
                yield f"{name}: {area:.2f} m² lie in right {number}, the plan says {claimed:.2f}"
        for right in project["rights"]:
            yield from (f"{name}: {fault}" for fault in _owner_faults(case, project["owner"], right))
        for finding in project["findings"]:
            yield from (f"{name}, orebody {finding['orebody_id']}: {fault}" for fault in _share_faults(finding))


def _owner_faults(case: PressedCase, owner: str, right: dict[str, Any]) -> Iterator[str]:
    row = case.holders.get(right["right_id"])
    holder = "" if row is None else row.get("holder") or ""
    is_same = bool(owner) and _bare(owner) == _bare(holder)
    if right["is_own"] is True and not is_same:
        yield f"right {right['right_id']} is told the builder's own, but “{holder}” is not “{owner}”"
    if right["is_own"] is False and is_same:
        yield f"right {right['right_id']} is held by “{holder}”, the builder, and not told its own"


def _bare(name: str) -> str:
    import unicodedata

    folded = unicodedata.normalize("NFKC", name).casefold().replace("有限责任公司", "有限公司")
    folded = folded.replace("股份有限公司", "股份公司")
    return "".join(letter for letter in folded if letter.isalnum())


def _share_faults(finding: dict[str, Any]) -> Iterator[str]:
    if finding["rights"] != [right["right_id"] for right in finding["right_shares"]]:
        yield "its rights are not those of its shares"
    for right in finding["right_shares"]:
        if right["footprint_m2"] > finding["footprint_m2"] + slack(finding["footprint_m2"]):
            yield f"right {right['right_id']} holds more of it than is pressed"
        whole = finding["footprint_m2"]
        if whole and abs((right["footprint_share"] or 0.0) - right["footprint_m2"] / whole) > 1e-4:
            yield f"right {right['right_id']}: share {right['footprint_share']} is not its area over the finding's"


def totals(case: PressedCase) -> Iterator[str]:
    """A total is no less than any one project's tonnage, and no more than their sum."""
    for key, area in (("footprint_t", "footprint_m2"), ("buffered_t", "buffered_m2")):
        summed: dict[tuple[str, str], float] = defaultdict(float)
        most: dict[tuple[str, str], float] = defaultdict(float)
        unknown = set()
        for project in case.plan["projects"]:
            for finding in project["findings"]:
                for name, tonnes in finding[key].items() if finding[area] else ():
                    cell = (finding.get("mineral") or "", name)
                    if tonnes is None:
                        unknown.add(cell)
                        continue
                    summed[cell] += tonnes
                    most[cell] = max(most[cell], tonnes)
        for mineral, name in sorted(summed.keys() | unknown):
            said = case.plan["totals"].get(mineral, {}).get(key, {}).get(name)
            if (mineral, name) in unknown or said is None:
                if said is not None or (mineral, name) not in unknown:
                    yield f"totals: {key} of {mineral} {name} must be {'not known' if said is not None else 'known'}"
            elif not most[mineral, name] - 1 <= said <= summed[mineral, name] * (1 + 1e-9) + 1:
                yield f"totals: {key} of {mineral} {name} is {said:.3f}, more than the projects press, or less than one"
