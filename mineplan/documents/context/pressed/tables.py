"""A pressed-ore run as tables of raw values: what the workbook shows and the CSV files keep in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mineplan.documents.context.fields import Sheet, made_sheet
from mineplan.documents.context.ledger import Rows
from mineplan.documents.context.sheets import ruling_sheet
from mineplan.plans import AffectedRight, Finding, Note, Part, PressedPlan, PressedProject, Refusal
from mineplan.plans.pressed import UNCLASSIFIED, Tonnages
from mineplan.terms import (
    Authority,
    Mineral,
    ProjectKind,
    ProjectLevel,
    ProtectionGrade,
    ResourceClass,
    Term,
    Verdict,
)

_CLASSES = {**{c.value: c.label for c in ResourceClass}, UNCLASSIFIED: "未分类别资源量"}


def _labels(*kinds: tuple[str, type[Term]]) -> dict[str, Mapping[str, str]]:
    return {name: {member.value: member.label for member in kind} for name, kind in kinds}


_WORDS: dict[str, Mapping[str, str]] = {
    **_labels(
        ("mineral", Mineral),
        ("verdict", Verdict),
        ("authority", Authority),
        ("level", ProjectLevel),
        ("kind", ProjectKind),
        ("protection_grade", ProtectionGrade),
    ),
    "tonnage_basis": {
        "reports": "按分矿权资源量和体积比例，其余按矿体",
        "resources": "按矿体资源量和体积比例",
        "thickness": "面积×厚度×体重",
        "not_known": "资源量未知",
    },
    "surface_basis": {"dem": "数字高程模型", "project": "项目填报", "dataset": "数据集"},
    "is_tonnage_known": {"yes": "已知", "no": "未知", "partly": "部分未知"},
}
_PROJECT = {
    "project_id": "项目编号",
    "name": "项目名称",
    "owner": "建设单位",
    "verdict": "核查结论",
    "authority": "审批或管理机关",
    "footprint_m2": "用地面积",
    "pillar_m2": "含保护矿柱面积",
    "orebodies": "压覆矿体数",
    "minerals": "压覆矿种",
    "is_tonnage_known": "资源量",
    "right_count": "涉及采矿权数",
    "part_count": "分区数",
    "zones": "所在区域编号",
    "questions": "待核实问题",
    "letter": "复函文件",
    "level": "项目级别",
    "kind": "用地类型",
    "protection_grade": "保护等级",
    "date": "申请日期",
    "query_date": "查询日期",
    "outline_m2": "含围护带面积",
    "surface_m": "地面标高",
    "surface_basis": "地面标高来源",
    "rulings": "依据条款编号",
    "file_source": "数据出处",
}


def _tonnage_columns(prefix: str, word: str) -> dict[str, str]:
    return {f"{prefix}_{name}_t": f"{word}{label}" for name, label in _CLASSES.items()}


_SIDES = {**_tonnage_columns("footprint", "用地范围压覆"), **_tonnage_columns("buffered", "含保护矿柱压覆")}
_FINDING = {
    "project_id": "项目编号",
    "project": "项目名称",
    "no": "图上编号",
    "orebody_id": "矿体编号",
    "deposit": "矿床名称",
    "mineral": "矿种",
    "verdict": "处理意见",
    "authority": "审批或管理机关",
    "footprint_m2": "用地范围压覆面积",
    "buffered_m2": "含保护矿柱压覆面积",
    "is_tonnage_known": "资源量",
    **_SIDES,
    "footprint_share": "用地范围占矿体比例",
    "buffered_share": "含保护矿柱占矿体比例",
    "tonnage_basis": "资源量计算方法",
    "is_filed": "是否评审备案",
    "top_m": "矿体标高上限",
    "bottom_m": "矿体标高下限",
    "right_ids": "采矿许可证号（全部）",
    "questions": "待核实问题",
    "remarks": "说明",
    "step": "判定步骤代码",
    "rulings": "依据条款编号",
}
_RIGHT = {
    "project_id": "项目编号",
    "project": "项目名称",
    "no": "图上编号",
    "orebody_id": "矿体编号",
    "right_id": "采矿许可证号",
    "mine_name": "矿山名称",
    "holder": "采矿权人",
    "mineral": "开采主矿种",
    "footprint_m2": "用地范围内面积",
    "buffered_m2": "含保护矿柱面积",
    "footprint_share": "占用地范围压覆面积比例",
    "buffered_share": "占含保护矿柱压覆面积比例",
    **_SIDES,
    "is_elevation_shared": "标高是否相交",
    "is_own": "是否建设单位自有",
    "is_directly_affected": "是否直接影响",
    "valid_to": "许可证有效期止",
}
_PART = {
    "project_id": "项目编号",
    "no": "序号",
    "zones": "所在区域编号",
    "area_m2": "面积",
    "verdict": "处理意见",
    "authority": "审批或管理机关",
    "orebody_ids": "矿体编号（全部）",
    "right_ids": "采矿许可证号（全部）",
    "questions": "待核实问题",
    "remarks": "说明",
    "step": "判定步骤代码",
    "rulings": "依据条款编号",
}
_CHECK = {
    "project_id": "项目编号",
    "no": "序号",
    "text": "应当办理的事项",
    "is_confirmed": "依据是否已核实",
    "code": "代码",
    "rulings": "依据条款编号",
}
_TOTAL = {"mineral": "矿种", "side": "计算范围", "class": "类别", "pressed_t": "压覆量"}
_REFUSED = {"project_id": "项目编号", "file": "文件", "row": "行号", "problems": "问题"}
_NOTE = {"code": "代码", "subject": "对象", "text": "说明与疑点"}


def pressed_sheets(plan: PressedPlan, letters: Mapping[str, str] | None = None) -> list[Sheet]:
    """Return the tables of a run in the order of the workbook.

    Parameters
    ----------
    plan
        The run.
    letters
        File of the letter by project; projects without one have an empty cell.
    """
    named = letters or {}
    own = [(project, no, finding) for project in plan.projects for no, finding in enumerate(project.findings, start=1)]
    sheets = [
        ("projects", "项目核查结论", [_project_row(p, named) for p in plan.projects], _PROJECT, "letter"),
        ("findings", "压覆矿体", [_finding_row(p, no, f) for p, no, f in own], _FINDING, "footprint_inferred_t"),
        ("affected_rights", "涉及采矿权", _right_rows(plan), _RIGHT, "buffered_share"),
        ("parts", "分区判定", [_part_row(p, k) for p in plan.projects for k in range(len(p.parts))], _PART, "remarks"),
        ("checklist", "应办事项", _check_rows(plan), _CHECK, ""),
        ("totals", "压覆总量", _total_rows(plan), _TOTAL, ""),
        ("refused", "未能核查的项目", [_refused_row(r) for r in plan.refused], _REFUSED, ""),
        ("notes", "说明与疑点", _note_rows(plan), _NOTE, ""),
    ]
    words = _WORDS | {"side": {"footprint_t": "用地范围", "buffered_t": "含保护矿柱"}, "class": _CLASSES}
    made = [made_sheet(name, title, rows, columns, words, last) for name, title, rows, columns, last in sheets]
    return [*made[:-1], ruling_sheet(plan), made[-1]]


def _joined(words: Any) -> str:
    return ";".join(map(str, words))


def _code(term: Term | None) -> str | None:
    return None if term is None else term.value


def _known(findings: list[Tonnages]) -> str | None:
    """Say whether every amount is known; None where nothing is pressed."""
    values = [tonnes for tonnages in findings for tonnes in (tonnages.values() or [None])]
    if not values:
        return None
    unknown = sum(tonnes is None for tonnes in values)
    return "no" if unknown == len(values) else "partly" if unknown else "yes"


def _project_row(project: PressedProject, letters: Mapping[str, str]) -> dict[str, Any]:
    plain = {name: getattr(project, name) for name in _PROJECT if hasattr(project, name)}
    minerals = dict.fromkeys(f.mineral.value for f in project.findings if f.mineral is not None)
    return plain | {
        "verdict": project.verdict.value,
        "authority": _code(project.authority),
        "orebodies": len(project.findings),
        "minerals": "、".join(Mineral(m).label for m in minerals),
        "is_tonnage_known": _known([_side(f) for f in project.findings]),
        "right_count": len(project.rights),
        "part_count": len(project.parts),
        "zones": _joined(project.zone_ids),
        "questions": "；".join(_questions(project)),
        "letter": letters.get(project.project_id),
        "rulings": _joined(project.rulings),
        "file_source": project.source,
    }


def _side(finding: Finding) -> Tonnages:
    return finding.footprint_t if finding.footprint_m2 > 0 else finding.buffered_t


def _questions(project: PressedProject) -> list[str]:
    asked = [project.questions, *(p.questions for p in project.parts), *(f.questions for f in project.findings)]
    return list(dict.fromkeys(question for questions in asked for question in questions))


def _sides(footprint: Tonnages, buffered: Tonnages) -> dict[str, float | None]:
    return {
        f"{prefix}_{name}_t": tonnes
        for prefix, tonnages in (("footprint", footprint), ("buffered", buffered))
        for name, tonnes in tonnages.items()
    }


def _finding_row(project: PressedProject, no: int, finding: Finding) -> dict[str, Any]:
    plain = {name: getattr(finding, name) for name in _FINDING if hasattr(finding, name)}
    return plain | {
        "project_id": project.project_id,
        "project": project.name,
        "no": no,
        "mineral": _code(finding.mineral),
        "verdict": finding.verdict.value,
        "authority": _code(finding.authority),
        "is_tonnage_known": _known([_side(finding)]),
        **_sides(finding.footprint_t, finding.buffered_t),
        "right_ids": _joined(finding.right_ids),
        "questions": "；".join(finding.questions),
        "remarks": "".join(finding.remarks),
        "rulings": _joined(finding.rulings),
    }


def _right_rows(plan: PressedPlan) -> Rows:
    """Return each right under a project, and below it what of each orebody lies in it."""
    rows = []
    for project in plan.projects:
        for no, right in enumerate(project.rights, start=len(project.findings) + 1):
            head = {"project_id": project.project_id, "project": project.name, "no": no}
            rows.append(_right_row(right) | head | {"orebody_id": None})
            own = [(f, r) for f in project.findings for r in f.rights if r.right_id == right.right_id]
            rows += [_right_row(r) | head | {"orebody_id": f.orebody_id} for f, r in own]
    return rows


def _right_row(right: AffectedRight) -> dict[str, Any]:
    plain = {name: getattr(right, name) for name in _RIGHT if hasattr(right, name)}
    return plain | {"mineral": _code(right.mineral), **_sides(right.footprint_t, right.buffered_t)}


def _part_row(project: PressedProject, index: int) -> dict[str, Any]:
    part: Part = project.parts[index]
    return {
        "project_id": project.project_id,
        "no": index + 1,
        "zones": _joined(part.zone_ids),
        "area_m2": part.area_m2,
        "verdict": part.verdict.value,
        "authority": _code(part.authority),
        "orebody_ids": _joined(part.orebody_ids),
        "right_ids": _joined(part.right_ids),
        "questions": "；".join(part.questions),
        "remarks": "".join(part.remarks),
        "step": part.step,
        "rulings": _joined(part.rulings),
    }


def _check_rows(plan: PressedPlan) -> Rows:
    return [
        {
            "project_id": project.project_id,
            "no": no,
            "text": item.text,
            "is_confirmed": item.is_confirmed,
            "code": item.code,
            "rulings": _joined(item.rulings),
        }
        for project in plan.projects
        for no, item in enumerate(project.checklist, start=1)
    ]


def _total_rows(plan: PressedPlan) -> Rows:
    return [
        {"mineral": mineral, "side": side, "class": name, "pressed_t": tonnes}
        for mineral, sides in sorted(plan.totals.items())
        for side, tonnages in sides.items()
        for name, tonnes in tonnages.items()
    ]


def _refused_row(refusal: Refusal) -> dict[str, Any]:
    return vars(refusal) | {"problems": "；".join(refusal.problems)}


def _note_rows(plan: PressedPlan) -> Rows:
    notes: list[Note] = [*plan.notes, *(note for project in plan.projects for note in project.notes)]
    ordered = sorted(dict.fromkeys(notes), key=lambda n: (n.code, n.subject, n.text))
    return [{"code": n.code, "subject": n.subject, "text": n.text} for n in ordered]
