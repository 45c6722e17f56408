"""One project -> the dict of its letter (复函)."""

from __future__ import annotations

import re
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.head import head_of
from mineplan.documents.context.ledger import label, text
from mineplan.documents.context.pressed import amounts, corners, opinion, ore
from mineplan.documents.context.pressed.surroundings import Surroundings, on_its_day
from mineplan.plans import PressedPlan, PressedProject
from mineplan.terms import ProjectKind, ProjectLevel, ProtectionGrade, Verdict

# Orebodies told one by one in the letter; more are summed by mineral and listed in the annex.
_MOST_SENTENCES = 4
_SECTIONS = ("scope", "result", "opinion", "checklist", "doubts")
_ANNEXES = (
    ("findings", "压覆矿体明细表"),
    ("rights", "涉及采矿权一览表"),
    ("rulings", "依据条款一览表"),
    ("map", "压覆矿产资源位置示意图"),
    ("corners", "用地范围界址点坐标表"),
)


def letter_of(plan: PressedPlan, project: PressedProject, around: Surroundings, *, has_map: bool) -> dict[str, Any]:
    """Return what the template sees: str, int, bool, list and dict only; same plan, same dict.

    Parameters
    ----------
    plan, project
        The run and one project of it.
    around
        From `surroundings_of`.
    has_map
        Whether a sheet is printed.
    """
    that_day = on_its_day(plan, project)
    findings, rights = ore.finding_rows(that_day, project), ore.right_rows(project)
    rows = {
        "findings": findings,
        "rights": rights,
        "rulings": opinion.ruling_rows_of(that_day, project, around),
        "checklist": opinion.checklist(that_day, project, around),
        "doubts": opinion.doubts(that_day, project, around),
        "corners": corners.rings(plan, project),
    }
    is_draft = project.verdict in opinion.DRAFTS
    return head_of(plan) | {
        "title": _title(project, is_draft=is_draft),
        "minerals": "、".join(dict.fromkeys(row["mineral"] for row in findings)),
        "addressee": project.owner or "项目建设单位",
        "is_draft": is_draft,
        "draft_mark": "草稿，不作为答复" if is_draft else "",
        "project": _project(plan, project, around),
        **rows,
        "result": _result(project, findings, rights),
        "totals": amounts.totals(project.findings) if len(project.findings) > 1 else [],
        "parts": ore.part_rows(project, around, that_day) if len(project.parts) > 1 else [],
        "opinions": opinion.opinions(that_day, project, around),
        "verdict": project.verdict.label,
        "sections": _numbered(rows),
        **_annexes(rows, has_map=has_map),
    }


def _title(project: PressedProject, *, is_draft: bool) -> str:
    name = project.name or project.project_id
    name = name if name.endswith(("项目", "工程")) else f"{name}项目"
    return f"关于{name}压覆矿产资源情况的{'复函（草稿）' if is_draft else '复函'}"


def _project(plan: PressedPlan, project: PressedProject, around: Surroundings) -> dict[str, Any]:
    zone = corners.zone_of(plan, project)
    return {
        "project_id": project.project_id,
        "name": project.name or project.project_id,
        "owner": text(project.owner),
        "level": label(ProjectLevel, project.level),
        "kind": label(ProjectKind, project.kind),
        "nature": _nature(project),
        "date": numbers.day(project.date) if project.date else "",
        "query_date": numbers.day(project.query_date) if project.query_date else "",
        "law_date": numbers.day(project.judged_on or plan.as_of),
        "area": amounts.hectares(project.footprint_m2),
        "zone": zone,
        "meridian": 3 * zone,
        "places": "、".join(around.zone(z) for z in project.zone_ids),
        "pillar": _pillar(project),
        "has_pillar": project.pillar_m2 is not None,
        "source": project.source,
    }


def _nature(project: PressedProject) -> str:
    """Say of what level and kind a project is, as far as it says so itself."""
    level = label(ProjectLevel, project.level) if project.level else ""
    kind = label(ProjectKind, project.kind) if project.kind else ""
    words = "、".join(word for word in (f"{level}项目" if level else "", kind) if word)
    return f"属于{words}，" if words else ""


def _pillar(project: PressedProject) -> str:
    """Say how the pillar was drawn, or that it was not."""
    grade = f"按{label(ProtectionGrade, project.protection_grade)}保护" if project.protection_grade else "按"
    if project.pillar_m2 is None or project.outline_m2 is None:
        return "资料不足，未圈定保护矿柱，以下仅计算用地范围"
    height = f"，地面标高取{numbers.elevation(project.surface_m)}米" if project.surface_m is not None else ""
    return (
        f"{grade}{'留设' if project.protection_grade else ''}围护带后面积{amounts.hectares(project.outline_m2)}公顷，"
        f"再按移动角圈定保护矿柱，面积{amounts.hectares(project.pillar_m2)}公顷{height}"
    )


def _result(project: PressedProject, findings: list[dict[str, Any]], rights: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what was found: orebodies one by one or in sum, rights, and that there is nothing else."""
    is_told = len(findings) <= _MOST_SENTENCES
    found = [word for word, rows in (("矿体", findings), ("采矿权", rights)) if rows]
    return {
        "nothing": not found,
        "sentences": [row["sentence"] for row in findings] if is_told else [],
        "count": len(findings),
        "is_told": is_told,
        "rights": "；".join(_right_words(row) for row in rights[:_MOST_SENTENCES]),
        "right_count": len(rights),
        "more_rights": len(rights) > _MOST_SENTENCES,
        "besides": f"除上述{'、'.join(found)}外，未发现涉及其他已查明的矿体和已设采矿权。" if found else "",
        "ground": "核查范围" if project.pillar_m2 is not None else "用地范围",
    }


def _right_words(row: dict[str, Any]) -> str:
    holder = f"，采矿权人{row['holder']}" if row["holder"] != numbers.MISSING else ""
    return f"{row['name']}（采矿许可证号{row['right_id']}{holder}）"


def _numbered(rows: dict[str, Any]) -> dict[str, str]:
    """Number the sections that have something to say."""
    present = [name for name in _SECTIONS if name not in ("checklist", "doubts") or rows[name]]
    return {name: numbers.numeral(present.index(name) + 1) if name in present else "" for name in _SECTIONS}


def _annexes(rows: dict[str, Any], *, has_map: bool) -> dict[str, Any]:
    shown = [(key, title) for key, title in _ANNEXES if (has_map if key == "map" else rows[key])]
    numbered = {key: {"no": no, "title": title} for no, (key, title) in enumerate(shown, start=1)}
    return {
        "annexes": {key: numbered.get(key, {}) for key, _ in _ANNEXES},
        "annex_list": list(numbered.values()),
    }


def is_answer(verdict: Verdict) -> bool:
    """Whether a letter with this verdict answers, and is no draft."""
    return verdict not in opinion.DRAFTS


def file_name(project: PressedProject) -> str:
    """Return a name for the project's files that every system takes: its number, ASCII where it is so."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", project.project_id).strip("._") or "project"
