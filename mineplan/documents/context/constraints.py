"""What bounded the choice of groups, and what the plan leaves unsolved: limits, pins, pairs still in conflict."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.ledger import Ledger, label, name_of, split
from mineplan.documents.context.stability import LIMITS, PIN_WORDS, limit_costs, pin_cost
from mineplan.plans import ConsolidationPlan
from mineplan.terms import Disposition, Mineral, Trigger

TOGETHER, APART = PIN_WORDS["keep_together"], PIN_WORDS["keep_apart"]
_KEYS = {words: kind for kind, words in PIN_WORDS.items()}
_REMAINING = (Disposition.KEEP, Disposition.UPGRADE, Disposition.MERGE)
# Quarries of different stone may be one; rights of other minerals may not.
_QUARRIED = (Mineral.SAND_GRAVEL, Mineral.BUILDING_STONE, Mineral.DIMENSION_STONE, Mineral.LIMESTONE, Mineral.DOLOMITE)
_LIMITS = {
    **LIMITS,
    "gap_m": ("可并入同一区块的允许间距（共有矿体的不受此限）", "米", 1.0),
}
_CONNECT = {
    "orebody_or_gap": "共有矿体，或间距在允许间距以内且开采标高相交",
    "orebody": "共有矿体",
}


def constraints_of(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Return limits, pins with what became of them, and the conflicts that remain with their reasons."""
    limits = _limits(plan)
    return {
        "limits": limits,
        "limits_text": "；".join(f"{row['name']}{row['joint']}{row['value']}" for row in limits),
        "limit_costs": limit_costs(plan),
        "pins": _pins(plan, ledger, groups),
        "unsolved": _unsolved(plan, ledger, groups),
    }


def pins_of_group(plan: ConsolidationPlan, ledger: Ledger, numerals: dict[str, str], group_id: str) -> list[str]:
    """Say which pins formed a group or kept another right out of it; `numerals` by group id."""
    homes = {o.right_id: o.group_id for o in plan.rights}
    sentences = []
    for kind, pin in _pinned(plan):
        inside = [i for i in pin if homes.get(i) == group_id]
        outside = [i for i in pin if homes.get(i) != group_id]
        if kind == TOGETHER and len(inside) > 1:
            sentences.append(f"按方案约束“{kind}”，{_names(inside, ledger)}一并划入本区块")
        elif kind == APART and inside and outside:
            others = "、".join(_placed(i, homes.get(i), ledger, numerals) for i in outside)
            sentences.append(f"按方案约束“{kind}”，{_names(inside, ledger)}未与{others}并入同一区块")
    return sentences


def pins_of_right(plan: ConsolidationPlan, ledger: Ledger, right_id: str) -> list[str]:
    """Say which pins decided where a right stands."""
    words = {TOGETHER: "与{}并入同一区块", APART: "未与{}并入同一区块"}
    return [
        f"按方案约束“{kind}”，{words[kind].format(_names([i for i in pin if i != right_id], ledger))}"
        for kind, pin in _pinned(plan)
        if right_id in pin
    ]


def _pinned(plan: ConsolidationPlan) -> list[tuple[str, tuple[str, ...]]]:
    return [(kind, tuple(pin)) for kind, key in _KEYS.items() for pin in plan.limits.get(key) or ()]


def _names(ids: list[str], ledger: Ledger) -> str:
    return "、".join(name_of(ledger.right(i)) for i in ids)


def _placed(right_id: str, group_id: str | None, ledger: Ledger, numerals: dict[str, str]) -> str:
    name = name_of(ledger.right(right_id))
    return f"{name}（区块（{numerals[group_id]}））" if group_id in numerals else name


def _numerals(groups: list[dict[str, Any]]) -> dict[str, str]:
    return {g["group_id"]: g["numeral"] for g in groups}


def _limits(plan: ConsolidationPlan) -> list[dict[str, str]]:
    rows = [
        {"name": name, "value": _bound(plan.limits[key], unit, factor), "joint": ""}
        for key, (name, unit, factor) in _LIMITS.items()
        if key in plan.limits
    ]
    if connect := plan.limits.get("connect"):
        rows.append({"name": "连接方式", "value": _CONNECT.get(str(connect), str(connect)), "joint": "："})
    return rows


def _bound(value: Any, unit: str, factor: float) -> str:
    return f"{numbers.trimmed(float(value) * factor, 4)}{unit}" if numbers.is_known(value) else "不限"


