"""`report.html`: the plan as one page that opens from disk and asks nothing of any network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents import numbers
from mineplan.errors import InputError

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
LINKS = (
    ("proposal.docx", "整合方案（Word）"),
    ("../tables/tables.xlsx", "数据表（Excel）"),
    ("../plan.gpkg", "图形数据（GeoPackage）"),
)


def write_page(plan: ConsolidationPlan, context: dict[str, Any], out: Path, template: Path) -> None:
    """Write the page of a plan.

    Parameters
    ----------
    plan
        Gives the geometry and the ruling ids behind each verdict.
    context
        What `context_of(plan)` returns: every text and figure, as in the proposal.
    out
        The HTML file.
    template
        `report.html.j2`; `report.css` and `report.js` lie beside it and are put into the page.

    Raises
    ------
    InputError
        One of the three template files is missing.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from mineplan.documents.page.shapes import map_of

    sources = [template, template.with_name("report.css"), template.with_name("report.js")]
    missing = [path for path in sources if not path.is_file()]
    if missing:
        raise InputError([f"template is missing: {path.name} (beside {template.name})" for path in missing])
    drawing = map_of(plan, [row["right_id"] for row in context["rights"]])
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (path.read_text(encoding="utf-8") for path in sources[1:])
    page = environment.get_template(template.name).render(
        **context,
        map=drawing,
        links=LINKS,
        style=Markup(style),
        script=Markup(script),
        data=Markup(_embedded(_data(plan, context, drawing))),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8", newline="\n")


def _embedded(data: Any) -> str:
    """Return JSON that cannot end its script element, whatever a company calls itself."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _data(plan: ConsolidationPlan, context: dict[str, Any], drawing: dict[str, Any]) -> dict[str, Any]:
    order = {ruling["ruling_id"]: k for k, ruling in enumerate(context["law"]["rulings"])}
    outcomes = {outcome.right_id: outcome for outcome in plan.rights}
    groups = {group["group_id"]: k for k, group in enumerate(context["groups"])}
    doubts: dict[str, list[str]] = {}
    for note in plan.notes:
        doubts.setdefault(note.subject, []).append(note.text)
    rights = [
        [
            *_right(row, outcomes[row["right_id"]], order),
            groups.get(row["group_id"], -1),
            box,
            doubts.get(row["right_id"], []),
        ]
        for row, box in zip(context["rights"], drawing["boxes"], strict=True)
    ]
    return {
        "box": drawing["box"],
        "labels": [label for _, label in _FACTS],
        "rights": rights,
        "groups": _groups(plan, context, drawing),
        "rulings": [_ruling(r) for r in context["law"]["rulings"]],
    }


def _right(row: dict[str, Any], outcome: RightOutcome, order: dict[str, int]) -> list[Any]:
    """Return licence number, name, code, disposition, facts, remarks, and places in the list of rulings."""
    known = row | {
        "minimum": numbers.capacity(outcome.facts.get("minimum_capacity_t_a")),
        "life": numbers.years(outcome.facts.get("life_a")),
    }
    return [
        row["right_id"],
        row["mine_name"],
        row["code"],
        row["disposition"],
        [known[key] for key, _ in _FACTS],
        row["remarks"],
        [order[r] for r in outcome.reasons if r in order],
    ]


def _groups(plan: ConsolidationPlan, context: dict[str, Any], drawing: dict[str, Any]) -> list[dict[str, Any]]:
    places = {row["right_id"]: k for k, row in enumerate(context["rights"])}
    made = []
    for group, row, box in zip(plan.groups, context["groups"], drawing["extent_boxes"], strict=True):
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
                "title": f"区块（{row['numeral']}）",
                "name": row["name"],
                "box": box,
                "facts": facts,
                "members": [places[i] for i in group.right_ids],
            }
        )
    return made


def _short(scale: dict[str, Any]) -> str:
    return f"（低于最低服务年限{scale['minimum_life']}年）" if scale["is_too_short"] else ""


def _ruling(row: dict[str, Any]) -> list[str]:
    doubt = "" if row["is_in_force"] and not row["assumed"] else row["state"]
    return [row["cited"], row["quoted"], row["certainty"], doubt]
