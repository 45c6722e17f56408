"""Bauxite blocks to years and to investment projects: scores, distances, the solver's problem and its choice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mineplan.allocate.continuing import EXPLORED
from mineplan.allocate.lives import number, text
from mineplan.allocate.projects import Project, Transport, projects_of, transport_of
from mineplan.allocate.screening import BauxiteBlock, bauxite_blocks
from mineplan.allocate.sensitivity import PLAIN, Draw, perturbed
from mineplan.allocate.shortages import Names, refuse
from mineplan.assignment.matching import Matched, MatchingProblem, Way, match
from mineplan.errors import ScenarioError
from mineplan.policy import Policy
from mineplan.scenario import Grant, GrantWeights, Scenario

if TYPE_CHECKING:
    from mineplan.dataset import Dataset

# The solver counts ore in this many tonnes a year, points are given for ten times as much.
LOT_T_A = 10_000.0
_POINTS_LOTS = 10.0
_SCORED = ("quality", "reserves", "explored", "life", "consents")


@dataclass(frozen=True)
class GrantCase:
    """What does not change from one perturbed run to the next; `pilot_mines` are the mines of the pilot list."""

    years: tuple[int, ...]
    choices: Grant
    policy: Policy
    dataset: Dataset
    blocks: tuple[BauxiteBlock, ...]
    projects: tuple[Project, ...]
    transport: dict[tuple[str, str], Transport]
    pilot_mines: frozenset[str]


@dataclass(frozen=True)
class GrantAnswer:
    """One run.

    Attributes
    ----------
    scores
        Block id -> part -> weighted points (they sum to the block's score, 0..100).
    passed
        Ids of the blocks that may be granted, in the problem's order.
    granted
        Block id -> year. `flows`: (block, project, year) -> t/a.
    """

    scores: dict[str, dict[str, float]]
    passed: tuple[str, ...]
    problem: MatchingProblem
    matched: Matched
    granted: dict[str, int]
    flows: dict[tuple[str, str, int], float]
    weights: GrantWeights


def prepare_grant(scenario: Scenario, dataset: Dataset, policy: Policy) -> GrantCase:
    """Screen blocks, read projects and distances.

    Raises
    ------
    ScenarioError
        Required blocks or projects that are not there or cannot be granted.
    """
    assert scenario.allocate is not None and scenario.allocate.grant is not None
    choices, years = scenario.allocate.grant, scenario.allocate.plan_years
    blocks = bauxite_blocks(dataset, policy, choices)
    projects = projects_of(dataset, years)
    _check_required(choices, blocks, projects)
    transport = transport_of(dataset, choices, blocks, projects)
    pilot = scenario.allocate.pilot
    listed = frozenset(pilot.mines if pilot is not None else ())
    return GrantCase(years, choices, policy, dataset, blocks, projects, transport, listed)


def _check_required(choices: Grant, blocks: Sequence[BauxiteBlock], projects: Sequence[Project]) -> None:
    by_id, known = {b.block_id: b for b in blocks}, {p.investment_id for p in projects}
    problems = []
    for block_id in choices.required:
        if block_id not in by_id:
            problems.append(f"allocate.grant.required: the dataset has no bauxite block {block_id}")
        elif by_id[block_id].status != "passed":
            why = "；".join(c.sentence for c in by_id[block_id].checks if c.outcome == "failed")
            problems.append(f"allocate.grant.required: block {block_id} does not pass the screening ({why})")
    unknown = [p for p in choices.demand_required if p not in known]
    problems += [f"allocate.grant.demand_required: the dataset has no bauxite project {p}" for p in unknown]
    if problems:
        raise ScenarioError(problems)


def plan_grants(case: GrantCase, draw: Draw = PLAIN, seconds: float | None = None) -> GrantAnswer:
    """Score, grant and match, plainly or under a draw.

    Raises
    ------
    SolveError
        What must be granted or supplied does not fit; says which and by how much.
    """
    weights = perturbed(case.choices.weights, "grant", draw)
    passed = tuple(b for b in case.blocks if b.status == "passed")
    scores = _scores(passed, weights, draw)
    problem = _problem(case, passed, scores, weights, draw)
    matched = match(problem, seconds)
    ids, projects = [b.block_id for b in passed], [p.investment_id for p in case.projects]
    if matched.solved.status in ("infeasible", "no_plan_in_time"):
        refuse("grant", matched.shortages, Names(case.years, tuple(ids), tuple(projects), LOT_T_A))
    return GrantAnswer(
        scores,
        tuple(ids),
        problem,
        matched,
        {ids[b]: case.years[y] for b, y in matched.granted.items()},
        {(ids[b], projects[p], case.years[y]): lots * LOT_T_A for (b, p, y), lots in matched.flows.items()},
        weights,
    )


def as_ratio(block: BauxiteBlock, draw: Draw) -> float | None:
    """Return a block's A/S ratio under a draw, None where none is stated."""
    stated = number(block.row.get("as_ratio"))
    return None if stated is None else stated * draw.as_ratio.get(block.block_id, 1.0)


def _scores(passed: Sequence[BauxiteBlock], weights: GrantWeights, draw: Draw) -> dict[str, dict[str, float]]:
    """Return each block's score by part; a part that no block states drops out of the whole weight."""
    ratios = {b.block_id: as_ratio(b, draw) for b in passed}
    best = max((r for r in ratios.values() if r is not None), default=None)
    largest = max((b.quantity_t or 0.0 for b in passed), default=0.0)
    has_stage = any(text(b.row.get("exploration")) for b in passed)
    used = {name: getattr(weights, name) for name in _SCORED}
    used |= {"quality": used["quality"] if best else 0.0, "explored": used["explored"] if has_stage else 0.0}
    whole = math.fsum(used.values()) or 1.0
    scores = {}
    for block in passed:
        parts = {
            "quality": (ratios[block.block_id] or 0.0) / best if best else 0.0,
            "reserves": (block.quantity_t or 0.0) / largest if largest else 0.0,
            "explored": EXPLORED.get(text(block.row.get("exploration")), 0.0),
            "life": _life_part(block),
            "consents": 1 - min(1.0, block.ground.consent_share),
        }
        scores[block.block_id] = {n: round(100 * used[n] * parts[n] / whole, 6) for n in _SCORED if used[n]}
    return scores


def _life_part(block: BauxiteBlock) -> float:
    least = block.minimum.life_a or 5.0
    return min(1.0, (block.life_a or 0.0) / (2 * least))


def _problem(
    case: GrantCase,
    passed: Sequence[BauxiteBlock],
    scores: Mapping[str, Mapping[str, float]],
    weights: GrantWeights,
    draw: Draw,
) -> MatchingProblem:
    choices, at = case.choices, {b.block_id: k for k, b in enumerate(passed)}
    first = [weights.block * math.fsum(scores[b.block_id].values()) for b in passed]
    demand = [tuple(p.demand[y] / LOT_T_A for y in case.years) for p in case.projects]
    least = [
        tuple(
            choices.demand_required.get(p.investment_id, 0.0) * lots if k >= choices.lead_years else 0.0
            for k, lots in enumerate(row)
        )
        for p, row in zip(case.projects, demand, strict=True)
    ]
    ways = [
        Way(b, p, way_points(case, block, project, weights))
        for b, block in enumerate(passed)
        for p, project in enumerate(case.projects)
        if not why_no_way(case, block, project, draw)
    ]
    return MatchingProblem(
        years=len(case.years),
        lead=choices.lead_years,
        capacity=tuple((b.capacity_t_a or 0.0) / LOT_T_A for b in passed),
        points=tuple(tuple(round(p - weights.delay * k, 6) for k in range(len(case.years))) for p in first),
        demand=tuple(demand),
        least=tuple(least),
        ways=tuple(ways),
        total=tuple(choices.total_t_a.get(y, math.inf) / LOT_T_A for y in case.years),
        count=tuple(float(choices.total_blocks.get(y, math.inf)) for y in case.years),
        minimum=choices.minimum_supply_t_a / LOT_T_A,
        required=tuple(sorted(at[b] for b in set(choices.required))),
    )


def way_points(case: GrantCase, block: BauxiteBlock, project: Project, weights: GrantWeights) -> float:
    """Return the points of one lot a year on a way: supply and met demand, less transport and county border."""
    transport = case.transport[block.block_id, project.investment_id]
    # What nobody measured counts as the longest haul allowed.
    distance = transport.distance_m if transport.distance_m is not None else case.choices.maximum_transport_m or 0.0
    points = weights.supply * project.score + weights.unmet - weights.transport * distance / 100_000
    points -= 0.0 if is_same_county(block, project) else weights.other_county
    return round(points / _POINTS_LOTS, 6)


def is_same_county(block: BauxiteBlock, project: Project) -> bool:
    """Whether block and project lie in one county, as the tables say."""
    county = text(block.row.get("county"))
    return bool(county) and county == text(project.row.get("county"))


def why_no_way(case: GrantCase, block: BauxiteBlock, project: Project, draw: Draw) -> str:
    """Return why a block cannot feed a project, "" when it can."""
    transport = case.transport[block.block_id, project.investment_id]
    longest = case.choices.maximum_transport_m
    if longest is not None and transport.distance_m is not None and transport.distance_m > longest:
        return f"运距{transport.distance_m / 1000:.0f}千米，超过{longest / 1000:.0f}千米"
    asked, ratio = number(project.row.get("minimum_as_ratio")), as_ratio(block, draw)
    if asked is not None and ratio is not None and ratio < asked:
        return f"铝硅比{ratio:.1f}，低于项目要求的{asked:.1f}"
    return ""
