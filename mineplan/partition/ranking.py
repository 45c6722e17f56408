"""The next best plans: ranked inside each block by no-good rows, across blocks by a heap."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from mineplan.partition.answer import Groups
from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds
from mineplan.partition.covering import best_plans
from mineplan.partition.exact import Solved
from mineplan.partition.master import Choice, best_choice
from mineplan.partition.money import Ints
from mineplan.partition.naming import nodes_of
from mineplan.partition.pool import Pool
from mineplan.partition.proofs import STEP, Proof
from mineplan.partition.sifting import shifted, with_row

_NODES = 50_000
_SLICE = 600
_MOST = 40_000

Rungs = tuple[tuple[int, int], ...]
Plans = list[tuple[int, list[int]]]


@dataclass(frozen=True)
class Unlike:
    """How far a plan must be from another: columns kept may hold all of the other's weight but `least`.

    `weight` gives each column's, 1 where it is None.
    """

    weight: Ints | None = None
    least: int = 1


_ANY = Unlike()


@dataclass
class Ladder:
    """The plans of one block, best first, found when asked for.

    Invariant: `plans` holds the len(plans) best plans of the block, in order; `note` is empty while
    that is proven to go on.
    """

    block: Block
    solved: Solved
    seconds: Seconds
    plans: Plans = field(default_factory=list)
    note: str = ""
    ended: bool = False
    wanted: int = 1
    is_easy: bool = True
    _waiting: Plans = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with the block's answer."""
        self.plans.append((self.solved.value, list(self.solved.chosen)))
        if self.solved.pool is None or self.solved.status != "optimal":
            self.ended = True
            why = "was not solved to proof" if self.solved.status != "optimal" else "was proven by column generation"
            self.note = f"The component of node {self.block.names[0]} {why}: no alternatives were ranked inside it."

    def value(self, rung: int) -> int | None:
        """Return the half-units of the plan on a rung, None past the last."""
        while len(self.plans) <= rung and not self.ended:
            self._climb()
        return self.plans[rung][0] if rung < len(self.plans) else None

    def groups(self, rung: int) -> list[tuple[int, ...]]:
        """Return the original nodes of the groups of a plan."""
        pool = self.solved.pool
        if pool is None:
            return [nodes_of(self.block, group) for group in self.solved.groups or ()]
        return [nodes_of(self.block, pool.group(c)) for c in self.plans[rung][1]]

    def _climb(self) -> None:
        pool, proof = self.solved.pool, self.solved.proof
        if pool is None or proof is None or pool.sizes().max() == 1:
            self.ended = True
            return
        if not self._waiting and self.is_easy:
            self._search(pool, proof)
        if self._waiting:
            self.plans.append(self._waiting.pop(0))
            return
        found = next_plan(pool, proof, self.plans, _ANY, self.seconds)
        if isinstance(found, str):
            self.ended, self.note = True, found
        else:
            self.plans.append(found)

    def _search(self, pool: Pool, proof: Proof) -> None:
        """Look for the plans that come next, unless that takes too much work; twice as many each time."""
        self.wanted = max(self.wanted, 2 * len(self.plans) - 1)
        found = best_plans(pool, proof, self.plans[0][0], self.wanted + 1)
        self.is_easy = found is not None
        if found is not None:
            known = [plan for _, plan in self.plans]
            self._waiting = [(value, plan) for value, plan in found.plans if plan not in known]


def next_plan(pool: Pool, proof: Proof, plans: Plans, unlike: Unlike, seconds: Seconds) -> tuple[int, list[int]] | str:
    """Return value and columns of the best plan unlike all `plans`; a sentence (or '') when there is none."""
    width: int | None = _SLICE
    reach: int | None = None
    while True:
        columns, end = _window(pool, proof, plans, width, reach)
        choice = _without(pool, proof, (plans, unlike), columns, seconds)
        if choice.status in ("stopped", "unknown"):
            return "The ranking of alternatives stopped at its work or time limit."
        if choice.columns is None:
            if end is None:
                return ""
            width = None if width is None or 8 * width >= len(pool) else 8 * width
            continue
        chosen = columns[choice.columns].tolist()
        value = pool.value(chosen)
        if end is None or value <= end:
            return value, chosen
        reach = value


def _window(pool: Pool, proof: Proof, plans: Plans, width: int | None, reach: int | None) -> tuple[Ints, int | None]:
    """Return columns, and the value up to which they hold every plan (None: all)."""
    if width is None or width >= len(pool):
        return np.arange(len(pool)), None
    if reach is None:
        order = np.argsort(proof.rc, kind="stable")
        reach = proof.cost_with(int(proof.rc[order[width]]))
        keep = np.zeros(len(pool), dtype=bool)
        keep[order[:width]] = True
    else:
        keep = proof.rc <= reach * proof.fine - proof.low
    for _, plan in plans:
        keep[plan] = True
    return np.flatnonzero(keep), None if keep.all() else reach


def _without(pool: Pool, proof: Proof, known: tuple[Plans, Unlike], columns: Ints, seconds: Seconds) -> Choice:
    """Solve a slice with one no-good row a known plan: not too much of it may be chosen again."""
    plans, unlike = known
    left = seconds()
    if len(columns) > _MOST or (left is not None and left <= 0):
        return Choice("stopped", None, -np.inf)
    part, model = shifted(pool, proof, columns)
    for _, plan in plans:
        row = np.zeros(len(part))
        weight = np.ones(len(plan)) if unlike.weight is None else unlike.weight[plan].astype(np.float64)
        row[np.searchsorted(columns, plan)] = weight
        model = with_row(model, row, -1e30, float(weight.sum()) - unlike.least)
    return best_choice(model, part, STEP - 0.01, _NODES, seconds)


def next_best(ladders: list[Ladder], count: int) -> tuple[list[tuple[int, Groups]], list[str]]:
    """Return the `count` best plans after the first, as (half-units without constants, groups), and notes.

    Each plan deviates from the best one in some blocks; it is reached once, by raising the rung of its
    last deviating block, or by a first deviation in a later block.
    """
    total = sum(ladder.plans[0][0] for ladder in ladders)
    heap: list[tuple[int, Rungs]] = []
    _push(heap, ladders, total, (), 0)
    out: list[tuple[int, Groups]] = []
    while heap and len(out) < count:
        value, rungs = heapq.heappop(heap)
        out.append((value, _plan(ladders, dict(rungs))))
        (last, rung) = rungs[-1]
        _raise(heap, ladders, value, rungs[:-1], (last, rung + 1))
        _push(heap, ladders, value, rungs, last + 1)
    return sorted(out), sorted({ladder.note for ladder in ladders if ladder.note})


def _push(
    heap: list[tuple[int, Rungs]],
    ladders: list[Ladder],
    value: int,
    rungs: Rungs,
    first: int,
) -> None:
    for at in range(first, len(ladders)):
        _raise(heap, ladders, value, rungs, (at, 1))


def _raise(
    heap: list[tuple[int, Rungs]],
    ladders: list[Ladder],
    value: int,
    rungs: Rungs,
    step: tuple[int, int],
) -> None:
    at, rung = step
    after, before = ladders[at].value(rung), ladders[at].value(rung - 1)
    if after is not None and before is not None:
        heapq.heappush(heap, (value + after - before, (*rungs, step)))


def _plan(ladders: list[Ladder], rungs: dict[int, int]) -> Groups:
    return tuple(sorted(g for at, ladder in enumerate(ladders) for g in ladder.groups(rungs.get(at, 0))))
