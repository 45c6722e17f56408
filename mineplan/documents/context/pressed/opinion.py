"""What the bureau answers: one opinion for each verdict, its grounds quoted, what is open said apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.law import briefly, in_order, is_in_force, ruling_row
from mineplan.documents.context.pressed.ore import name_of, place_of
from mineplan.documents.context.pressed.pillars import drawn_with
from mineplan.documents.context.pressed.surroundings import Surroundings
from mineplan.plans import Finding, Part, PressedPlan, PressedProject
from mineplan.policy import Ruling
from mineplan.terms import Authority, Verdict

_PROVINCE = Authority.PROVINCE.label
_TEXTS = {
    Verdict.NOT_PRESSED: "未压覆已查明的矿产资源，也不影响已设采矿权。",
    Verdict.NOT_TREATED_AS_PRESSED: "用地与已设矿业权范围重叠，但不影响矿产资源正常勘查开采，不作压覆处理。",
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
# As a reader asks: what comes first, then the gravest.
_ORDER = (
    Verdict.QUERY_NEEDED,
    Verdict.FORBIDDEN_IN_PRINCIPLE,
    Verdict.APPROVAL_REQUIRED,
    Verdict.NEEDS_CONFIRMATION,
    Verdict.REGISTRATION_ONLY,
    Verdict.OWN_MINE_EXEMPT,
    Verdict.COMPENSATION_ONLY,
    Verdict.RECORD_ONLY,
    Verdict.NOT_TREATED_AS_PRESSED,
    Verdict.NOT_PRESSED,
)
_MOST_NAMES = 4
# What a verdict stands on: the rules whose sentences the letter quotes; the annex has everything that was looked at.
_APPROVAL = ("pressed_strategic_approval", "pressed_important_approval", "strategic_mineral", "important_mineral")
_GROUNDS = {
    Verdict.NOT_PRESSED: ("pressed_no_certificate", "pressed_scope"),
    Verdict.NOT_TREATED_AS_PRESSED: ("not_treated_as_pressed",),
    Verdict.OWN_MINE_EXEMPT: ("pressed_own_mine_exempt",),
    Verdict.REGISTRATION_ONLY: ("pressed_registration_only",),
    Verdict.COMPENSATION_ONLY: ("pressed_compensation",),
    Verdict.RECORD_ONLY: ("pressed_record", "pressed_authority"),
    Verdict.APPROVAL_REQUIRED: (*_APPROVAL, "pressed_authority"),
    Verdict.FORBIDDEN_IN_PRINCIPLE: ("pressed_forbidden_in_principle", "pressed_principle_ban", *_APPROVAL),
    Verdict.QUERY_NEEDED: ("pressed_query_required", "pressed_query_validity"),
}


def opinions(plan: PressedPlan, project: PressedProject, around: Surroundings) -> list[dict[str, Any]]:
    """Return one opinion for each verdict that the project's ground and ore meet, the gravest first."""
    groups = _grouped(project, around)
    made = [
        {
            "verdict": verdict.label,
            "code": verdict.value,
            "text": _text(verdict, said, project),
            "reasons": "".join(f"{reason.rstrip('。')}。" for reason in dict.fromkeys(said.remarks)),
            "grounds": quoted(_leading(verdict, _rulings(said.rulings, around), plan), plan),
        }
        for verdict, said in groups
    ]
    return [row | {"numeral": numbers.numeral(no), "is_only": len(made) == 1} for no, row in enumerate(made, start=1)]


@dataclass
class _Said:
    """What one verdict speaks of, on which rulings it stands, and who decides."""

    orebodies: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    rulings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    authorities: list[Authority] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """Name the ore and the ground; "" for the whole project."""
        ore = numbers.listing(list(dict.fromkeys(self.orebodies)), most=_MOST_NAMES, counter="个矿体")
        places = numbers.listing(list(dict.fromkeys(self.places)), most=_MOST_NAMES, counter="处")
        return f"{ore}（{places}）" if ore and places else ore or places


