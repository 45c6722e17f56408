"""The bauxite grant plan as it may be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mineplan.plans.allocation.continuation import ZoneHit
from mineplan.terms import GrantMode


@dataclass(frozen=True)
class Check:
    """One test of the screening.

    Attributes
    ----------
    name
        `capacity`, `life`, `zones`, `overlap`, `data`; `outcome` is `passed`, `failed`, `open` (no settled ruling or
        no figure) or `conditional` (someone's consent, a part cut off).
    sentence
        Chinese, with figures.
    """

    name: str
    outcome: str
    sentence: str
    rulings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RightOverlap:
    """An existing right that a block meets in plan.

    Attributes
    ----------
    elevation
        `above` (the right lies wholly above the block), `below`, `level` (they meet as solids) or `unknown`.
    leads_to_pilot
        A coal right above bauxite, which leads to the coal-under-aluminium pilot instead of a grant.
    """

    right_id: str
    mine_name: str
    mineral: str
    holder: str
    overlap_m2: float
    overlap_share: float
    elevation: str
    interval_m: float | None
    leads_to_pilot: bool
    sentence: str


@dataclass(frozen=True)
class Match:
    """Ore that one block sends to one project.

    Attributes
    ----------
    by_year
        Year -> t/a.
    distance_m, distance_basis
        Transport distance; `table`, `straight` (straight line times detour) or `unknown`.
    """

    block_id: str
    investment_id: str
    investment_name: str
    by_year: dict[int, float]
    distance_m: float | None
    distance_basis: str
    is_same_county: bool


@dataclass(frozen=True)
class GrantRow:
    """What the plan does with one reported bauxite block; the columns of the plan table (出让计划表).

    Attributes
    ----------
    status
        `planned`, `postponed` (passed, not granted within the plan), `to_pilot` (under a coal right), `screened_out`.
    rank, score, score_parts
        Rank among the blocks that passed; score 0..100 and its parts, weighted.
    quantity_t, quantity_basis
        What life counts: `resources`, `reserves`, `recoverable` or "".
    extent
        What of the block may be granted (bans cut out), analysis CRS.
    source
        Where the block's figures stand: Chinese, table and row.
    """

    block_id: str
    block_name: str
    county: str
    reported_by: str
    mineral: str
    right_kind: str
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
    exploration: str
    capacity_t_a: float | None
    life_a: float | None
    minimum_capacity_t_a: float | None
    minimum_life_a: float | None
    life_formula: str
    checks: tuple[Check, ...]
    zones: tuple[ZoneHit, ...]
    overlaps: tuple[RightOverlap, ...]
    mode: GrantMode | None
    year: int | None
    reported_year: int | None
    matches: tuple[Match, ...]
    unmatched_t_a: dict[int, float]
    remarks: tuple[str, ...]
    rulings: tuple[str, ...]
    lawful_share: float = 1.0
    banned_km2: float = 0.0
    runs: int = 0
    held_runs: int = 0
    held_year_runs: int = 0
    rank_range: tuple[int, int] | None = None
    extent: Any = None
    source: str = ""

    @property
    def held_share(self) -> float | None:
        """Return the share of perturbed runs in which the block is granted (or not) as here."""
        return self.held_runs / self.runs if self.runs else None


@dataclass(frozen=True)
class ProjectSupply:
    """An investment project: what it asks, what the plan gives, what stays unmet.

    Attributes
    ----------
    demand, supplied, unmet
        Year -> t/a, over the years of the plan; demand before the project starts is 0.
    source
        Where the project's figures stand: Chinese, table and row.
    """

    investment_id: str
    name: str
    owner: str
    county: str
    score: float
    start_year: int | None
    demand: dict[int, float]
    supplied: dict[int, float]
    unmet: dict[int, float]
    block_ids: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    runs: int = 0
    held_runs: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    source: str = ""
