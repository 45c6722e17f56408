"""The plan as tables of raw values: what the workbook shows and the CSV files keep in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mineplan import schema
from mineplan.documents.context.decided import SHEET_COLUMNS, decision_rows
from mineplan.documents.context.fields import Field, Sheet, with_unit
from mineplan.documents.context.groups import LIFE_BASES, groups_of, proposed_t_a
from mineplan.documents.context.law import amount, ruling_row
from mineplan.documents.context.ledger import Ledger, Rows, ledger_of, rows_of
from mineplan.documents.context.situation import targets_of
from mineplan.documents.context.solver_words import chinese
from mineplan.documents.context.stability import LIMITS, PIN_WORDS
from mineplan.plans import ConsolidationPlan, Group, Printed, RightOutcome
from mineplan.terms import Authority, Disposition, Firmness, Heeding, Mineral, MiningMethod, RightStatus, Trigger

_WORDS: dict[str, dict[str, str]] = {
    **{
        name: {m.value: m.label for m in term}
        for name, term in (
            ("mineral", Mineral),
            ("method", MiningMethod),
            ("status", RightStatus),
            ("disposition", Disposition),
            ("triggers", Trigger),
            ("firmness", Firmness),
            ("heeding", Heeding),
        )
    },
    "area_match": {"both": "平面面积和椭球面积", "planar": "平面面积", "ellipsoid": "椭球面积", "none": "均不相符"},
    "basis": {"volume": "按体积比例分摊", "report": "取自储量报告"},
    "life_basis": LIFE_BASES,
}
# Labels of columns that no declared table has.
_LABELS = {
    "no": "序号",
    "group_no": "区块序号",
    "name": "名称",
    "group_id": "区块编号",
    "counties": "所在县区",
    "rights": "采矿权数",
    "right_ids": "采矿许可证号（全部）",
    "lead_id": "整合主体采矿许可证号",
    "lead_name": "整合主体矿山名称",
    "holders": "采矿权人（全部）",
    "orebody_ids": "矿体编号（全部）",
    "planar_km2": "平面面积",
    "ellipsoid_km2": "椭球面积",
    "members_km2": "原采矿权面积之和",
    "gap_km2": "夹缝资源区域面积",
    "banned_km2": "扣除的禁止开采区域面积",
    "zone": "带号",
    "corners": "拐点数",
    "minimum_capacity_t_a": "最低开采规模",
    "proposed_capacity_t_a": "拟设生产规模",
    "life_a": "服务年限",
    "minimum_life_a": "最低服务年限",
    "life_basis": "服务年限估算依据",
    "authority_new": "拟登记机关",
    "reasons": "依据条款编号",
    "remarks": "理由",
    "area_match": "登记面积相符的算法",
    "source_row": "台账行号",
    "disposition": "处置意见",
    "is_lead": "是否整合主体",
    "lawful_share": "禁止开采区域以外占比",
    "is_expired": "许可证是否到期",
    "is_hole": "是否内圈（扣除）",
    "indicator": "指标",
    "unit": "单位",
    "before": "整合前",
    "after": "整合后",
    "ruling_id": "条款编号",
    "rule": "规则",
    "title": "规定事项",
    "jurisdiction": "适用地域",
    "document": "文件名称",
    "number": "文号",
    "article": "条款",
    "sentence": "条文",
    "amount_text": "采用数值",
    "amount": "数值（原单位）",
    "valid_from": "起始日期",
    "valid_to": "终止日期",
    "certainty": "核实情况",
    "state": "效力",
    "checked": "核实日期",
    "source": "来源",
    "assumed": "假定理由",
    "remark": "说明",
    "code": "代码",
    "subject": "对象",
    "text": "说明与疑点",
    "ring": "圈号",
    "firmness": "稳定性",
    "points_without": "不设本区块目标值增加（分）",
    "without_share": "不设本区块目标值增加比例",
    "survived": "权重变动后仍最优的次数",
    "trials": "权重变动次数",
    "wish": "约束",
    "wish_value": "采用值",
    "points": "取消后目标值减少（分）",
    "next_value": "起作用的下一放宽值",
    "next_points": "放宽到该值目标值减少（分）",
    "unknown_rights": "未计算的采矿权数",
    "by": "提出人",
    "at": "提出时间",
    "asked": "意见",
    "heeding": "落实情况",
    "words": "落实说明",
    "changed": "意见提出后的数据变化",
}
# Columns whose label depends on the sheet, since the declared one belongs to another table.
_ON_SHEET = {
    ("groups", "area_km2"): "拟设矿区面积",
    ("groups", "capacity_t_a"): "现有规模合计",
    ("rights", "valid_from"): "有效期起",
    ("rights", "valid_to"): "有效期止",
    ("rights", "area_km2"): "登记面积",
    ("rights", "name"): "矿山名称",
    ("decisions", "text"): "意见理由",
    ("decisions", "right_ids"): "所涉采矿许可证号",
}


def sheets_of(plan: ConsolidationPlan) -> list[Sheet]:
    """Return the plan's tables in the order of the workbook."""
    ledger = ledger_of(plan)
    return [
        _sheet("groups", "区块汇总", _group_rows(plan, ledger), _GROUPS, "remarks"),
        _sheet("rights", "现有采矿权及处置", _right_rows(plan, ledger), _RIGHTS, "remarks"),
        _sheet(
            "corners",
            "拟设拐点坐标",
            [{"group_id": g.group_id, **vars(c)} for g in plan.groups for c in g.corners],
            _CORNERS,
        ),
        _sheet("links", "矿权与矿体关系", _sorted(rows_of(plan, "links"), schema.LINKS), _declared(schema.LINKS)),
        _sheet(
            "adjacency", "相邻关系", _sorted(rows_of(plan, "adjacency"), schema.ADJACENCY), _declared(schema.ADJACENCY)
        ),
        _sheet("indicators", "指标对比", _indicator_rows(plan), ("indicator", "unit", "before", "after")),
        *([_sheet("wishes", "约束代价", _wish_rows(plan), _WISHES)] if plan.shadows is not None else []),
        *([_sheet("decisions", "审查意见落实", decision_rows(plan), SHEET_COLUMNS)] if plan.decided else []),
        ruling_sheet(plan),
        _sheet("notes", "说明与疑点", _note_rows(plan), ("code", "subject", "text")),
    ]


