"""The order that a problem itself gives its nodes, whatever they are numbered.

Every node gets a signature: a hash of what the problem says of it, refined by the signatures of all that it has to
do with until nothing more can be told apart (colour refinement). What still looks alike is told apart one node
at a time, the lowest number first, and refined again; where two nodes may change places without changing
the problem it makes no difference which of them that is. Ties between plans are broken in this order, so that a plan
does not hang on how its nodes are numbered.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.labels import pair_array
from mineplan.partition.money import Ints, table_among
from mineplan.partition.problem import PartitionProblem

Words = NDArray[np.uint64]
# Rounds of refinement in all: a symmetric problem of thousands of nodes is not worth more.
_ROUNDS = 60
# Rows of distances looked at in one go.
_ROWS = 512
_DIGITS = 9


def canonical_order(problem: PartitionProblem, label: Ints) -> Ints:
    """Return all nodes by block, those of a block in their canonical order.

    Parameters
    ----------
    problem
        The problem.
    label
        Block of each node, (n,).
    """
    links = _links_of(problem, label)
    sign = _first_signs(problem, label)
    told = 0
    for _ in range(_ROUNDS):
        sign = _refined(sign, links)
        order = np.lexsort((sign, label))
        is_new = np.ones(problem.n, dtype=bool)
        is_new[1:] = (np.diff(sign[order]) != 0) | (np.diff(label[order]) != 0)
        count = int(is_new.sum())
        if count == problem.n:
            break
        if count == told:
            # Of every block, the first node of the first signature that is borne twice.
            twice = np.flatnonzero(is_new[:-1] & ~is_new[1:])
            first = twice[np.concatenate([[True], np.diff(label[order[twice]]) != 0])]
            sign[order[first]] = _mixed(sign[order[first]] + np.uint64(1))
        told = count
    return np.lexsort((sign, label))


_Links = list[tuple[Ints, Ints, Words]]


def _links_of(problem: PartitionProblem, label: Ints) -> _Links:
    """Return what ties nodes to each other, as (from, to, kind) in both directions; orebodies are nodes too."""
    n = problem.n
    found: _Links = []
    pairs = [(problem.edges, 1), (problem.together, 2), (problem.apart, 3)]
    for rows, kind in pairs:
        ends = pair_array(rows)
        found.append((ends[:, 0], ends[:, 1], np.full(len(ends), kind, dtype=np.uint64)))
    ends = np.array([(a, b) for a, b, _ in problem.conflicts], dtype=np.int64).reshape(-1, 2)
    weight = _relative(np.array([w for *_, w in problem.conflicts], dtype=np.float64), label[ends[:, 0]])
    found.append((ends[:, 0], ends[:, 1], _mixed(_bits(weight) ^ np.uint64(4))))
    body = np.array([n + k for k, b in enumerate(problem.orebodies) for _ in b.members], dtype=np.int64)
    member = np.array([m for b in problem.orebodies for m in b.members], dtype=np.int64)
    tonnes = np.array([t for b in problem.orebodies for t in b.tonnage], dtype=np.float64)
    price = np.array([b.weight for b in problem.orebodies for _ in b.members], dtype=np.float64)
    kind_of = _mixed(_bits(tonnes) ^ np.uint64(5)) ^ _bits(_relative(price, label[member]))
    found.append((body, member, _mixed(kind_of)))
    return found + [(b, a, kind) for a, b, kind in found]


def _relative(weight: NDArray[np.float64], at: Ints) -> NDArray[np.float64]:
    """Return weights over the largest of their block: the unit of all weights is nobody's signature."""
    most = np.zeros(int(at.max(initial=-1)) + 1)
    np.maximum.at(most, at, weight)
    return np.asarray(np.round(weight / np.maximum(most[at], 1e-300), _DIGITS))


def _first_signs(problem: PartitionProblem, label: Ints) -> Words:
    """Return what the problem says of each node by itself, and of its distances to the others of its block."""
    sign = np.zeros(problem.n, dtype=np.uint64)
    columns: list[Any] = [c for c in (problem.capacity, problem.holder) if c is not None]
    for values in [*columns, *(s.values for s in problem.limits.sums)]:
        sign = _mixed(sign ^ _bits(np.array(values, dtype=np.float64)))
    table = problem.distance_table
    if table is None:
        return sign
    by_block = np.argsort(label, kind="stable")
    for nodes in np.split(by_block, np.flatnonzero(np.diff(label[by_block])) + 1):
        if len(nodes) > 2:
            own = sign[nodes]
            far = table_among(table, nodes)
            for at in range(0, len(nodes), _ROWS):
                part = _bits(np.asarray(far[at : at + _ROWS], dtype=np.float64)) ^ own
                sign[nodes[at : at + _ROWS]] += _mixed(part).sum(axis=1, dtype=np.uint64)
    return sign


def _refined(sign: Words, links: _Links) -> Words:
    """Return signatures that hold those of the other ends of all links; those of orebodies are made on the way."""
    n = len(sign)
    size = max([n, *(int(to.max(initial=-1)) + 1 for _, to, _ in links)])
    wide = np.concatenate([sign, np.zeros(size - n, dtype=np.uint64)])
    is_body = np.arange(size) >= n
    for turn in (is_body, ~is_body):
        total = np.zeros(size, dtype=np.uint64)
        for to, at, kind in links:
            some = turn[to]
            np.add.at(total, to[some], _mixed(wide[at[some]] ^ kind[some]))
        wide = np.where(turn, _mixed(wide + total), wide)
    return wide[:n]


def _bits(values: NDArray[np.float64]) -> Words:
    """Return the bits of floats; 0 and -0 are one number."""
    return np.ascontiguousarray(values + 0.0).view(np.uint64)


def _mixed(words: Words) -> Words:
    """Scatter 64-bit words (the finisher of splitmix64, Steele, Lea and Flood 2014)."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
