"""How firmly groups stand and what pins and limits cost, in words."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.plans import ConsolidationPlan, Group, LimitCost, PinCost, Shadows, Stability
from mineplan.terms import Firmness

# key of the plan's limits: (name, unit, factor)
LIMITS = {
    "members": ("一个区块最多采矿权数", "宗", 1.0),
    "span_m": ("区块内两个采矿权中心间最大距离", "米", 1.0),
    "area_km2": ("一个区块采矿权面积之和上限", "平方千米", 1.0),
    "capacity_t_a": ("一个区块规模之和上限", "万吨/年", 1e-4),
}
# kind of a pin: what it asks for
PIN_WORDS = {"keep_together": "须并入同一区块", "keep_apart": "不得并入同一区块"}


def stability_of(group: Group, plan: ConsolidationPlan) -> dict[str, Any]:
    """Return the verdict on a group and the sentences that explain it; no text where it was not looked at."""
    stability, shadows = group.stability, plan.shadows
    if stability is None or shadows is None:
        return {"firmness": "", "text": "", "short": ""}
    tried = _tried(stability, shadows)
    return {
        "firmness": stability.firmness.label,
        "text": "。".join([_verdict(stability, shadows), *([tried] if tried else [])]),
        "short": stability.firmness.label + _short(stability),
    }


def _verdict(stability: Stability, shadows: Shadows) -> str:
    near = numbers.percent(shadows.near_share, 2)
    if stability.firmness is Firmness.UNKNOWN:
        return "本区块所在的连片采矿权未求解到证明最优，或者可能的区块过多，未计算稳定性"
    if stability.firmness is Firmness.FORCED:
        return "在所设约束下，任何方案都含有本区块"
    if stability.firmness is Firmness.TIED:
        return "另有目标值相同而不含本区块的方案，两者由审查会议择定"
    dearer = f"不设本区块的最优方案，目标值增加{numbers.points(stability.points_without)}分"
    share = f"（所在连片采矿权目标值的{numbers.percent(stability.share_without, 2)}）"
    if stability.firmness is Firmness.FIRM:
        return f"{dearer}{share}，凡该片目标值与最优相差不超过{near}的方案都含有本区块"
    return f"{dearer}{share}，不超过{near}，本区块可被相近方案替代，审查时宜一并比较"


def _tried(stability: Stability, shadows: Shadows) -> str:
    if stability.survived is None or not stability.trials:
        return ""
    spread = numbers.percent(shadows.spread_share, 0)
    return f"各项权重在±{spread}内随机变动{stability.trials}次，其中{stability.survived}次的最优方案含有本区块"


def _short(stability: Stability) -> str:
    parts = []
    if stability.firmness in (Firmness.FIRM, Firmness.REPLACEABLE):
        parts.append(f"不设则增加{numbers.points(stability.points_without)}分")
    if stability.survived is not None and stability.trials:
        parts.append(f"权重变动{stability.trials}次中{stability.survived}次不变")
    return f"（{'，'.join(parts)}）" if parts else ""


def pin_cost(plan: ConsolidationPlan, kind: str, pin: tuple[str, ...]) -> str:
    """Say what one pin costs; "" where it was not looked at."""
    costs: tuple[PinCost, ...] = () if plan.shadows is None else plan.shadows.pins
    for cost in costs:
        if (cost.kind, cost.right_ids) == (kind, pin):
            if cost.points is None:
                return "取消该约束的效果未计算"
            return (
                f"取消该约束，目标值可减少{numbers.points(cost.points)}分" if cost.points else "取消该约束，目标值不变"
            )
    return ""


def limit_costs(plan: ConsolidationPlan) -> list[str]:
    """Say what each limit costs, and how little loosening saves anything."""
    shadows = plan.shadows
    costs = [] if shadows is None else [cost for cost in shadows.limits if cost.points or cost.unknown_rights]
    said = [_limit_cost(cost) for cost in costs]
    if shadows is not None and len(costs) < len(shadows.limits):
        rest = [LIMITS[c.name][0] for c in shadows.limits if c not in costs]
        said.append(f"取消“{'”“'.join(rest)}”的限制，目标值不变")
    return said


def _limit_cost(cost: LimitCost) -> str:
    name, unit, factor = LIMITS[cost.name]
    words = f"取消“{name}”的限制，目标值可减少{numbers.points(cost.points)}分"
    if cost.next_value is not None:
        words += f"；放宽到{numbers.trimmed(cost.next_value * factor, 4)}{unit}"
        is_whole = cost.next_points == cost.points
        words += "即可如此" if is_whole else f"，可减少{numbers.points(cost.next_points)}分"
    if cost.unknown_rights:
        open_question = f"{cost.unknown_rights}宗采矿权取消该限制后可能的区块过多，其效果未计算"
        return f"{words}（{open_question}）" if cost.points else f"取消“{name}”的限制：{open_question}"
    return words
