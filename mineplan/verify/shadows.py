"""What a plan says of its wishes' costs and its groups' stability, as far as it can be reckoned without solving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mineplan.verify.case import Case

_NOISE = 1e-6


def shadows(case: Case) -> Iterator[str]:
    """Pins, limits and choices are the scenario's; verdicts follow from their figures; no alternative belies them."""
    told = case.plan.get("shadows")
    if told is None:
        return
    asked = case.choices.stability
    for name, value in (
        ("near_share", asked.near_share),
        ("trials", asked.perturbations),
        ("spread_share", asked.spread_share),
        ("seed", asked.seed),
    ):
        if told[name] != value:
            yield f"stability: {name} is {value:g} by the scenario, the plan says {told[name]:g}"
    yield from _pins(case, told["pins"])
    yield from _limits(case, told["limits"])
    for group in case.plan["groups"]:
        yield from _group(case, group)


def _pins(case: Case, costs: list[dict[str, Any]]) -> Iterator[str]:
    named = {(kind, right) for cost in costs for kind in [cost["kind"]] for right in cost["right_ids"]}
    for kind in ("together", "apart"):
        wanted = {(f"keep_{kind}", right) for pair in case.pins(kind) for right in pair}
        for _, right in sorted(wanted ^ {n for n in named if n[0] == f"keep_{kind}"}):
            yield f"the costs of pins and the pins disagree about right {right}"
    for cost in costs:
        if cost["points"] is not None and cost["points"] < -_NOISE:
            yield f"the pin on {', '.join(cost['right_ids'])} costs {cost['points']:g} points, less than nothing"


def _limits(case: Case, costs: list[dict[str, Any]]) -> Iterator[str]:
    limits = case.choices.limits.model_dump()
    for cost in costs:
        name, value = cost["name"], cost["value"]
        if limits.get(name) != value:
            yield f"the cost of the limit {name} is told for {value:g}, not for the scenario's"
        loose, points = cost["next_value"], cost["next_points"]
        if cost["points"] < -_NOISE or (
            loose is not None and not (loose > value and 0 < points <= cost["points"] + _NOISE)
        ):
            yield f"the cost of the limit {name} contradicts itself"


def _group(case: Case, group: dict[str, Any]) -> Iterator[str]:
    name, told = f"group {group['group_id']}", group["stability"]
    if told is None:
        yield f"{name}: nothing is said of its stability"
        return
    points, share = told["points_without"], told["share_without"]
    near = case.choices.stability.near_share
    follows = {"forced": points is None, "unknown": points is None, "tied": points == 0}
    if points is not None and share is not None:
        follows |= {"firm": share > near, "replaceable": share <= near and points > 0}
    if not follows.get(told["firmness"], False):
        yield f"{name}: “{told['firmness']}” does not follow from {points} points and a share of {share}"
    if told["survived"] is not None and not 0 <= told["survived"] <= told["trials"]:
        yield f"{name}: it cannot survive {told['survived']} of {told['trials']} trials"
    yield from _belied(case, group, points)


def _belied(case: Case, group: dict[str, Any], points: float | None) -> Iterator[str]:
    """Yield where an alternative does without a group more cheaply than the plan says is possible."""
    members = set(group["right_ids"])
    for number, other in enumerate(case.plan["alternatives"], start=1):
        if any(set(one) == members for one in other["groups"]) or group["stability"]["firmness"] == "unknown":
            continue
        more = other["objective"] - case.plan["objective"]
        if points is None or more < points - _NOISE:
            yield f"group {group['group_id']}: alternative {number} does without it for {more:g} points"
