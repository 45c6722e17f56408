"""The result of a consolidation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from mineplan.plans.decided import Decided, decided_dict
from mineplan.plans.printed import Note
from mineplan.plans.shadows import Shadows, Stability, shadows_dict, stability_dict
from mineplan.policy import Ruling
from mineplan.terms import Authority, Disposition, Mineral


@dataclass(frozen=True)
class Corner:
    """A corner of a new extent in the native 3-degree zone; the easting bears the prefix."""

    ring: int
    no: int
    northing_m: float
    easting_m: float
    zone: int
    is_hole: bool = False


@dataclass(frozen=True)
class LeadScoreRow:
    """How one member scored as lead right: each part in 0..1, `total` weighted."""

    right_id: str
    total: float
    parts: dict[str, float]


@dataclass(frozen=True)
class Group:
    """A merger group of two or more rights.

    Attributes
    ----------
    extent
        New extent, a shapely (multi)polygon in the analysis CRS; corners are its rounded rings.
    area_km2
        Ellipsoidal area; `planar_km2` is that in the native zone, `gap_km2` the gap resources taken in,
        `banned_km2` what banned zones took out of the members.
    resources_t
        Tonnage by class; reserves and resources under their own names, never added together.
    capacity_t_a, proposed_capacity_t_a, life_a
        Sum of the registered capacities; that sum or the minimum, whichever is larger; service life at the latter.
    minimum_capacity_t_a, minimum_life_a
        What the day's rulings ask; None where no figure is in force or confirmed.
    conflicts
        Triggers inside the group that the merger settles: (right, right, triggers).
    stability
        How firmly the group stands in the plan; None says that it was not looked at.
    """

    group_id: str
    right_ids: tuple[str, ...]
    lead_id: str
    mineral: Mineral | None
    orebody_ids: tuple[str, ...]
    holders: tuple[str, ...]
    counties: tuple[str, ...]
    extent: Any
    corners: tuple[Corner, ...]
    zone: int
    area_km2: float
    planar_km2: float
    members_km2: float
    gap_km2: float
    banned_km2: float
    top_m: float | None
    bottom_m: float | None
    capacity_t_a: float | None
    minimum_capacity_t_a: float | None
    life_a: float | None
    minimum_life_a: float | None
    life_basis: str
    resources_t: dict[str, float]
    authority: Authority | None
    lead_scores: tuple[LeadScoreRow, ...]
    conflicts: tuple[tuple[str, str, tuple[str, ...]], ...]
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    objective_terms: dict[str, float] = field(default_factory=dict)
    proposed_capacity_t_a: float | None = None
    stability: Stability | None = None


@dataclass(frozen=True)
class RightOutcome:
    """What the plan does with one right, and why.

    Attributes
    ----------
    reasons
        Ruling ids. `remarks` are the Chinese sentences with the facts.
    facts
        What the verdict looked at: capacity_t_a, minimum_capacity_t_a, life_a, minimum_life_a,
        lawful_share, is_expired, registered/planar/ellipsoidal area in km² and which one matches.
    """

    right_id: str
    disposition: Disposition
    group_id: str | None
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicators:
    """Before and after, as the proposal's target table prints them."""

    rights_before: int
    rights_after: int
    split_orebodies_before: int
    split_orebodies_after: int
    split_t_before: float
    split_t_after: float
    conflicts_before: int
    conflicts_after: int
    below_minimum_before: int
    below_minimum_after: int


@dataclass(frozen=True)
class ConsolidationPlan:
    """A whole consolidation.

    Attributes
    ----------
    tables
        The frames that documents print, all in code names: rights, orebodies, zones (analysis CRS),
        links, adjacency, resources. Not written to plan.json.
    rulings
        Every ruling relied on, expired or unconfirmed ones included.
    objective_terms
        Points by term over the whole plan; they sum to `objective`.
    lead_weights
        Weights of the lead right's score, by the names of `LeadScoreRow.parts`.
    shadows
        What each pin and limit costs; None says that it was not looked at.
    decided
        What reviewers decided of an earlier run and how this plan honours it; None without such decisions.
    """

    title: str
    as_of: datetime.date
    dataset_title: str
    dataset_version: str
    is_synthetic: bool
    region_name: str
    crs: Any
    minerals: tuple[Mineral, ...]
    status: str
    objective: float
    bound: float
    gap: float
    objective_terms: dict[str, float]
    weights: dict[str, float]
    limits: dict[str, Any]
    groups: tuple[Group, ...]
    rights: tuple[RightOutcome, ...]
    indicators: Indicators
    alternatives: tuple[tuple[float, tuple[tuple[str, ...], ...]], ...]
    rulings: tuple[Ruling, ...]
    notes: tuple[Note, ...]
    tables: dict[str, Any]
    lead_weights: dict[str, float] = field(default_factory=dict)
    shadows: Shadows | None = None
    decided: Decided | None = None


def plan_dict(plan: ConsolidationPlan) -> dict[str, Any]:
    """Return what `plan.json` holds (`interface.md` section 3), keys and rounding fixed."""
    return {
        "kind": "consolidation",
        "title": plan.title,
        "as_of": plan.as_of.isoformat(),
        "status": plan.status,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "objective_terms": plan.objective_terms,
        "groups": [_group_dict(group) for group in plan.groups],
        "rights": [_right_dict(right) for right in plan.rights],
        "indicators": vars(plan.indicators),
        "alternatives": [
            {"objective": value, "groups": [list(g) for g in groups]} for value, groups in plan.alternatives
        ],
        "shadows": shadows_dict(plan.shadows),
        **decided_dict(plan.decided),
        "rulings": [ruling.ruling_id for ruling in plan.rulings],
        "notes": [vars(note) for note in plan.notes],
    }


def _group_dict(group: Group) -> dict[str, Any]:
    plain = {
        k: v for k, v in vars(group).items() if k not in ("extent", "corners", "lead_scores", "mineral", "authority")
    }
    return plain | {
        "mineral": None if group.mineral is None else group.mineral.value,
        "authority": None if group.authority is None else group.authority.value,
        "corners": [vars(corner) for corner in group.corners],
        "lead_scores": [vars(row) for row in group.lead_scores],
        "stability": stability_dict(group.stability),
    }


def _right_dict(right: RightOutcome) -> dict[str, Any]:
    return vars(right) | {"disposition": right.disposition.value}
