"""Coverage, connectivity, limits and pins."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

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
        if lost := sorted(set(members) - known):
            yield f"group {group['group_id']} holds {', '.join(lost)}, not among the scenario's rights in the tables"
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
            said = f"right {right_id} is {disposition} in group {right['group_id']}"
            yield f"{said}, but the groups say {home.get(right_id)}"
        if right_id in home and right_id in case.rights.index and case.value(right_id, "status") == "closed":
            yield f"right {right_id} is closed and stands in group {home[right_id]}"


def may_meet(case: Case, a: str, b: str) -> bool:
    """Whether two rights may be neighbours in a group: same kind of ore, on one orebody or within the gap as solids."""
    ores = [case.value(r, "mineral") for r in (a, b)]
    known = [o for o in ores if o is not None]
    if len(known) == 2 and known[0] != known[1] and not set(known) <= _QUARRIES:
        return False
    if _bodies(case, a) & _bodies(case, b):
        return True
    if case.choices.connect == "orebody":
        return False
    return solid_gap_m(case, a, b) <= case.choices.gap_m


def _bodies(case: Case, right_id: str) -> set[str]:
    return case.bodies_under.get(right_id, set())


def solid_gap_m(case: Case, a: str, b: str) -> float:
    """Return the plan distance of two rights over prisms whose elevations may meet; infinity without such."""
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
        yield from loose(case, f"group {group['group_id']}", group["right_ids"])


def loose(case: Case, name: str, members: list[str]) -> Iterator[str]:
    """Yield the complaint that some members touch none of the others."""
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
        lost = ", ".join(sorted(set(members) - reached))
        yield f"{name} does not hang together: {lost} touches none of the others"


def limits(case: Case) -> Iterator[str]:
    """Each group keeps within the scenario's limits, measured exactly."""
    for group in case.plan["groups"]:
        yield from beyond_limits(case, f"group {group['group_id']}", group["right_ids"])


def beyond_limits(case: Case, name: str, members: list[str]) -> Iterator[str]:
    """Yield each limit that a group breaks."""
    asked, rows = case.choices.limits, case.everything.loc[members]
    if asked.members is not None and len(members) > asked.members:
        yield f"{name} has {len(members)} members, more than {asked.members}"
    centres = shapely.get_coordinates(shapely.centroid(rows.geometry.to_numpy()))
    span = max((math.dist(a, b) for a, b in combinations(centres, 2)), default=0.0)
    # A micrometre, a square metre's thousandth, a kilogram: what sums of floats may be off by.
    if asked.span_m is not None and span > asked.span_m + 1e-6:
        yield f"{name} spans {span:.0f} m, more than {asked.span_m:g}"
    area = float(rows["ellipsoid_km2"].sum())
    if asked.area_km2 is not None and area > asked.area_km2 + 1e-9:
        yield f"{name} holds {area:.4f} km², more than {asked.area_km2:g}"
    if asked.capacity_t_a is not None and "capacity_t_a" in rows:
        capacity = float(rows["capacity_t_a"].sum())
        if capacity > asked.capacity_t_a + 1e-3:
            yield f"{name} mines {capacity:g} t/a, more than {asked.capacity_t_a:g}"


def pins(case: Case) -> Iterator[str]:
    """Pins of the scenario and of the reviewers, accepted groups included, are honoured."""
    home = {m: g["group_id"] for g in case.plan["groups"] for m in g["right_ids"]}
    yield from broken_pins(case, home, "")


def broken_pins(case: Case, home: dict[str, str], where: str) -> Iterator[str]:
    """Yield each pin that a partition breaks; `home` names the group of each right in one."""
    for a, b in case.pins("together"):
        if a not in home or home.get(a) != home.get(b):
            yield f"{where}rights {a} and {b} are pinned together and stand apart"
    for a, b in case.pins("apart"):
        if a in home and home[a] == home.get(b):
            yield f"{where}rights {a} and {b} are pinned apart and stand in group {home[a]}"
    for members in case.asked.locked:
        if members[0] not in home or {r for r in home if home[r] == home[members[0]]} != set(members):
            yield f"{where}the accepted group of {', '.join(members)} did not stay as it was"


def edges(case: Case) -> Iterator[str]:
    """The problem file holds the connections that the tables give, no more and no fewer."""
    ids = case.run.problem["ids"]
    known, pairs = set(ids), case.pairs
    listed = {frozenset((ids[a], ids[b])) for a, b in case.run.problem["edges"]}
    near = zip(pairs["right_a"], pairs["right_b"], strict=True)
    found = {frozenset((a, b)) for a, b in near if a in known and b in known and may_meet(case, a, b)}
    for pair in sorted(tuple(sorted(p)) for p in listed ^ found):
        yield f"the problem's edge between {' and '.join(pair)} does not agree with the tables"
