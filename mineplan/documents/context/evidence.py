"""The machine's evidence beside each group: what it rests on, what it costs, what would be next best."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.proof import WEIGHTS
from mineplan.plans import ConsolidationPlan, Group

Row = dict[str, Any]
_FIRST = "计算依据（由 mineplan 写入，供审查参考；审查意见请另加批注，导入时不读本批注）"


def evidence_of(plan: ConsolidationPlan, group: Group, row: Row, alternatives: list[Row]) -> list[str]:
    """Return the lines of a group's evidence.

    Parameters
    ----------
    plan, group
        The group and its plan.
    row
        Its row of the context, from `groups_of`.
    alternatives
        Rows of the alternatives, from `proof_of`, in the order of `plan.alternatives`.
    """
    lines = [
        _FIRST,
        f"区块编号：{group.group_id}；数据：{plan.dataset_title}（{plan.dataset_version}版），基准日{numbers.day(plan.as_of)}",
        _ore(row),
        f"资源量：{row['resources']['resources'] or '未载明'}",
        f"储量：{row['resources']['reserves']}" if row["resources"]["reserves"] else "",
        _triggers(row),
        _points(group),
        _without(row),
        _next_best(plan, group, alternatives),
        f"依据：{'；'.join(row['grounds'])}" if row["grounds"] else "",
    ]
    return [line for line in lines if line]


def _ore(row: Row) -> str:
    ore = row["orebodies"]
    if not ore["count"]:
        return "矿体：无矿体资料"
    return f"矿体：{ore['names']}" + (f"（{ore['ranges']}）" if ore["ranges"] else "")


def _triggers(row: Row) -> str:
    if not row["conflicts"]:
        return "触发情形：区块内未发现"
    marks = "、".join(f"{m['mark']}{m['name']}" for m in row["members"])
    pairs = "；".join(f"{c['pair']}：{c['triggers']}" for c in row["conflicts"])
    return f"触发情形：{pairs}。其中{marks}"


def _points(group: Group) -> str:
    """Say what the group costs, term by term; each term is its share of the plan's objective."""
    terms = {name: points for name, points in group.objective_terms.items() if points}
    if not terms:
        return ""
    told = "、".join(f"{WEIGHTS.get(name, (name, ''))[0]}{numbers.points(points)}分" for name, points in terms.items())
    return f"目标值中本区块计{numbers.points(sum(terms.values()))}分：{told}"


def _without(row: Row) -> str:
    return f"稳定性：{row['stability']['text']}" if row["stability"]["text"] else ""


def _next_best(plan: ConsolidationPlan, group: Group, alternatives: list[Row]) -> str:
    """Name the best of the listed alternatives that does not hold this very group."""
    own = frozenset(group.right_ids)
    for (_, parts), row in zip(plan.alternatives, alternatives, strict=True):
        if own not in map(frozenset, parts):
            place = f"求解证明附件“备选方案表”第{row['no']}号"
            return f"最接近的备选方案（{place}）：{row['difference']}，目标值增加{row['more']}分"
    if alternatives:
        return f"所列{len(alternatives)}个备选方案都含有本区块"
    return "本次运行未列备选方案（运行时加 --alternatives 可列出）"