def _grouped(project: PressedProject, around: Surroundings) -> list[tuple[Verdict, _Said]]:
    made: dict[Verdict, _Said] = {}

    def add(verdict: Verdict, one: Finding | Part | PressedProject) -> _Said:
        said = made.setdefault(verdict, _Said())
        said.rulings += one.rulings
        said.remarks += () if isinstance(one, PressedProject) else one.remarks
        said.authorities += [one.authority] if one.authority is not None else []
        return said

    for finding in project.findings:
        add(finding.verdict, finding).orebodies.append(name_of(finding))
    is_split = len(project.parts) > 1
    for part in project.parts if is_split or not project.findings else ():
        add(part.verdict, part).places += [place_of(part, around)] if is_split else []
    if project.verdict not in made:
        known = {remark for finding in project.findings for remark in finding.remarks}
        said = add(project.verdict, project)
        said.remarks += [r for part in project.parts for r in part.remarks if r not in known]
    return sorted(made.items(), key=lambda item: _ORDER.index(item[0]))


def _text(verdict: Verdict, said: _Said, project: PressedProject) -> str:
    names = "、".join(dict.fromkeys(a.label for a in said.authorities)) or (
        project.authority.label if project.authority is not None else "有权的自然资源主管部门（审批机关待核实）"
    )
    words = _TEXTS[verdict].format(authority=names, province=_PROVINCE)
    if said.subject:
        return f"对{said.subject}，{words}"
    return f"该项目{words.removeprefix('用地')}"


def _leading(verdict: Verdict, rulings: list[Ruling], plan: PressedPlan) -> list[Ruling]:
    """Return the rulings that carry a verdict; all of them where none of these is in force."""
    wanted = _GROUNDS.get(verdict, ())
    chosen = [r for r in rulings if r.rule in wanted and is_in_force(r, plan)]
    return chosen or ([] if verdict is Verdict.NEEDS_CONFIRMATION else rulings)


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
    open_rulings = [r for r in in_order(_rulings(_all_ids(project), around)) if not r.is_settled]
    by_title = {ruling.title: ruling_row(0, ruling, plan) for ruling in open_rulings}
    rows = [_question(question, by_title) for question in dict.fromkeys(asked)]
    rows += [
        _doubt("条款待核实", f"{row['title']}（{row['cited']}）", row["remark"])
        for row in by_title.values()
        if not any(question.startswith(row["title"]) for question in asked)
    ]
    rows += [_doubt("数据说明", note.text, "") for note in dict.fromkeys(project.notes)]
    return [row | {"no": no} for no, row in enumerate(rows, start=1)]


def _question(question: str, by_title: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Tell a question; one about a provision names the provision."""
    row = next((row for title, row in by_title.items() if question.startswith(title)), None)
    if row is None:
        return _doubt("须明确的问题", question, "")
    told = question.removeprefix(row["title"]).lstrip("：")
    return _doubt("须明确的问题", f"{row['title']}（{row['cited']}）", told)


def _of(findings: Iterable[Finding]) -> list[str]:
    return [question for finding in findings for question in finding.questions]


def _doubt(kind: str, text: str, remark: str) -> dict[str, Any]:
    said = f"{text.rstrip('。；')}：{remark.rstrip('。')}" if remark else text.rstrip("。；")
    return {"kind": kind, "text": said if said.endswith(("？", "?")) else f"{said}。"}


def _all_ids(project: PressedProject) -> list[str]:
    found = [project.rulings, *(p.rulings for p in project.parts), *(f.rulings for f in project.findings)]
    found += [item.rulings for item in project.checklist]
    return list(dict.fromkeys(ruling for rulings in found for ruling in rulings))


def ruling_rows_of(plan: PressedPlan, project: PressedProject, around: Surroundings) -> list[dict[str, Any]]:
    """Return every ruling that the project's answer relies on or names, those of its pillar included, for the annex."""
    found = [*_rulings(_all_ids(project), around), *drawn_with(plan, project)]
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for ruling in in_order(dict.fromkeys(found)):
        row = ruling_row(0, ruling, plan)
        key = (row["cited"], row["sentence"], row["state"], row["remark"])
        # One sentence may carry several rulings, as a list of minerals does.
        titles = [rows[key]["title"]] if key in rows else []
        rows[key] = row | {"title": "；".join(dict.fromkeys([*titles, row["title"]]))}
    return [row | {"no": no} for no, row in enumerate(rows.values(), start=1)]
