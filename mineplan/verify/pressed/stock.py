"""Tonnages by class, what rights hold of them, and the run's totals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import shapely

from mineplan.verify.pressed.case import PressedCase
from mineplan.verify.pressed.ground import filled, slack

_CLASSES = ("measured", "indicated", "inferred", "proved", "probable")
_RANGES = (
    ("footprint", "footprint_m2", "footprint_t", "footprint_share"),
    ("pillar", "buffered_m2", "buffered_t", "buffered_share"),
)


def tonnages(case: PressedCase) -> Iterator[str]:
    """Each class is the orebody's by its pressed share; without classes area times thickness times density."""
    for project in case.plan["projects"]:
        for finding in project["findings"]:
            body = case.bodies.get(finding["orebody_id"])
            if body is not None:
                where = f"project {project['project_id']}, orebody {finding['orebody_id']}"
                yield from (f"{where}: {fault}" for fault in _tonnage_faults(body, finding))


def _tonnage_faults(body: dict[str, Any], finding: dict[str, Any]) -> Iterator[str]:
    whole = float(filled(body).area)
    stated = {c: body[f"{c}_t"] for c in _CLASSES if body.get(f"{c}_t") is not None}
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
        expected = {c: t * share for c, t in stated.items()} or _formula(body, share * whole)
        yield from _unlike(expected, finding[tonnes_key], label, stated)


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
