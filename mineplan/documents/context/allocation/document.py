"""The context of the allocation document: every part that the plan has, law, years, sensitivity, annexes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.allocation import words
from mineplan.documents.context.allocation.choices import choices_of, name_of_choice, weights_of
from mineplan.documents.context.allocation.continuation import continuation_of
from mineplan.documents.context.allocation.grant import grant_of
from mineplan.documents.context.allocation.pilot import pilot_of
from mineplan.documents.context.head import head_of
from mineplan.documents.context.law import law_relied_on
from mineplan.plans import AllocationPlan
from mineplan.plans.allocation import PlanYear, SolverFigures

_ANNEXES = (
    ("mines", "煤矿剩余服务年限表"),
    ("blocks", "煤炭区块配置审查表"),
    ("plan", "铝土矿出让计划表"),
    ("screening", "铝土矿区块审查表"),
    ("sheets", "煤下铝试点“一矿一策”"),
    ("rulings", "依据条款一览表"),
    ("doubts", "假定事项和待核实条款"),
    ("notes", "数据说明与疑点"),
    ("proof", "测算说明"),
)


def allocation_context(plan: AllocationPlan) -> dict[str, Any]:
    """Return what the template sees: str, int, float, bool, list and dict only; same plan, same dict."""
    law = law_relied_on(plan, _citations(plan))
    parts = {name: name in plan.parts for name in words.PARTS}
    made = {
        "continuation": continuation_of(plan),
        "grant": grant_of(plan),
        "pilot": pilot_of(plan),
    }
    notes = _notes(plan)
    present = {
        "mines": parts["continuation"] and bool(plan.mines),
        "blocks": parts["continuation"] and bool(plan.continuation),
        "plan": parts["grant"] and bool(made["grant"]["planned"]),
        "screening": parts["grant"] and bool(plan.grant_plan),
        "sheets": parts["pilot"] and bool(plan.pilot),
        "rulings": bool(law["rulings"]),
        "doubts": bool(law["assumed"] or law["unconfirmed"]),
        "notes": bool(notes),
        "proof": True,
    }
    titles = [(key, title) for key, title in _ANNEXES if present[key]]
    numbered = {key: {"no": no, "title": title} for no, (key, title) in enumerate(titles, start=1)}
    return (
        head_of(plan)
        | made
        | {
            "minerals": "煤炭、铝土矿",
            "parts": parts,
            "headings": _headings(parts),
            "tasks": numbers.listing([words.PARTS[name] for name, is_in in parts.items() if is_in]),
            "years": list(plan.years),
            "span": f"{plan.years[0]}—{plan.years[-1]}年" if len(plan.years) > 1 else f"{plan.years[0]}年",
            "law": law,
            "by_year": [_year(year) for year in plan.by_year],
            "totals": _total_words(plan),
            "solver": [_figures(figures) for figures in plan.solver],
            "is_optimal": plan.status == "optimal",
            "sensitivity": _sensitivity(plan, made),
            "weights": weights_of(plan),
            "choices": choices_of(plan),
            "notes": notes,
            "annexes": {key: numbered.get(key, {}) for key, _ in _ANNEXES},
            "annex_list": list(numbered.values()),
        }
    )


def _citations(plan: AllocationPlan) -> list[tuple[str, ...]]:
    return [
        *(row.rulings for row in plan.continuation),
        *(row.rulings for row in plan.grant_plan),
        *(mine.rulings for mine in plan.pilot),
    ]


def _headings(parts: dict[str, bool]) -> dict[str, str]:
    """Number the chapters that this plan has."""
    wanted = ["basis", *(name for name, is_in in parts.items() if is_in), "years", "sensitivity", "work"]
    return {name: numbers.numeral(no) for no, name in enumerate(wanted, start=1)}


def _year(year: PlanYear) -> dict[str, Any]:
    return {
        "year": year.year,
        "continuation": "、".join(year.continuation_block_ids) or numbers.MISSING,
        "recoverable": numbers.mass(year.continuation_recoverable_t or None),
        "counted": _of_total(year.continuation_counted_t_a, year.continuation_total_t_a),
        "grant": "、".join(year.grant_block_ids) or numbers.MISSING,
        "granted": _of_total(year.grant_capacity_t_a, year.grant_total_t_a),
        "demand": numbers.capacity(year.demand_t_a or None),
        "unmet": numbers.capacity(year.unmet_t_a or None),
        "pilot": len(year.pilot_right_ids) or numbers.MISSING,
        "output": _of_total(year.pilot_output_t_a, year.pilot_total_t_a),
    }


def _of_total(amount_t: float, total_t: float | None) -> str:
    """Say used/total in 万吨; without a total the amount alone."""
    used = numbers.trimmed(amount_t / 1e4, 2)
    return used if total_t is None else f"{used}/{numbers.trimmed(total_t / 1e4, 2)}"


def _total_words(plan: AllocationPlan) -> dict[str, bool]:
    """Say for each part whether any year has a total."""
    return {
        "continuation": any(y.continuation_total_t_a is not None for y in plan.by_year),
        "grant": any(y.grant_total_t_a is not None for y in plan.by_year),
        "pilot": any(y.pilot_total_t_a is not None for y in plan.by_year),
    }


def _figures(figures: SolverFigures) -> dict[str, str]:
    return {
        "part": words.PARTS[figures.part],
        "status": words.SOLVED.get(figures.status, figures.status),
        "objective": numbers.points(figures.objective),
        "bound": numbers.points(figures.bound),
        "gap": numbers.percent(figures.gap, 2),
        "size": f"{figures.variables}个变量，{figures.rows}条约束",
    }


def _sensitivity(plan: AllocationPlan, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    drawn = plan.perturbation
    return {
        "runs": drawn.runs,
        "seed": drawn.seed,
        "failed": drawn.failed_runs,
        "ranges": "；".join(drawn.ranges.values()),
        "firm_share": numbers.percent(words.FIRM_SHARE),
        "shaky": [*_shaky(made)],
    }


def _shaky(made: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    """Return the choices that do not hold in most perturbed runs."""
    return [
        *(
            {"what": f"煤炭区块{r['name']}", "choice": _block_choice(r), "held": r["held"]}
            for r in made["continuation"]["blocks"]
            if not r["is_firm"]
        ),
        *(
            {"what": f"铝土矿区块{r['name']}", "choice": r["status_label"], "held": r["held"]}
            for r in made["grant"]["rows"]
            if not r["is_firm"]
        ),
        *(
            {
                "what": f"试点矿山{m['name']}",
                "choice": f"{m['year']}年启动，{m['order']}" if m["status"] == "scheduled" else m["status_label"],
                "held": f"年度{m['held']}，顺序{m['held_order']}",
            }
            for m in made["pilot"]["mines"]
            if not m["is_firm"]
        ),
    ]


def _block_choice(row: dict[str, Any]) -> str:
    return f"接续{row['mine_name']}" if row["status"] == "proposed" else str(row["status_label"])


def _notes(plan: AllocationPlan) -> list[dict[str, Any]]:
    """Return the doubts, those about the whole run first."""
    names = {mine.right_id: mine.mine_name for mine in plan.mines} | {m.right_id: m.mine_name for m in plan.pilot}
    names |= {r.block_id: r.block_name for r in plan.continuation} | {r.block_id: r.block_name for r in plan.grant_plan}
    titles = {ruling.ruling_id: ruling.title for ruling in plan.rulings}
    ordered = sorted(dict.fromkeys(plan.notes), key=lambda n: (bool(n.subject), n.code, n.subject, n.text))
    return [
        {
            "no": no,
            "subject": _subject(note.subject, titles),
            "name": titles.get(note.subject) or names.get(note.subject) or numbers.MISSING,
            "text": note.text.rstrip("。"),
            "code": note.code,
        }
        for no, note in enumerate(ordered, start=1)
    ]


def _subject(subject: str, titles: Mapping[str, str]) -> str:
    if subject in titles:
        return "依据条款"
    return name_of_choice(subject) or subject or "全部数据"
