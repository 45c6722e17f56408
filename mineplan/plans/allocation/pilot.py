"""The coal-under-aluminium pilot as it may be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mineplan.plans.allocation.continuation import ZoneHit
from mineplan.terms import MiningOrder


@dataclass(frozen=True)
class Seam:
    """A coal seam of a pilot mine; elevations in metres, `state` a `MiningState` value or ""."""

    seam: str
    top_m: float | None
    bottom_m: float | None
    thickness_m: float | None
    state: str
    is_lowest_worked: bool = False
    last_year: int | None = None


@dataclass(frozen=True)
class Water:
    """Ordovician water against the bauxite floor.

    Attributes
    ----------
    level_m, floor_m, aquifuge_m
        Water level, bauxite floor and thickness of the rock between floor and aquifer, metres.
    pressure_mpa
        P on the bottom of the aquifuge; `coefficient_mpa_m` is T = P/M.
    limit_mpa_m, limit_ruling, is_limit_settled
        What the day's ruling allows for this floor.
    verdict
        `unpressured` (不带压), `within_limit`, `over_limit`, `needs_confirmation` (limit unconfirmed) or `unknown`.
    """

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


@dataclass(frozen=True)
class PilotBody:
    """Bauxite of one orebody inside the mine's extent.

    Attributes
    ----------
    resources_t
        Class -> tonnes inside the extent; `share` of the orebody's plan area.
    lawful_share
        Share of `shared_m2` outside banned zones: only that part counts towards the mine's quantity.
    relation
        `below`, `above`, `level` or `unknown`: the bauxite against the mine's registered elevations.
    """

    orebody_id: str
    shared_m2: float
    share: float
    resources_t: dict[str, float]
    top_m: float | None
    bottom_m: float | None
    thickness_m: float | None
    relation: str
    basis: str
    lawful_share: float = 1.0


@dataclass(frozen=True)
class PilotMine:
    """One mine, one policy (一矿一策).

    Attributes
    ----------
    bauxite_t
        Class -> tonnes inside the extent over all bodies.
    quantity_t
        What of them counts, outside banned zones; before recovery.
    zones
        Zones that the bauxite inside the extent reaches into, under the rulings on new mines.
    interval_m
        Between the floor of the lowest worked seam and the bauxite roof; `interval_formula` with its figures.
    state_above
        State of mining above: a `MiningState` value or "".
    route, route_rulings
        Route in law, Chinese, and the rulings that give it.
    order, order_criterion, order_rulings
        Mining order, the Chinese sentence with the criterion that decided, its rulings.
    is_order_settled
        Whether the criterion rests on settled rulings.
    readiness, readiness_parts, readiness_weights
        Score 0..1, its parts 0..1 and their weights.
    status
        `scheduled`, `postponed`, `not_ready`, `no_bauxite`.
    output_t_a
        Year -> planned bauxite output.
    measures
        What must be done first, Chinese, in order.
    """

    right_id: str
    mine_name: str
    holder: str
    county: str
    coal_capacity_t_a: float | None
    coal_life_a: float | None
    extent_top_m: float | None
    extent_bottom_m: float | None
    surface_m: float | None
    bodies: tuple[PilotBody, ...]
    bauxite_t: dict[str, float]
    quantity_t: float | None
    seams: tuple[Seam, ...]
    interval_m: float | None
    interval_formula: str
    interval_ratio: float | None
    state_above: str
    water: Water
    route: str
    route_rulings: tuple[str, ...]
    order: MiningOrder
    order_criterion: str
    order_rulings: tuple[str, ...]
    is_order_settled: bool
    readiness: float
    readiness_parts: dict[str, float]
    readiness_weights: dict[str, float]
    status: str
    year: int | None
    rank: int | None
    works_capacity_t_a: float | None
    output_t_a: dict[int, float]
    measures: tuple[str, ...]
    remarks: tuple[str, ...]
    rulings: tuple[str, ...]
    points: dict[int, int] = field(default_factory=dict)
    zones: tuple[ZoneHit, ...] = ()
    runs: int = 0
    held_runs: int = 0
    held_order_runs: int = 0
    rank_range: tuple[int, int] | None = None
    extent: Any = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def held_share(self) -> float | None:
        """Return the share of perturbed runs in which the mine begins in the same year."""
        return self.held_runs / self.runs if self.runs else None
