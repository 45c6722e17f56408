"""Reported bauxite blocks against zones, existing rights, minimum scale and life, reckoned again."""

from __future__ import annotations

import math
from collections.abc import Iterator

import shapely

from mineplan.policy import reaches
from mineplan.scenario import Grant
from mineplan.verify.allocation.case import (
    AllocationCase,
    Row,
    amount_of,
    differences,
    number,
    outside,
    text,
    whole,
)
from mineplan.verify.allocation.surroundings import Near, near_rights
from mineplan.verify.allocation.zones import ellipsoidal_km2, hit_faults, lawful_ground, shares_of

RESOURCES, RESERVES = ("measured", "indicated", "inferred"), ("proved", "probable")
_FLIPPED = {"below": "above", "above": "below"}


def screening(case: AllocationCase) -> Iterator[str]:
    """Prove zones, overlaps, lawful ground, quantities, lives, checks and fate of every reported block."""
    choices = case.choices.grant
    if choices is None:
        return
    blocks = case.blocks("bauxite")
    for said in case.plan["grant_plan"]:
        block, name = blocks[said["block_id"]], f"block {said['block_id']}"
        over = [n for n in near_rights(case, block, 0.0) if n.overlap_m2 >= choices.minimum_overlap_m2]
        yield from hit_faults(name, said["block_id"], block["geometry"], case.reaches["bauxite"], said["zones"])
        yield from _overlaps(name, over, said, choices)
        yield from _ground(case, name, block, over, (said, choices))
        yield from _figures(case, name, block, said, choices)
        yield from _checks(case, name, block, said, choices)


def _is_small(share: float, choices: Grant) -> bool:
    return share <= 1 - choices.minimum_lawful_share


def _overlaps(name: str, over: list[Near], said: Row, choices: Grant) -> Iterator[str]:
    listed = {o["right_id"]: o for o in said["overlaps"]}
    for right_id in sorted({n.right_id for n in over} ^ set(listed)):
        where = "the plan does not say so" if right_id not in listed else "by the tables it does not"
        yield f"{name}: it overlaps right {right_id}; {where}"
    for near in (n for n in over if n.right_id in listed):
        leads = near.is_coal and not _is_small(near.overlap_share, choices) and near.elevation != "above"
        found = {
            "mineral": text(near.right.get("mineral")),
            "overlap_m2": near.overlap_m2,
            "overlap_share": near.overlap_share,
            "elevation": _FLIPPED.get(near.elevation, near.elevation),
            "interval_m": near.interval_m,
            "leads_to_pilot": leads,
        }
        yield from differences(f"{name}, right {near.right_id}", found, listed[near.right_id])


def _ground(case: AllocationCase, name: str, block: Row, over: list[Near], rest: tuple[Row, Grant]) -> Iterator[str]:
    """What may be granted: bans and small overlaps cut out; area on the ellipsoid, tonnage in proportion."""
    said, choices = rest
    pieces = lawful_ground(said["block_id"], block["geometry"], case.reaches["bauxite"])
    yield from outside(name, "lawful_share", shares_of(block["geometry"], pieces), said["lawful_share"])
    small = [n.right["geometry"] for n in over if _is_small(n.overlap_share, choices)]
    usable = tuple(shapely.difference(piece, shapely.union_all(small)) for piece in pieces)
    least, most = (ellipsoidal_km2(case.crs, piece) for piece in usable)
    yield from outside(name, "area_km2", (least, most), said["area_km2"])
    banned = float(shapely.area(block["geometry"])) * (1 - said["lawful_share"]) / 1e6
    yield from differences(name, {"banned_km2": banned}, said)
    low, high = shares_of(block["geometry"], (usable[0], usable[1]))
    stated = {c: t for c in (*RESOURCES, *RESERVES) if (t := number(block.get(f"{c}_t")))}
    recoverable = number(block.get("recoverable_t"))
    if not stated and recoverable is not None:
        yield from outside(name, "quantity_t", (recoverable * low, recoverable * high), said["quantity_t"], 1e-3)
    if stated.keys() != said["resources_t"].keys():
        yield f"{name}: resources are of {', '.join(stated)}, the plan has {', '.join(said['resources_t'])}"
        return
    for kind, tonnes in stated.items():
        yield from outside(name, f"{kind} resources", (tonnes * low, tonnes * high), said["resources_t"][kind], 1e-3)


