"""What the bureau answers: one opinion for each verdict, its grounds quoted, what is open said apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.law import briefly, in_order, is_in_force, ruling_row
from mineplan.documents.context.pressed.ore import name_of
from mineplan.documents.context.pressed.surroundings import Surroundings
from mineplan.plans import Finding, PressedPlan, PressedProject
from mineplan.policy import Ruling
from mineplan.terms import Authority, Verdict

# Verdicts on which nothing may be built: the letter is a draft for the file.
DRAFTS = (Verdict.NEEDS_CONFIRMATION, Verdict.QUERY_NEEDED)
_PROVINCE = Authority.PROVINCE.label
_TEXTS = {
    Verdict.NOT_PRESSED: "未压覆已查明的矿产资源，也不影响已设采矿权。",
    Verdict.NOT_TREATED_AS_PRESSED: "与已设矿业权范围重叠，但不影响矿产资源正常勘查开采，不作压覆处理。",
    Verdict.OWN_MINE_EXEMPT: "属于矿山企业在本矿区范围内的建设项目，压覆矿产资源不需审批。",
    Verdict.REGISTRATION_ONLY: "不需办理压覆重要矿产资源审批手续，由我局向{province}申请办理压覆重要矿产资源登记手续。",
    Verdict.COMPENSATION_ONLY: "不属于压覆须经审批的矿产资源，但对已设采矿权造成影响的，"
    "应当在压覆前与采矿权人协商，并依法给予公平、合理的补偿。",
    Verdict.RECORD_ONLY: "不属于压覆须经审批的矿产资源，其上未设采矿权，由{province}按其他矿产资源的压覆管理。",
    Verdict.APPROVAL_REQUIRED: "确需压覆的，须报{authority}批准；未经批准，不得压覆。",
    Verdict.FORBIDDEN_IN_PRINCIPLE: "原则上不得压覆，请优先调整选址避让；"
    "确需压覆的，由{authority}组织论证、批准后方可实施。",
    Verdict.QUERY_NEEDED: "须先向{province}查询占地范围内矿产资源分布和矿业权设置情况，取得有效的查询结果后再行办理。",
    Verdict.NEEDS_CONFIRMATION: "是否须经审批、由谁审批尚不能确定，待所列事项核实后另行答复；"
    "核实前不得视为已准予压覆，也不得视为不需审批。",
}
# The gravest first, as a reader asks.
_ORDER = (
    Verdict.FORBIDDEN_IN_PRINCIPLE,
    Verdict.APPROVAL_REQUIRED,
    Verdict.NEEDS_CONFIRMATION,
    Verdict.QUERY_NEEDED,
    Verdict.REGISTRATION_ONLY,
    Verdict.OWN_MINE_EXEMPT,
    Verdict.COMPENSATION_ONLY,
    Verdict.RECORD_ONLY,
    Verdict.NOT_TREATED_AS_PRESSED,
    Verdict.NOT_PRESSED,
)
_MOST_NAMES = 4


def opinions(plan: PressedPlan, project: PressedProject, around: Surroundings) -> list[dict[str, Any]]:
    """Return one opinion for each verdict that the project's ground and ore meet, the gravest first."""
    groups = _grouped(project, around)
    made = [
        {
            "verdict": verdict.label,
            "code": verdict.value,
            "text": _text(verdict, subjects, project, authorities),
            "grounds": quoted(_rulings(ids, around), plan),
        }
        for verdict, (subjects, ids, authorities) in groups
    ]
    return [row | {"numeral": numbers.numeral(no), "is_only": len(made) == 1} for no, row in enumerate(made, start=1)]


def _grouped(
    project: PressedProject, around: Surroundings
) -> list[tuple[Verdict, tuple[list[str], list[str], list[Authority]]]]:
    """Gather what each verdict speaks of, on which rulings it stands, and who decides."""
    made: dict[Verdict, tuple[list[str], list[str], list[Authority]]] = {}

    def add(verdict: Verdict, subject: str, ids: Iterable[str], authority: Authority | None) -> None:
        subjects, rulings, authorities = made.setdefault(verdict, ([], [], []))
        subjects += [subject] if subject else []
        rulings += ids
        authorities += [authority] if authority is not None else []

    for finding in project.findings:
        add(finding.verdict, name_of(finding), finding.rulings, finding.authority)
    for part in project.parts if len(project.parts) > 1 or not project.findings else ():
        place = "、".join(around.zone(zone) for zone in part.zone_ids)
        subject = (f"位于{place}的部分" if place else "其余部分") if len(project.parts) > 1 else ""
        add(part.verdict, subject, part.rulings, part.authority)
    if project.verdict not in made:
        add(project.verdict, "", project.rulings, project.authority)
    return sorted(made.items(), key=lambda item: _ORDER.index(item[0]))


