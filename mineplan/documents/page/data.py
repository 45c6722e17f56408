"""What the scripts of the pages know of a plan: rights, groups, rulings and the drawing, as plain JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.documents import numbers
from mineplan.documents.page.shapes import map_of
from mineplan.terms import Disposition

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan, RightOutcome

# What the box beside the map shows of a right: key of the context row, label.
_FACTS = (
    ("holder", "采矿权人"),
    ("mineral", "矿种"),
    ("county", "所在县区"),
    ("method", "开采方式"),
    ("capacity", "设计规模（万吨/年）"),
    ("minimum", "最低规模（万吨/年）"),
    ("life", "服务年限（年）"),
    ("registered", "登记面积（平方千米）"),
    ("area", "计算面积（平方千米）"),
    ("elevations", "开采标高（米）"),
    ("valid_to", "有效期止"),
)


def page_data(plan: ConsolidationPlan, context: dict[str, Any]) -> dict[str, Any]:
    """Return what both pages need.

    Rights are lists: licence number, mine, code of the disposition, facts (in the order of `labels`), remarks,
    places in `rulings`, place in `groups` or -1, doubts.
    """
    return {
        "labels": [label for _, label in _FACTS],
        "keys": [key for key, _ in _FACTS],
        "dispositions": {d.value: d.label for d in Disposition},
        "rights": _rights(plan, context),
        "groups": _groups(plan, context),
        "rulings": [_ruling(r) for r in context["law"]["rulings"]],
        "map": map_of(plan, [row["right_id"] for row in context["rights"]]),
    }


def _rights(plan: ConsolidationPlan, context: dict[str, Any]) -> list[list[Any]]:
    order = {ruling["ruling_id"]: k for k, ruling in enumerate(context["law"]["rulings"])}
    outcomes = {outcome.right_id: outcome for outcome in plan.rights}
    groups = {group["group_id"]: k for k, group in enumerate(context["groups"])}
    doubts: dict[str, list[str]] = {}
    for note in plan.notes:
        doubts.setdefault(note.subject, []).append(note.text)
    return [
        [
            *_right(row, outcomes[row["right_id"]], order),
            groups.get(row["group_id"], -1),
            doubts.get(row["right_id"], []),
        ]
        for row in context["rights"]
    ]


def _right(row: dict[str, Any], outcome: RightOutcome, order: dict[str, int]) -> list[Any]:
    known = row | {
        "minimum": numbers.capacity(outcome.facts.get("minimum_capacity_t_a")),
        "life": numbers.years(outcome.facts.get("life_a")),
    }
    return [
        row["right_id"],
        row["mine_name"],
        row["code"],
        [known[key] for key, _ in _FACTS],
        row["remarks"],
        [order[r] for r in outcome.reasons if r in order],
    ]


def _groups(plan: ConsolidationPlan, context: dict[str, Any]) -> list[dict[str, Any]]:
    places = {row["right_id"]: k for k, row in enumerate(context["rights"])}
    made = []
    for group, row in zip(plan.groups, context["groups"], strict=True):
        facts = [
            ["整合主体", row["lead"]["name"]],
            ["采矿权", f"{row['rights']}宗"],
            ["拟设面积", f"{row['extent']['area']}平方千米"],
            ["现有规模合计", f"{row['scale']['capacity']}万吨/年"],
            ["拟设生产规模", f"{row['scale']['proposed']}万吨/年"],
            ["服务年限", f"{row['scale']['life']}年{_short(row['scale'])}"],
            *([["稳定性", row["stability"]["short"]]] if row["stability"]["short"] else []),
        ]
        made.append(
            {
                "id": group.group_id,
                "numeral": row["numeral"],
                "title": f"区块（{row['numeral']}）",
                "name": row["name"],
                "facts": facts,
                "members": [places[i] for i in group.right_ids],
                "lead": places[group.lead_id],
            }
        )
    return made


def _short(scale: dict[str, Any]) -> str:
    return f"（低于最低服务年限{scale['minimum_life']}年）" if scale["is_too_short"] else ""


def _ruling(row: dict[str, Any]) -> list[str]:
    doubt = "" if row["is_in_force"] and not row["assumed"] else row["state"]
    return [row["cited"], row["quoted"], row["certainty"], doubt]
