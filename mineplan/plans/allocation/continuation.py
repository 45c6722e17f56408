"""Coal continuation as it may be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mineplan.terms import Channel, GrantMode


@dataclass(frozen=True)
class MineLife:
    """One coal mine in the table of remaining lives.

    Attributes
    ----------
    recoverable_t, capacity_t_a
        Recoverable reserves and the capacity that T reckons with: the approved increase where there is one.
    registered_capacity_t_a
        The licence's capacity.
    life_a
        T = recoverable/(capacity·K), years; None where it cannot be reckoned, never 0 for want of data.
    reserve_factor
        K.
    formula
        The same with its figures, in Chinese.
    depletion_rank
        1 for the mine that runs out first; None for mines left out.
    is_depleted, has_increase
        At most the scenario's life; its capacity increase (核增) is approved.
    excluded
        Chinese reason why it is not ranked; "" when it is.
    source
        Where the figures stand: Chinese, table, row and column labels.
    life_after_a
        Life with everything that the plan gives it.
    scale
        `large`, `medium` or `small` by the scale classes of the day; "" unknown.
    """

    right_id: str
    mine_name: str
    holder: str
    county: str
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
    scale: str = ""
    life_after_a: float | None = None
    block_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ZoneHit:
    """A zone that a block reaches into.

    Attributes
    ----------
    effect
        `ban`, `consent` or `restrict`; `is_settled` whether a verdict may rest on the ruling.
    overlap_m2, overlap_share
        Plan area of the block in it (with the ruling's distance), and its share of the block.
    """

    zone_id: str
    kind: str
    name: str
    effect: str
    is_settled: bool
    overlap_m2: float
    overlap_share: float
    ruling: str
    consent_of: str = ""


@dataclass(frozen=True)
class Candidate:
    """A mine that a coal block may continue, and what the solver saw of the pair.

    Attributes
    ----------
    relation
        `inside`, `touching` or `near`; `gap_m` plan distance, `shared_boundary_m` length within `touch_m`,
        `shared_boundary_share` of the block's boundary, `overlap_share` of the block under or over the mine.
    elevation
        `below`, `above`, `level` or `unknown`: the block against the mine's extent.
    is_qualified
        Whether the pair may be chosen; `reason` is the Chinese sentence why (not).
    points
        Year -> points of the objective for choosing it in that year, whole numbers; {} when not qualified.
    parts
        Part of the score -> points in the first year.
    life_after_a
        Life of the mine with this block alone.
    """

    right_id: str
    mine_name: str
    relation: str
    gap_m: float
    shared_boundary_m: float
    shared_boundary_share: float
    overlap_share: float
    elevation: str
    is_qualified: bool
    reason: str
    points: dict[int, int] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    life_after_a: float | None = None
    rulings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContinuationRow:
    """What the plan does with one coal block.

    Attributes
    ----------
    status
        `proposed` (建议出让), `postponed` (qualified, not chosen), `excluded` (may not be granted).
    rank
        1 for the first of the proposed, by year and points; None otherwise.
    channel, declared_channel
        As geometry and rulings decide; as the block table states it ("" when it does not).
    channel_reason
        The Chinese sentence with the figures that decided.
    mode, mode_reason
        Competition where several qualify or the channel asks it; agreement only where the channel allows it and one
        alone qualifies.
    right_id, mine_name
        The mine that the block continues; "" for a grant to the public.
    is_in_total
        Whether it counts in the province's yearly total; `capacity_t_a` the new capacity that counts.
    area_km2, recoverable_t
        Of what may be granted: settled bans are cut out, `banned_km2` of them.
    life_before_a, life_after_a
        Of the mine, before and with all blocks that the plan gives it.
    held_runs, runs
        In how many of N perturbed runs the block goes to the same mine; `held_year_runs`: in the same year too.
    legal_ground
        Chinese sentence naming documents and articles; `rulings` their ids.
    source
        Where the block's figures stand: Chinese, table and row.
    registration
        What happens after the grant, such as a boundary-extension change registration; Chinese.
    """

    block_id: str
    block_name: str
    county: str
    status: str
    rank: int | None
    channel: Channel | None
    declared_channel: str
    channel_reason: str
    mode: GrantMode | None
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
    candidates: tuple[Candidate, ...]
    zones: tuple[ZoneHit, ...]
    legal_ground: str
    registration: str
    remarks: tuple[str, ...]
    rulings: tuple[str, ...]
    runs: int = 0
    held_runs: int = 0
    held_year_runs: int = 0
    extent: Any = None
    lawful_share: float = 1.0
    banned_km2: float = 0.0
    source: str = ""

    @property
    def held_share(self) -> float | None:
        """Return the share of perturbed runs in which the choice holds; None where nothing was tried."""
        return self.held_runs / self.runs if self.runs else None
