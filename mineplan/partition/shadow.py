"""Shadows of a proven plan: what each pin and limit costs, and how firmly each group stands.

Each question is another small problem over one block: without the pin, without the limit, without the group,
under other weights. Blocks are independent, so that only those a question touches are solved again, and all
but the pins and limits leave the groups of a block as they are: its pool is kept, and filtered or priced anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mineplan.partition.answer import Partition
from mineplan.partition.block import Block, blocks_of
from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.enumeration import TooManyGroupsError, connected_groups
from mineplan.partition.exact import Caps
from mineplan.partition.loosening import may_bind, measures_of, value_of_limit, without_limit
from mineplan.partition.money import prices_of
from mineplan.partition.naming import nodes_of
from mineplan.partition.pool import Pool, pool_of
from mineplan.partition.problem import PartitionProblem
from mineplan.partition.rough import columns_of
from mineplan.partition.sifting import settle, sift
from mineplan.partition.ties import unique_choice

# Weights are tilted in hundredths, so that tilted prices stay whole numbers.
PER_UNIT = 100
_CAPS = Caps(400_000, 6_000_000)
# Columns priced under other weights in all; the groups of blocks beyond it are not tried.
_PRICED = 4_000_000

Nodes = tuple[int, ...]
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Tilt:
    """Other weights for one problem.

    Attributes
    ----------
    group, orebody, shortfall, mixed, compactness
        Hundredths of the problem's own weight.
    conflicts
        The weight of each conflict of the problem, in points.
    """

    group: int
    orebody: int
    shortfall: int
    mixed: int
    compactness: int
    conflicts: tuple[float, ...]


@dataclass(frozen=True)
class Margin:
    """How much dearer the best plan without one group is.

    Attributes
    ----------
    points
        What it costs more; 0 in a tie, None when no plan does without the group.
    base
        What the plan costs in the part of the problem where the group stands.
    """

    points: float | None
    base: float


@dataclass(frozen=True)
class Relief:
    """What giving up one limit would save.

    Attributes
    ----------
    points
        What the best plan without the limit costs less, summed over the parts that could be computed.
    next_value, next_points
        The tightest looser limit that saves anything, and what it saves; None where nothing is saved or not
        all parts could be computed.
    unknown
        Nodes of the parts that could not be computed: too many groups without the limit, or no time left.
    """

    points: float
    next_value: float | None = None
    next_points: float | None = None
    unknown: Nodes = ()


@dataclass(frozen=True)
class _Known:
    """A block with all its groups, and the columns and half-units of its optimal plan."""

    block: Block
    pool: Pool
    columns: list[int]
    value: int


class Shadows:
    """Questions about one problem and its plan, answered block by block and by proof alone.

    What belongs to a block that was not proven, or whose groups are too many to be listed, stays unanswered.

    Parameters
    ----------
    problem, partition
        The problem and a plan of it.
    seconds
        Seconds left for all questions together; None without limit.
    """

    def __init__(self, problem: PartitionProblem, partition: Partition, seconds: Seconds = lambda: None) -> None:
        self._problem, self._seconds = problem, seconds
        self._prices = prices_of(problem)
        self._blocks = blocks_of(problem, self._prices)[0]
        self._home = {int(node): at for at, block in enumerate(self._blocks) for node in block.nodes}
        self._groups: list[list[Nodes]] = [[] for _ in self._blocks]
        for group in partition.groups:
            self._groups[self._home[group[0]]].append(group)
        self._conflicts: list[list[int]] = [[] for _ in self._blocks]
        for k, (a, b, _) in enumerate(problem.conflicts):
            if self._home[a] == self._home[b]:
                self._conflicts[self._home[a]].append(k)
        self._proven = {c.nodes for c in partition.components if c.status == "optimal"}
        self._known: dict[int, _Known | None] = {}

    def margin(self, group: Nodes) -> Margin | None:
        """Return how much dearer the best plan without one group of the plan is; None if not computed."""
        known = self._solved(self._home[group[0]])
        if known is None or is_over(self._seconds):
            return None
        column = _place(known.block, known.pool, [group])
        assert column is not None
        rest = np.delete(np.arange(len(known.pool)), column)
        part = known.pool.take(rest)
        base = self._points(known.value + 2 * known.block.constant)
        if len(np.unique(part.members()[1])) < part.atoms:
            return Margin(None, base)
        # Duals of the whole pool would hold too, but those of the rest leave far less to settle.
        settled = settle(part, sift(part, self._seconds), self._seconds, _split_up(known, group, part))
        if settled.status == "infeasible":
            return Margin(None, base)
        return Margin(self._points(settled.value - known.value), base) if settled.status == "optimal" else None

    def cost_of_pins(self, pins: Iterable[tuple[int, int]]) -> float | None:
        """Return what the best plan would cost less without these pins; None if not computed."""
        gone = {(min(p), max(p)) for p in pins}

        def kept(pairs: Pairs) -> Pairs:
            return tuple(p for p in pairs if (min(p), max(p)) not in gone)

        other = replace(self._problem, together=kept(self._problem.together), apart=kept(self._problem.apart))
        blocks = self._loose(other)
        saved = [self._saved(at, blocks[at]) for at in sorted({self._home[node] for pin in gone for node in pin})]
        known = [s for s in saved if s is not None]
        return sum(known) if len(known) == len(saved) else None

    def relief(self, name: str) -> Relief:
        """Return what giving up the limit `name` ('members', 'span' or a sum's name) would save."""
        bound = [at for at, block in enumerate(self._blocks) if may_bind(self._problem, block, name)]
        if not bound:
            return Relief(0.0)
        blocks = self._loose(without_limit(self._problem, name))
        loose: dict[int, tuple[Block, Pool]] = {}
        unknown: list[int] = []
        total = 0.0
        for at in bound:
            pool = _listed(blocks[at], self._seconds) if self._solved(at) else None
            gain = None if pool is None else self._gain(at, blocks[at], pool)
            if pool is None or gain is None:
                unknown += blocks[at].nodes.tolist()
            elif gain > 0:
                loose[at] = (blocks[at], pool)
                total += gain
        step = self._next_step(name, loose) if loose and not unknown else None
        value, points = step or (None, None)
        return Relief(total, value, points, tuple(sorted(unknown)))

    def survivals(self, groups: Sequence[Nodes], tilts: Sequence[Tilt]) -> list[int | None]:
        """Return under how many of the tilts each group of the plan is in the best plan; None if not tried."""
        wanted: dict[int, list[int]] = {}
        for which, group in enumerate(groups):
            wanted.setdefault(self._home[group[0]], []).append(which)
        out: list[int | None] = [None] * len(groups)
        left = _PRICED
        for at in sorted(wanted, key=lambda at: (len(self._blocks[at].atoms), at)):
            known = self._solved(at)
            if known is None or len(known.pool) * len(tilts) > left:
                continue
            left -= len(known.pool) * len(tilts)
            plans = [self._plan_under(at, known, tilt) for tilt in tilts]
            if None not in plans:
                for which in wanted[at]:
                    out[which] = sum(groups[which] in (plan or ()) for plan in plans)
        return out

    def _plan_under(self, at: int, known: _Known, tilt: Tilt) -> set[Nodes] | None:
        block = self._tilted(at, tilt)
        pool = pool_of(block, list(known.pool.levels))
        proof = sift(pool, self._seconds)
        settled = settle(pool, proof, self._seconds, known.columns)
        if settled.status != "optimal" or settled.columns is None:
            return None
        chosen = unique_choice(block, pool, proof, settled.columns, self._seconds)
        return {nodes_of(block, pool.group(c)) for c in chosen}

    def _tilted(self, at: int, tilt: Tilt) -> Block:
        """Return a block priced under other weights, in hundredths of its units."""
        block = self._blocks[at]
        units: dict[tuple[int, int], int] = {}
        for k in self._conflicts[at]:
            a, b, _ = self._problem.conflicts[k]
            price = round(tilt.conflicts[k] * self._prices.factor * PER_UNIT)
            units[min(a, b), max(a, b)] = units.get((min(a, b), max(a, b)), 0) + price
        ends = np.sort(block.nodes[block.conflicts[:, :2]], axis=1).tolist()
        rows = [(a, b, units[c, d]) for (a, b, _), (c, d) in zip(block.conflicts.tolist(), ends, strict=True)]
        return replace(
            block,
            group=block.group * tilt.group,
            mixed=block.mixed * tilt.mixed,
            minimum=block.minimum * tilt.shortfall,
            capacity=None if block.capacity is None else block.capacity * tilt.shortfall,
            distance=None if block.distance is None else block.distance * tilt.compactness,
            conflicts=np.array(rows, dtype=np.int64).reshape(-1, 3),
            ores=tuple(
                replace(o, units=o.units * tilt.orebody, floor=o.floor * tilt.orebody, total=o.total * tilt.orebody)
                for o in block.ores
            ),
        )

    def _points(self, half_units: int) -> float:
        return half_units / (2 * self._prices.factor)

    def _solved(self, at: int) -> _Known | None:
        if at not in self._known:
            self._known[at] = self._solve(at)
        return self._known[at]

    def _solve(self, at: int) -> _Known | None:
        block = self._blocks[at]
        if block.names not in self._proven:
            return None
        pool = _listed(block, self._seconds)
        columns = None if pool is None else _place(block, pool, self._groups[at])
        if pool is None or columns is None:
            return None
        return _Known(block, pool, columns, pool.value(columns))

    def _loose(self, other: PartitionProblem) -> list[Block]:
        """Return the blocks of a problem that differs in pins or limits; neither decides what is one block."""
        return blocks_of(other, self._prices)[0]

    def _saved(self, at: int, block: Block) -> float | None:
        pool = _listed(block, self._seconds) if self._solved(at) else None
        return None if pool is None else self._gain(at, block, pool)

    def _gain(self, at: int, block: Block, pool: Pool) -> float | None:
        """Return what the best plan over a looser pool of a block saves; None without a proof."""
        known = self._solved(at)
        if known is None or is_over(self._seconds):
            return None
        start = _place(block, pool, self._groups[at])
        settled = settle(pool, sift(pool, self._seconds), self._seconds, start)
        if settled.status != "optimal":
            return None
        return self._points(known.value + 2 * known.block.constant - settled.value - 2 * block.constant)

    def _next_step(self, name: str, loose: dict[int, tuple[Block, Pool]]) -> tuple[float, float] | None:
        """Return the tightest looser value of a limit that saves anything, and what it saves in all parts."""
        measures = {at: measures_of(self._problem, block, pool, name) for at, (block, pool) in loose.items()}
        limit = value_of_limit(self._problem, name)
        values = np.unique(np.concatenate([m[m > limit] for m in measures.values()]))
        low, high = 0, len(values) - 1
        while low < high:
            middle = (low + high) // 2
            gain = self._at_most(loose, measures, float(values[middle]))
            if gain is None:
                return None
            low, high = (low, middle) if gain > 0 else (middle + 1, high)
        gain = self._at_most(loose, measures, float(values[low]))
        return None if gain is None else (float(values[low]), gain)

    def _at_most(
        self, loose: dict[int, tuple[Block, Pool]], measures: dict[int, np.ndarray], value: float
    ) -> float | None:
        """Return what a limit set to `value` saves over all parts."""
        total = 0.0
        for at, (block, pool) in loose.items():
            gain = self._gain(at, block, pool.take(np.flatnonzero(measures[at] <= value)))
            if gain is None:
                return None
            total += gain
        return total


def _listed(block: Block, seconds: Seconds) -> Pool | None:
    """Return all groups of a block, None where they are too many or time is up."""
    try:
        return pool_of(block, connected_groups(block, _CAPS.groups, _CAPS.cells, seconds=seconds))
    except TooManyGroupsError:
        return None


def _place(block: Block, pool: Pool, groups: Iterable[Nodes]) -> list[int] | None:
    """Return the columns of groups of nodes; None where the pool lacks one."""
    atom = {int(node): at for at, row in enumerate(block.atoms) for node in block.nodes[row[row >= 0]]}
    return columns_of(pool, [frozenset(atom[node] for node in group) for group in groups])


def _split_up(known: _Known, group: Nodes, rest: Pool) -> list[int] | None:
    """Return the plan with one group split into lone atoms, as columns of the rest; None where it may not be."""
    column = _place(known.block, known.pool, [group])
    plan = [frozenset(known.pool.group(c)) for c in known.columns if [c] != column]
    atoms = known.pool.group(column[0]) if column else ()
    return columns_of(rest, plan + [frozenset([atom]) for atom in atoms]) if len(atoms) > 1 else None
