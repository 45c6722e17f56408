"""Choices of `mineplan allocate`."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from mineplan.scenario.choices import Choices


class ContinuationWeights(Choices):
    """Points for giving one coal block to one mine; each states what it trades."""

    depletion: float = Field(100, ge=0)
    """Points for a block of a mine with nothing left (T = 0), falling evenly to 0 at `full_life_a`."""
    increased: float = Field(30, ge=0)
    """Points for a block of a mine whose capacity increase (核增) is approved."""
    boundary: float = Field(20, ge=0)
    """Points for a block all of whose boundary is shared with the mine, in proportion to the part that is."""
    reserves: float = Field(20, ge=0)
    """Points for each year by which the block lengthens the mine's life, up to `block_life_a`, in proportion to it."""
    explored: float = Field(10, ge=0)
    """Points for a block that is fully explored, fewer for lesser stages."""
    public: float = Field(50, ge=0)
    """Points for a grant to nobody in particular: a block of the channel 缺口产能."""
    delay: float = Field(5, ge=0)
    """Points lost for each year after the first in which a block is granted."""
    late: float = Field(10, ge=0)
    """Points lost for each year by which a block comes after its mine has run out."""


class Continuation(Choices):
    """Coal continuation (煤炭资源接续配置)."""

    reserve_factor: float | None = Field(None, ge=1, le=3)
    """K of T = recoverable reserves/(capacity·K); absent takes the middle of the rulings that the scenario assumes."""
    depleted_life_a: float = Field(10, ge=0)
    """A mine with at most this remaining life counts as depleted (枯竭); no ruling gives a figure, years."""
    full_life_a: float = Field(30, gt=0)
    """From this remaining life upwards a mine has no urgency at all, years."""
    block_life_a: float = Field(10, gt=0)
    """A block that lengthens the mine's life by this much earns all points for reserves, years."""
    maximum_life_a: float | None = Field(30, gt=0)
    """No mine is given more than brings its life to this, years; absent sets no limit."""
    blocks_per_mine: int | None = Field(None, ge=1)
    """Most blocks that one mine is given over the whole plan."""
    touch_m: float = Field(50, ge=0, le=5000)
    """A block is next to a mine when at most this far away, metres; boundaries that near count as shared."""
    minimum_boundary_m: float = Field(100, ge=0)
    """Shortest shared boundary that makes a block adjacent, metres."""
    gap_enclosed_share: float = Field(0.5, gt=0, le=1)
    """A block is a gap (夹缝) when at least this share of its boundary is shared with two or more mines."""
    gap_maximum_km2: float = Field(3, gt=0)
    """A gap is at most this large, km²."""
    within_share: float = Field(0.95, gt=0, le=1)
    """A block is deep or upper coal of a mine when at least this share of it lies under or over its extent."""
    minimum_overlap_m2: float = Field(100, ge=0)
    """Overlaps below this are slivers of surveying, m²."""
    minimum_lawful_share: float = Field(0.7, gt=0, le=1)
    """A block of which less than this share lies outside banned zones is left out; above it is cut back."""
    total_t_a: dict[int, float] = Field(default_factory=dict)
    """Year -> new capacity that the province allows the channels inside its yearly total, t/a; a year not named is
    unlimited, and the plan says so."""
    blocks_per_year: int | None = Field(None, ge=1)
    """Most blocks that can be granted in a year, whatever the channel."""
    required: tuple[str, ...] = ()
    """Blocks that must be granted within the plan."""
    weights: ContinuationWeights = ContinuationWeights()
    """Points."""

    @field_validator("total_t_a")
    @classmethod
    def _not_negative(cls, value: dict[int, float]) -> dict[int, float]:
        return _totals(value)


