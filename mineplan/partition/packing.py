"""How many regions are possible at most: disjoint groups that reach the threshold, packed and proven.

Groups in which no connected part reaches the threshold are enough, for what is left over joins a region that
touches it. The LP over them bounds the number; its duals drop every group that a packing of that many cannot use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from mineplan.highs import quiet_highs
from mineplan.partition.clock import Seconds, is_over, some_of
from mineplan.partition.growing import members_of, minimal_groups
from mineplan.partition.master import HUGE, Floats, finished
from mineplan.partition.money import Ints
from mineplan.partition.regions import Field

_MOST = 3_000_000
_FIRST = 3_000
_MORE = 3_000
_ROUNDS = 300
_NODES = 200_000
_FEW = 16

Groups = list[tuple[int, ...]]


@dataclass(frozen=True)
class Packing:
    """Disjoint groups that each reach the threshold, and the proven largest number of them."""

    groups: Groups
    bound: int


def packed_regions(area: Field, seconds: Seconds) -> Packing:
    """Return as many disjoint groups as were found, and a bound on how many there can be."""
    cap = int(np.floor((area.total + area.slack()) / area.threshold))
    greedy = _greedily(area)
    levels = minimal_groups(area, _MOST, seconds) if len(greedy) < cap else None
    if levels is None:
        return Packing(greedy, cap)
    column, row = members_of(levels)
    cover = csr_matrix((np.ones(len(column)), (row, column)), shape=(len(area.values), int(column.max()) + 1))
    y = _duals(cover, seconds)
    # Raised until no group is worth less than 1, the duals bound every packing.
    worth = cover.T @ y
    lacking = float(worth.min())
    if lacking <= 0:
        return Packing(greedy, cap)
    y, worth = y / min(1.0, lacking), worth / min(1.0, lacking)
    bound = min(cap, int(np.floor(float(y.sum()) + 1e-7)))
    best = greedy
    while len(best) < bound:
        usable = np.flatnonzero(worth - 1 <= float(y.sum()) - bound + 1e-7)
        usable = usable[np.argsort(worth[usable], kind="stable")]
        found = _packing_of(cover, usable, bound, seconds)
        if found is None:
            break
        best = [_group(levels, k) for k in found] or best
        bound -= not found
    return Packing(best, max(bound, len(best)))


def _packing_of(cover: csr_matrix, usable: Ints, count: int, seconds: Seconds) -> list[int] | None:
    """Return `count` disjoint columns; none where there are provably none, None where it is not known.

    Few columns of least reduced cost mostly suffice, and take a fraction of the time of all.
    """
    width = _FEW * cover.shape[0]
    while True:
        some = np.sort(usable[:width])
        found = _choose(cover[:, some], count, seconds if width >= len(usable) else some_of(seconds, 0.3))
        if not isinstance(found, str):
            return [int(some[k]) for k in found]
        if width >= len(usable):
            return [] if found == "infeasible" else None
        width *= 4


def completed(area: Field, groups: Groups) -> Groups:
    """Return disjoint groups with every area left over joined to the touching group that it costs least in."""
    home = np.full(len(area.values), -1)
    for at, group in enumerate(groups):
        home[list(group)] = at
    while (home < 0).any():
        offers = [
            (float(area.apart[node, home == at].sum()), node, at)
            for node in np.flatnonzero(home < 0).tolist()
            for at in sorted(set(home[area.near[node]].tolist()) - {-1})
        ]
        _, node, at = min(offers)
        home[node] = at
    return [tuple(np.flatnonzero(home == at).tolist()) for at in range(len(groups))]


def _greedily(area: Field) -> Groups:
    """Return disjoint groups found by growing from the most remote areas, each time by the least of what touches."""
    free = np.ones(len(area.values), dtype=bool)
    groups: Groups = []
    while free.any():
        degree = np.where(free, (area.near & free[None, :]).sum(axis=1), len(free) + 1)
        group = [int(degree.argmin())]
        while not area.reaches(area.values[group].sum()):
            around = np.flatnonzero(area.near[group].any(axis=0) & free)
            around = np.setdiff1d(around, group)
            if not len(around):
                break
            room = (area.near[around] & free[None, :]).sum(axis=1)
            group.append(int(around[np.lexsort((around, room))[0]]))
        free[group] = False
        if area.reaches(area.values[group].sum()):
            groups.append(tuple(sorted(group)))
    return groups


def _duals(cover: csr_matrix, seconds: Seconds) -> Floats:
    """Solve the LP over all groups, some of them at a time; return the price of each area."""
    count = cover.shape[1]
    inside = np.zeros(count, dtype=bool)
    first = np.unique(np.linspace(0, count - 1, min(count, _FIRST)).astype(np.int64))
    highs = quiet_highs(None)
    for _ in range(cover.shape[0]):
        highs.addRow(-HUGE, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
    fresh, held, back = first, cover.tocsc(), cover.T.tocsr()
    y = np.ones(cover.shape[0])
    for _ in range(_ROUNDS):
        _add(highs, held, fresh)
        inside[fresh] = True
        highs.run()
        y = -np.asarray(highs.getSolution().row_dual)
        lack = 1 - back @ y
        lack[inside] = 0
        worst = np.argsort(-lack, kind="stable")[:_MORE]
        fresh = worst[lack[worst] > 1e-7]
        if not len(fresh) or is_over(seconds):
            break
    return np.maximum(y, 0.0)


def _add(highs: Any, held: Any, columns: Ints) -> None:
    part = held[:, columns]
    highs.addCols(
        len(columns),
        np.full(len(columns), -1.0),
        np.zeros(len(columns)),
        np.full(len(columns), HUGE),
        part.nnz,
        part.indptr[:-1].astype(np.int32),
        part.indices.astype(np.int32),
        part.data.astype(np.float64),
    )


def _choose(cover: csr_matrix, count: int, seconds: Seconds) -> list[int] | str:
    """Return `count` disjoint columns, 'infeasible' where there are none, else why it is not known."""
    import highspy

    held = cover.tocsc()
    left = seconds()
    highs = quiet_highs(None if left is None else max(left, 0.01))
    highs.setOptionValue("mip_max_nodes", _NODES)
    highs.setOptionValue("mip_max_improving_sols", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = held.shape[1], held.shape[0] + 1
    lp.col_cost_ = np.zeros(held.shape[1])
    lp.col_lower_, lp.col_upper_ = np.zeros(held.shape[1]), np.ones(held.shape[1])
    lp.row_lower_ = np.append(np.full(held.shape[0], -HUGE), float(count))
    lp.row_upper_ = np.append(np.ones(held.shape[0]), HUGE)
    ends = held.indptr.astype(np.int64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = (ends + np.arange(len(ends))).astype(np.int32)
    lp.a_matrix_.index_ = np.insert(held.indices, ends[1:], held.shape[0]).astype(np.int32)
    lp.a_matrix_.value_ = np.ones(held.nnz + held.shape[1])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * held.shape[1]
    highs.passModel(lp)
    if not finished(highs, seconds, held.shape[1]):
        return "unknown"
    values = np.asarray(highs.getSolution().col_value)
    chosen = np.flatnonzero(values > 0.5).tolist() if values.size else []
    if len(chosen) >= count and held[:, chosen].sum(axis=1).max() <= 1:
        return chosen
    is_proven = highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    return "infeasible" if is_proven else "unknown"


def _group(levels: list[np.ndarray], column: int) -> tuple[int, ...]:
    for level in levels:
        if column < len(level):
            return tuple(level[column].tolist())
        column -= len(level)
    raise IndexError(column)