def _pins(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    numerals, outcomes = _numerals(groups), {o.right_id: o for o in plan.rights}

    def place(right_id: str) -> str:
        outcome = outcomes.get(right_id)
        if outcome is None:
            return "不在本方案内"
        group = numerals.get(outcome.group_id or "")
        return f"区块（{group}）" if group else f"单独设置（{outcome.disposition.label}）"

    rows = []
    for no, (kind, pin) in enumerate(_pinned(plan), start=1):
        places = [place(i) for i in pin]
        result = f"均在{places[0]}" if len(set(places)) == 1 and kind == TOGETHER else f"依次在{'、'.join(places)}"
        rows.append(
            {
                "no": no,
                "kind": kind,
                "names": _names(list(pin), ledger),
                "ids": list(pin),
                "result": result,
                "cost": pin_cost(plan, _KEYS[kind], pin),
            }
        )
    return rows


def _unsolved(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pairs with a trigger that both remain and stand in different groups, or alone."""
    numerals = _numerals(groups)
    outcomes = {o.right_id: o for o in plan.rights if o.disposition in _REMAINING}
    homes = {i: o.group_id or i for i, o in outcomes.items()}
    members: dict[str, list[str]] = {}
    for right_id, home in homes.items():
        members.setdefault(home, []).append(right_id)
    rows: list[dict[str, Any]] = []
    for row in sorted(ledger.pairs.values(), key=lambda r: (str(r["right_a"]), str(r["right_b"]))):
        a, b = str(row["right_a"]), str(row["right_b"])
        triggers = split(row.get("triggers"))
        if not triggers or a not in homes or b not in homes or homes[a] == homes[b]:
            continue
        reasons = _reasons((a, b), (members[homes[a]], members[homes[b]]), plan, ledger)
        rows.append(
            {
                "no": len(rows) + 1,
                "pair": "与".join(_placed(i, outcomes[i].group_id, ledger, numerals) for i in (a, b)),
                "ids": [a, b],
                "triggers": "；".join(label(Trigger, t) for t in triggers),
                "gap": numbers.trimmed(row.get("gap_m"), 1),
                "orebodies": "、".join(split(row.get("shared_orebodies"))) or numbers.MISSING,
                "reason": "；".join(reasons),
            }
        )
    return rows


_Homes = tuple[list[str], list[str]]


def _reasons(pair: tuple[str, str], homes: _Homes, plan: ConsolidationPlan, ledger: Ledger) -> list[str]:
    """Say why a pair was not merged: pins and limits first, then what cannot meet, the weights last."""
    found = [*_by_pin(homes, plan, ledger), *_by_limit(homes, plan, ledger)]
    if not found and (words := _by_mineral(pair, ledger)):
        found = [words]
    if not found and not _is_connected(homes, plan, ledger):
        found = ["不符合并入同一区块的连接方式"]
    is_proven = plan.status == "optimal"
    return found or ["权重：" + ("并入同一区块的目标值更高" if is_proven else "求解未证明最优，所得方案未将其并入")]


def _by_pin(homes: _Homes, plan: ConsolidationPlan, ledger: Ledger) -> list[str]:
    locked = [set(members) for members in plan.limits.get("locked") or ()]
    return ["审查意见：已经同意的区块保持不变" for home in homes if set(home) in locked] + [
        f"方案约束“{APART}”（{_names([i for i in pin if i in homes[0] or i in homes[1]], ledger)}）"
        for kind, pin in _pinned(plan)
        if kind == APART and set(pin) & set(homes[0]) and set(pin) & set(homes[1])
    ]


def _by_limit(homes: _Homes, plan: ConsolidationPlan, ledger: Ledger) -> list[str]:
    ids = [*homes[0], *homes[1]]
    rows = [ledger.right(i) for i in ids]
    sums: dict[str, float] = {
        "members": float(len(ids)),
        "area_km2": sum(row.get("ellipsoid_km2") or 0.0 for row in rows),
        "capacity_t_a": sum(row.get("capacity_t_a") or 0.0 for row in rows),
        "span_m": _span(ids, plan),
    }
    words = {"members": "采矿权", "area_km2": "面积之和", "capacity_t_a": "规模之和", "span_m": "采矿权中心间距离"}
    found = []
    for key, word in words.items():
        limit, (_, unit, factor) = plan.limits.get(key), _LIMITS[key]
        if numbers.is_known(limit) and sums[key] > float(str(limit)):
            value = numbers.trimmed(sums[key] * factor, 4 if key == "area_km2" else 1)
            found.append(f"限制条件：合并后{word}{value}{unit}，超过{_bound(limit, unit, factor)}")
    return found


def _span(ids: list[str], plan: ConsolidationPlan) -> float:
    """Return the largest distance between two centres, metres."""
    import shapely

    frame = plan.tables["rights"]
    points = shapely.centroid(frame.geometry[frame["right_id"].isin(ids)].to_numpy())
    return max((float(a.distance(b)) for a in points for b in points), default=0.0)


def _by_mineral(pair: tuple[str, str], ledger: Ledger) -> str:
    kinds = [ledger.right(i).get("mineral") for i in pair]
    if None in kinds or kinds[0] == kinds[1] or all(kind in _QUARRIED for kind in kinds):
        return ""
    return f"矿种不同（{'、'.join(label(Mineral, kind) for kind in kinds)}）"


def _is_connected(homes: _Homes, plan: ConsolidationPlan, ledger: Ledger) -> bool:
    """Whether some right of one side may meet one of the other; yes where the plan does not say what connects."""
    connect, gap_m = plan.limits.get("connect"), plan.limits.get("gap_m")
    if connect is None:
        return True
    for a in homes[0]:
        for b in homes[1]:
            row = ledger.pairs.get(frozenset((a, b)), {})
            if row.get("shared_orebodies"):
                return True
            gap = row.get("gap_m")
            if gap is not None and gap_m is not None and gap <= gap_m and row.get("is_elevation_shared") is not False:
                return True
    return False
