"""The objective, reckoned again from the tables."""

from __future__ import annotations

import math
from collections.abc import Iterator

import shapely

from mineplan.verify.bans import WIDEST, banned
from mineplan.verify.case import Case

_METRES = 100.0


def objective(case: Case) -> Iterator[str]:
    """The problem that was solved is the one the tables pose, and the plan scores what it claims."""
    plan, ids = case.plan, case.run.problem["ids"]
    joining = {r for g in plan["groups"] for r in g["right_ids"]}
    if joining - set(ids):
        yield f"rights {', '.join(sorted(joining - set(ids)))} stand in groups and were not in the problem"
        return
    if set(ids) != _taking_part(case):
        yield f"the problem is not over the rights that take part: {', '.join(sorted(set(ids) ^ _taking_part(case)))}"
        return
    terms = terms_of(case, [g["right_ids"] for g in plan["groups"]])
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
            value = f"{found.get(name, 0.0):g} by the tables"
            yield f"objective term {name} is {value}, the plan says {said.get(name, 0.0):g}"


def lawful_bounds(case: Case, right_id: str) -> tuple[float, float]:
    """Return the least and the greatest share of a right that lies outside banned ground."""
    shape = case.everything.at[right_id, "geometry"]
    least, most = (
        1 - shapely.area(shapely.intersection(shape, banned(case.bans, {right_id}, wide))) / shapely.area(shape)
        for wide in (WIDEST, 1.0)
    )
    return float(least), float(most)


def _taking_part(case: Case) -> set[str]:
    chosen, asked = set(), case.choices.minimum_lawful_share
    listed = set(case.run.problem["ids"])
    for right_id in case.rights.index:
        least, most = lawful_bounds(case, right_id)
        # A hair's breadth at the threshold: bans are drawn as polygons there and measured here.
        in_doubt = least < asked + 1e-9 and most > asked - 1e-9 and least != most
        if case.value(right_id, "status") != "closed" and (right_id in listed if in_doubt else most >= asked):
            chosen.add(str(right_id))
    return chosen


def terms_of(case: Case, groups: list[list[str]]) -> dict[str, float]:
    """Return the points of a partition by term; rights of the problem outside the groups stand alone."""
    home = {r: min(members) for members in groups for r in members}
    home |= {r: r for r in case.run.problem["ids"] if r not in home}
    gathered: dict[str, list[str]] = {}
    for right_id in case.run.problem["ids"]:
        gathered.setdefault(home[right_id], []).append(right_id)
    sets, w = list(gathered.values()), case.choices.objective
    return {
        "group": w.group * len(sets),
        "conflicts": _conflicts(case, home),
        "orebody_split": w.orebody_split * _split_units(case, home),
        "shortfall": _shortfall(case, sets),
        "mixed_holder": w.mixed_holder * _extra_holders(case, sets),
        "compactness": w.compactness * math.fsum(_star(case, members) for members in sets if len(members) > 1),
    }


def _conflicts(case: Case, home: dict[str, str]) -> float:
    w = case.choices.objective
    price = {
        "same_orebody": w.shared_orebody,
        "shared_orebody": w.shared_orebody,
        "overlap": w.overlap,
        "safety_distance": w.safety_distance,
        "ridge_boundary": w.ridge_boundary,
    }
    cost = 0.0
    for a, b, words in zip(case.pairs["right_a"], case.pairs["right_b"], case.pairs["triggers"], strict=True):
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


def _shortfall(case: Case, sets: list[list[str]]) -> float:
    rights, w = case.rights, case.choices.objective
    if "capacity_t_a" not in rights or "mineral" not in rights or not w.shortfall:
        return 0.0
    least = {r: case.minimum("minimum_capacity", case.value(r, "mineral")) for members in sets for r in members}
    minima = {m for m in least.values() if m is not None}
    if not minima:
        return 0.0

    def stated(right_id: str) -> float:
        value, own = case.value(right_id, "capacity_t_a"), least[right_id]
        if own is None or value is None:
            return own if own is not None else max(minima)
        return float(value)

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
    """Return the distances to the middle right, each in whole 100 m rounded up."""
    points = {r: shapely.get_coordinates(shapely.centroid(case.rights.at[r, "geometry"]))[0] for r in members}

    def units(a: str, b: str) -> int:
        return math.ceil(math.dist(points[a], points[b]) / _METRES - 1e-9)

    return float(min(sum(units(c, r) for r in members) for c in members))
