"""Choices of `mineplan consolidate`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from mineplan.scenario.choices import Choices
from mineplan.terms import Mineral, term_of


class Objective(Choices):
    """Weights of the consolidation, in points. Each states what it trades.

    The defaults make rights of several holders on one orebody merge unless a limit or a pin
    forbids it: splitting a group in two saves at most one `mixed_holder` (400) and some compactness,
    and costs at least one `shared_orebody` (2000) and one `group` (100).
    """

    group: float = Field(100, ge=0)
    """Points for each mining right that remains: one right fewer is worth this much."""
    shared_orebody: float = Field(2000, ge=0)
    """Points for each pair of rights on one orebody that stays in different groups."""
    overlap: float = Field(1500, ge=0)
    """Points for each pair of overlapping rights (as solids) that stays in different groups."""
    safety_distance: float = Field(1000, ge=0)
    """Points for each pair closer than the safety distance of the day that stays apart."""
    ridge_boundary: float = Field(1000, ge=0)
    """Points for each pair of quarries bounded along a ridge that stays apart."""
    orebody_split: float = Field(1, ge=0)
    """Points for each 10,000 t of an orebody outside the group that holds most of it."""
    shortfall: float = Field(20, ge=0)
    """Points for each 10,000 t/a by which a group misses the minimum capacity of its mineral."""
    mixed_holder: float = Field(400, ge=0)
    """Points for each holder beyond the first in a group: the price of making strangers agree."""
    compactness: float = Field(1, ge=0)
    """Points for each 100 m between the centre of a right and that of the middle right of its group."""


class Limits(Choices):
    """Hard limits of a group of two or more rights; a right may always stand alone."""

    members: int | None = Field(12, ge=2)
    """Most rights in one group."""
    area_km2: float | None = Field(None, gt=0)
    """Largest sum of the members' areas, km²."""
    span_m: float | None = Field(8000, gt=0)
    """Largest distance between the centres of two members, metres."""
    capacity_t_a: float | None = Field(None, gt=0)
    """Largest sum of the members' capacities, t/a."""


class Life(Choices):
    """How the service life T = Q·recovery/(A·(1 − dilution)) is reckoned where the ledger gives no figure."""

    recovery_share: float = Field(0.85, gt=0, le=1)
    """Mining recovery (开采回采率)."""
    dilution_share: float = Field(0.10, ge=0, lt=1)
    """Dilution (贫化率)."""
    inferred_factor: float = Field(0.6, ge=0, le=1)
    """Share of inferred resources that counts towards Q; resources only, reserves are never added to them."""


class LeadScore(Choices):
    """Weights of the lead right's score; a column that the ledger lacks drops out."""

    remaining: float = Field(0.4, ge=0)
    """Remaining resources, relative to the group's largest."""
    capacity: float = Field(0.4, ge=0)
    """Registered capacity, relative to the group's largest."""
    term: float = Field(0.2, ge=0)
    """Years left on the licence at `as_of`, relative to the group's longest."""
    further: dict[str, float] = Field(default_factory=lambda: {"output_t_a": 0.1, "recovery_share": 0.1})
    """Weights of further numeric columns of the ledger, relative to the group's largest."""


class Stability(Choices):
    """How it is judged whether a group stands firmly, or only just won."""

    near_share: float = Field(0.02, ge=0, le=1)
    """A group is firm where every plan without it costs over this share more, of the points of the connected part it
    stands in; otherwise it is replaceable."""
    perturbations: int = Field(20, ge=0, le=1000)
    """How many other weightings are drawn to see whether the group is still in the best plan; 0 draws none."""
    spread_share: float = Field(0.2, ge=0, lt=1)
    """How far each weight of the objective may stray from its own value when drawn."""
    seed: int = Field(1, ge=0)
    """What the weightings are drawn from: the same seed draws the same."""


class Consolidate(Choices):
    """Choices of a consolidation run."""

    minerals: tuple[Mineral, ...] = ()
    """Minerals whose rights take part; empty takes all."""
    gap_m: float = Field(300, ge=0, le=20000)
    """Rights at most this far apart (as solids) may stand in one group, metres."""
    connect: Literal["orebody_or_gap", "orebody"] = "orebody_or_gap"
    """What lets two rights stand in one group."""
    minimum_overlap_m2: float = Field(100, ge=0)
    """Overlaps below this are slivers of surveying and raise no trigger, m²."""
    minimum_link_share: float = Field(0.001, ge=0, le=1)
    """A right holds part of an orebody from this share of its tonnage upwards."""
    ridge_tolerance_m: float = Field(30, gt=0)
    """A boundary runs along a ridge where both rights come this near to the line, metres."""
    ridge_length_m: float = Field(50, gt=0)
    """Shortest common run along a ridge that raises the trigger, metres."""
    minimum_lawful_share: float = Field(0.05, ge=0, le=1)
    """A right whose part outside banned zones is smaller than this share does not join a group."""
    minimum_gap_resource_m2: float = Field(400, ge=0)
    """Pieces of gap resource smaller than this are left out of the new extents, m²."""
    objective: Objective = Objective()
    """Weights, in points."""
    limits: Limits = Limits()
    """Hard limits of a group."""
    life: Life = Life()
    """Technical factors of the service life."""
    lead_score: LeadScore = LeadScore()
    """Weights of the lead right's score."""
    stability: Stability = Stability()
    """How firmly each group stands: what counts as nearly as good, and which other weightings are tried."""
    keep_together: tuple[tuple[str, ...], ...] = ()
    """Rights that must stand in one group, as lists of licence numbers."""
    keep_apart: tuple[tuple[str, ...], ...] = ()
    """Rights no two of which may stand in one group."""

    @field_validator("minerals", mode="before")
    @classmethod
    def _labels(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return [term_of(Mineral, item) or item if isinstance(item, str) else item for item in value]

    @field_validator("keep_together", "keep_apart")
    @classmethod
    def _pairs(cls, value: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for pin in value:
            if len(set(pin)) < 2 or len(set(pin)) != len(pin):
                raise ValueError(f"a pin names two or more different rights, not {list(pin)}")
        return value