class GrantWeights(Choices):
    """Weights of a bauxite block's score (0..100), and points of granting and matching."""

    quality: float = Field(30, ge=0)
    """Weight of the A/S ratio, relative to the best block."""
    reserves: float = Field(25, ge=0)
    """Weight of the resources, relative to the largest block."""
    explored: float = Field(15, ge=0)
    """Weight of the stage of exploration."""
    life: float = Field(10, ge=0)
    """Weight of the service life, up to twice the minimum."""
    consents: float = Field(20, ge=0)
    """Weight of being free of zones that need someone's consent."""
    block: float = Field(1, ge=0)
    """Points for granting a block, for each point of its score."""
    supply: float = Field(100, ge=0)
    """Points for each 100,000 t/a supplied to a project for a year, times its score (0..1)."""
    transport: float = Field(10, ge=0)
    """Points lost for each 100,000 t/a carried 100 km for a year."""
    other_county: float = Field(10, ge=0)
    """Points lost for each 100,000 t/a supplied across a county border for a year."""
    unmet: float = Field(100, ge=0)
    """Points lost for each 100,000 t/a of demand that stays unmet for a year."""
    delay: float = Field(2, ge=0)
    """Points lost for each year after the first in which a block is granted."""


class Grant(Choices):
    """Yearly bauxite grant plan (铝土矿出让计划) and the matching with investment projects."""

    total_t_a: dict[int, float] = Field(default_factory=dict)
    """Year -> largest new capacity that may be granted in it, t/a; a year not named is unlimited."""
    total_blocks: dict[int, int] = Field(default_factory=dict)
    """Year -> most blocks granted in it."""
    lead_years: int = Field(1, ge=0, le=10)
    """Years between the grant of a block and its first ore."""
    recovery_share: float = Field(0.85, gt=0, le=1)
    """Mining recovery where the block states none."""
    dilution_share: float = Field(0.05, ge=0, lt=1)
    """Dilution (贫化率)."""
    inferred_factor: float = Field(0.6, ge=0, le=1)
    """Share of inferred resources that counts; resources only."""
    detour_factor: float = Field(1.4, ge=1)
    """Road length over straight distance where table `distances` gives none."""
    maximum_transport_m: float | None = Field(200_000, gt=0)
    """Longest transport of a match, metres."""
    minimum_supply_t_a: float = Field(0, ge=0)
    """Smallest tonnage of a match in every year in which block and project both run, t/a; 0 for any."""
    minimum_lawful_share: float = Field(0.7, gt=0, le=1)
    """A block of which less than this share lies outside banned zones is screened out; above it is cut back."""
    minimum_overlap_m2: float = Field(100, ge=0)
    """Overlaps below this are slivers of surveying, m²."""
    required: tuple[str, ...] = ()
    """Blocks that must be granted within the plan."""
    demand_required: dict[str, float] = Field(default_factory=dict)
    """Project -> share (0..1) of its demand that the plan must meet in every year after lead time."""
    weights: GrantWeights = GrantWeights()
    """Points."""

    @field_validator("total_t_a", "total_blocks")
    @classmethod
    def _not_negative(cls, value: dict[int, float]) -> dict[int, float]:
        return _totals(value)

    @field_validator("demand_required")
    @classmethod
    def _shares(cls, value: dict[str, float]) -> dict[str, float]:
        for project, share in value.items():
            if not 0 <= share <= 1:
                raise ValueError(f"the share of {project} must lie between 0 and 1, not {share:g}")
        return value


class PilotWeights(Choices):
    """Weights of the parts of a pilot mine's readiness score, each part 0..1; and of its schedule."""

    exploration: float = Field(0.2, ge=0)
    """How far the bauxite is explored."""
    design: float = Field(0.15, ge=0)
    """How far the development plan (开发利用方案) is done."""
    safety: float = Field(0.15, ge=0)
    """How far the safety argumentation is done."""
    water: float = Field(0.1, ge=0)
    """How far the hydrogeological work is done."""
    consent: float = Field(0.1, ge=0)
    """How far the formalities are done."""
    unpressured: float = Field(0.2, ge=0)
    """Whether the bauxite lies above the Ordovician water (不带压), or how far below the limit T stays."""
    interval: float = Field(0.1, ge=0)
    """Interval between coal and bauxite, relative to what its mining order asks."""
    delay: float = Field(0.1, ge=0)
    """Share of a mine's readiness lost for each year after the first in which it begins: the readiest go first."""