_GROUPS = (
    "no",
    "group_id",
    "name",
    "rights",
    "lead_name",
    "orebody_ids",
    "area_km2",
    "members_km2",
    "gap_km2",
    "banned_km2",
    "top_m",
    "bottom_m",
    "capacity_t_a",
    "proposed_capacity_t_a",
    "minimum_capacity_t_a",
    "life_a",
    "authority_new",
    "remarks",
    "counties",
    "mineral",
    "right_ids",
    "lead_id",
    "holders",
    "planar_km2",
    "zone",
    "corners",
    "minimum_life_a",
    "life_basis",
    "firmness",
    "points_without",
    "without_share",
    "survived",
    "trials",
    "measured_t",
    "indicated_t",
    "inferred_t",
    "proved_t",
    "probable_t",
    "reasons",
)
_RIGHTS = (
    "right_id",
    "mine_name",
    "holder",
    "county",
    "mineral",
    "disposition",
    "group_no",
    "capacity_t_a",
    "minimum_capacity_t_a",
    "life_a",
    "area_km2",
    "ellipsoid_km2",
    "top_m",
    "bottom_m",
    "valid_to",
    "remarks",
    "group_id",
    "is_lead",
    "method",
    "minimum_life_a",
    "planar_km2",
    "area_match",
    "valid_from",
    "is_expired",
    "status",
    "authority",
    "remaining_t",
    "recovery_share",
    "dilution_share",
    "output_t_a",
    "density_t_m3",
    "lawful_share",
    "reasons",
    "zone",
    "source_row",
)
_WISHES = ("wish", "wish_value", "right_ids", "points", "next_value", "next_points", "unknown_rights")
_CORNERS = ("group_id", "ring", "no", "northing_m", "easting_m", "zone", "is_hole")
_RULINGS = (
    "title",
    "document",
    "number",
    "article",
    "sentence",
    "amount_text",
    "valid_from",
    "valid_to",
    "certainty",
    "state",
    "checked",
    "source",
    "assumed",
    "remark",
    "jurisdiction",
    "ruling_id",
    "rule",
    "amount",
    "unit",
)


def _declared(table: Any) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _sheet(name: str, title: str, rows: Rows, names: tuple[str, ...], last_printed: str = "") -> Sheet:
    """Keep the columns that some row has; all of them where there is no row."""
    present = [n for n in names if not rows or any(n in row for row in rows)]
    printed = present.index(last_printed) + 1 if last_printed else len(present)
    return Sheet(name, title, tuple(_field(name, n) for n in present), rows, printed)


def _field(sheet: str, name: str) -> Field:
    label = _ON_SHEET.get((sheet, name)) or _LABELS.get(name) or schema.label_of(name)
    if sheet == "corners":
        label = schema.label_of(name) if name != "is_hole" else label
    # A declared label may carry its unit; the printed one differs.
    if sheet == "corners":
        return replace(with_unit(name, label, _WORDS.get(name)), unit="")
    return with_unit(name, label.split("(")[0], _WORDS.get(name))


def ruling_sheet(plan: Printed) -> Sheet:
    """Return the sheet of all rulings that a plan relies on."""
    return _sheet("rulings", "依据条款", _ruling_rows(plan), _RULINGS, "checked")


def _sorted(rows: Rows, table: Any) -> Rows:
    return sorted(rows, key=lambda row: tuple(str(row.get(name)) for name in table.key))


