"""Column generation: groups are made when the master problem's duals call for them.

Rounds of: solve the LP over the columns at hand; price exactly (`pricing`); add what is found. After every
round sum(y) - sum(p) + sum over centres of min(0, least reduced cost of a group of that centre) bounds every
plan from below, for no two groups of a plan share a centre (Lagrange). When no reduced cost is negative the
LP is solved; then every group that a better plan could use has a reduced cost of at most
incumbent - STEP - bound, and if those can be listed the choice among them is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds
from mineplan.partition.enumeration import Names, sorted_rows
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool, joined, pool_of
from mineplan.partition.proofs import STEP, Duals, Proof, float_reduced
from mineplan.partition.relaxation import Relaxation
from mineplan.partition.sifting import chosen_columns, dear_of
from mineplan.partition.sweep import Priced, priced
from mineplan.partition.worth import worth_of

_ROUNDS = 400
_NEW = 600
# Half-units within which the LP's value and the bound count as equal.
_CLOSE = 0.1
# Part of the gap that is worth no more rounds.
_ENOUGH = 0.15
_STEP = 0.5
_WIDE = 0.2
_LEAST_STEP = 0.05


@dataclass(frozen=True)
class Effort:
    """Limits of work that do not depend on the clock.

    Attributes
    ----------
    first, most
        States of the search in the first round; most states in a round, and to list groups.
    total
        States in all rounds.
    listed
        Groups listed.
    """

    first: int = 20_000
    most: int = 4_000_000
    total: int = 3_000_000
    listed: int = 400_000


@dataclass
class Master:
    """The growing master problem of one block.

    Invariant: `pool` holds all columns known, `lp` some of them; `low` is a proven lower bound in half-units
    on every plan, shown by the duals `feasible`, under which no group has a negative reduced cost.
    `y`, `p` are the duals of the last LP. `wide` is how far duals may first stray.
    """

    block: Block
    pool: Pool
    lp: Relaxation
    known: set[tuple[int, ...]]
    seconds: Seconds
    low: float
    feasible: tuple[Floats, Floats]
    wide: float
    y: Floats
    p: Floats
    rounds: int = 0
    work: int = 0

    def is_over(self) -> bool:
        """Whether the time is up."""
        left = self.seconds()
        return left is not None and left <= 0


def begin(block: Block, pool: Pool, low: Proof, guess: Floats, seconds: Seconds) -> Master:
    """Return the master problem over a pool that holds a plan.

    Parameters
    ----------
    block, pool
        The block; some of its groups, a plan among them.
    low
        A proof over all groups.
    guess
        Likely cover duals, in half-units.
    seconds
        Seconds left.
    """
    lp = Relaxation(pool, dear_of(pool), seconds)
    lp.open_all()
    known = {pool.group(c) for c in range(len(pool))}
    feasible = (low.y / low.fine, low.p / low.fine)
    wide = max(1.0, _WIDE * float(np.abs(guess).mean()))
    return Master(block, pool, lp, known, seconds, low.low / low.fine - 1e-6, feasible, wide, *feasible)


def solve_master(master: Master, start: Ints, effort: Effort, goal: float) -> None:
    """Add columns and raise the bound until no more can be gained, `goal` is reached, or work or time ends.

    A step that raises the bound is followed by a longer one in a wider box, one that does not by a shorter
    one or, once its columns are in, by a better aimed one.
    """
    master.lp.add(start)
    states, wide, part = effort.first, master.wide, _STEP
    least = wide / 100
    while master.rounds < _ROUNDS and master.work < effort.total and not master.is_over() and master.low < goal:
        master.rounds += 1
        is_loose = _solve_boxed(master, wide)
        if is_loose is None:
            return
        hope = float(master.y.sum() - master.p.sum()) - master.low
        if hope <= _CLOSE:
            if is_loose:
                return
            wide *= 4
            continue
        if is_loose and hope < _ENOUGH * (goal - master.low):
            return
        before = master.low
        found = _price(master, states, part)
        has_new = _admit(master, found)
        won = (master.low - before) / hope
        if won > part / 4:
            part, wide = min(1.0, 1.3 * part), 1.3 * wide
        elif not found.is_whole:
            if states >= effort.most and wide <= least:
                return
            part, wide = max(_LEAST_STEP, 0.6 * part), max(least, 0.6 * wide)
            states = min(int(1.5 * states), effort.most)
        elif has_new:
            wide = max(least, 0.6 * wide)
        else:
            part = min(1.0, 2 * part)


def _solve_boxed(master: Master, wide: float) -> bool | None:
    """Solve the LP with duals near the centre; whether the box did not matter, None without an answer."""
    least, most = master.feasible[0] - wide, master.feasible[0] + wide
    master.lp.box(least, most)
    while True:
        duals = master.lp.solve()
        if duals is None:
            return None
        master.y, master.p = duals
        tolerance = max(1e-6, 1e-7 * master.lp.unit)
        old = chosen_columns(master.pool, float_reduced(master.pool, Duals(*duals)), master.lp.inside, tolerance)
        if not old.size:
            break
        master.lp.add(old)
    edge = 1e-6 * max(1.0, wide)
    return bool(((master.y > least + edge) & (master.y < most - edge)).all())


def _price(master: Master, states: int, part: float) -> Priced:
    """Price part of the way from the feasible duals to the LP's; keep what makes the bound better.

    A group holds the root of its centre, so lowering the root's dual by what the worst group of that centre
    lacks leaves no reduced cost negative, and lowers the bound by no more than Lagrange does.
    """
    y = master.feasible[0] + part * (master.y - master.feasible[0])
    p = master.feasible[1] + part * (master.p - master.feasible[1])
    worth = worth_of(master.block, y, p)
    found = priced(worth, np.zeros(len(worth.root)), states, master.seconds)
    master.work += found.work
    lack = np.zeros(master.pool.atoms)
    np.minimum.at(lack, worth.root, found.floor - 2 * worth.margin)
    low = float((y + lack).sum() - p.sum()) - worth.margin
    if low > master.low:
        master.low, master.feasible = low, (y + lack, p)
    return found


def _admit(master: Master, found: Priced) -> bool:
    """Add the best new groups to pool and LP; whether there were any."""
    order = np.argsort(found.worths, kind="stable")
    fresh: dict[tuple[int, ...], None] = {}
    for at in order.tolist():
        if found.groups[at] not in master.known:
            fresh.setdefault(found.groups[at])
        if len(fresh) >= _NEW:
            break
    part = pool_of_groups(master.block, list(fresh))
    if not len(part):
        return False
    rc = float_reduced(part, Duals(master.y, master.p))
    part = part.take(np.flatnonzero(rc < 0))
    if not len(part):
        return False
    extend(master, part)
    return True


def extend(master: Master, part: Pool) -> None:
    """Add columns that are not known yet to pool and LP."""
    master.lp.admit(part)
    master.known.update(part.group(c) for c in range(len(part)))
    master.lp.pool, place = merged(master.pool, part)
    inside = np.ones(len(master.lp.pool), dtype=bool)
    inside[place] = master.lp.inside
    master.lp.inside, master.pool = inside, master.lp.pool


def merged(first: Pool, second: Pool) -> tuple[Pool, Ints]:
    """Return both pools' columns and where those of the first went."""
    marks = joined(_marked(first, 0), _marked(second, 1))
    return joined(first, second), np.flatnonzero(marks.cost == 0)


