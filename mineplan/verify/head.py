"""What stands above the groups, and the alternatives beside them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from mineplan.verify.case import Case
from mineplan.verify.membership import beyond_limits, broken_pins, loose
from mineplan.verify.objective import terms_of


def heading(case: Case) -> Iterator[str]:
    """Kind, title, day and status are those of the scenario and of a plan; groups and rights stand in order."""
    plan = case.plan
    stated = {"kind": "consolidation", "title": case.scenario.title, "as_of": case.scenario.as_of.isoformat()}
    for name, value in stated.items():
        if plan[name] != value:
            yield f"{name} is “{value}” by the scenario, the plan says “{plan[name]}”"
    if plan["status"] not in ("optimal", "feasible"):
        yield f"“{plan['status']}” is no status of a plan"
    for name, listed in (
        ("groups", [g["group_id"] for g in plan["groups"]]),
        ("rights", [r["right_id"] for r in plan["rights"]]),
        ("rulings", plan["rulings"]),
    ):
        if listed != sorted(listed):
            yield f"{name} do not stand in order"


def alternatives(case: Case) -> Iterator[str]:
    """Each alternative is a plan of its own: a partition within limits and pins that scores what it claims."""
    seen = {_signature([g["right_ids"] for g in case.plan["groups"]])}
    for number, other in enumerate(case.plan["alternatives"], start=1):
        name, groups = f"alternative {number}", other["groups"]
        faults = list(_not_a_partition(case, groups))
        yield from (f"{name}: {fault}" for fault in faults)
        if faults:
            continue
        if _signature(groups) in seen:
            yield f"{name} is the plan itself or another alternative again"
        seen.add(_signature(groups))
        yield from _broken(case, name, groups)
        if other["objective"] < case.plan["bound"] - 1e-6:
            yield f"{name}: objective {other['objective']:g} lies below the bound {case.plan['bound']:g}"
        total = math.fsum(terms_of(case, groups).values())
        if not math.isclose(total, other["objective"], rel_tol=1e-9, abs_tol=1e-6):
            yield f"{name}: the objective is {total:g} by the tables, the plan says {other['objective']:g}"


def _signature(groups: list[list[str]]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(members) for members in groups)


def _not_a_partition(case: Case, groups: list[list[str]]) -> Iterator[str]:
    known = set(case.run.problem["ids"]) & set(case.rights.index)
    for right_id, count in sorted(Counter(r for members in groups for r in members).items()):
        if count > 1:
            yield f"right {right_id} stands in it {count} times"
        if right_id not in known:
            yield f"right {right_id} does not take part"
    if any(len(members) < 2 for members in groups):
        yield "a group holds fewer than two rights"


def _broken(case: Case, name: str, groups: list[list[str]]) -> Iterator[str]:
    for members in groups:
        yield from loose(case, f"{name}: group of {min(members)}", members)
        yield from beyond_limits(case, f"{name}: group of {min(members)}", members)
    yield from broken_pins(case, {r: f"of {min(m)}" for m in groups for r in m}, f"{name}: ")
