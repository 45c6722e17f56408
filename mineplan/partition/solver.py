"""The solver: blocks one by one, then one answer that the judge has confirmed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from mineplan.errors import PlanError
from mineplan.partition.answer import Component, Groups, Partition
from mineplan.partition.block import Block, blocks_of, split_pins
from mineplan.partition.clock import Deadline, Seconds, heeding_interrupts
from mineplan.partition.exact import Caps, Solved
from mineplan.partition.judge import score, violations
from mineplan.partition.money import Prices, prices_of
from mineplan.partition.naming import nodes_of
from mineplan.partition.precision import warnings_of
from mineplan.partition.problem import PartitionProblem
from mineplan.partition.working import Each, Task, cut_into_tasks, one_by_one, solve_block, work_off

_NOISE = 1e-9
_FEW = 3
# Nodes that any two different plans place differently.
_ALWAYS = 2


@dataclass(frozen=True)
class Work:
    """A problem cut into blocks, and what each block gave."""

    problem: PartitionProblem
    prices: Prices
    blocks: list[Block]
    solved: list[Solved]
    constant: int


def solve(
    problem: PartitionProblem,
    *,
    time_limit: float | None = None,
    alternatives: int = 0,
    min_diff: int = 1,
    has_certificate: bool = False,
    each: Each = one_by_one,
    caps: Caps | None = None,
    clock: Callable[[], float] | None = None,
) -> Partition:
    """Return the best partition that can be proven, or found, or why there is none.

    Ctrl-C ends the search, not the program: the best plan found until then is returned, with its bound.

    Parameters
    ----------
    problem
        What to partition.
    time_limit
        Seconds; None for none, and then the answer is the same byte for byte every time (`seconds` apart).
    alternatives
        How many further plans to rank.
    min_diff
        How many nodes must stand in another group than in the best plan and in every alternative before: a
        node's group is another where it is not the same set of nodes. Each alternative is then the best of
        those that differ so much. Any two plans differ by two.
    has_certificate
        Whether the answer carries its certificate (`docs/certificate.md`).
    each
        Where components are worked, for one an engine of `mineplan.engine`; the answer does not depend on it.
    caps
        How much may be enumerated in one block.
    clock
        Seconds from an arbitrary origin; `time.monotonic` if None.

    Raises
    ------
    PlanError
        When the judge does not confirm the plan: a fault of the solver, never of the problem.

    Notes
    -----
    Of proven plans that cost the same, the one with the least sum of its groups' hashes is taken (`naming`), over the
    nodes' places in an order that does not hang on their numbers (`canon`). Alternatives of equal cost come in
    the order of their nodes.
    """
    deadline = Deadline(time_limit, clock or time.monotonic)
    with heeding_interrupts(deadline):
        broken = split_pins(problem)
        if broken:
            return _unjoined(problem, broken, deadline)
        prices = prices_of(problem)
        blocks, constant = blocks_of(problem, prices)
        wanted = Wanted(alternatives, min_diff, has_certificate)
        solved = _all_solved(blocks, Order(caps or Caps(), wanted.has_pools, each), deadline)
        return _answer(Work(problem, prices, blocks, solved, constant), wanted, deadline)


@dataclass(frozen=True)
class Wanted:
    """What is asked for beside the plan."""

    alternatives: int
    min_diff: int
    has_certificate: bool

    @property
    def has_pools(self) -> bool:
        """Whether the blocks' columns are needed once they are solved."""
        return self.has_certificate or self.alternatives > 0


@dataclass(frozen=True)
class Order:
    """How blocks are to be worked."""

    caps: Caps
    has_pools: bool
    each: Each