def _figures(case: AllocationCase, name: str, block: Row, said: Row, choices: Grant) -> Iterator[str]:
    quantity, basis = counted_t(said["resources_t"], choices.inferred_factor)
    recovery, dilution = number(block.get("recovery_share")) or choices.recovery_share, choices.dilution_share
    if quantity is None and number(block.get("recoverable_t")) is not None:
        # What may be recovered has its losses taken off.
        quantity, basis, recovery, dilution = said["quantity_t"], "recoverable", 1.0, 0.0
    capacity = number(block.get("capacity_t_a"))
    life = quantity * recovery / (capacity * (1 - dilution)) if quantity and capacity else None
    minima = [_minimum(case, rule, unit) for rule, unit in (("minimum_capacity", "t_a"), ("minimum_life", "a"))]
    found = {
        "quantity_t": quantity,
        "quantity_basis": basis,
        "capacity_t_a": capacity,
        "life_a": life,
        "minimum_capacity_t_a": minima[0],
        "minimum_life_a": minima[1],
        "as_ratio": number(block.get("as_ratio")),
        "top_m": number(block.get("top_m")),
        "bottom_m": number(block.get("bottom_m")),
        "reported_year": whole(block.get("year")),
    }
    yield from differences(name, found, said)
    if life is not None and f"＝{life:.1f}年" not in said["life_formula"]:
        yield f"{name}: the formula of the life does not end in {life:.1f} years: “{said['life_formula']}”"


def counted_t(classes: dict[str, float], inferred_factor: float) -> tuple[float | None, str]:
    """Return the tonnes that count and their basis: resources with a share of the inferred, else reserves."""
    if any(c in classes for c in RESOURCES):
        sure = classes.get("measured", 0.0) + classes.get("indicated", 0.0)
        return sure + inferred_factor * classes.get("inferred", 0.0), "resources"
    if classes:
        return math.fsum(classes.get(c, 0.0) for c in RESERVES), "reserves"
    return None, ""


def _minimum(case: AllocationCase, rule: str, unit: str) -> float | None:
    ruling = case.settled(rule, mineral="bauxite")
    if ruling is None or not ruling.binds_new or ruling.unit != unit or not isinstance(ruling.amount, int | float):
        return None
    return amount_of(ruling)


def _checks(case: AllocationCase, name: str, block: Row, said: Row, choices: Grant) -> Iterator[str]:
    has_stock = bool(said["resources_t"]) or bool(number(block.get("recoverable_t")))
    found = {
        "data": "passed" if has_stock and said["capacity_t_a"] else "failed",
        "capacity": _against(case, "minimum_capacity", said["minimum_capacity_t_a"], said["capacity_t_a"]),
        "life": _against(case, "minimum_life", said["minimum_life_a"], said["life_a"]),
        "zones": _zones(said, choices),
        "overlap": _overlap(said, choices),
    }
    outcomes = {check["name"]: check["outcome"] for check in said["checks"]}
    if outcomes.keys() != found.keys():
        yield f"{name}: the checks are {', '.join(found)}, the plan has {', '.join(outcomes)}"
        return
    for check, outcome in found.items():
        if outcomes[check] != outcome:
            yield f"{name}: check {check} is {outcome} by the tables, the plan says {outcomes[check]}"
    for check in said["checks"]:
        is_verdict = check["name"] in ("capacity", "life") and check["outcome"] != "open"
        if not check["sentence"] or (is_verdict and not check["rulings"]):
            yield f"{name}: check {check['name']} does not say what it rests on"
    fate = "to_pilot" if any(o["leads_to_pilot"] for o in said["overlaps"]) else "screened_out"
    if fate == "screened_out" and "failed" not in found.values():
        fate = "planned" if said["year"] is not None else "postponed"
    yield from differences(name, {"status": fate}, said)


def _against(case: AllocationCase, rule: str, minimum: float | None, value: float | None) -> str:
    ruling = case.settled(rule, mineral="bauxite")
    if ruling is None or minimum is None or value is None:
        return "open"
    return "passed" if reaches(ruling, value) else "failed"


def _zones(said: Row, choices: Grant) -> str:
    if not said["zones"]:
        return "passed"
    if said["lawful_share"] < choices.minimum_lawful_share:
        return "failed"
    return "conditional" if any(hit["is_settled"] for hit in said["zones"]) else "open"


def _overlap(said: Row, choices: Grant) -> str:
    if not said["overlaps"]:
        return "passed"
    return "conditional" if all(_is_small(o["overlap_share"], choices) for o in said["overlaps"]) else "failed"
