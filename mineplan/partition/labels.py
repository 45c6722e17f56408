"""Which nodes hang together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Nodes and pairs that are labelled one by one.
_FEW = 3000


def label_of(n: int, pairs: Ints) -> Ints:
    """Return the component of each of n nodes under `pairs` (m, 2), numbered by smallest node."""
    if n + len(pairs) <= _FEW:
        return _few_labels(n, pairs)
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(pairs), dtype=np.int8)
    raw = connected_components(coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n)), directed=False)[1]
    _, first, inverse = np.unique(raw, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]


def _few_labels(n: int, pairs: Ints) -> Ints:
    """Do the same without scipy, whose import takes longer than a small problem."""
    root = list(range(n))

    def find(v: int) -> int:
        while root[v] != v:
            root[v] = v = root[root[v]]
        return v

    for a, b in pairs.tolist():
        one, two = sorted((find(a), find(b)))
        root[two] = one
    roots = [find(v) for v in range(n)]
    rank = {v: at for at, v in enumerate(sorted(set(roots)))}
    return np.array([rank[v] for v in roots], dtype=np.int64)


def pair_array(pairs: tuple[tuple[int, int], ...]) -> Ints:
    """Return pairs sorted, each ascending, without repetition, as an (m, 2) array."""
    return distinct_pairs(np.array(pairs, dtype=np.int64).reshape(-1, 2))


def distinct_pairs(rows: Ints) -> Ints:
    """Do the same with an array (m, 2)."""
    rows = np.sort(rows, axis=1)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    return rows[np.concatenate([[True], (np.diff(rows, axis=0) != 0).any(axis=1)])] if len(rows) else rows
