"""What a reviewer is told of each group: before and after, evidence, law, alternatives, and the rights around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.documents import numbers

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan, Group

Row = dict[str, Any]
# A group in a crowded field has many neighbours; the nearest are those a reviewer may mean.
_MOST_NEIGHBOURS = 30


def with_evidence(data: dict[str, Any], plan: ConsolidationPlan, context: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a page with what a reviewer needs in `review` of each group.

    Parameters
    ----------
    data
        What `page_data` returned.
    plan, context
        The plan and its context.
    """
    places = {row["right_id"]: k for k, row in enumerate(context["rights"])}
    order = {ruling["ruling_id"]: k for k, ruling in enumerate(context["law"]["rulings"])}
    near = _near(plan)
    groups = []
    for told, group, row in zip(data["groups"], plan.groups, context["groups"], strict=True):
        review = {
            "change": _before_and_after(row),
            "evidence": _evidence(row),
            "scores": [[s["name"], s["total"], s["result"]] for s in row["lead"]["scores"]],
            "rulings": [order[r] for r in group.reasons if r in order],
            "pins": row["pins"],
            "stability": row["stability"]["text"],
            "alternatives": _alternatives(plan, group, context["proof"]["alternatives"]),
            "neighbours": _neighbours(group, near, places),
        }
        groups.append(told | {"review": review})
    return data | {"groups": groups}


def _before_and_after(row: Row) -> list[list[str]]:
    """Return rows of name, before, after."""
    extent, scale = row["extent"], row["scale"]
    after = f"{extent['top']}～{extent['bottom']}" if extent["has_elevations"] else numbers.MISSING
    before = "；".join(f"{m['mark']}{m['elevations']}" for m in row["members"])
    minimum = f"（最低 {scale['minimum_capacity']}）" if scale["has_minimum_capacity"] else "（最低规模未查到现行规定）"
    life = f"（最低 {scale['minimum_life']}）" if scale["has_minimum_life"] else ""
    return [
        ["采矿权（宗）", str(row["rights"]), "1"],
        ["采矿权人", "、".join(row["holders"]), row["lead"]["holder"]],
        ["面积（平方千米）", extent["members"], extent["area"]],
        ["开采标高（米）", before, after],
        ["规模（万吨/年）", scale["capacity"], scale["proposed"] + minimum],
        ["服务年限（年）", numbers.MISSING, scale["life"] + life],
    ]


def _evidence(row: Row) -> list[list[str]]:
    """Return rows of label and sentence, those with nothing to say left out."""
    extent, resources, bodies = row["extent"], row["resources"], row["orebodies"]
    told = [
        ["矿体", "，".join(w for w in (bodies["names"] if bodies["count"] else "", bodies["deposits"]) if w)],
        ["资源储量", "；".join(w for w in (resources["resources"], resources["reserves"]) if w)],
        ["夹缝资源", f"纳入 {extent['gap']} 平方千米" if extent["gap"] else ""],
        ["禁止区域", f"划出 {extent['banned']} 平方千米" if extent["banned"] else ""],
        ["登记机关", "；".join(w for w in (row["authority"], row["delegation"]) if w)],
        *(["相邻影响", f"{c['pair']}：{c['triggers']}（间距 {c['gap']} 米）"] for c in row["conflicts"]),
        *(["说明", remark] for remark in row["remarks"]),
    ]
    return [line for line in told if line[1]]


def _alternatives(plan: ConsolidationPlan, group: Group, rows: list[Row]) -> list[list[str]]:
    """Return the alternatives that lack the group: number, points more than the plan, what differs."""
    own = frozenset(group.right_ids)
    lacking = [own not in map(frozenset, parts) for _, parts in plan.alternatives]
    return [[str(row["no"]), row["more"], row["difference"]] for row, lacks in zip(rows, lacking, strict=True) if lacks]


def _near(plan: ConsolidationPlan) -> dict[str, dict[str, float]]:
    """Return for each right the rights it is adjacent to, with the gap in metres."""
    frame = plan.tables.get("adjacency")
    near: dict[str, dict[str, float]] = {}
    if frame is None or not {"right_a", "right_b"} <= set(frame.columns):
        return near
    gaps = frame["gap_m"].tolist() if "gap_m" in frame else [0.0] * len(frame)
    for a, b, gap in zip(frame["right_a"], frame["right_b"], gaps, strict=True):
        for one, other in ((str(a), str(b)), (str(b), str(a))):
            near.setdefault(one, {})[other] = float(gap)
    return near


def _neighbours(group: Group, near: dict[str, dict[str, float]], places: dict[str, int]) -> list[list[Any]]:
    """Return the rights next to a group, nearest first: place among the rights, gap."""
    found: dict[str, float] = {}
    for member in group.right_ids:
        for other, gap in near.get(member, {}).items():
            if other not in group.right_ids and other in places:
                found[other] = min(gap, found.get(other, gap))
    nearest = sorted(found.items(), key=lambda item: (item[1], item[0]))[:_MOST_NEIGHBOURS]
    return [[places[right_id], numbers.trimmed(gap, 1)] for right_id, gap in nearest]
