"""Coal continuation: from lives and channels to a ranked list of proposed grants."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mineplan.allocate.channels import CoalBlock, Decided, coal_blocks, decide
from mineplan.allocate.lives import ReserveFactor, lives_of, number, reserve_factor_of
from mineplan.allocate.sensitivity import PLAIN, Draw, perturbed
from mineplan.allocate.shortages import Names, refuse
from mineplan.assignment.continuing import PUBLIC, ContinuationProblem, Continued, Pair, assign
from mineplan.errors import ScenarioError
from mineplan.plans.allocation import Candidate, MineLife
from mineplan.policy import Policy
from mineplan.scenario import Continuation, ContinuationWeights, Scenario

if TYPE_CHECKING:
    from mineplan.dataset import Dataset

EXPLORED = {"reconnaissance": 0.25, "general": 0.5, "detailed": 0.75, "advanced": 1.0}


@dataclass(frozen=True)
class ContinuationCase:
    """What does not change from one perturbed run to the next.

    Attributes
    ----------
    blocks
        The coal blocks with their surroundings.
    factor
        K as the scenario has it.
    """

    years: tuple[int, ...]
    as_of_year: int
    choices: Continuation
    policy: Policy
    dataset: Dataset
    blocks: tuple[CoalBlock, ...]
    factor: ReserveFactor


@dataclass(frozen=True)
class ContinuationAnswer:
    """One run: lives, what the law says of each block, the solver's problem and choice.

    Attributes
    ----------
    decided
        In the order of the case's blocks; candidates bear their points.
    taken
        Block id -> (mine or "" for the public, year).
    """

    mines: tuple[MineLife, ...]
    decided: tuple[Decided, ...]
    public_points: dict[str, dict[int, int]]
    problem: ContinuationProblem
    continued: Continued
    taken: dict[str, tuple[str, int]]


def prepare_continuation(scenario: Scenario, dataset: Dataset, policy: Policy) -> ContinuationCase:
    """Measure blocks and mines.

    Raises
    ------
    ScenarioError
        No K; a required block that is not there.
    """
    assert scenario.allocate is not None and scenario.allocate.continuation is not None
    choices = scenario.allocate.continuation
    factor = reserve_factor_of(choices, policy)
    blocks = coal_blocks(dataset, policy, choices)
    known = {b.block_id for b in blocks}
    missing = [b for b in choices.required if b not in known]
    if missing:
        raise ScenarioError([f"allocate.continuation.required: the dataset has no coal block {b}" for b in missing])
    return ContinuationCase(scenario.allocate.plan_years, scenario.as_of.year, choices, policy, dataset, blocks, factor)


def continue_mines(case: ContinuationCase, draw: Draw = PLAIN, seconds: float | None = None) -> ContinuationAnswer:
    """Decide channels, reckon points and assign, plainly or under a draw.

    Raises
    ------
    SolveError
        What must be granted does not fit the totals; says which and by how much.
    """
    factor = draw.reserve_factor or case.factor.value
    mines = lives_of(case.dataset, case.policy, case.choices, factor)
    by_id = {m.right_id: m for m in mines}
    weights = perturbed(case.choices.weights, "continuation", draw)
    decided = tuple(
        _with_points(case, block, decide(block, by_id, case.policy, case.choices), by_id, weights)
        for block in case.blocks
    )
    public = {
        block.block_id: _public_points(case, block, weights)
        for block, made in zip(case.blocks, decided, strict=True)
        if made.is_public
    }
    ranked = [m.right_id for m in mines if m.life_a is not None]
    problem = _problem(case, decided, public, ranked, by_id)
    _refuse_ungrantable(case, decided)
    continued = assign(problem, seconds)
    if continued.solved.status in ("infeasible", "no_plan_in_time"):
        refuse("continuation", continued.shortages, _names(case, ranked))
    taken = {case.blocks[b].block_id: ("" if m == PUBLIC else ranked[m], case.years[y]) for b, m, y in continued.chosen}
    return ContinuationAnswer(mines, decided, public, problem, continued, taken)


def _names(case: ContinuationCase, ranked: Sequence[str]) -> Names:
    return Names(case.years, tuple(b.block_id for b in case.blocks), tuple(ranked))


def _refuse_ungrantable(case: ContinuationCase, decided: Sequence[Decided]) -> None:
    problems = []
    for block, made in zip(case.blocks, decided, strict=True):
        if block.block_id in case.choices.required and not _is_open(made):
            why = made.reason if made.channel is None else "没有符合条件的煤矿"
            problems.append(f"allocate.continuation.required: block {block.block_id} cannot be granted ({why})")
    if problems:
        raise ScenarioError(problems)


def _is_open(made: Decided) -> bool:
    return made.is_public or any(c.is_qualified for c in made.candidates)


def recoverable_t(block: CoalBlock) -> float | None:
    """Return what of a block's recoverable reserves lies outside banned zones, None where none are stated."""
    stated = number(block.row.get("recoverable_t"))
    return None if stated is None else stated * block.ground.lawful_share


