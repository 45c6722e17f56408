"""The proof of the solution in plain words: status, bound, gap, points by weight, alternatives."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.ledger import Ledger, name_of
from mineplan.plans import ConsolidationPlan

# (name, what one unit of the weight is)
WEIGHTS = {
    "group": ("保留的采矿权数量", "每宗"),
    "shared_orebody": ("共有矿体的矿权未归入同一区块", "每对"),
    "overlap": ("矿区范围重叠的矿权未归入同一区块", "每对"),
    "safety_distance": ("小于安全距离的矿权未归入同一区块", "每对"),
    "ridge_boundary": ("以山脊为界的矿权未归入同一区块", "每对"),
    "conflicts": ("以上未归入同一区块的矿权合计", ""),
    "orebody_split": ("矿体资源量被分割", "每1万吨"),
    "shortfall": ("规模低于最低开采规模", "每差1万吨/年"),
    "mixed_holder": ("区块内多于一个采矿权人", "每多一人"),
    "compactness": ("区块内矿权分散", "每100米"),
}


def proof_of(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the annex 求解证明 prints."""
    return {
        "status": plan.status,
        "is_optimal": plan.status == "optimal",
        "objective": numbers.points(plan.objective),
        "bound": numbers.points(plan.bound),
        "gap": _gap(plan.gap),
        "weights": _weights(plan),
        "alternatives": _alternatives(plan, ledger, groups),
        "raw": {"objective": plan.objective, "bound": plan.bound, "gap": plan.gap},
    }


def _gap(gap: float) -> str:
    """Print the gap so that a plan with any gap at all never shows 0%."""
    shown = numbers.percent(gap, 2)
    return "不足0.01%" if gap > 0 and shown == "0%" else shown


def _weights(plan: ConsolidationPlan) -> list[dict[str, str]]:
    order = [*WEIGHTS, *sorted((set(plan.weights) | set(plan.objective_terms)) - set(WEIGHTS))]
    used = [name for name in order if name in plan.weights or name in plan.objective_terms]
    return [
        {
            "code": name,
            "name": WEIGHTS.get(name, (name, ""))[0],
            "unit": WEIGHTS.get(name, ("", ""))[1] or numbers.MISSING,
            "weight": numbers.points(plan.weights.get(name)),
            "points": numbers.points(plan.objective_terms.get(name)),
        }
        for name in used
    ]


def _alternatives(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for no, (objective, parts) in enumerate(plan.alternatives, start=1):
        merged = [part for part in parts if len(part) > 1]
        rows.append(
            {
                "no": no,
                "objective": numbers.points(objective),
                "more": numbers.points(objective - plan.objective),
                "groups": len(merged),
                "difference": _difference(ledger, groups, merged),
            }
        )
    return rows


def _difference(ledger: Ledger, groups: list[dict[str, Any]], merged: list[tuple[str, ...]]) -> str:
    """Say how an alternative departs from the plan, each change once."""
    theirs, ours = [frozenset(part) for part in merged], [frozenset(g["raw"]["right_ids"]) for g in groups]
    numerals = {own: g["numeral"] for own, g in zip(ours, groups, strict=True)}
    words, told = [], set[frozenset[str]]()
    for own in ours:
        if own in theirs or own in told:
            continue
        before, after = _change(own, ours, theirs)
        told |= {*before, *after}
        blocks = "、".join(f"区块（{numerals[part]}）" for part in before)
        left = sorted(frozenset().union(*before).difference(*after))
        alone = f"，{'、'.join(name_of(ledger.right(i)) for i in left)}单独设置" if left and after else ""
        words.append(blocks + (f"改为{_named(after, ledger)}{alone}" if after else "不整合"))
    new = [part for part in theirs if part not in ours and part not in told]
    if new:
        words.append(f"另将{_named(new, ledger)}")
    return "；".join(words) or "区块划分相同"


_Parts = list[frozenset[str]]


def _change(own: frozenset[str], ours: _Parts, theirs: _Parts) -> tuple[_Parts, _Parts]:
    """Return the groups that change together with one, and what they change into."""
    reached = own
    while True:
        before, after = [p for p in ours if p & reached], [p for p in theirs if p & reached]
        grown = frozenset().union(reached, *before, *after)
        if grown == reached:
            return before, after
        reached = grown


def _named(parts: list[frozenset[str]], ledger: Ledger) -> str:
    named = ["、".join(name_of(ledger.right(i)) for i in sorted(part)) for part in parts]
    return "，".join(f"{names}整合" for names in named)