def _all_solved(blocks: list[Block], order: Order, deadline: Deadline) -> list[Solved]:
    """Solve all blocks, small ones first, so that a large one cannot eat the time of many."""
    numbers = sorted(range(len(blocks)), key=lambda at: len(blocks[at].atoms))
    if order.each is one_by_one:
        found = {at: solve_block(blocks[at], order.caps, deadline, order.has_pools) for at in numbers}
        return [found[at] for at in range(len(blocks))]
    pieces = cut_into_tasks(blocks, numbers)
    tasks = (Task(tuple(blocks[at] for at in p), order.caps, deadline.left(), order.has_pools) for p in pieces)
    found = {}
    for piece, results in zip(pieces, order.each(work_off, tasks, deadline.is_over), strict=True):
        # What was lost on the way is worked here.
        here = results or [solve_block(blocks[at], order.caps, deadline, order.has_pools) for at in piece]
        found.update(zip(piece, here, strict=True))
    return [found[at] for at in range(len(blocks))]


def _answer(work: Work, wanted: Wanted, deadline: Deadline) -> Partition:
    notes = tuple(_notes(work))
    if any(solved.status == "infeasible" for solved in work.solved):
        return _impossible(work, notes, deadline)
    if any(solved.groups is None for solved in work.solved):
        return Partition("no_plan_in_time", seconds=deadline.elapsed(), components=_components(work), notes=notes)
    groups = _groups(work, work.solved)
    half = sum(solved.value for solved in work.solved) + 2 * _constant(work)
    objective = judged(work, groups, half)
    ranked, more = _alternatives(work, wanted, deadline.left)
    if deadline.is_interrupted:
        more = ["It was interrupted: this is the best plan found until then.", *more]
    bound = _bound(work, objective)
    labels = {node: at for at, group in enumerate(groups) for node in group}
    return Partition(
        status="optimal" if all(s.status == "optimal" for s in work.solved) else "feasible",
        groups=groups,
        labels=tuple(labels[node] for node in range(work.problem.n)),
        objective=objective,
        bound=bound,
        gap=(objective - bound) / max(1.0, abs(objective)),
        seconds=deadline.elapsed(),
        alternatives=tuple((judged(work, plan, value), plan) for value, plan in ranked),
        components=_components(work),
        notes=(*notes, *more),
        certificate=_certificate(work, groups, objective, deadline) if wanted.has_certificate else None,
    )


def _certificate(work: Work, groups: Groups, objective: float, deadline: Deadline) -> dict[str, Any]:
    from mineplan.partition.certifying import Plan, certificate_of

    parts = list(zip(work.blocks, work.solved, strict=True))
    return certificate_of(work.problem, work.prices, parts, Plan(groups, objective), deadline.left)


def _impossible(work: Work, notes: tuple[str, ...], deadline: Deadline) -> Partition:
    from mineplan.partition.conflict import every_rule, explain

    conflicts: list[dict[str, Any]] = []
    doubts: set[str] = set()
    for block, solved in zip(work.blocks, work.solved, strict=True):
        if solved.status == "infeasible":
            found, more = explain(work.problem, list(block.names), deadline.left)
            # Out of time before the first question: all rules of the block, which is true, if not minimal.
            conflicts += found or [every_rule(work.problem, list(block.names))]
            doubts |= {*more, *(() if found else ("The conflict is not minimal: there was no time to look into it.",))}
    return Partition(
        "infeasible",
        seconds=deadline.elapsed(),
        conflict=conflicts[0],
        conflicts=tuple(conflicts),
        components=_components(work),
        notes=(*notes, *sorted(doubts)),
    )


def _unjoined(problem: PartitionProblem, broken: tuple[tuple[int, int], ...], deadline: Deadline) -> Partition:
    """Return the answer when no path joins the ends of some pins: each is a conflict by itself."""
    from mineplan.partition.conflict import explain

    first = {tuple(sorted(pin)): pin for pin in reversed(problem.together)}
    pins = [pin for pin in problem.together if tuple(sorted(pin)) in broken and first[tuple(sorted(pin))] is pin]
    conflicts = [{"together": [list(pin)], "apart": [], "limits": []} for pin in pins]
    rest = replace(problem, together=tuple(p for p in problem.together if tuple(sorted(p)) not in broken))
    more, notes = explain(rest, range(problem.n), deadline.left)
    conflicts += more
    return Partition(
        "infeasible", seconds=deadline.elapsed(), conflict=conflicts[0], conflicts=tuple(conflicts), notes=notes
    )


