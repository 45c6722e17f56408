"""Every number of the objective, the groups and the indicators, reckoned again from the tables."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import shapely

from mineplan.links import link_rights, raise_triggers
from mineplan.terms import ResourceClass
from mineplan.verify.case import Case
from mineplan.verify.ground import banned, overlaps

_CLASSES = [c.value for c in ResourceClass]


def objective(case: Case) -> Iterator[str]:
    """The problem that was solved is the one the tables pose, and the plan scores what it claims."""
    plan, problem = case.plan, case.run.problem
    ids = problem["ids"]
    joining = {r for g in plan["groups"] for r in g["right_ids"]}
    if joining - set(ids):
        yield f"rights {', '.join(sorted(joining - set(ids)))} stand in groups and were not in the problem"
        return
    if set(ids) != _taking_part(case):
        yield f"the problem is not over the rights that take part: {', '.join(sorted(set(ids) ^ _taking_part(case)))}"
        return
    home = {r: g["group_id"] for g in plan["groups"] for r in g["right_ids"]} | {r: r for r in ids if r not in joining}
    sets: dict[str, list[str]] = {}
    for right_id in ids:
        sets.setdefault(home[right_id], []).append(right_id)
    terms = _terms(case, list(sets.values()), home)
    yield from _term_differences(terms, plan["objective_terms"])
    total = math.fsum(terms.values())
    if not math.isclose(total, plan["objective"], rel_tol=1e-9, abs_tol=1e-6):
        yield f"the objective is {total:g} by the tables, the plan says {plan['objective']:g}"
    gap = (plan["objective"] - plan["bound"]) / max(1.0, abs(plan["objective"]))
    if plan["bound"] > plan["objective"] + 1e-6 or not math.isclose(gap, plan["gap"], abs_tol=1e-9):
        yield f"bound {plan['bound']:g} and gap {plan['gap']:g} do not fit the objective {plan['objective']:g}"
    if plan["status"] == "optimal" and plan["gap"] > 1e-9:
        yield f"the plan says optimal with a gap of {plan['gap']:g}"


def _term_differences(found: dict[str, float], said: dict[str, float]) -> Iterator[str]:
    for name in sorted(found.keys() | said.keys()):
        if not math.isclose(found.get(name, 0.0), said.get(name, 0.0), rel_tol=1e-9, abs_tol=1e-6):
            yield f"objective term {name} is {found.get(name, 0.0):g} by the tables, the plan says {said.get(name, 0.0):g}"


def _taking_part(case: Case) -> set[str]:
    chosen = set()
    for right_id, row in case.rights.iterrows():
        shape = row["geometry"]
        share = 1 - shapely.area(shapely.intersection(shape, banned(case, right_id))) / shapely.area(shape)
        # A hair's breadth at the threshold: bans are drawn as polygons there and measured here.
        in_doubt = abs(share - case.choices.minimum_lawful_share) < 0.005
        listed = right_id in case.run.problem["ids"]
        if row.get("status") != "closed" and (listed if in_doubt else share >= case.choices.minimum_lawful_share):
            chosen.add(str(right_id))
    return chosen


def _terms(case: Case, sets: list[list[str]], home: dict[str, str]) -> dict[str, float]:
    w = case.choices.objective
    return {
        "group": w.group * len(sets),
        "conflicts": _conflicts(case, home),
        "orebody_split": w.orebody_split * _split_units(case, home),
        "shortfall": _shortfall(case, sets),
        "mixed_holder": w.mixed_holder * _extra_holders(case, sets),
        "compactness": w.compactness * math.fsum(_star(case, members) for members in sets if len(members) > 1),
    }


def triggered(case: Case) -> Any:
    """Return ADJACENCY of the whole dataset with the triggers of the day."""
    tables = case.run.tables
    reach = case.choices.gap_m
    distance = case.policy.find("quarry_distance")
    if distance is not None and isinstance(distance.amount, int | float):
        reach = max(reach, float(distance.amount))
    near = link_rights(tables["rights"], tables["parts"], case.links, reach)
    return raise_triggers(near, tables["rights"], tables.get("zones"), case.policy, case.choices)


def _conflicts(case: Case, home: dict[str, str]) -> float:
    w = case.choices.objective
    price = {
        "same_orebody": w.shared_orebody,
        "shared_orebody": w.shared_orebody,
        "overlap": w.overlap,
        "safety_distance": w.safety_distance,
        "ridge_boundary": w.ridge_boundary,
    }
    table = triggered(case)
    cost = 0.0
    for a, b, words in zip(table["right_a"], table["right_b"], table["triggers"], strict=True):
        if a in home and b in home and home[a] != home[b]:
            cost += sum(price[word] for word in words.split(";") if word)
    return cost


def _split_units(case: Case, home: dict[str, str]) -> float:
    """Return whole 10,000 t outside the largest part, summed over orebodies that several rights hold."""
    links, units = case.links, 0.0
    if links.empty:
        return 0.0
    for _, rows in links[links["right_id"].isin(home) & (links["tonnage_t"] > 0)].groupby("orebody_id"):
        held: dict[str, int] = {}
        for right_id, tonnes in zip(rows["right_id"], rows["tonnage_t"], strict=True):
            held[home[right_id]] = held.get(home[right_id], 0) + max(1, round(tonnes / 10_000))
        units += sum(held.values()) - max(held.values()) if len(rows) > 1 else 0
    return units


def _minimum(case: Case, mineral: Any) -> float | None:
    ruling = case.policy.find("minimum_capacity", mineral=mineral) if isinstance(mineral, str) else None
    if (
        ruling is None
        or not ruling.binds_existing
        or not ruling.is_settled
        or ruling.unit != "t_a"
        or not isinstance(ruling.amount, int | float)
    ):
        return None
    return float(ruling.amount)


def _shortfall(case: Case, sets: list[list[str]]) -> float:
    rights, w = case.rights, case.choices.objective
    if "capacity_t_a" not in rights or "mineral" not in rights or not w.shortfall:
        return 0.0
    least = {r: _minimum(case, rights.at[r, "mineral"]) for members in sets for r in members}
    minima = {m for m in least.values() if m is not None}
    if not minima:
        return 0.0

    def stated(right_id: str) -> float:
        value = float(rights.at[right_id, "capacity_t_a"])
        own = least[right_id]
        if own is None or value != value:
            return own if own is not None else max(minima)
        return value

    if len(minima) == 1:
        [minimum] = minima
        units = [max(0, minimum / 1000 - sum(round(stated(r) / 1000) for r in members)) for members in sets]
        return w.shortfall / 10 * sum(units)
    counted = [m for m in least.values() if m is not None]
    price = round(w.shortfall * sum(counted) / len(counted) / 10_000 / 1000, 3)
    share = {r: 1000 if (own := least[r]) is None else round(1000 * stated(r) / own) for r in least}
    return price * sum(max(0, 1000 - sum(share[r] for r in members)) for members in sets)


def _extra_holders(case: Case, sets: list[list[str]]) -> int:
    if "holder" not in case.rights or case.rights["holder"].isna().all():
        return 0
    holder = case.rights["holder"]
    return sum(len({holder[r] if isinstance(holder[r], str) else r for r in members}) - 1 for members in sets)


def _star(case: Case, members: list[str]) -> float:
    points = {r: shapely.get_coordinates(shapely.centroid(case.rights.at[r, "geometry"]))[0] for r in members}
    return float(min(sum(round(math.dist(points[c], points[r]) / 100) for r in members) for c in members))


def groups(case: Case) -> Iterator[str]:
    """Capacity, elevations, orebodies and stock of each group."""
    for group in case.plan["groups"]:
        rows = case.rights.loc[[m for m in group["right_ids"] if m in case.rights.index]]
        for name, column, how in (
            ("capacity_t_a", "capacity_t_a", "sum"),
            ("top_m", "top_m", "max"),
            ("bottom_m", "bottom_m", "min"),
        ):
            known = column in rows and rows[column].notna().any()
            value = float(getattr(rows[column], how)()) if known else None
            if not _same(value, group[name]):
                yield f"group {group['group_id']}: {name} is {value} by the tables, the plan says {group[name]}"
        yield from _stock(case, group)


def _same(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-3)


def _stock(case: Case, group: dict[str, Any]) -> Iterator[str]:
    links = case.links[case.links["right_id"].isin(group["right_ids"])]
    if sorted(set(links["orebody_id"])) != sorted(group["orebody_ids"]):
        yield f"group {group['group_id']}: orebodies are {sorted(set(links['orebody_id']))} by the tables"
    # Ore under two overlapping members counts once, so their sum is only an upper bound there.
    overlapping = any(
        overlaps(p, q) for a, b in combinations(group["right_ids"], 2) for p in case.solids[a] for q in case.solids[b]
    )
    for name in _CLASSES:
        tonnes = links[f"{name}_t"].dropna() if f"{name}_t" in links else []
        held = float(sum(tonnes))
        least = float(max(tonnes, default=0.0)) if overlapping else held
        said = group["resources_t"].get(name, 0.0)
        # Gap resources come on top of what the members hold, never beyond what the orebodies have.
        bodies = case.run.tables.get("orebodies")
        whole = math.inf
        if bodies is not None and f"{name}_t" in bodies and (links["basis"] == "volume").all():
            whole = float(bodies.loc[bodies["orebody_id"].isin(group["orebody_ids"]), f"{name}_t"].sum())
        if said < least - 1 or said > whole + 1 or (not group["gap_km2"] and said > held + 1):
            yield f"group {group['group_id']}: {name} is {said:.0f} t, the members hold {held:.0f} t of {whole:.0f} t"


def indicators(case: Case) -> Iterator[str]:
    """Rights, split orebodies and conflicts before and after."""
    said = case.plan["indicators"]
    gone = {r["right_id"] for r in case.plan["rights"] if r["disposition"] in ("close", "withdraw")}
    before = {r["right_id"]: r["right_id"] for r in case.plan["rights"]}
    after = {r["right_id"]: r["group_id"] or r["right_id"] for r in case.plan["rights"] if r["right_id"] not in gone}
    table = triggered(case)
    for when, home in (("before", before), ("after", after)):
        found = {
            "rights": len(set(home.values())),
            "split_orebodies": _split_count(case, home),
            "conflicts": sum(
                1
                for a, b, t in zip(table["right_a"], table["right_b"], table["triggers"], strict=True)
                if t and a in home and b in home and home[a] != home[b]
            ),
        }
        for name, value in found.items():
            if said[f"{name}_{when}"] != value:
                yield f"indicator {name}_{when} is {value} by the tables, the plan says {said[f'{name}_{when}']}"


def _split_count(case: Case, home: dict[str, str]) -> int:
    holders: dict[str, set[str]] = {}
    for right_id, body in zip(case.links["right_id"], case.links["orebody_id"], strict=True):
        if right_id in home:
            holders.setdefault(body, set()).add(home[right_id])
    return sum(len(h) > 1 for h in holders.values())


def tables_agree(case: Case) -> Iterator[str]:
    """The problem file holds the connections the tables give, pair by pair within groups."""
    from mineplan.verify.membership import may_meet

    ids = case.run.problem["ids"]
    listed = {frozenset((ids[a], ids[b])) for a, b in case.run.problem["edges"]}
    for group in case.plan["groups"]:
        for a, b in combinations(group["right_ids"], 2):
            if (frozenset((a, b)) in listed) != may_meet(case, a, b):
                yield f"the problem's edge between {a} and {b} does not agree with the tables"