def _marked(pool: Pool, mark: int) -> Pool:
    none = np.zeros(0, dtype=np.int64)
    cost = np.full(len(pool), mark, dtype=np.int64)
    return Pool(pool.levels, cost, none, none, none, none, none, pool.atoms, pool.ores)


def pool_of_groups(block: Block, groups: list[tuple[int, ...]]) -> Pool:
    """Return the columns of some distinct groups."""
    by_size: dict[int, list[tuple[int, ...]]] = {}
    for group in groups:
        by_size.setdefault(len(group), []).append(group)
    levels: list[Names] = [sorted_rows(np.array(by_size[k], dtype=np.int32)) for k in sorted(by_size)]
    return pool_of(block, levels)


def listed(block: Block, proof: Proof, reach: int, effort: Effort, seconds: Seconds) -> Pool | None:
    """Return every group that a plan of at most `reach` half-units may use; None when they are too many."""
    y, p = proof.y / proof.fine, proof.p / proof.fine
    worth = worth_of(block, y, p)
    # Half a step above `reach`, so that what rounding takes from the bound later on does no harm.
    slack = reach - proof.low / proof.fine + STEP / 2 + 2 * worth.margin
    below = np.full(len(worth.root), slack)
    found = priced(worth, below, effort.most, seconds, effort.listed)
    return pool_of_groups(block, sorted(set(found.groups))) if found.is_whole else None