def _alternatives(work: Work, wanted: Wanted, seconds: Seconds) -> tuple[list[tuple[int, Groups]], list[str]]:
    """Return half-units and groups of the next best plans, and notes."""
    if wanted.alternatives <= 0:
        return [], []
    from mineplan.partition.diverse import diverse_best
    from mineplan.partition.ranking import Ladder, next_best

    parts = list(zip(work.blocks, work.solved, strict=True))
    if wanted.min_diff > _ALWAYS:
        ranked, notes = diverse_best(parts, wanted.alternatives, wanted.min_diff, seconds)
    else:
        # Of many blocks few go beyond their second plan.
        first = wanted.alternatives if len(parts) <= _FEW else 1
        ranked, notes = next_best([Ladder(b, s, seconds, wanted=first) for b, s in parts], wanted.alternatives)
    return [(value + 2 * _constant(work), plan) for value, plan in ranked], notes


def _constant(work: Work) -> int:
    """Return the units that every plan pays."""
    return work.constant + sum(block.constant for block in work.blocks)


def _groups(work: Work, solved: list[Solved]) -> Groups:
    return ordered(
        nodes_of(block, group)
        for block, answer in zip(work.blocks, solved, strict=True)
        for group in answer.groups or ()
    )


def ordered(groups: object) -> Groups:
    """Return groups, each ascending, in the order of their first nodes."""
    return tuple(sorted(tuple(sorted(g)) for g in groups))  # type: ignore[attr-defined]


def judged(work: Work, groups: Groups, half_units: int) -> float:
    """Return the judge's score of a plan, or raise `PlanError` if it is not what the solver claims."""
    problems = violations(work.problem, groups)
    if problems:
        raise PlanError(problems)
    value = score(work.problem, groups)
    claimed = half_units / (2 * work.prices.factor)
    tolerance = work.prices.error / work.prices.factor + _NOISE * max(1.0, abs(value))
    if abs(value - claimed) > tolerance:
        raise PlanError(f"a plan costs {value!r}, the solver claimed {claimed!r}")
    return value


def _bound(work: Work, objective: float) -> float:
    half = sum(solved.bound for solved in work.solved) + 2 * _constant(work)
    if work.prices.error == 0 and all(s.bound == s.value for s in work.solved):
        return objective
    return min(objective, half / (2 * work.prices.factor) - work.prices.error / work.prices.factor)


def _components(work: Work) -> tuple[Component, ...]:
    return tuple(
        Component(
            block.names,
            s.method,
            s.status,
            s.columns,
            s.kept,
            s.rounds,
            (s.bound + 2 * block.constant) / (2 * work.prices.factor),
        )
        for block, s in zip(work.blocks, work.solved, strict=True)
    )


def _notes(work: Work) -> list[str]:
    problem, prices, notes = work.problem, work.prices, []
    if prices.error:
        notes.append(
            f"Weights were rounded to multiples of {1 / prices.factor:.3g}; the plan is proven to within "
            f"{2 * prices.error / prices.factor:.3g} of the best."
        )
    notes += warnings_of(problem, max(1.0, 2 * prices.error) / prices.factor)
    if problem.limits.span is not None and problem.distance is None:
        notes.append("There are no distances: the span limit limits nothing.")
    if problem.compactness_weight and problem.distance is None:
        notes.append("There are no distances: compactness costs nothing.")
    if problem.shortfall_weight and problem.capacity is None:
        notes.append("There are no capacities: a shortfall costs nothing.")
    if problem.mixed_holder_weight and problem.holder is None:
        notes.append("There are no holders: mixed holders cost nothing.")
    for block, solved in zip(work.blocks, work.solved, strict=True):
        if solved.method == "heuristic":
            notes.append(
                f"The component of node {block.names[0]} ({len(block.nodes)} nodes) has too many possible "
                f"groups to look at all of them; its plan is {solved.status}, its bound comes from a relaxation."
            )
        if solved.method == "generation" and solved.status == "feasible":
            notes.append(
                f"The component of node {block.names[0]} ({len(block.nodes)} nodes) was worked by column "
                f"generation, which ended before plan and bound met."
            )
    return notes
