"""The least heterogeneous way to make so many regions: column generation, then a choice among all that may matter.

The master LP covers each area once with p groups. Under its duals the search of `growing` finds groups that
would lower it; when there is none, or after any whole search, sum(y) + p (mu + least reduced cost) is a bound.
Every group that a better answer could use then has a reduced cost below the gap, and those are listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mineplan.highs import quiet_highs
from mineplan.partition.choosing import Alike, Group, chosen
from mineplan.partition.clock import Seconds, is_over, some_of
from mineplan.partition.growing import Found, Growth, Prices
from mineplan.partition.master import HUGE, Floats
from mineplan.partition.regions import Field

_ROUNDS = 400
_NEW = 600
_STATES = 400_000
_WHOLE = 60_000_000
_WANTED = 30_000
_LISTED = 600_000
_EASE = 1e-6
_CLOSE = 0.1
_BACK = 0.5
_PART = 0.1
_FEW = 16


@dataclass
class Master:
    """The LP over the groups known so far.

    Invariant: column k of `highs` is `columns[k]`, after one artificial column for each area.
    `low` is the best bound, shown by the duals `best` (areas, count).
    """

    area: Field
    count: int
    highs: Any
    columns: list[Group] = field(default_factory=list)
    known: set[Group] = field(default_factory=set)
    low: float = -np.inf
    best: tuple[Floats, float] | None = None

    def add(self, groups: list[Group]) -> int:
        """Add groups that are not known yet; return how many there were."""
        fresh = [g for g in dict.fromkeys(groups) if g not in self.known]
        if not fresh:
            return 0
        rows = len(self.area.values)
        sizes = [len(g) + 1 for g in fresh]
        index = np.concatenate([np.array([*g, rows], dtype=np.int32) for g in fresh])
        costs = np.array([self.area.cost(g) for g in fresh], dtype=np.float64)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        self.highs.addCols(
            len(fresh),
            costs,
            np.zeros(len(fresh)),
            np.full(len(fresh), HUGE),
            len(index),
            starts,
            index,
            np.ones(len(index)),
        )
        self.columns += fresh
        self.known.update(fresh)
        return len(fresh)

    def solve(self) -> tuple[Floats, float, float]:
        """Return duals of areas and count, and the weight on artificial columns."""
        self.highs.run()
        solution = self.highs.getSolution()
        duals = np.asarray(solution.row_dual)
        weight = np.asarray(solution.col_value)[: len(self.area.values)]
        return duals[:-1], float(duals[-1]), float(weight.sum())

    def learn(self, y: Floats, mu: float, found: Found) -> float:
        """Take a bound from a whole search under (y, mu); return the least reduced cost."""
        least = min(0.0, found.least() - mu)
        low = float(y.sum()) + self.count * (mu + least)
        # What float sums may be off by is given away, so that the bound stays one.
        low -= 1e-12 * float(np.abs(y).sum() + self.count * abs(mu) + self.area.apart.sum())
        if low > self.low:
            self.low, self.best = low, (y, mu + least)
        return least


def begin(area: Field, count: int, groups: list[Group]) -> Master:
    """Return the master LP over some groups, feasible at a price."""
    rows = len(area.values)
    highs = quiet_highs(None)
    dear = float(area.apart.sum()) + 1.0
    for k in range(rows + 1):
        bound = 1.0 if k < rows else float(count)
        highs.addRow(bound, bound, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
    highs.addCols(
        rows,
        np.full(rows, dear),
        np.zeros(rows),
        np.ones(rows),
        rows,
        np.arange(rows, dtype=np.int32),
        np.arange(rows, dtype=np.int32),
        np.ones(rows),
    )
    # Without a plan at hand the count is not met at first; both ways out are dear.
    highs.addCols(
        2,
        np.full(2, dear),
        np.zeros(2),
        np.full(2, HUGE),
        2,
        np.arange(2, dtype=np.int32),
        np.full(2, rows, dtype=np.int32),
        np.array([1.0, -1.0]),
    )
    master = Master(area, count, highs)
    master.add(groups)
    return master


def least_alike(area: Field, count: int, start: list[Group], plan: list[Group] | None, seconds: Seconds) -> Alike:
    """Return `count` regions of least heterogeneity with what is proven of them.

    Parameters
    ----------
    area, count
        The component and how many regions.
    start, plan
        Groups to begin with; regions already at hand.
    seconds
        Seconds left.
    """
    growth = Growth(area, area.total - (count - 1) * area.threshold)
    master = begin(area, count, start + (plan or []))
    is_solved, has_artificial = _generate(master, growth, some_of(seconds, 0.7))
    if is_solved and has_artificial:
        return Alike(None, 0, np.inf, "infeasible")
    plan = _picked(master, growth, plan, some_of(seconds, 0.6))
    if plan is None:
        return Alike(None, 0, max(0.0, master.low), "unknown")
    value = sum(map(area.cost, plan))
    if value - master.low < 1 - _EASE or not is_solved or master.best is None:
        return _answer(plan, value, master.low)
    return _closed(master, growth, plan, value, seconds)


def _picked(master: Master, growth: Growth, plan: list[Group] | None, seconds: Seconds) -> list[Group] | None:
    """Return the best regions among few groups of small reduced cost, among more where those hold none."""
    columns = master.columns
    if plan is not None and master.best is not None:
        y, mu = master.best
        ceiling = mu + _PART * max(1.0, sum(map(master.area.cost, plan)) - master.low)
        found = growth.search(Prices(y, ceiling, growth.most), _WHOLE, _LISTED, some_of(seconds, 0.3))
        columns = list(dict.fromkeys([*found.best(_LISTED), *columns]))
    width = _FEW * len(master.area.values)
    while not is_over(seconds):
        some = chosen(master.area, columns[:width], master.count, None, some_of(seconds, 0.8))
        if some.groups is not None and (plan is None or some.value < sum(map(master.area.cost, plan))):
            plan = some.groups
        if some.groups is not None or width >= len(columns):
            break
        width *= 3
    return plan


def _answer(plan: list[Group], value: int, low: float) -> Alike:
    bound = float(max(0.0, np.ceil(low - _EASE)))
    is_proven = bound >= value
    return Alike(plan, value, min(bound, float(value)), "optimal" if is_proven else "feasible")


def _closed(master: Master, growth: Growth, plan: list[Group], value: int, seconds: Seconds) -> Alike:
    """List every group that a better answer could use, and choose among them."""
    assert master.best is not None
    y, mu = master.best
    ceiling = mu + value - 1 - master.low + _EASE * max(1.0, value)
    every = growth.search(Prices(y, ceiling, growth.most), _WHOLE, _LISTED, seconds)
    if not every.is_whole:
        return _answer(plan, value, master.low)
    columns = list(dict.fromkeys([*every.best(every.count), *plan]))
    found = chosen(master.area, columns, master.count, plan, seconds)
    if found.groups is not None and found.value < value:
        plan, value = found.groups, found.value
    # An answer with a group that was not listed costs at least as much as the one at hand.
    return _answer(plan, value, max(master.low, min(float(value), found.bound)))


def _generate(master: Master, growth: Growth, seconds: Seconds) -> tuple[bool, bool]:
    """Add groups until the LP is solved; return whether it is, and whether it needs artificial columns."""
    states, artificial = _STATES, 0.0
    for _ in range(_ROUNDS):
        if is_over(seconds):
            break
        y, mu, artificial = master.solve()
        if float(y.sum()) + master.count * mu - master.low < _CLOSE:
            return True, artificial > _EASE
        found = _added(master, growth, (y, mu), states, seconds)
        if found is None:
            continue
        if found.is_whole:
            return True, artificial > _EASE
        if states >= _WHOLE:
            break
        states *= 8
    return False, artificial > _EASE


def _added(master: Master, growth: Growth, duals: tuple[Floats, float], states: int, seconds: Seconds) -> Found | None:
    """Price near the best duals, then at the LP's own; None once groups were added, else the last search."""
    y, mu = duals
    tolerance = 1e-7 * max(1.0, float(np.abs(y).max(initial=0)))
    found = Found()
    for share in (_BACK, 0.0) if master.best is not None else (0.0,):
        at_y, at_mu = _between(duals, master.best, share)
        found = growth.search(Prices(at_y, at_mu - tolerance, growth.most), states, _WANTED, seconds)
        if found.is_whole:
            master.learn(at_y, at_mu, found)
        near = found.best(4 * _NEW)
        fresh = [g for g in near if master.area.cost(g) - float(y[list(g)].sum()) - mu < -tolerance]
        if master.add(_spread(fresh, len(y))):
            return None
    return found


def _between(duals: tuple[Floats, float], best: tuple[Floats, float] | None, share: float) -> tuple[Floats, float]:
    """Return duals part of the way back to the best ones known."""
    if best is None or not share:
        return duals
    return share * best[0] + (1 - share) * duals[0], share * best[1] + (1 - share) * duals[1]


def _spread(groups: list[Group], areas: int) -> list[Group]:
    """Return the best groups, and the best of each area."""
    held, kept = np.zeros(areas, dtype=np.int64), []
    for at, group in enumerate(groups):
        if at < _NEW // 2 or (held[list(group)] < 6).any():
            kept.append(group)
            held[list(group)] += 1
        if len(kept) >= _NEW:
            break
    return kept
