"""Ordovician water against the bauxite floor: pressure, water-inrush coefficient T = P/M, and its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mineplan.allocate.lives import number, text
from mineplan.plans.allocation import Water
from mineplan.policy import Policy, Ruling, keeps_within
from mineplan.terms import FloorState

# One metre of water column, MPa: density 1000 kg/m3 times g = 9.80665 m/s2.
MPA_PER_M = 0.00980665
RULE = "water_inrush_coefficient_max"


def water_of(pilot: Mapping[str, Any], floor_m: float | None, policy: Policy) -> Water:
    """Judge the water under one mine's bauxite.

    Parameters
    ----------
    pilot
        The mine's row of PILOTS; {} when it has none.
    floor_m
        Deepest floor of the bauxite inside the extent, elevation in metres.

    Notes
    -----
    M is the thickness of the rock between the bauxite floor and the aquifer: the column, or else floor less top of
    the aquifer. P is the water column on its bottom: (water level - (floor - M)) * 0.0098 MPa. The bauxite is
    unpressured where the water stands at or below its floor. The limit depends on whether the floor is broken; where
    the data do not say, the stricter one is enough to pass and the milder one to fail.
    """
    level, state = number(pilot.get("water_level_m")), text(pilot.get("floor_state"))
    thick = _aquifuge(pilot, floor_m)
    pressured = None if level is None or floor_m is None else level > floor_m
    pressure = None
    if pressured and thick is not None and level is not None and floor_m is not None:
        pressure = (level - (floor_m - thick)) * MPA_PER_M
    coefficient = pressure / thick if pressure is not None and thick else None
    limits = _limits(policy, state)
    verdict, limit = _verdict(pressured, coefficient, thick, limits)
    return Water(
        level_m=level,
        floor_m=floor_m,
        aquifuge_m=thick,
        pressure_mpa=pressure,
        coefficient_mpa_m=coefficient,
        limit_mpa_m=None if limit is None else float(str(limit.amount)),
        limit_ruling="" if limit is None else limit.ruling_id,
        is_limit_settled=limit is not None and limit.is_settled,
        floor_state=state,
        is_pressured=pressured,
        verdict=verdict,
        formula=_formula(level, floor_m, thick, pressure, coefficient),
    )


def _aquifuge(pilot: Mapping[str, Any], floor_m: float | None) -> float | None:
    stated, aquifer = number(pilot.get("aquifuge_m")), number(pilot.get("aquifer_top_m"))
    if stated is not None or aquifer is None or floor_m is None:
        return stated
    return max(0.0, floor_m - aquifer)


def _limits(policy: Policy, state: str) -> list[Ruling]:
    """Return the limits that may hold, the strictest first; one where the state of the floor is known."""
    found = [policy.find(RULE, floor=str(floor)) for floor in FloorState if state in ("", str(floor))]
    return sorted((r for r in found if r is not None and r.amount is not None), key=lambda r: float(str(r.amount)))


def _verdict(
    pressured: bool | None, coefficient: float | None, thick: float | None, limits: list[Ruling]
) -> tuple[str, Ruling | None]:
    """Return the verdict and the ruling that it rests on."""
    strict = limits[0] if limits else None
    if pressured is False:
        return "unpressured", strict
    if pressured is None or (coefficient is None and thick != 0):
        return "unknown", strict
    if strict is None or not all(r.is_settled for r in limits):
        return "needs_confirmation", strict
    if coefficient is not None and keeps_within(strict, coefficient):
        return "within_limit", strict
    if coefficient is None or not keeps_within(limits[-1], coefficient):
        return "over_limit", limits[-1]
    return "needs_confirmation", strict


def _formula(
    level: float | None, floor_m: float | None, thick: float | None, pressure: float | None, coefficient: float | None
) -> str:
    if level is None or floor_m is None:
        return "奥灰水位或者铝土矿底板标高不明，未计算"
    if pressure is None:
        if level <= floor_m:
            return f"奥灰水位{level:g}米不高于铝土矿最低底板{floor_m:.1f}米，不带压"
        return f"奥灰水位{level:g}米高于铝土矿最低底板{floor_m:.1f}米，带压；隔水层厚度不明，突水系数未计算"
    head = f"P=({level:g}-({floor_m:.1f}-{thick:g}))×{MPA_PER_M:.5f}={pressure:.3f}MPa"
    if coefficient is None:
        return f"{head}，隔水层厚度为0，底板直接受水压"
    return f"{head}，T=P/M={pressure:.3f}/{thick:g}={coefficient:.4f}MPa/m"