def _text(verdict: Verdict, subjects: Sequence[str], project: PressedProject, authorities: Sequence[Authority]) -> str:
    names = "、".join(dict.fromkeys(a.label for a in authorities)) or (
        project.authority.label if project.authority is not None else "有权的自然资源主管部门"
    )
    said = _TEXTS[verdict].format(authority=names, province=_PROVINCE)
    if verdict is Verdict.NOT_PRESSED and not subjects:
        return f"该项目{said}"
    if not subjects:
        return f"该项目用地{said}"
    return f"{numbers.listing(list(dict.fromkeys(subjects)), most=_MOST_NAMES, counter='处')}，{said}"


def _rulings(ids: Iterable[str], around: Surroundings) -> list[Ruling]:
    return [around.rulings[i] for i in dict.fromkeys(ids) if i in around.rulings]


def quoted(rulings: Iterable[Ruling], plan: PressedPlan) -> list[str]:
    """Return the sentences in force with document, number and article; several rulings of one sentence once."""
    rows = [ruling_row(0, ruling, plan) for ruling in in_order(rulings) if is_in_force(ruling, plan)]
    said = [f"{row['cited']}：{row['quoted']}{_how_sure(row)}" for row in rows]
    return list(dict.fromkeys(said))


def _how_sure(row: dict[str, Any]) -> str:
    if row["assumed"]:
        return "（按方案假定采用）"
    return "" if row["certainty"] == "已核原文" else f"（{row['certainty']}，{row['checked']}核）"


def checklist(plan: PressedPlan, project: PressedProject, around: Surroundings) -> list[dict[str, Any]]:
    """Return what to file and to do; an item whose ground is not confirmed says so."""
    rows = []
    # What is asked stands among the doubts.
    for no, item in enumerate((i for i in project.checklist if i.code != "question"), start=1):
        cites = [briefly(r.citation) for r in _rulings(item.rulings, around) if is_in_force(r, plan)]
        rows.append(
            {
                "no": no,
                "text": item.text.rstrip("。；"),
                "grounds": "；".join(dict.fromkeys(cites)),
                "open": "" if item.is_confirmed else "（该要求的依据待核实）",
            }
        )
    return rows


def doubts(plan: PressedPlan, project: PressedProject, around: Surroundings) -> list[dict[str, Any]]:
    """Return everything that is open: questions, provisions not confirmed, notes."""
    asked = [*project.questions, *(q for part in project.parts for q in part.questions), *_of(project.findings)]
    rows = [_doubt("须明确的问题", question, "") for question in dict.fromkeys(asked)]
    for ruling in in_order(_rulings(_all_ids(project), around)):
        if not ruling.is_settled and not any(question.startswith(ruling.title) for question in asked):
            row = ruling_row(0, ruling, plan)
            rows.append(_doubt("条款待核实", f"{row['cited']}：{row['title']}", row["remark"]))
    rows += [_doubt("数据说明", note.text, "") for note in dict.fromkeys(project.notes)]
    return [row | {"no": no} for no, row in enumerate(rows, start=1)]


def _of(findings: Iterable[Finding]) -> list[str]:
    return [question for finding in findings for question in finding.questions]


def _doubt(kind: str, text: str, remark: str) -> dict[str, Any]:
    return {"kind": kind, "text": text.rstrip("。；"), "remark": remark.rstrip("。")}


def _all_ids(project: PressedProject) -> list[str]:
    found = [project.rulings, *(p.rulings for p in project.parts), *(f.rulings for f in project.findings)]
    found += [item.rulings for item in project.checklist]
    return list(dict.fromkeys(ruling for rulings in found for ruling in rulings))


def ruling_rows_of(plan: PressedPlan, project: PressedProject, around: Surroundings) -> list[dict[str, Any]]:
    """Return every ruling that the project's answer relies on or names, for the annex."""
    return [ruling_row(no, r, plan) for no, r in enumerate(in_order(_rulings(_all_ids(project), around)), start=1)]
