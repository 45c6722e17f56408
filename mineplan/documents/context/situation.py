"""The state before, the problems found, the targets and the dispositions."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.ledger import Ledger, label, name_of, split
from mineplan.documents.context.zones import zones_of
from mineplan.plans import ConsolidationPlan
from mineplan.terms import Disposition, Mineral, Trigger

Facts = dict[str, dict[str, Any]]


def situation_of(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, Any]:
    """Return counts by county and mineral, and the problems in sentences."""
    counted = _counted(plan, ledger)
    return {
        "rights": len(plan.rights),
        "by_place": counted,
        "total": _total(plan, ledger) if len(counted) > 1 else {},
        "counties": sorted({row["county"] for row in counted} - {numbers.MISSING}),
        "has_counties": any(row["county"] != numbers.MISSING for row in counted),
        "problems": _problems(plan, ledger),
        "zones": zones_of(plan, ledger),
        "orebodies": len(ledger.orebodies),
    }


def is_expired(plan: ConsolidationPlan, right_id: str, row: dict[str, Any], facts: Facts) -> bool:
    """Whether a licence had run out on the day: by the plan's own verdict, else by the ledger."""
    verdict = facts.get(right_id, {}).get("is_expired")
    if verdict is not None:
        return bool(verdict)
    return row.get("valid_to") is not None and row["valid_to"] < plan.as_of


def is_below_minimum(facts: dict[str, Any]) -> bool:
    """Whether a right's capacity is known and below a known minimum."""
    capacity, minimum = facts.get("capacity_t_a"), facts.get("minimum_capacity_t_a")
    return numbers.is_known(capacity) and numbers.is_known(minimum) and bool(capacity < minimum)  # type: ignore[operator]


def _facts(plan: ConsolidationPlan) -> Facts:
    return {o.right_id: o.facts for o in plan.rights}


def _counted(plan: ConsolidationPlan, ledger: Ledger) -> list[dict[str, Any]]:
    places: dict[tuple[str, str], list[str]] = {}
    for right_id, row in ledger.rights.items():
        key = (str(row.get("county") or numbers.MISSING), label(Mineral, row.get("mineral")))
        places.setdefault(key, []).append(right_id)
    rows = [
        _count(plan, ledger, ids) | {"county": county, "mineral": mineral}
        for (county, mineral), ids in sorted(places.items())
    ]
    return [row | {"no": no} for no, row in enumerate(rows, start=1)]


def _total(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, Any]:
    return _count(plan, ledger, [o.right_id for o in plan.rights])


def _count(plan: ConsolidationPlan, ledger: Ledger, ids: list[str]) -> dict[str, Any]:
    facts = _facts(plan)
    capacities = [ledger.right(i)["capacity_t_a"] for i in ids if ledger.right(i).get("capacity_t_a") is not None]
    areas = [ledger.right(i)["ellipsoid_km2"] for i in ids if ledger.right(i).get("ellipsoid_km2") is not None]
    return {
        "rights": len(ids),
        "capacity": numbers.capacity(sum(capacities)) if capacities else numbers.MISSING,
        "area": numbers.area(sum(areas)) if areas else numbers.MISSING,
        "below_minimum": sum(is_below_minimum(facts.get(i, {})) for i in ids),
        "expired": sum(is_expired(plan, i, ledger.right(i), facts) for i in ids),
    }


_TRIGGER_WORDS = {
    Trigger.SAME_OREBODY: "同一矿体由两个以上采矿权人开采的相邻矿权{n}对",
    Trigger.SHARED_OREBODY: "同一采矿权人的多个采矿权共有一个矿体的{n}对",
    Trigger.SAFETY_DISTANCE: "相邻开采范围小于规定安全距离的{n}对",
    Trigger.RIDGE_BOUNDARY: "以山脊为界的露天采场{n}对",
    Trigger.OVERLAP: "矿区范围（平面及标高）重叠的{n}对",
}


def _problems(plan: ConsolidationPlan, ledger: Ledger) -> list[dict[str, str]]:
    made = [
        _split_orebodies(plan, ledger),
        _neighbours(ledger),
        _small(plan),
        _run_out(plan, ledger),
        _banned(plan, ledger),
    ]
    return [problem for problem in made if problem]


