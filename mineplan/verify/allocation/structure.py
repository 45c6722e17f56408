"""The shape of an allocation's `plan.json`, looked at before anything in it is believed."""

from __future__ import annotations

from typing import Any

from mineplan.runs import RunFiles
from mineplan.verify.structure import NoteModel, Strict, faults, manifest_faults, table_faults

_NEEDED = {
    "rights": ("right_id", "geometry"),
    "parts": ("right_id", "geometry", "top_m", "bottom_m"),
    "blocks": ("block_id", "mineral", "geometry"),
    "zones": ("zone_id", "kind", "geometry"),
    "orebodies": ("orebody_id", "geometry"),
    "resources": ("right_id", "orebody_id"),
    "seams": ("right_id", "seam"),
    "pilots": ("right_id",),
    "investments": ("investment_id",),
    "distances": ("block_id", "investment_id"),
}


class _Zone(Strict):
    zone_id: str
    kind: str
    name: str
    effect: str
    is_settled: bool
    overlap_m2: float
    overlap_share: float
    ruling: str
    consent_of: str


class _Mine(Strict):
    right_id: str
    recoverable_t: float | None
    capacity_t_a: float | None
    registered_capacity_t_a: float | None
    reserve_factor: float
    life_a: float | None
    formula: str
    depletion_rank: int | None
    is_depleted: bool
    has_increase: bool
    excluded: str
    source: str
    scale: str
    life_after_a: float | None
    block_ids: list[str]


class _Candidate(Strict):
    right_id: str
    relation: str
    gap_m: float
    shared_boundary_m: float
    shared_boundary_share: float
    overlap_share: float
    elevation: str
    is_qualified: bool
    reason: str
    points: dict[str, int]
    parts: dict[str, float]
    life_after_a: float | None


class _Tried(Strict):
    runs: int
    held_runs: int


class _Coal(_Tried):
    block_id: str
    status: str
    rank: int | None
    channel: str | None
    channel_reason: str
    mode: str | None
    mode_reason: str
    right_id: str
    mine_name: str
    year: int | None
    is_in_total: bool
    capacity_t_a: float | None
    area_km2: float
    top_m: float | None
    bottom_m: float | None
    recoverable_t: float | None
    life_before_a: float | None
    life_after_a: float | None
    points: int
    candidates: list[_Candidate]
    zones: list[_Zone]
    legal_ground: str
    registration: str
    remarks: list[str]
    rulings: list[str]
    held_year_runs: int
    lawful_share: float
    banned_km2: float


class _Check(Strict):
    name: str
    outcome: str
    sentence: str
    rulings: list[str]


class _Overlap(Strict):
    right_id: str
    mineral: str
    overlap_m2: float
    overlap_share: float
    elevation: str
    interval_m: float | None
    leads_to_pilot: bool
    sentence: str


class _Match(Strict):
    block_id: str
    investment_id: str
    by_year: dict[str, float]
    distance_m: float | None
    distance_basis: str
    is_same_county: bool


class _Grant(_Tried):
    block_id: str
    status: str
    rank: int | None
    score: float | None
    score_parts: dict[str, float]
    area_km2: float
    top_m: float | None
    bottom_m: float | None
    resources_t: dict[str, float]
    quantity_t: float | None
    quantity_basis: str
    as_ratio: float | None
    capacity_t_a: float | None
    life_a: float | None
    minimum_capacity_t_a: float | None
    minimum_life_a: float | None
    life_formula: str
    checks: list[_Check]
    zones: list[_Zone]
    overlaps: list[_Overlap]
    mode: str | None
    year: int | None
    reported_year: int | None
    matches: list[_Match]
    unmatched_t_a: dict[str, float]
    remarks: list[str]
    rulings: list[str]
    lawful_share: float
    banned_km2: float
    held_year_runs: int
    rank_range: list[int] | None


class _Project(_Tried):
    investment_id: str
    score: float
    start_year: int | None
    demand: dict[str, float]
    supplied: dict[str, float]
    unmet: dict[str, float]
    block_ids: list[str]


class _Body(Strict):
    orebody_id: str
    shared_m2: float
    share: float
    resources_t: dict[str, float]
    top_m: float | None
    bottom_m: float | None
    thickness_m: float | None
    relation: str
    basis: str
    lawful_share: float


class _Seam(Strict):
    seam: str
    is_lowest_worked: bool


class _Water(Strict):
    level_m: float | None
    floor_m: float | None
    aquifuge_m: float | None
    pressure_mpa: float | None
    coefficient_mpa_m: float | None
    limit_mpa_m: float | None
    limit_ruling: str
    is_limit_settled: bool
    floor_state: str
    is_pressured: bool | None
    verdict: str
    formula: str


class _Pilot(_Tried):
    right_id: str
    coal_capacity_t_a: float | None
    coal_life_a: float | None
    bodies: list[_Body]
    bauxite_t: dict[str, float]
    quantity_t: float | None
    seams: list[_Seam]
    interval_m: float | None
    interval_formula: str
    interval_ratio: float | None
    state_above: str
    water: _Water
    route: str
    route_rulings: list[str]
    order: str
    order_criterion: str
    order_rulings: list[str]
    is_order_settled: bool
    readiness: float
    readiness_parts: dict[str, float]
    readiness_weights: dict[str, float]
    status: str
    year: int | None
    rank: int | None
    works_capacity_t_a: float | None
    output_t_a: dict[str, float]
    measures: list[str]
    remarks: list[str]
    rulings: list[str]
    points: dict[str, int]
    zones: list[_Zone]
    held_order_runs: int
    rank_range: list[int] | None
    facts: dict[str, Any]


class _Year(Strict):
    year: int
    continuation_block_ids: list[str]
    continuation_recoverable_t: float
    continuation_counted_t_a: float
    continuation_total_t_a: float | None
    grant_block_ids: list[str]
    grant_capacity_t_a: float
    grant_total_t_a: float | None
    demand_t_a: float
    supplied_t_a: float
    unmet_t_a: float
    pilot_right_ids: list[str]
    pilot_output_t_a: float
    pilot_total_t_a: float | None


class _Solver(Strict):
    part: str
    status: str
    objective: float
    bound: float
    gap: float
    terms: dict[str, float]


class _Perturbation(Strict):
    runs: int
    seed: int
    failed_runs: int


class _Plan(Strict):
    kind: str
    title: str
    as_of: str
    status: str
    years: list[int]
    parts: list[str]
    continuation: list[_Coal]
    mines: list[_Mine]
    grant_plan: list[_Grant]
    projects: list[_Project]
    pilot: list[_Pilot]
    by_year: list[_Year]
    solver: list[_Solver]
    perturbation: _Perturbation
    weights: dict[str, dict[str, float]]
    choices: dict[str, dict[str, Any]]
    rulings: list[str]
    notes: list[NoteModel]


def misshapen_allocation(run: RunFiles) -> list[str]:
    """Return what is missing or of the wrong type in the plan, the manifest and the input tables."""
    found = faults("plan.json", _Plan, run.plan) + manifest_faults(run)
    return found + table_faults(run, _NEEDED, ("rights", "parts"))