def _group_rows(plan: ConsolidationPlan, ledger: Ledger) -> Rows:
    names = [g["name"] for g in groups_of(plan, ledger)]
    return [
        _group_row(group, ledger) | {"no": no, "name": names[no - 1]} for no, group in enumerate(plan.groups, start=1)
    ]


def _group_row(group: Group, ledger: Ledger) -> dict[str, Any]:
    plain = {n: getattr(group, n) for n in _GROUPS if hasattr(group, n)}
    return (
        plain
        | {
            "counties": "、".join(group.counties),
            "rights": len(group.right_ids),
            "mineral": group.mineral and group.mineral.value,
            "right_ids": ";".join(group.right_ids),
            "holders": ";".join(group.holders),
            "orebody_ids": ";".join(group.orebody_ids),
            "corners": len(group.corners),
            "proposed_capacity_t_a": proposed_t_a(group),
            "lead_name": ledger.right(group.lead_id).get("mine_name"),
            "reasons": ";".join(group.reasons),
            "remarks": "".join(group.remarks),
            "authority_new": _label(group.authority),
        }
        | {f"{name.removesuffix('_t')}_t": tonnes for name, tonnes in group.resources_t.items()}
        | _stability(group)
    )


def _stability(group: Group) -> dict[str, Any]:
    found = group.stability
    if found is None:
        return {}
    return {
        "firmness": found.firmness.value,
        "points_without": found.points_without,
        "without_share": found.share_without,
        "survived": found.survived,
        "trials": found.trials,
    }


def _wish_rows(plan: ConsolidationPlan) -> Rows:
    """Return what each limit costs in the unit it is printed in, then what each pin costs."""
    shadows = plan.shadows
    if shadows is None:
        return []
    rows: Rows = []
    for cost in shadows.limits:
        name, unit, factor = LIMITS[cost.name]
        loose = None if cost.next_value is None else round(cost.next_value * factor, 6)
        rows.append(
            {
                "wish": f"{name}（{unit}）",
                "wish_value": round(cost.value * factor, 6),
                "points": None if cost.unknown_rights and not cost.points else cost.points,
                "next_value": loose,
                "next_points": cost.next_points,
                "unknown_rights": cost.unknown_rights,
            }
        )
    return rows + [
        {"wish": PIN_WORDS[pin.kind], "right_ids": ";".join(pin.right_ids), "points": pin.points}
        for pin in shadows.pins
    ]


def _label(authority: Authority | None) -> str | None:
    return None if authority is None else authority.label


def _right_rows(plan: ConsolidationPlan, ledger: Ledger) -> Rows:
    leads, numbers = {g.lead_id for g in plan.groups}, {g.group_id: no for no, g in enumerate(plan.groups, start=1)}
    return [
        _right_row(outcome, ledger)
        | {"group_no": numbers.get(outcome.group_id or ""), "is_lead": outcome.right_id in leads}
        for outcome in sorted(plan.rights, key=lambda o: o.right_id)
    ]


def _right_row(outcome: RightOutcome, ledger: Ledger) -> dict[str, Any]:
    facts = {
        n: outcome.facts[n]
        for n in ("minimum_capacity_t_a", "life_a", "minimum_life_a", "lawful_share", "is_expired")
        if n in outcome.facts
    }
    return (
        ledger.right(outcome.right_id)
        | facts
        | {
            "disposition": outcome.disposition.value,
            "group_id": outcome.group_id,
            "reasons": ";".join(outcome.reasons),
            "remarks": "".join(outcome.remarks),
        }
    )


def _indicator_rows(plan: ConsolidationPlan) -> Rows:
    return [
        {"indicator": t["name"], "unit": t["unit"], "before": t["before_raw"], "after": t["after_raw"]}
        for t in targets_of(plan)
    ]


def _ruling_rows(plan: Printed) -> Rows:
    states = {r.ruling_id: ruling_row(no, r, plan) for no, r in enumerate(plan.rulings, start=1)}
    return [
        {
            "ruling_id": r.ruling_id,
            "rule": r.rule,
            "title": r.title,
            "jurisdiction": states[r.ruling_id]["jurisdiction"],
            "document": r.citation.document,
            "number": r.citation.number,
            "article": r.citation.article,
            "sentence": states[r.ruling_id]["sentence"] + "。",
            "amount_text": amount(r),
            "amount": r.amount,
            "unit": r.unit,
            "valid_from": r.valid_from,
            "valid_to": r.valid_to,
            "certainty": r.certainty.label,
            "state": states[r.ruling_id]["state"],
            "checked": r.checked,
            "source": r.source,
            "assumed": r.assumed,
            "remark": r.remark,
        }
        for r in sorted(plan.rulings, key=lambda r: r.ruling_id)
    ]


def _note_rows(plan: ConsolidationPlan) -> Rows:
    notes = sorted(plan.notes, key=lambda n: (n.code, n.subject, n.text))
    return [{"code": n.code, "subject": n.subject, "text": chinese(n)} for n in notes]
