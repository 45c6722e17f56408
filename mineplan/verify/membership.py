"""Coverage, connectivity, limits and pins."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import shapely

from mineplan.terms import Disposition
from mineplan.verify.case import Case

# What the solver calls a quarry mineral for the question whether two rights may be one.
_QUARRIES = {"sand_gravel", "building_stone", "dimension_stone", "limestone", "dolomite"}


def coverage(case: Case) -> Iterator[str]:
    """Every right once; groups of two or more, disjoint, named after their smallest member, led by one of them."""
    listed = Counter(r["right_id"] for r in case.plan["rights"])
    known = set(case.rights.index)
    yield from (f"right {r} is missing from the plan" for r in sorted(known - set(listed)))
    yield from (f"right {r} is in the plan {n} times" for r, n in sorted(listed.items()) if n != 1)
    yield from (f"right {r} of the plan is not in the tables" for r in sorted(set(listed) - known))
    home: dict[str, str] = {}
    for group in case.plan["groups"]:
        members = group["right_ids"]
        if len(members) < 2 or len(set(members)) != len(members):
            yield f"group {group['group_id']} does not hold two or more different rights"
        if group["group_id"] != f"G-{min(members)}":
            yield f"group {group['group_id']} is not named after its smallest licence number"
        if group["lead_id"] not in members:
            yield f"group {group['group_id']} is led by {group['lead_id']}, which is no member"
        for right_id in members:
            if right_id in home:
                yield f"right {right_id} is in groups {home[right_id]} and {group['group_id']}"
            home[right_id] = group["group_id"]
    yield from _dispositions(case, home)


def _dispositions(case: Case, home: dict[str, str]) -> Iterator[str]:
    words = {d.value for d in Disposition}
    for right in case.plan["rights"]:
        right_id, disposition = right["right_id"], right["disposition"]
        if disposition not in words:
            yield f"right {right_id} has an unknown disposition {disposition}"
        if (disposition == "merge") != (right_id in home) or right["group_id"] != home.get(right_id):
            yield f"right {right_id} is {disposition} in group {right['group_id']}, but the groups say {home.get(right_id)}"
        is_closed = right_id in case.rights.index and _value(case, right_id, "status") == "closed"
        if is_closed and right_id in home:
            yield f"right {right_id} is closed and stands in group {home[right_id]}"


def _value(case: Case, right_id: str, column: str) -> Any:
    return case.rights.at[right_id, column] if column in case.rights else None


def may_meet(case: Case, a: str, b: str) -> bool:
    """Whether two rights may be neighbours in a group: same kind of ore, on one orebody or within the gap as solids."""
    ores = [_value(case, r, "mineral") for r in (a, b)]
    known = [o for o in ores if isinstance(o, str)]
    if len(known) == 2 and known[0] != known[1] and not set(known) <= _QUARRIES:
        return False
    if _bodies(case, a) & _bodies(case, b):
        return True
    if case.choices.connect == "orebody":
        return False
    return solid_gap_m(case, a, b) <= case.choices.gap_m


def _bodies(case: Case, right_id: str) -> set[str]:
    links = case.links
    return set(links.loc[links["right_id"] == right_id, "orebody_id"])


def solid_gap_m(case: Case, a: str, b: str) -> float:
    """Return the plan distance of two rights over prisms whose elevations meet or are unknown; infinity without such."""
    gaps = [
        float(shapely.distance(p, q))
        for p, high_p, low_p in case.solids[a]
        for q, high_q, low_q in case.solids[b]
        if not min(high_p, high_q) <= max(low_p, low_q)
    ]
    return min(gaps, default=math.inf)


def connectivity(case: Case) -> Iterator[str]:
    """Each group hangs together through pairs that may meet."""
    for group in case.plan["groups"]:
        members = [m for m in group["right_ids"] if m in case.rights.index]
        near: dict[str, set[str]] = {m: set() for m in members}
        for a, b in combinations(members, 2):
            if may_meet(case, a, b):
                near[a].add(b)
                near[b].add(a)
        reached, todo = set(members[:1]), members[:1]
        while todo:
            new = near[todo.pop()] - reached
            reached |= new
            todo += sorted(new)
        if reached != set(members):
            yield f"group {group['group_id']} does not hang together: {', '.join(sorted(set(members) - reached))} touches none of the others"


def limits(case: Case) -> Iterator[str]:
    """Each group keeps within the scenario's limits, in the units that the problem was solved in."""
    asked = case.choices.limits
    centres = dict(
        zip(case.rights.index, shapely.get_coordinates(shapely.centroid(case.rights.geometry.to_numpy())), strict=True)
    )
    for group in case.plan["groups"]:
        name, members = group["group_id"], [m for m in group["right_ids"] if m in case.rights.index]
        if asked.members is not None and len(members) > asked.members:
            yield f"group {name} has {len(members)} members, more than {asked.members}"
        spans = [math.dist(centres[a], centres[b]) for a, b in combinations(members, 2)]
        # The problem counts distances in whole 100 m and areas in whole ha.
        if asked.span_m is not None and max(spans, default=0) > asked.span_m + 50:
            yield f"group {name} spans {max(spans):.0f} m, more than {asked.span_m:g}"
        area = case.rights.loc[members, "ellipsoid_km2"].sum()
        if asked.area_km2 is not None and area > asked.area_km2 + 0.005 * len(members):
            yield f"group {name} holds {area:.4f} km², more than {asked.area_km2:g}"
        if asked.capacity_t_a is not None and "capacity_t_a" in case.rights:
            capacity = case.rights.loc[members, "capacity_t_a"].sum()
            if capacity > asked.capacity_t_a + 500 * len(members):
                yield f"group {name} mines {capacity:g} t/a, more than {asked.capacity_t_a:g}"


def pins(case: Case) -> Iterator[str]:
    """Pins of the scenario and of the reviewers are honoured."""
    home = {m: g["group_id"] for g in case.plan["groups"] for m in g["right_ids"]}
    for a, b in case.pairs("together"):
        if a not in home or home.get(a) != home.get(b):
            yield f"rights {a} and {b} are pinned together and stand apart"
    for a, b in case.pairs("apart"):
        if a in home and home[a] == home.get(b):
            yield f"rights {a} and {b} are pinned apart and stand in group {home[a]}"