def _split_orebodies(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, str]:
    holders: dict[str, set[str]] = {}
    for row in ledger.links:
        holders.setdefault(str(row["orebody_id"]), set()).add(str(row["right_id"]))
    shared = sorted(body for body, rights in holders.items() if len(rights) > 1)
    before = plan.indicators.split_orebodies_before
    if not before:
        return {}
    names = f"（{numbers.listing(shared, most=8, counter='个')}）" if shared and len(shared) == before else ""
    return {
        "head": "一个矿体分属多个采矿权。",
        "text": f"由两个以上采矿权分别占有的矿体{before}个{names}，"
        f"主要采矿权占有以外的资源量{numbers.mass(plan.indicators.split_t_before)}万吨，难以统一规划、统一开采。",
    }


def _neighbours(ledger: Ledger) -> dict[str, str]:
    counts = Counter(t for row in ledger.pairs.values() for t in split(row.get("triggers")))
    words = [words.format(n=counts[t.value]) for t, words in _TRIGGER_WORDS.items() if counts[t.value]]
    if not words:
        return {}
    return {"head": "相邻矿权相互影响。", "text": f"{'，'.join(words)}（一对矿权可同时属于多种情形）。"}


def _small(plan: ConsolidationPlan) -> dict[str, str]:
    count = plan.indicators.below_minimum_before
    if not count:
        return {}
    share = numbers.percent(count / plan.indicators.rights_before) if plan.indicators.rights_before else ""
    return {"head": "开采规模偏小。", "text": f"设计规模低于最低开采规模的采矿权{count}宗，占{share}。"}


def _run_out(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, str]:
    facts = _facts(plan)
    names = [name_of(row) for i, row in ledger.rights.items() if is_expired(plan, i, row, facts)]
    if not names:
        return {}
    listed = numbers.listing(names, most=6, counter="宗")
    return {
        "head": "采矿许可证到期。",
        "text": f"截至{numbers.day(plan.as_of)}，采矿许可证有效期届满的{len(names)}宗（{listed}）。",
    }


def _banned(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, str]:
    shares = {o.right_id: o.facts.get("lawful_share") for o in plan.rights}
    ids = [i for i, share in shares.items() if numbers.is_known(share) and share < 1]  # type: ignore[operator]
    if not ids:
        return {}
    names = numbers.listing([name_of(ledger.right(i)) for i in ids], most=6, counter="宗")
    return {"head": "与禁止开采区域重叠。", "text": f"矿区范围部分或全部位于禁止开采区域的{len(ids)}宗（{names}）。"}


def targets_of(plan: ConsolidationPlan) -> list[dict[str, Any]]:
    """Return the before/after table; lines that are nothing before and after are left out."""
    i = plan.indicators
    lines: list[tuple[str, str, float, float]] = [
        ("采矿权数量", "宗", i.rights_before, i.rights_after),
        ("分属多个采矿权（区块）的矿体", "个", i.split_orebodies_before, i.split_orebodies_after),
        ("主要采矿权（区块）以外的资源量", "万吨", i.split_t_before, i.split_t_after),
        ("尚未解决的相邻影响", "对", i.conflicts_before, i.conflicts_after),
        ("低于最低开采规模的采矿权", "宗", i.below_minimum_before, i.below_minimum_after),
    ]
    kept = [line for k, line in enumerate(lines) if k == 0 or line[2] or line[3]]
    return [
        {
            "no": no,
            "name": name,
            "unit": unit,
            "before": _figure(before, unit),
            "after": _figure(after, unit),
            "change": _change(before, after, unit),
            "before_raw": _raw(before, unit),
            "after_raw": _raw(after, unit),
        }
        for no, (name, unit, before, after) in enumerate(kept, start=1)
    ]


def _figure(value: float, unit: str) -> str:
    return numbers.mass(value) if unit == "万吨" else numbers.whole(value)


def _raw(value: float, unit: str) -> float:
    return value / 1e4 if unit == "万吨" else value


def _change(before: float, after: float, unit: str) -> str:
    if before == after:
        return "持平"
    word = "减少" if after < before else "增加"
    share = f"（{numbers.percent(abs(after - before) / before)}）" if before else ""
    return f"{word}{_figure(abs(after - before), unit)}{share}"


def dispositions_of(plan: ConsolidationPlan) -> list[dict[str, Any]]:
    """Return how many rights the plan keeps, upgrades, merges, lets withdraw and closes; no empty lines."""
    counts = Counter(o.disposition for o in plan.rights)
    return [
        {"disposition": d.label, "rights": counts[d], "share": numbers.percent(counts[d] / len(plan.rights))}
        for d in Disposition
        if counts[d]
    ]
