"""One dict a group: what the section 整合区块 prints about it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.constraints import pins_of_group
from mineplan.documents.context.law import DELEGATION, ground_numbers, grounds, is_in_force
from mineplan.documents.context.ledger import Ledger, label, name_of, spoken, text
from mineplan.documents.context.stability import stability_of
from mineplan.plans import ConsolidationPlan, Corner, Group
from mineplan.plans.marks import bookmark_of
from mineplan.schema import label_of
from mineplan.terms import Authority, MiningMethod, ResourceClass, Trigger, term_of

SCORE_PARTS = {"remaining": "可利用资源量", "capacity": "设计规模", "term": "剩余年限"}
LIFE_BASES = {
    "resources": "以资源量估算，推断资源量折算计入，储量不重复相加",
    "reserves": "以证实储量、可信储量估算",
    "remaining": "以台账保有资源量估算",
}


def groups_of(plan: ConsolidationPlan, ledger: Ledger) -> list[dict[str, Any]]:
    """Return the groups in the plan's order, numbered, with names that are unique in the document."""
    names = _names(plan)
    return [_group(no, group, names[no - 1], plan, ledger) for no, group in enumerate(plan.groups, start=1)]


def _names(plan: ConsolidationPlan) -> list[str]:
    bare = [_name(group) for group in plan.groups]
    counts = Counter(bare)
    # Two groups of one county on one orebody are told apart by the licence that names them.
    return [
        f"{name}（{group.group_id[-6:]}）" if counts[name] > 1 else name
        for name, group in zip(bare, plan.groups, strict=True)
    ]


def _name(group: Group) -> str:
    place = "、".join(group.counties[:2]) if group.counties else ""
    bodies = group.orebody_ids[0] if group.orebody_ids else ""
    more = f"等{len(group.orebody_ids)}个矿体" if len(group.orebody_ids) > 1 else ""
    # Chinese next to Latin needs no blank; a mineral's label may lack the word for ore.
    mineral = group.mineral.label if group.mineral else ""
    name = f"{place}{bodies}{more}{mineral}"
    return f"{name}区块" if name else f"{group.group_id}区块"


def _group(no: int, group: Group, name: str, plan: ConsolidationPlan, ledger: Ledger) -> dict[str, Any]:
    lead = ledger.right(group.lead_id)
    return {
        "no": no,
        "numeral": numbers.numeral(no),
        "group_id": group.group_id,
        "name": name,
        "bookmark": bookmark_of(group.group_id),
        "rights": len(group.right_ids),
        "mineral": text(group.mineral and group.mineral.label),
        "counties": "、".join(group.counties),
        "members": _members(group, ledger),
        "lead": _lead(group, lead, ledger, plan.lead_weights),
        "orebodies": _orebodies(group, ledger),
        "resources": _resources(group),
        "extent": _extent(group),
        "scale": _scale(group),
        "conflicts": _conflicts(group, ledger),
        "grounds": grounds(group.reasons, plan),
        "remarks": [spoken(remark, ledger) for remark in group.remarks],
        "pins": pins_of_group(plan, ledger, _numerals(plan), group.group_id),
        "stability": stability_of(group, plan),
        "authority": group.authority.label if group.authority else "",
        "delegation": _delegation(group, plan),
        "holders": list(group.holders),
        "holder_count": len(group.holders),
        "rings": rings_of(group.corners),
        "raw": {
            "area_km2": group.area_km2,
            "planar_km2": group.planar_km2,
            "gap_km2": group.gap_km2,
            "banned_km2": group.banned_km2,
            "capacity_t_a": group.capacity_t_a,
            "proposed_capacity_t_a": proposed_t_a(group),
            "life_a": group.life_a,
            "right_ids": list(group.right_ids),
            "lead_id": group.lead_id,
            "reasons": list(group.reasons),
        },
    }


def _numerals(plan: ConsolidationPlan) -> dict[str, str]:
    return {group.group_id: numbers.numeral(no) for no, group in enumerate(plan.groups, start=1)}


def _delegation(group: Group, plan: ConsolidationPlan) -> str:
    """Say to whom the registering authority may hand the case, where a ruling in force lets it."""
    facts = {} if group.mineral is None else {"mineral": group.mineral.value}
    for ruling in plan.rulings:
        if ruling.rule == DELEGATION and ruling.applies(facts) and is_in_force(ruling, plan) and ruling.amount:
            member = term_of(Authority, str(ruling.amount))
            whom = "市局" if member is Authority.CITY else str(ruling.amount) if member is None else member.label
            place = ground_numbers((ruling.ruling_id,), plan)
            return f"经省人民政府批准的整合方案内，可一事一议委托{whom}办理（依据条款一览表{place}）"
    return ""


