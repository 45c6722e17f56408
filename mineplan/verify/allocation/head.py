"""What stands above an allocation: title, day, weights, status, rulings, and how the solver's figures fit together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from mineplan.verify.allocation.case import AllocationCase, amount_of, differences, shown

_PARTS = ("continuation", "grant", "pilot")
# A lapsed notice may be named as what set the task, never as a ground.
_TASK = "allocation_task"


def heading(case: AllocationCase) -> Iterator[str]:
    """Kind, title, day, years, weights and choices are those of the scenario; the statuses fit each other."""
    plan, scenario = case.plan, case.scenario
    proven = {"optimal", "empty"}
    chosen = {name: part for name in _PARTS if (part := getattr(case.choices, name)) is not None}
    found = {
        "kind": "allocation",
        "title": scenario.title,
        "as_of": scenario.as_of.isoformat(),
        "years": list(case.years),
        "status": "optimal" if {s["status"] for s in plan["solver"]} <= proven else "feasible",
        "weights": {name: part.weights.model_dump() for name, part in chosen.items()},
    }
    yield from differences("plan", found, plan)
    sensitivity = case.choices.sensitivity
    yield from differences("perturbation", {"runs": sensitivity.runs, "seed": sensitivity.seed}, plan["perturbation"])
    for name, part in chosen.items():
        choices = part.model_dump(mode="json", exclude={"weights"})
        if name == "continuation":
            choices["reserve_factor"] = reserve_factor(case)
        yield from differences(
            f"choices of {name}", choices, plan["choices"].get(name, {}) | _absent(choices, plan, name)
        )


def _absent(choices: dict[str, Any], plan: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: "nothing" for key in choices if key not in plan["choices"].get(name, {})}


def reserve_factor(case: AllocationCase) -> float | None:
    """Return K: the scenario's own, else the middle of the two rulings that it assumes."""
    assert case.choices.continuation is not None
    if case.choices.continuation.reserve_factor is not None:
        return case.choices.continuation.reserve_factor
    limits = [case.settled("reserve_factor_min"), case.settled("reserve_factor_max")]
    known = [amount_of(r) for r in limits if r is not None]
    return sum(known) / 2 if len(known) == 2 else None


def solver_figures(case: AllocationCase) -> Iterator[str]:
    """Terms sum to the objective, no bound lies below it, gap and status follow from the two."""
    for said in case.plan["solver"]:
        name, objective, bound = said["part"], said["objective"], said["bound"]
        total = math.fsum(said["terms"].values())
        if not math.isclose(total, objective, rel_tol=1e-6, abs_tol=0.02):
            yield f"{name}: the terms sum to {total:.10g}, the plan says {objective:.10g}"
        gap = (bound - objective) / max(1.0, abs(objective))
        if bound < objective - 1e-6 or not math.isclose(gap, said["gap"], abs_tol=1e-9):
            yield f"{name}: bound {bound:.10g} and gap {said['gap']:g} do not fit the objective {objective:.10g}"
        if said["status"] not in ("optimal", "feasible", "empty"):
            yield f"{name}: “{said['status']}” is no status of a part"
        if said["status"] == "optimal" and said["gap"] > 1e-9:
            yield f"{name}: the plan says optimal with a gap of {said['gap']:g}"
        if said["status"] == "empty" and (said["gap"] != 0 or _has_choices(case.plan, name)):
            yield f"{name}: the plan says there was nothing to choose"


def _has_choices(plan: dict[str, Any], part: str) -> bool:
    """Whether a part grants anything, or lets anything begin."""
    table = {"grant": "grant_plan"}.get(part, part)
    return any(row["year"] is not None for row in plan[table])


