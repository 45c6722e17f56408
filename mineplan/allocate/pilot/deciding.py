"""Orders, readiness and the years in which the mines begin, under one set of weights and intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mineplan.allocate.pilot.case import MineFacts, PilotCase
from mineplan.allocate.pilot.orders import Beds, Order, order_of
from mineplan.allocate.pilot.readiness import Readiness, readiness_of
from mineplan.allocate.words import tonnes
from mineplan.assignment.starting import Start, Started, StartingProblem, start
from mineplan.errors import SolveError
from mineplan.plans.allocation import SolverFigures
from mineplan.scenario import PilotWeights

# Points for a readiness of 1: whole points make the optimum provable.
POINTS = 10_000


@dataclass(frozen=True)
class Judged:
    """One mine under one set of weights and intervals.

    Attributes
    ----------
    hindrances
        Chinese reasons why it cannot be scheduled; empty when it can.
    points, output
        Start year -> points; start year -> output by year, t.
    """

    facts: MineFacts
    interval_m: float | None
    order: Order
    readiness: Readiness
    hindrances: tuple[str, ...]
    points: dict[int, int] = field(default_factory=dict)
    output: dict[int, dict[int, float]] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Return interval over bauxite thickness."""
        return Beds(self.facts.state, self.interval_m, self.facts.thickness_m).ratio


@dataclass(frozen=True)
class Decision:
    """Every mine judged, in the order of the list, and the year in which each begins (None never)."""

    judged: tuple[Judged, ...]
    years: tuple[int | None, ...]
    figures: SolverFigures

    def ranking(self) -> list[int]:
        """Return indices of the mines: those that begin by year and readiness, then the others by readiness."""

        def key(k: int) -> tuple[float, float, str]:
            year = self.years[k]
            return (math.inf if year is None else year, -self.judged[k].readiness.score, self.judged[k].facts.right_id)

        return sorted(range(len(self.judged)), key=key)


def decide(
    case: PilotCase,
    weights: PilotWeights,
    interval_factors: Mapping[str, float] | None = None,
    seconds: float | None = None,
) -> Decision:
    """Judge every mine and choose in which year each begins.

    Parameters
    ----------
    weights
        The scenario's weights, or perturbed ones.
    interval_factors
        Licence number -> factor on its interval; absent leaves them as they are.
    seconds
        Time limit of the solver.

    Raises
    ------
    SolveError
        When time ran out before any choice was found.

    Notes
    -----
    A mine that begins in a year brings forth its works capacity each year until what can be recovered is gone. To be
    maximised: the sum over the mines that begin of readiness, less the share `delay` of it for each year after the
    first, so that the readiest go first; in points of 1/10,000 and never below one point, so that a mine that can
    begin does.
    """
    factors = interval_factors or {}
    judged = tuple(_judged(facts, case, weights, factors.get(facts.right_id, 1.0)) for facts in case.mines)
    starts = [
        Start(k, case.years.index(year), points, tuple(j.output[year].get(y, 0.0) for y in case.years))
        for k, j in enumerate(judged)
        for year, points in j.points.items()
    ]
    totals = tuple(case.choices.total_t_a.get(year, math.inf) for year in case.years)
    problem = StartingProblem(len(case.years), tuple(starts), totals, case.choices.starts_per_year)
    done = start(problem, seconds)
    if done.solved.status == "no_plan_in_time":
        raise SolveError("time ran out before any order of the pilot was found; raise --time-limit")
    begun = {mine: case.years[year] for mine, year in done.chosen}
    years = tuple(begun.get(k) for k in range(len(judged)))
    return Decision(judged, years, _figures(judged, years, done))


def _judged(facts: MineFacts, case: PilotCase, weights: PilotWeights, factor: float) -> Judged:
    together = case.choices.together_interval_m
    interval = None if facts.interval_m is None else facts.interval_m * factor
    order = order_of(Beds(facts.state, interval, facts.thickness_m), case.policy, together)
    readiness = readiness_of(facts, order, interval, case.policy, weights, together)
    hindrances = tuple(_hindrances(facts, order, readiness, case))
    if hindrances:
        return Judged(facts, interval, order, readiness, hindrances)
    first = max(case.years[0], int(facts.number("ready_year") or case.years[0]))
    starts = [year for year in case.years if year >= first]
    return Judged(
        facts,
        interval,
        order,
        readiness,
        (),
        {year: points_of(readiness.score, weights.delay, year - case.years[0]) for year in starts},
        {year: output_of(facts, case, year) for year in starts},
    )


def points_of(score: float, delay: float, years_late: int) -> int:
    """Return the points for beginning so many years after the first: never below one."""
    return max(1, round(POINTS * score * (1 - delay * years_late)))


def output_of(facts: MineFacts, case: PilotCase, first: int) -> dict[int, float]:
    """Return output by year of a mine that begins in `first`: its works capacity until the ore is gone, tonnes."""
    left = (facts.quantity_t or 0.0) * case.choices.recovery_share
    capacity, output = facts.number("works_capacity_t_a") or 0.0, {}
    for year in case.years:
        if year >= first and left > 0:
            output[year] = min(capacity, left)
            left -= output[year]
    return output


def _hindrances(facts: MineFacts, order: Order, readiness: Readiness, case: PilotCase) -> list[str]:
    """Return everything that bars a mine from being scheduled, in the order in which it must be mended."""
    choices, last = case.choices, case.years[-1]
    if not facts.quantity_t or not facts.unders:
        return ["矿区范围内没有可计的铝土矿资源量"]
    found = [] if order.is_settled else [f"开采顺序待论证：{order.criterion}"]
    if facts.quantity_t < choices.minimum_bauxite_t:
        found.append(f"铝土矿资源量{tonnes(facts.quantity_t)}低于情景所定{tonnes(choices.minimum_bauxite_t)}")
    water = {
        "over_limit": "突水系数超限，未采取疏水降压或者底板加固措施前不安排",
        "needs_confirmation": "带压开采，突水系数限值尚未核实或者底板完整性不明",
        "unknown": "奥灰水位、隔水层厚度等水文地质资料不足",
    }
    found += [water[facts.water.verdict]] if facts.water.verdict in water else []
    if not facts.number("works_capacity_t_a"):
        found.append("铝土矿工程能力未填")
    ready = facts.number("ready_year")
    if ready is None:
        found.append("工程就绪年份未填")
    elif ready > last:
        found.append(f"工程{ready:.0f}年才能就绪，晚于规划期末年{last}年")
    if readiness.score < choices.minimum_readiness:
        found.append(f"成熟度{readiness.score:.2f}低于情景所定{choices.minimum_readiness:g}")
    return found


def _figures(judged: Sequence[Judged], years: Sequence[int | None], done: Started) -> SolverFigures:
    ready = sum(round(POINTS * j.readiness.score) for j, year in zip(judged, years, strict=True) if year is not None)
    solved = done.solved
    return SolverFigures(
        part="pilot",
        status=solved.status,
        objective=solved.objective,
        bound=solved.bound,
        gap=solved.gap,
        variables=done.variables,
        rows=done.rows,
        terms={"readiness": float(ready), "delay": solved.objective - ready},
    )