def _members(group: Group, ledger: Ledger) -> list[dict[str, Any]]:
    rows = [ledger.right(i) for i in group.right_ids]
    return [
        {
            "no": no,
            "mark": numbers.circled(no),
            "right_id": str(row["right_id"]),
            "mine_name": text(row.get("mine_name")),
            "name": name_of(row),
            "holder": text(row.get("holder")),
            "method": label(MiningMethod, row.get("method")),
            "capacity": numbers.capacity(row.get("capacity_t_a")),
            "area": numbers.area(row.get("ellipsoid_km2")),
            "elevations": numbers.elevations(row.get("top_m"), row.get("bottom_m")),
            "valid_to": numbers.short_day(row.get("valid_to")),
            "is_lead": row["right_id"] == group.lead_id,
        }
        for no, row in enumerate(rows, start=1)
    ]


def _lead(group: Group, row: dict[str, Any], ledger: Ledger, weights: dict[str, float]) -> dict[str, Any]:
    scores = sorted(group.lead_scores, key=lambda s: (-s.total, s.right_id))
    best = scores[0].total if scores else 0.0
    parts = [p for p in (*SCORE_PARTS, *_other_parts(group)) if any(p in s.parts for s in scores)]
    rows = [
        {
            "name": name_of(ledger.right(s.right_id)),
            "right_id": s.right_id,
            "remaining": numbers.fixed(s.parts.get("remaining"), 3),
            "capacity": numbers.fixed(s.parts.get("capacity"), 3),
            "term": numbers.fixed(s.parts.get("term"), 3),
            "total": numbers.fixed(s.total, 3),
            "result": "整合主体" if s.right_id == group.lead_id else "",
            "other": "、".join(f"{label_of(p)}{numbers.fixed(s.parts.get(p), 3)}" for p in _other_parts(group)),
        }
        for s in scores
    ]
    chosen = next((s.total for s in scores if s.right_id == group.lead_id), None)
    return {
        "right_id": group.lead_id,
        "name": name_of(row),
        "holder": text(row.get("holder")),
        "has_holder": bool(row.get("holder")),
        "scores": rows,
        "score": numbers.fixed(chosen, 3),
        "parts_text": "、".join(_weighted(p, weights) for p in parts),
        "is_best": chosen is not None and chosen >= best,
        "is_tied": sum(s.total == best for s in scores) > 1,
    }


def _weighted(part: str, weights: dict[str, float]) -> str:
    """Name a criterion with its weight, as far as the plan states one."""
    name = SCORE_PARTS.get(part) or label_of(part)
    return f"{name}（{weights[part]:g}）" if part in weights else name


def _other_parts(group: Group) -> list[str]:
    return sorted({p for s in group.lead_scores for p in s.parts} - set(SCORE_PARTS))


def _orebodies(group: Group, ledger: Ledger) -> dict[str, Any]:
    found = [ledger.orebodies.get(body, {"orebody_id": body}) for body in group.orebody_ids]
    deposits = list(dict.fromkeys(str(row["deposit"]) for row in found if row.get("deposit")))
    ranges = [
        f"{row['orebody_id']}标高{numbers.elevations(row.get('top_m'), row.get('bottom_m'))}米"
        for row in found
        if row.get("top_m") is not None or row.get("bottom_m") is not None
    ]
    return {
        "count": len(found),
        "names": numbers.listing(list(group.orebody_ids), most=8, counter="个"),
        "deposits": "、".join(deposits),
        "ranges": "；".join(ranges[:8]),
    }


def _resources(group: Group) -> dict[str, Any]:
    """Return resources and reserves apart: GB/T 17766-2020 does not let them be added."""
    known: dict[ResourceClass, float] = {}
    for name, tonnes in group.resources_t.items():
        member = term_of(ResourceClass, name.removesuffix("_t"))
        if member is not None and numbers.is_known(tonnes) and tonnes > 0:
            known[member] = tonnes
    parts = {
        flag: "、".join(
            f"{c.label}{numbers.mass(known[c])}万吨" for c in ResourceClass if c in known and c.is_reserve is flag
        )
        for flag in (False, True)
    }
    return {"resources": parts[False], "reserves": parts[True], "is_known": bool(known)}


