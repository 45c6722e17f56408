"""The bauxite grant plan as the document prints it."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.allocation import words
from mineplan.documents.context.law import grounds
from mineplan.plans import AllocationPlan
from mineplan.plans.allocation import GrantRow, ProjectSupply
from mineplan.terms import Mineral


def grant_of(plan: AllocationPlan) -> dict[str, Any]:
    """Return the plan table, the screening of every block and the matching with projects."""
    rows = [_row(no, row, plan) for no, row in enumerate(plan.grant_plan, start=1)]
    planned = [row for row in rows if row["status"] == "planned"]
    projects = [_project(no, project) for no, project in enumerate(plan.projects, start=1)]
    unmet = sum(sum(p.unmet.values()) for p in plan.projects)
    demand = sum(sum(p.demand.values()) for p in plan.projects)
    return {
        "rows": rows,
        "block_count": len(rows),
        "counties": "、".join(dict.fromkeys(r.county for r in plan.grant_plan if r.county)),
        "planned": [row | {"no": no} for no, row in enumerate(planned, start=1)],
        "others": [row | {"no": no} for no, row in enumerate((r for r in rows if r["status"] != "planned"), start=1)],
        "to_pilot": [row for row in rows if row["status"] == "to_pilot"],
        "postponed_count": sum(row["status"] == "postponed" for row in rows),
        "screened_count": sum(row["status"] == "screened_out" for row in rows),
        "matches": _matches(plan),
        "projects": projects,
        "project_count": len(projects),
        "demand": numbers.mass(demand or None),
        "supplied": numbers.mass((demand - unmet) or None),
        "unmet": numbers.mass(unmet or None),
        "has_unmet": unmet >= 50,
        "met": numbers.percent((demand - unmet) / demand) if demand else numbers.MISSING,
        "capacity": numbers.capacity(sum(r.capacity_t_a or 0.0 for r in plan.grant_plan if r.status == "planned")),
    }


def _row(no: int, row: GrantRow, plan: AllocationPlan) -> dict[str, Any]:
    total = words.resource_total(row.resources_t)
    return {
        "no": no,
        "status": row.status,
        "status_label": words.STATUSES[row.status],
        "rank": row.rank or numbers.MISSING,
        "score": numbers.points(row.score),
        "block_id": row.block_id,
        "name": row.block_name or row.block_id,
        "county": row.county or numbers.MISSING,
        "mineral": words.label(Mineral, row.mineral),
        "right_kind": row.right_kind or numbers.MISSING,
        "area": numbers.area(row.area_km2),
        "elevations": numbers.elevations(row.top_m, row.bottom_m),
        "resources": numbers.mass(total),
        "classes": words.classes(row.resources_t),
        "as_ratio": numbers.trimmed(row.as_ratio, 2),
        "exploration": words.exploration(row.exploration),
        "capacity": numbers.capacity(row.capacity_t_a),
        "life": numbers.years(row.life_a),
        "life_formula": row.life_formula,
        "mode": numbers.MISSING if row.mode is None else row.mode.label,
        "year": row.year or numbers.MISSING,
        "projects": _projects(row),
        "checks": {c.name: words.OUTCOMES[c.outcome] for c in row.checks},
        "check_list": [
            {"name": words.CHECKS[c.name], "outcome": words.OUTCOMES[c.outcome], "sentence": c.sentence.rstrip("。")}
            for c in row.checks
        ],
        "failed": words.clauses(c.sentence for c in row.checks if c.outcome in ("failed", "open")),
        "conditions": words.clauses(c.sentence for c in row.checks if c.outcome == "conditional"),
        "overlaps": words.clauses(o.sentence for o in row.overlaps) if row.overlaps else "",
        "remarks": words.clauses(row.remarks),
        "remark_short": _short_remark(row),
        "held": words.held(row.runs, row.held_runs),
        "held_year": words.held(row.runs, row.held_year_runs),
        "is_firm": words.is_firm(row.runs, row.held_runs),
        "ranks": "—".join(map(str, row.rank_range)) if row.rank_range else numbers.MISSING,
        "grounds": grounds(row.rulings, plan),
        "grounds_text": "；".join(grounds(row.rulings, plan)) or numbers.MISSING,
        "unmatched": words.by_year(row.unmatched_t_a),
    }


def _projects(row: GrantRow) -> str:
    names = dict.fromkeys(match.investment_name or match.investment_id for match in row.matches)
    return "、".join(names) or numbers.MISSING


def _short_remark(row: GrantRow) -> str:
    """Return what the last column of the plan table says."""
    said = [f"扣除禁止区域{numbers.area(row.banned_km2)}平方千米"] if row.banned_km2 >= 5e-5 else []
    said += ["须征得有关部门同意"] if any(c.outcome == "conditional" and c.name == "zones" for c in row.checks) else []
    return "；".join(said) or numbers.MISSING


def _matches(plan: AllocationPlan) -> list[dict[str, Any]]:
    found = [(row, match) for row in plan.grant_plan for match in row.matches]
    return [
        {
            "no": no,
            "block_id": row.block_id,
            "block": row.block_name or row.block_id,
            "project": match.investment_name or match.investment_id,
            "by_year": words.by_year(match.by_year),
            "distance": numbers.trimmed(None if match.distance_m is None else match.distance_m / 1000, 1),
            "basis": {"table": "运距表", "straight": "直线距离折算"}.get(match.distance_basis, "未知"),
            "county": "是" if match.is_same_county else "否",
        }
        for no, (row, match) in enumerate(found, start=1)
    ]


def _project(no: int, project: ProjectSupply) -> dict[str, Any]:
    demand, unmet = sum(project.demand.values()), sum(project.unmet.values())
    return {
        "no": no,
        "investment_id": project.investment_id,
        "name": project.name or project.investment_id,
        "county": project.county or numbers.MISSING,
        "start": project.start_year or numbers.MISSING,
        "score": numbers.trimmed(project.score, 2),
        "demand": words.by_year(project.demand),
        "supplied": words.by_year(project.supplied),
        "unmet": words.by_year(project.unmet),
        "met": numbers.percent((demand - unmet) / demand) if demand else numbers.MISSING,
        "blocks": "、".join(project.block_ids) or numbers.MISSING,
        "remarks": words.clauses(project.remarks),
        "held": words.held(project.runs, project.held_runs),
    }