def tried(case: AllocationCase) -> Iterator[str]:
    """Every choice says in how many of the perturbed runs it holds; never in more than there were."""
    runs = case.choices.sensitivity.runs
    for table, key in (
        ("continuation", "block_id"),
        ("grant_plan", "block_id"),
        ("projects", "investment_id"),
        ("pilot", "right_id"),
    ):
        for row in case.plan[table]:
            name = f"{table} {row[key]}"
            if row["runs"] != runs:
                yield f"{name}: runs is {runs} by the scenario, the plan says {row['runs']}"
            held = [row[k] for k in ("held_runs", "held_year_runs", "held_order_runs") if k in row]
            if not all(0 <= count <= row["runs"] for count in held):
                yield f"{name}: it holds in {shown(held)} of {row['runs']} runs"
            if "held_year_runs" in row and row["held_year_runs"] > row["held_runs"]:
                more = f"{row['held_year_runs']} times, the choice {row['held_runs']}"
                yield f"{name}: the year holds {more}"
            span = row.get("rank_range")
            if span is not None and not (len(span) == 2 and 1 <= span[0] <= span[1] <= len(case.plan[table])):
                yield f"{name}: rank_range {shown(span)} is no range of ranks"


def rulings(case: AllocationCase) -> Iterator[str]:
    """Every ruling cited exists, is in force that day and stands in the plan's list; what is assumed is listed too."""
    listed, policy = set(case.plan["rulings"]), case.policy
    if case.plan["rulings"] != sorted(listed):
        yield "rulings do not stand in order, each once"
    in_force, lapsed = ({r.ruling_id: r for r in of} for of in (policy.rulings, policy.expired))
    for name, ids in _citations(case.plan):
        for ruling_id in ids:
            if ruling_id not in listed:
                yield f"{name} cites {ruling_id}, which the plan does not list"
            if ruling_id not in in_force:
                why = "had lapsed by then" if ruling_id in lapsed else "does not exist"
                yield f"{name} cites {ruling_id}, which {why}"
    for ruling_id in sorted(listed):
        task = lapsed.get(ruling_id)
        if ruling_id not in in_force and (task is None or task.rule != _TASK):
            yield f"the plan lists {ruling_id}, which is not in force on {case.scenario.as_of}"
    for ruling_id in case.scenario.assume:
        if ruling_id in in_force and ruling_id not in listed:
            yield f"the plan does not list {ruling_id}, which the scenario assumes"
    yield from _unsettled(case, in_force)


def _citations(plan: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for row in (*plan["continuation"], *plan["grant_plan"]):
        hits = [hit["ruling"] for hit in row["zones"]]
        yield f"block {row['block_id']}", [*row["rulings"], *hits, *_of_checks(row)]
    for mine in plan["pilot"]:
        water = [mine["water"]["limit_ruling"]] if mine["water"]["limit_ruling"] else []
        hits = [hit["ruling"] for hit in mine["zones"]]
        yield f"pilot {mine['right_id']}", [*mine["rulings"], *hits, *mine["route_rulings"], *mine["order_rulings"]]
        # A limit that decided nothing, because the ore lies above the water, is named and not listed.
        yield f"pilot {mine['right_id']}", water if mine["water"]["is_pressured"] else []


def _of_checks(row: dict[str, Any]) -> list[str]:
    return [ruling for check in row.get("checks", ()) for ruling in check["rulings"]]


def _unsettled(case: AllocationCase, in_force: dict[str, Any]) -> Iterator[str]:
    """Nothing may be decided by a ruling that is neither confirmed nor assumed."""
    for row in case.plan["grant_plan"]:
        for check in row["checks"]:
            for ruling_id in check["rulings"] if check["outcome"] in ("passed", "failed") else ():
                ruling = in_force.get(ruling_id)
                if check["name"] in ("capacity", "life") and ruling is not None and not ruling.is_settled:
                    yield f"block {row['block_id']}: check {check['name']} rests on {ruling_id}, which is unconfirmed"
    for mine in case.plan["pilot"]:
        for ruling_id in mine["order_rulings"] if mine["is_order_settled"] else ():
            if ruling_id in in_force and not in_force[ruling_id].is_settled:
                yield f"pilot {mine['right_id']}: the order rests on {ruling_id}, which is unconfirmed"
