"""Cuts over three atoms: at most one group of a plan holds two or more of any three atoms.

These are the subset-row cuts of rank one (Jepsen, Petersen, Spoorendonk and Pisinger 2008). With all columns at hand
pricing them costs nothing, and they close most of what is left between the LP and the best plan. A price
mu >= 0 of a cut is added to every column that holds two or more of its atoms, and taken off the bound once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from mineplan.partition.master import HUGE, Floats, Model
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool

_LEAST = 0.02


@dataclass(frozen=True)
class Cuts:
    """Cuts over a pool.

    Attributes
    ----------
    triples
        Atoms of each cut, ascending, (cuts, 3).
    column, cut
        Which columns pay for which cut, as pairs.
    """

    triples: Ints
    column: Ints
    cut: Ints

    def __len__(self) -> int:
        """Return the number of cuts."""
        return len(self.triples)

    def some(self, which: Ints) -> Cuts:
        """Return some of the cuts, given ascending."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[which] = np.arange(len(which))
        kept = place[self.cut] >= 0
        return Cuts(self.triples[which], self.column[kept], place[self.cut[kept]])

    def of_some(self, columns: Ints, total: int) -> tuple[Ints, Ints]:
        """Return the pairs of some columns, given ascending and out of `total`, numbered by their place."""
        place = np.full(total, -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        here = place[self.column]
        return here[here >= 0], self.cut[here >= 0]


def no_cuts() -> Cuts:
    """Return no cut at all."""
    none = np.zeros(0, dtype=np.int64)
    return Cuts(none.reshape(0, 3), none, none)


class Index:
    """The columns of each atom of a pool."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @cached_property
    def _by_atom(self) -> Any:
        from scipy.sparse import csr_matrix

        pool = self.pool
        atom = np.concatenate([level.ravel() for level in pool.levels]).astype(np.int32)
        ends = np.concatenate([[0], np.cumsum(pool.sizes())])
        ones = np.ones(len(atom), dtype=np.int8)
        return csr_matrix((ones, atom, ends), shape=(len(pool), pool.atoms)).tocsc()

    def with_two(self, triple: Ints) -> Ints:
        """Return the columns, ascending, that hold two or more of three atoms."""
        start, index = self._by_atom.indptr, self._by_atom.indices
        every = np.sort(np.concatenate([index[start[a] : start[a + 1]] for a in triple]))
        twice = every[1:][every[1:] == every[:-1]]
        return np.asarray(twice[np.diff(twice, prepend=-1) != 0], dtype=np.int64)

    def joined(self, cuts: Cuts, fresh: Ints) -> Cuts:
        """Return the cuts with further triples."""
        held = [self.with_two(triple) for triple in fresh]
        number = np.repeat(len(cuts) + np.arange(len(fresh)), [len(h) for h in held])
        return Cuts(
            np.concatenate([cuts.triples, fresh]),
            np.concatenate([cuts.column, *held]),
            np.concatenate([cuts.cut, number]),
        )


def violated(part: Pool, weight: Floats, cuts: Cuts, most: int) -> Ints:
    """Return triples of atoms whose cut a weighting of columns breaks, worst first, at most `most` of them.

    Parameters
    ----------
    part, weight
        Some columns and their weights.
    cuts
        Cuts that need not be found again.
    most
        How many to return.
    """
    from scipy.sparse import csr_matrix

    live = np.flatnonzero(weight > 1e-7)
    some, weight = part.take(live), weight[live]
    column, atom = some.members()
    held = csr_matrix((np.ones(len(column)), (column, atom)), shape=(len(some), part.atoms))
    pair = np.asarray((held.T @ held.multiply(weight[:, None])).todense())
    np.fill_diagonal(pair, 0)
    known = set(map(tuple, cuts.triples.tolist()))
    by_atom, dense = held.tocsc(), held.toarray()
    found: dict[tuple[int, int, int], float] = {}
    for mid in range(part.atoms):
        near = np.flatnonzero(pair[mid] > 1e-9)
        if len(near) < 2:
            continue
        rows = by_atom.indices[by_atom.indptr[mid] : by_atom.indptr[mid + 1]]
        here = dense[np.ix_(rows, near)]
        all_three = (here * weight[rows, None]).T @ here
        side = pair[mid, near]
        used = side[:, None] + side[None, :] + pair[np.ix_(near, near)] - 2 * all_three
        for i, k in np.argwhere(np.triu(used > 1 + _LEAST, 1)).tolist():
            a, b, c = sorted((mid, int(near[i]), int(near[k])))
            found[a, b, c] = float(used[i, k])
    order = sorted((-round(used, 9), triple) for triple, used in found.items() if triple not in known)
    return np.array([triple for _, triple in order[:most]], dtype=np.int64).reshape(-1, 3)


def with_cuts(model: Model, columns: Ints, total: int, cuts: Cuts) -> Model:
    """Return the model over some columns, given ascending and out of `total`, with the rows of the cuts."""
    if not len(cuts):
        return model
    column, cut = cuts.of_some(columns, total)
    return replace(
        model,
        row=np.concatenate([model.row, len(model.lower) + cut]),
        column=np.concatenate([model.column, column]),
        value=np.concatenate([model.value, np.ones(len(cut))]),
        lower=np.concatenate([model.lower, np.full(len(cuts), -HUGE)]),
        upper=np.concatenate([model.upper, np.ones(len(cuts))]),
    )