def counted_t_a(block: CoalBlock, made: Decided) -> float:
    """Return the new capacity of a block that counts in the yearly total."""
    return (number(block.row.get("capacity_t_a")) or 0.0) if made.is_in_total else 0.0


def _with_points(
    case: ContinuationCase,
    block: CoalBlock,
    made: Decided,
    mines: Mapping[str, MineLife],
    weights: ContinuationWeights,
) -> Decided:
    def scored(candidate: Candidate) -> Candidate:
        if not candidate.is_qualified:
            return candidate
        mine, stock = mines[candidate.right_id], recoverable_t(block)
        if stock is None:
            return replace(candidate, is_qualified=False, reason="区块缺少可采储量，不能计算接续年限")
        parts = _parts(block, candidate, mine, case.choices, weights)
        return replace(
            candidate,
            parts={name: round(value, 2) for name, value in parts.items()},
            points=_by_year(case, sum(parts.values()), mine, weights),
            life_after_a=_life_with(mine, stock),
        )

    return replace(made, candidates=tuple(scored(c) for c in made.candidates))


def _life_with(mine: MineLife, more_t: float) -> float:
    return ((mine.recoverable_t or 0.0) + more_t) / ((mine.capacity_t_a or 1.0) * mine.reserve_factor)


def _parts(
    block: CoalBlock, candidate: Candidate, mine: MineLife, choices: Continuation, weights: ContinuationWeights
) -> dict[str, float]:
    """Return the points of a pair by part, before year and lateness."""
    life = mine.life_a or 0.0
    gain = _life_with(mine, recoverable_t(block) or 0.0) - life
    is_inside = candidate.relation == "inside"
    return {
        "depletion": weights.depletion * max(0.0, 1 - life / choices.full_life_a),
        "increased": weights.increased if mine.has_increase else 0.0,
        "boundary": weights.boundary * (1.0 if is_inside else min(1.0, candidate.shared_boundary_share)),
        "reserves": weights.reserves * min(1.0, gain / choices.block_life_a),
        "explored": weights.explored * EXPLORED.get(str(block.row.get("exploration")), 0.0),
    }


def _by_year(
    case: ContinuationCase, first: float, mine: MineLife | None, weights: ContinuationWeights
) -> dict[int, int]:
    """Return whole points by year; a year is late by what lies between the mine's end and it."""
    made = {}
    for k, year in enumerate(case.years):
        late = 0.0 if mine is None else max(0.0, year - (case.as_of_year + (mine.life_a or 0.0)))
        made[year] = round(first - weights.delay * k - weights.late * late)
    return made


def _public_points(case: ContinuationCase, block: CoalBlock, weights: ContinuationWeights) -> dict[int, int]:
    """Return the points of a grant to the public."""
    explored = weights.explored * EXPLORED.get(str(block.row.get("exploration")), 0.0)
    return _by_year(case, weights.public + explored, None, weights)


def _problem(
    case: ContinuationCase,
    decided: Sequence[Decided],
    public: Mapping[str, Mapping[int, int]],
    ranked: Sequence[str],
    mines: Mapping[str, MineLife],
) -> ContinuationProblem:
    at = {right_id: k for k, right_id in enumerate(ranked)}
    pairs = []
    for k, (block, made) in enumerate(zip(case.blocks, decided, strict=True)):
        if made.is_public:
            pairs.append(Pair(k, PUBLIC, tuple(public[block.block_id].values())))
        pairs += [Pair(k, at[c.right_id], tuple(c.points.values())) for c in made.candidates if c.is_qualified]
    index = {block.block_id: k for k, block in enumerate(case.blocks)}
    return ContinuationProblem(
        years=len(case.years),
        pairs=tuple(sorted(pairs, key=lambda p: (p.block, p.mine))),
        stock=tuple(recoverable_t(block) or 0.0 for block in case.blocks),
        room=tuple(room_t(mines[right_id], case.choices) for right_id in ranked),
        counted=tuple(counted_t_a(b, d) for b, d in zip(case.blocks, decided, strict=True)),
        total=tuple(case.choices.total_t_a.get(year, math.inf) for year in case.years),
        blocks_per_mine=case.choices.blocks_per_mine,
        blocks_per_year=case.choices.blocks_per_year,
        required=tuple(sorted(index[b] for b in set(case.choices.required))),
    )


def room_t(mine: MineLife, choices: Continuation) -> float:
    """Return the tonnes that a mine may still be given before its life reaches the scenario's limit."""
    if choices.maximum_life_a is None or mine.capacity_t_a is None:
        return math.inf
    return max(0.0, choices.maximum_life_a * mine.capacity_t_a * mine.reserve_factor - (mine.recoverable_t or 0.0))