def _extent(group: Group) -> dict[str, Any]:
    rings = rings_of(group.corners)
    change = group.area_km2 - group.members_km2
    return {
        "area": numbers.area(group.area_km2),
        "planar": numbers.area(group.planar_km2),
        "members": numbers.area(group.members_km2),
        "change": numbers.area(abs(change)),
        "direction": "持平" if abs(change) < 5e-5 else "增加" if change > 0 else "减少",
        "gap": numbers.area(group.gap_km2) if group.gap_km2 >= 5e-5 else "",
        "banned": numbers.area(group.banned_km2) if group.banned_km2 >= 5e-5 else "",
        "top": numbers.elevation(group.top_m),
        "bottom": numbers.elevation(group.bottom_m),
        "has_elevations": numbers.is_known(group.top_m) and numbers.is_known(group.bottom_m),
        "corners": len(group.corners),
        "parts": sum(not ring["is_hole"] for ring in rings),
        "holes": sum(ring["is_hole"] for ring in rings),
        "zone": group.zone,
        "meridian": 3 * group.zone,
    }


def rings_of(corners: tuple[Corner, ...]) -> list[dict[str, Any]]:
    """Return the rings with their corners, and the same two abreast for a table of eight columns."""
    made: dict[int, dict[str, Any]] = {}
    for corner in corners:
        ring = made.setdefault(corner.ring, {"ring": corner.ring, "is_hole": corner.is_hole, "corners": []})
        ring["corners"].append(
            {
                "no": corner.no,
                "northing": numbers.coordinate(corner.northing_m),
                "easting": numbers.coordinate(corner.easting_m),
            }
        )
    for ring in made.values():
        ring["count"] = len(ring["corners"])
        ring["label"] = f"{ring['ring']}（内圈）" if ring["is_hole"] else str(ring["ring"])
        ring["pairs"] = abreast(ring["corners"])
    return list(made.values())


def abreast(corners: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the second half of the corners beside the first, for a table of twice as many columns."""
    half = (len(corners) + 1) // 2
    empty = {"no": "", "northing": "", "easting": ""}
    return [{"a": corners[i], "b": corners[half + i] if half + i < len(corners) else empty} for i in range(half)]


def proposed_t_a(group: Group) -> float | None:
    """Return the capacity of the new right; the members' sum where the plan states no other."""
    return group.capacity_t_a if group.proposed_capacity_t_a is None else group.proposed_capacity_t_a


def _scale(group: Group) -> dict[str, Any]:
    proposed = proposed_t_a(group)
    return {
        "capacity": numbers.capacity(group.capacity_t_a),
        "has_capacity": numbers.is_known(group.capacity_t_a),
        "proposed": numbers.capacity(proposed),
        "has_proposed": numbers.is_known(proposed),
        "minimum_capacity": numbers.capacity(group.minimum_capacity_t_a),
        "has_minimum_capacity": numbers.is_known(group.minimum_capacity_t_a),
        "capacity_verdict": _verdict(group.capacity_t_a, group.minimum_capacity_t_a),
        "proposed_verdict": _verdict(proposed, group.minimum_capacity_t_a),
        "life": numbers.years(group.life_a),
        "has_life": numbers.is_known(group.life_a),
        "minimum_life": numbers.years(group.minimum_life_a),
        "has_minimum_life": numbers.is_known(group.minimum_life_a),
        "life_verdict": _verdict(group.life_a, group.minimum_life_a),
        "is_too_short": _verdict(group.life_a, group.minimum_life_a) == "低于",
        "life_basis": LIFE_BASES.get(group.life_basis, group.life_basis).rstrip("。"),
    }


def _verdict(value: float | None, minimum: float | None) -> str:
    if value is None or minimum is None:
        return ""
    return "高于" if value > minimum else "等于" if value == minimum else "低于"


def _conflicts(group: Group, ledger: Ledger) -> list[dict[str, Any]]:
    marks = {right_id: numbers.circled(no) for no, right_id in enumerate(group.right_ids, start=1)}
    rows = []
    for a, b, triggers in group.conflicts:
        row = ledger.pairs.get(frozenset((a, b)), {})
        rows.append(
            {
                "pair": f"{marks.get(a, a)}与{marks.get(b, b)}",
                "triggers": "；".join(label(Trigger, t) for t in triggers),
                "gap": numbers.trimmed(row.get("gap_m"), 1),
                "right_a": a,
                "right_b": b,
                "orebodies": text("、".join(str(row.get("shared_orebodies") or "").split(";"))),
            }
        )
    return rows
