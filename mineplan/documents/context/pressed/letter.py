"""One project -> the dict of its letter (复函)."""

from __future__ import annotations

import re
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.head import head_of
from mineplan.documents.context.ledger import label, text
from mineplan.documents.context.pressed import amounts, corners, opinion, ore, pillars
from mineplan.documents.context.pressed.surroundings import Surroundings, on_its_day
from mineplan.plans import PressedPlan, PressedProject
from mineplan.terms import ProjectKind, ProjectLevel, ProtectionGrade, Verdict

# Rights named in the letter; the annex has all.
_MOST_NAMED = 4
# Characters of a title of 22 pt on a line of 156 mm.
_TITLE_LINE = 20
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
        "rights": ore.share_rows(rights),
        "rulings": opinion.ruling_rows_of(that_day, project, around),
        "checklist": opinion.checklist(that_day, project, around),
        "doubts": opinion.doubts(that_day, project, around),
        "corners": corners.rings(plan, project),
    }
    is_draft = project.verdict is Verdict.NEEDS_CONFIRMATION
    opinions = opinion.opinions(that_day, project, around)
    return head_of(plan) | {
        "title": _title(project, is_draft=is_draft),
        "heading": _heading(_title(project, is_draft=is_draft)),
        "minerals": "、".join(dict.fromkeys(row["mineral"] for row in findings)),
        "addressee": project.owner or "项目建设单位",
        "is_draft": is_draft,
        "draft_mark": "草稿，不作为答复" if is_draft else "",
        "project": _project(plan, project, around),
        **rows,
        "result": _result(project, findings, rights),
        "pillars": pillars.pillar_rows(project),
        "totals": amounts.totals(project.findings) if len(project.findings) > 1 else [],
        "parts": ore.part_rows(project, around, that_day) if len(project.parts) > 1 else [],
        "opinions": opinions,
        "is_query": project.verdict is Verdict.QUERY_NEEDED,
        "is_partly_open": not is_draft and any(o["code"] == Verdict.NEEDS_CONFIRMATION.value for o in opinions),
        "verdict": project.verdict.label,
        "sections": _numbered(rows),
        **_annexes(rows, has_map=has_map),
    }


def _title(project: PressedProject, *, is_draft: bool) -> str:
    name = project.name or project.project_id
    name = name if name.endswith(("项目", "工程")) else f"{name}项目"
    return f"关于{name}压覆矿产资源情况的{'复函（草稿）' if is_draft else '复函'}"


def _heading(title: str) -> str:
    """Break a long title where it reads well, not where the line ends."""
    tail = "压覆矿产资源情况的"
    return title.replace(tail, f"\n{tail}", 1) if len(title) > _TITLE_LINE else title


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


_LEVELS = {
    ProjectLevel.NATIONAL_KEY.value: "国家级重点项目",
    ProjectLevel.PROVINCIAL_KEY.value: "省级重点项目",
    ProjectLevel.OTHER.value: "非省级以上重点项目",
}


def _nature(project: PressedProject) -> str:
    """Say of what level and kind a project is, as far as it says so itself."""
    kind = label(ProjectKind, project.kind) if project.kind else ""
    words = "、".join(word for word in (_LEVELS.get(project.level, project.level), kind) if word)
    return f"属于{words}，" if words else ""


def _pillar(project: PressedProject) -> str:
    """Say how the pillar was drawn, or that it was not."""
    if project.pillar_m2 is None or project.outline_m2 is None:
        return "资料不足，未圈定保护矿柱，以下仅计算用地范围"
    grade = f"按{label(ProtectionGrade, project.protection_grade)}保护" if project.protection_grade else ""
    height = f"，地面标高取{numbers.elevation(project.surface_m)}米" if project.surface_m is not None else ""
    strip = f"{grade}留设围护带后面积{amounts.hectares(project.outline_m2)}公顷{height}"
    if not project.findings:
        return strip
    if all(finding.buffered_m2 is None for finding in project.findings):
        return f"{strip}；资料不足，未圈定保护矿柱，以下仅计算用地范围"
    return f"{strip}；再按松散层移动角、岩层移动角圈定保护矿柱，面积{amounts.hectares(project.pillar_m2)}公顷"


def _result(project: PressedProject, findings: list[dict[str, Any]], rights: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what was found: orebodies one by one or in sum, rights, and that there is nothing else."""
    found = [word for word, rows in (("矿体", findings), ("采矿权", rights)) if rows]
    return {
        "nothing": not found,
        "count": len(findings),
        "lead": _lead(project),
        "names": numbers.listing([f"{row['name']}（{row['mineral']}）" for row in findings], most=12, counter="个"),
        "rights": "；".join(_right_words(row) for row in rights[:_MOST_NAMED]),
        "right_count": len(rights),
        "more_rights": len(rights) > _MOST_NAMED,
        "besides": f"除上述{'、'.join(found)}外，未发现涉及其他已查明的矿体和已设采矿权。" if found else "",
        "ground": "核查范围" if project.pillar_m2 is not None else "用地范围",
    }


def _lead(project: PressedProject) -> str:
    """Say how many orebodies are pressed; what the pillar alone reaches is not under the ground taken."""
    under = sum(finding.footprint_m2 > 0 for finding in project.findings)
    beside = len(project.findings) - under
    if not under:
        return f"用地范围内未压覆已查明的矿体，保护矿柱范围涉及矿体{beside}个"
    return f"用地范围压覆矿体{under}个" + (f"，保护矿柱范围另涉及矿体{beside}个" if beside else "")


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


def file_name(project: PressedProject) -> str:
    """Return a name for the project's files that every system takes: its number, ASCII where it is so."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", project.project_id).strip("._") or "project"
