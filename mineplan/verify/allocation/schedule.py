"""The pilot's orders, readiness and years, reckoned again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from mineplan.policy import reaches
from mineplan.scenario import Pilot
from mineplan.verify.allocation.case import AllocationCase, Row, amount_of, by_year, differences, number, text
from mineplan.verify.allocation.under import pilot_row

# Points for a readiness of 1.
_POINTS = 10_000
_STAGES = {"reconnaissance": 0.0, "general": 1 / 3, "detailed": 2 / 3, "advanced": 1.0}
_DONE = ("design", "safety", "water", "consent")
_BARRED = ("over_limit", "needs_confirmation", "unknown")


def orders(case: AllocationCase) -> Iterator[str]:
    """The mining order of every pilot mine and the rulings that decided it; open where none may."""
    for said in case.plan["pilot"]:
        name, (order, cited) = f"pilot {said['right_id']}", _order(case, said)
        found = {"order": order, "is_order_settled": order != "open", "order_rulings": cited}
        yield from differences(name, found, said)
        if not said["order_criterion"]:
            yield f"{name}: no criterion is given for the order"
        if said["bodies"] and not said["route_rulings"]:
            yield f"{name}: the route in law cites no ruling"
        for ruling in (*said["route_rulings"], *said["order_rulings"]):
            if ruling not in said["rulings"]:
                yield f"{name}: it rests on {ruling}, which its rulings do not list"


def _order(case: AllocationCase, said: Row) -> tuple[str, list[str]]:
    choices, state, interval = case.choices.pilot, said["state_above"], said["interval_m"]
    assert choices is not None
    if not state or (interval is not None and interval <= 0):
        return "open", []
    if state in ("unmined", "mining") and interval is not None and interval < choices.together_interval_m:
        return "together", []
    ruling = case.policy.find("mining_order", mining_state=state)
    if ruling is None or not ruling.is_settled:
        return "open", [] if ruling is None else [ruling.ruling_id]
    if state != "unmined":
        return str(ruling.amount), [ruling.ruling_id]
    asked = case.policy.find("interval_ratio_min", mineral="bauxite")
    if asked is None or not asked.is_settled:
        return "open", [r.ruling_id for r in (asked, ruling) if r is not None]
    grounds = [ruling.ruling_id, asked.ruling_id]
    if said["interval_ratio"] is None:
        return "open", grounds
    return "bauxite_first" if reaches(asked, said["interval_ratio"]) else "coal_first", grounds


def readiness(case: AllocationCase) -> Iterator[str]:
    """Every part of every readiness, their weights and their mean."""
    choices = case.choices.pilot
    if choices is None:
        return
    first = case.settled("pilot_unpressured_first")
    for said in case.plan["pilot"]:
        pilot = pilot_row(case, said["right_id"])
        parts = {"exploration": _STAGES.get(text(pilot.get("exploration")), 0.0)}
        parts |= {part: number(pilot.get(f"{part}_share")) or 0.0 for part in _DONE}
        if first is not None and first.amount is True:
            parts["unpressured"] = _unpressured(said["water"])
        parts["interval"] = _interval_part(case, said, choices)
        weights = {part: float(getattr(choices.weights, part)) for part in parts}
        whole = math.fsum(weights.values())
        score = math.fsum(parts[p] * w for p, w in weights.items()) / whole if whole else 0.0
        found = {"readiness_parts": parts, "readiness_weights": weights, "readiness": score}
        yield from differences(f"pilot {said['right_id']}", found, said)


def _unpressured(water: Row) -> float:
    if water["verdict"] == "unpressured":
        return 1.0
    if water["verdict"] != "within_limit" or not water["limit_mpa_m"]:
        return 0.0
    return max(0.0, 1.0 - float(water["coefficient_mpa_m"]) / float(water["limit_mpa_m"]))


def _interval_part(case: AllocationCase, said: Row, choices: Pilot) -> float:
    """Return 1 from twice the interval that the order asks, less in proportion."""
    interval = said["interval_m"]
    if interval is None or interval <= 0 or said["order"] == "open":
        return 0.0
    asked = case.settled("interval_ratio_min", mineral="bauxite")
    if said["order"] == "bauxite_first" and said["state_above"] == "unmined" and asked is not None:
        return min(1.0, float(said["interval_ratio"]) / (2 * amount_of(asked)))
    return min(1.0, float(interval) / (2 * choices.together_interval_m)) if choices.together_interval_m else 1.0


def starts(case: AllocationCase) -> Iterator[str]:
    """Points, status, year, output and rank of every pilot mine; yearly totals and starts."""
    choices = case.choices.pilot
    if choices is None:
        return
    rows = case.plan["pilot"]
    for place, said in enumerate(sorted(rows, key=_place), start=1):
        pilot = pilot_row(case, said["right_id"])
        points = {} if hindered(case, said, pilot) else points_of(case, said, pilot)
        works = number(pilot.get("works_capacity_t_a"))
        found: dict[str, Any] = {"points": by_year(points), "works_capacity_t_a": works, "rank": place}
        found["status"] = _status(said, points)
        found["surface_m"] = number(pilot.get("surface_m"))
        found["output_t_a"] = by_year({} if said["year"] is None else output_t_a(case, said, said["year"]))
        yield from differences(f"pilot {said['right_id']}", found, said)
        if said["year"] is not None and said["year"] not in points:
            yield f"pilot {said['right_id']}: it cannot begin in {said['year']} by the tables"
        if said["status"] in ("not_ready", "postponed", "no_bauxite") and not said["remarks"]:
            yield f"pilot {said['right_id']}: no reason is given why it does not begin"
    if [r["rank"] for r in rows] != sorted(r["rank"] or 0 for r in rows):
        yield "pilot: mines do not stand by rank"
    yield from schedule_faults(case, {r["right_id"]: r["year"] for r in rows if r["year"] is not None})


def _place(row: Row) -> tuple[float, float, str]:
    return (math.inf if row["year"] is None else row["year"], -row["readiness"], row["right_id"])


def _status(said: Row, points: dict[int, int]) -> str:
    if said["year"] is not None:
        return "scheduled"
    if not said["quantity_t"]:
        return "no_bauxite"
    return "postponed" if points else "not_ready"


def hindered(case: AllocationCase, said: Row, pilot: Row) -> bool:
    """Whether anything bars a mine from being scheduled: ore, order, water, works, day, readiness."""
    choices, ready = case.choices.pilot, number(pilot.get("ready_year"))
    assert choices is not None
    return (
        not said["quantity_t"]
        or said["quantity_t"] < choices.minimum_bauxite_t
        or said["order"] == "open"
        or said["water"]["verdict"] in _BARRED
        or not number(pilot.get("works_capacity_t_a"))
        or ready is None
        or ready > case.years[-1]
        or said["readiness"] < choices.minimum_readiness
    )


def points_of(case: AllocationCase, said: Row, pilot: Row) -> dict[int, int]:
    """Return the points of beginning in each year from that in which the works are ready."""
    assert case.choices.pilot is not None
    delay, ready = case.choices.pilot.weights.delay, number(pilot.get("ready_year")) or case.years[0]
    return {
        year: max(1, round(_POINTS * said["readiness"] * (1 - delay * k)))
        for k, year in enumerate(case.years)
        if year >= int(ready)
    }


def output_t_a(case: AllocationCase, said: Row, first: int) -> dict[int, float]:
    """Return output by year of a mine that begins in a year: its works capacity until the ore is gone."""
    assert case.choices.pilot is not None
    left, output = (said["quantity_t"] or 0.0) * case.choices.pilot.recovery_share, {}
    size = number(pilot_row(case, said["right_id"]).get("works_capacity_t_a")) or 0.0
    for year in (y for y in case.years if y >= first):
        if left > 0:
            output[year] = min(size, left)
            left -= output[year]
    return output


def schedule_faults(case: AllocationCase, begun: dict[str, int]) -> Iterator[str]:
    """Say which yearly total or number of starts a schedule breaks."""
    choices = case.choices.pilot
    assert choices is not None
    outputs = [output_t_a(case, r, begun[r["right_id"]]) for r in case.plan["pilot"] if r["right_id"] in begun]
    for year in case.years:
        output, total = math.fsum(o.get(year, 0.0) for o in outputs), choices.total_t_a.get(year, math.inf)
        if output > total + 1e-3 + (0.0 if math.isinf(total) else 1e-6 * total):
            yield f"{year}: the pilot brings forth {output:,.0f} t, {total:,.0f} are allowed"
        count = sum(y == year for y in begun.values())
        if choices.starts_per_year is not None and count > choices.starts_per_year:
            yield f"{year}: {count} mines begin, {choices.starts_per_year} are allowed"


def pilot_objective(case: AllocationCase) -> Iterator[str]:
    """Points of the starts sum to the objective; where it is called optimal, no single step improves it."""
    figures = next((s for s in case.plan["solver"] if s["part"] == "pilot"), None)
    if figures is None:
        return
    rows = [r for r in case.plan["pilot"] if r["year"] is not None]
    total = sum(r["points"].get(str(r["year"]), 0) for r in rows)
    ready = sum(round(_POINTS * r["readiness"]) for r in rows)
    if abs(total - figures["objective"]) > 1e-6:
        yield f"pilot: the objective is {total} by the tables, the plan says {figures['objective']:.10g}"
    yield from differences("pilot, terms", {"readiness": float(ready), "delay": float(total - ready)}, figures["terms"])
    if figures["status"] == "optimal":
        yield from _steps(case, {r["right_id"]: r["year"] for r in rows})


def _steps(case: AllocationCase, begun: dict[str, int]) -> Iterator[str]:
    """Name a mine that could begin, or begin in a better year, with everything else as it is."""
    for row in case.plan["pilot"]:
        now = row["points"].get(str(begun.get(row["right_id"])), 0)
        for year, points in row["points"].items():
            if points > now and not list(schedule_faults(case, begun | {row["right_id"]: int(year)})):
                yield (
                    f"pilot is no optimum: mine {row['right_id']} could begin in {year} "
                    f"and would earn {points} points instead of {now}"
                )
                return