class Pilot(Choices):
    """Coal-under-aluminium pilot (煤下铝试点)."""

    mines: tuple[str, ...] = Field(min_length=1)
    """Licence numbers of the coal mines of the pilot."""
    total_t_a: dict[int, float] = Field(default_factory=dict)
    """Year -> largest bauxite output of all pilot mines together, t/a; a year not named is unlimited."""
    starts_per_year: int | None = Field(None, ge=1)
    """Most mines that can begin in one year."""
    minimum_readiness: float = Field(0, ge=0, le=1)
    """A mine below this readiness is not scheduled."""
    minimum_bauxite_t: float = Field(0, ge=0)
    """A mine with less bauxite in its extent is not scheduled, tonnes."""
    recovery_share: float = Field(0.7, gt=0, le=1)
    """Mining recovery of bauxite under coal."""
    inferred_factor: float = Field(0.6, ge=0, le=1)
    """Share of inferred resources that counts; resources only."""
    together_interval_m: float = Field(20, ge=0)
    """Below this interval coal and bauxite can only be mined as one system (同采), metres."""
    weights: PilotWeights = PilotWeights()
    """Weights."""

    @field_validator("mines")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        again = sorted({m for m in value if value.count(m) > 1})
        if again:
            raise ValueError(f"name each mine once; twice: {', '.join(again)}")
        return value

    @field_validator("total_t_a")
    @classmethod
    def _not_negative(cls, value: dict[int, float]) -> dict[int, float]:
        return _totals(value)


class Sensitivity(Choices):
    """How ranks and schedules are tried under other weights and inputs (每项选择在N次扰动中的保持率)."""

    runs: int = Field(50, ge=0, le=1000)
    """Number N of perturbed runs; 0 switches it off, and the documents then say that nothing was tried."""
    seed: int = Field(20220616, ge=0)
    """Seed of the draws: the same seed, the same runs."""
    weights_share: float = Field(0.2, ge=0, lt=1)
    """Each weight is multiplied by a draw between 1 - this and 1 + this."""
    reserve_factor: tuple[float, float] | None = None
    """Range of K; absent takes the rulings reserve_factor_min and reserve_factor_max."""
    interval_share: float = Field(0.15, ge=0, lt=1)
    """Each interval thickness is multiplied by a draw of its own between 1 - this and 1 + this."""
    as_ratio_share: float = Field(0.1, ge=0, lt=1)
    """Each A/S ratio is multiplied by a draw of its own between 1 - this and 1 + this."""

    @field_validator("reserve_factor")
    @classmethod
    def _ordered(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and not 1 <= value[0] <= value[1]:
            raise ValueError("give the range of K as [lower, upper], both at least 1")
        return value


class Allocate(Choices):
    """Choices of an allocation run; a part that is left out is not drawn up."""

    first_year: int = Field(ge=2000, le=2200)
    """First year of the plan."""
    years: int = Field(5, ge=1, le=5)
    """Number of years of the plan."""
    continuation: Continuation | None = None
    """Coal continuation."""
    grant: Grant | None = None
    """Bauxite grant plan."""
    pilot: Pilot | None = None
    """Coal-under-aluminium pilot."""
    sensitivity: Sensitivity = Sensitivity()
    """Perturbed runs."""

    @property
    def plan_years(self) -> tuple[int, ...]:
        """Return the years of the plan."""
        return tuple(range(self.first_year, self.first_year + self.years))

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.continuation is None and self.grant is None and self.pilot is None:
            raise ValueError("name at least one of continuation, grant, pilot")
        for name, totals in self._totals().items():
            outside = sorted(set(totals) - set(self.plan_years))
            if outside:
                span = f"{self.plan_years[0]}-{self.plan_years[-1]}"
                raise ValueError(f"{name} names {', '.join(map(str, outside))}, outside the plan ({span})")
        return self

    def _totals(self) -> dict[str, dict[int, float]]:
        parts = {"continuation": self.continuation, "grant": self.grant, "pilot": self.pilot}
        found = {f"{name}.total_t_a": part.total_t_a for name, part in parts.items() if part is not None}
        if self.grant is not None:
            found["grant.total_blocks"] = {year: float(n) for year, n in self.grant.total_blocks.items()}
        return found


def _totals(value: dict[int, float]) -> dict[int, float]:
    for year, total in value.items():
        if total < 0:
            raise ValueError(f"the total of {year} is negative ({total:g})")
    return value
